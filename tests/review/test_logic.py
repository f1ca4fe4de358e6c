"""What the form's logic says of answers that nobody saw together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldtool.forms import Form
from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FINALISE, Revision, workspace_log
from fieldtool.log.merge import merge
from fieldtool.review.logic import findings
from fieldtool.review.settling import Unsettled
from fieldtool.storage.revisions import Found, versions_of
from tests.clocks import StepClock
from tests.forms import workshop

INTERVIEW = "m4xahrt7q2zz5k3f"
HOUSEHOLD = workshop.form(
    """
    | survey | |  |  | |  | |
    | | type | name | label | relevant | constraint | required | calculation |
    | | integer | people | چند تن در خانه؟ |  | . > 0 |  |  |
    | | integer | children | چند طفل؟ | ${people} > 1 | . < ${people} |  |  |
    | | text | school | کدام مکتب؟ | ${children} > 0 |  | yes |  |
    | | text | guard | کی نگهبان است؟ | ${people} > 6 and ${children} > 4 |  |  |  |
    | | calculate | adults |  |  |  |  | ${people} - coalesce(${children}, 0) |
    | | calculate | now |  |  |  |  | now() |
    | | begin_repeat | hazard | خطر | | | | |
    | | text | kind | چه خطری؟ |  |  |  |  |
    | | integer | since | از کدام سال؟ | ${kind} != '' | . < 1500 |  |  |
    | | end_repeat |  |  |  |  |  |  |
    """
)
GIVEN = {
    "people": "5",
    "children": "3",
    "school": "مکتب نسوان",
    "adults": "2",
    "hazard": "aaaaaa bbbbbb",
    "hazard[aaaaaa]/kind": "سرک",
    "hazard[aaaaaa]/since": "1400",
    "hazard[bbbbbb]/kind": "چاه",
    "hazard[bbbbbb]/since": "1401",
}


def _entry(answers: Mapping[str, str], parents: Sequence[str], clock: StepClock) -> Entry:
    revision = Revision(
        interview=INTERVIEW,
        number="HRT-07-012",
        form_id="household",
        form_version="1",
        form_hash="5f" * 32,
        site="AF3201",
        language="",
        result="complete",
        started="2026-11-22T09:05:00.000+04:30",
        finished="2026-11-22T09:40:00.000+04:30",
        answers=dict(answers),
    )
    return log_entry.make(
        FINALISE,
        INTERVIEW,
        prev="",
        person="HRT-07",
        clock=clock.now(),
        content=revision.to_content(),
        salt=bytes(16),
        parents=parents,
    )


def _merged(
    clock: StepClock, *later: Mapping[str, str | None], first: Mapping[str, str] = GIVEN
) -> Unsettled:
    """Return an interview that somebody gave, and others changed without knowing each other."""
    begun = _entry(first, [], clock)
    entries = [begun]
    for changes in later:
        answers = {path: said for path, said in {**first, **changes}.items() if said is not None}
        entries.append(_entry(answers, [begun.id], clock))
    found = {
        one.id: Found(Revision.from_entry(one), one, workspace_log("k3f2qa7m"), 0)
        for one in entries
    }
    return Unsettled(INTERVIEW, merge(versions_of(found.values())), found)


def _found(form: Form, open_: Unsettled) -> set[tuple[str, str]]:
    return {(one.path, one.kind) for one in findings(form, open_)}


def test_changes_that_go_together_are_no_finding(clock: StepClock) -> None:
    open_ = _merged(clock, {"school": "مکتب دیگر"}, {"hazard[aaaaaa]/since": "1399"})

    assert findings(HOUSEHOLD, open_) == ()


def test_an_answer_that_breaks_a_constraint_only_together_is_found(clock: StepClock) -> None:
    open_ = _merged(clock, {"people": "4", "adults": "1"}, {"children": "4", "adults": "1"})

    assert _found(HOUSEHOLD, open_) == {("children", "constraint"), ("adults", "different")}


def test_an_answer_to_a_question_that_is_not_asked_any_more_is_found(clock: StepClock) -> None:
    alone = {"people": "1", "children": None, "school": None, "adults": "1"}
    open_ = _merged(clock, alone, {"school": "مکتب دیگر"})

    assert ("school", "irrelevant") in _found(HOUSEHOLD, open_)


def test_a_question_that_is_asked_only_together_is_found(clock: StepClock) -> None:
    six = {**GIVEN, "people": "6", "adults": "3"}
    open_ = _merged(
        clock, {"people": "7", "adults": "4"}, {"children": "5", "adults": "1"}, first=six
    )

    assert ("guard", "unasked") in _found(HOUSEHOLD, open_)


def test_answers_in_rows_are_looked_at_row_by_row(clock: StepClock) -> None:
    blank = {"hazard[bbbbbb]/kind": "", "hazard[bbbbbb]/since": None}
    gone = {
        "hazard": "bbbbbb",
        "hazard[aaaaaa]/kind": None,
        "hazard[aaaaaa]/since": None,
        "hazard[bbbbbb]/since": "1402",
    }
    open_ = _merged(clock, blank, gone)

    assert _found(HOUSEHOLD, open_) == {("hazard[bbbbbb]/since", "irrelevant")}


def test_what_was_wrong_in_one_revision_already_does_not_come_from_merging(
    clock: StepClock,
) -> None:
    wrong = {"hazard[aaaaaa]/since": "1600", "school": ""}
    open_ = _merged(clock, {"school": ""}, {"hazard[bbbbbb]/since": "1399"}, first=GIVEN | wrong)

    assert findings(HOUSEHOLD, open_) == ()


def test_no_answer_is_changed_by_looking(clock: StepClock) -> None:
    open_ = _merged(clock, {"people": "4", "adults": "1"}, {"children": "4", "adults": "1"})
    before = dict(open_.merged.answers)
    findings(HOUSEHOLD, open_)

    assert open_.merged.answers == before
