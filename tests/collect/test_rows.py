"""Rows of a draft: each change is on the disk, can be undone, and two windows may do it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldtool.collect import drafts, finalising, rows
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import FLOOR
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect.conftest import PASSPHRASE, SITE, filled, membership, questionnaire

HAZARDS = """
| survey |
| | type         | name     | label::دری (fa-AF) | calculation      | default | repeat_count |
| | begin_repeat | hazard   | خطر                |                  |         |              |
| | text         | where    | کجا؟               |                  |         |              |
| | text         | kind     | چه نوع؟            |                  | تاریکی  |              |
| | calculate    | code     |                    | once(uuid())     |         |              |
| | begin_repeat | seen     | شاهد               |                  |         |              |
| | text         | who      | کی؟                |                  |         |              |
| | end_repeat   |          |                    |                  |         |              |
| | end_repeat   |          |                    |                  |         |              |
| | calculate    | how_many |                    | count(${hazard}) |         |              |
| | begin_repeat | street   | سرک                |                  |         | 2            |
| | text         | name     | نام                |                  |         |              |
| | end_repeat   |          |                    |                  |         |              |
| settings |
| | form_id | version | default_language |
| | hazards | 1       | دری (fa-AF)      |
"""
ONE, TWO = "hazard[aaaaaa]", "hazard[zzzzzz]"
HERE, THERE = "windowaaaa", "windowbbbb"


@pytest.fixture
def make(tmp_path: Path, clock: StepClock) -> Iterator[Callable[[], Sittings]]:
    """Return what a fresh process would make of a workspace with a questionnaire of rows."""
    ws = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(ws, clock, questionnaire(HAZARDS))
    yield lambda: Sittings(ws, FormCache(tmp_path / "forms"), clock)
    ws.close()


@pytest.fixture
def sittings(make: Callable[[], Sittings]) -> Sittings:
    return make()


@pytest.fixture
def draft(sittings: Sittings) -> Draft:
    return sittings.start(questionnaire(HAZARDS).hash, SITE.id, "")


def present(sittings: Sittings, draft: Draft, repeat: str = "hazard") -> tuple[str, ...]:
    with sittings.of(draft.id) as sitting:
        return sitting.interview.state(repeat).rows


def value(sittings: Sittings, draft: Draft, path: str) -> str:
    with sittings.of(draft.id) as sitting:
        return sitting.interview.state(path).value


def say(sittings: Sittings, draft: Draft, path: str, text: str, window: str = HERE) -> None:
    base = drafts.answers_of(sittings.workspace, draft.id)[1]
    sittings.answer(draft.id, {path: text}, base, window)


def test_a_row_is_on_the_disk_with_the_values_that_the_form_gave_it(
    make: Callable[[], Sittings], sittings: Sittings, draft: Draft
) -> None:
    (begun,) = present(sittings, draft)
    rows.put(sittings, draft.id, ONE, HERE)
    code = value(sittings, draft, f"{ONE}/code")
    again = make()

    assert present(again, draft) == (begun, ONE)
    assert value(again, draft, f"{ONE}/kind") == "تاریکی"
    assert value(again, draft, f"{ONE}/code") == code != ""
    assert value(again, draft, "how_many") == "2"


def test_the_same_click_twice_adds_one_row(sittings: Sittings, draft: Draft) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    lines = drafts.answers_of(sittings.workspace, draft.id)[1]
    rows.put(sittings, draft.id, ONE, HERE)

    assert present(sittings, draft).count(ONE) == 1
    assert drafts.answers_of(sittings.workspace, draft.id)[1] == lines


def test_two_windows_that_add_a_row_get_two_rows(sittings: Sittings, draft: Draft) -> None:
    rows.put(sittings, draft.id, TWO, HERE)
    rows.put(sittings, draft.id, ONE, THERE)

    assert present(sittings, draft)[1:] == (TWO, ONE)


def test_a_removed_row_stays_removed_though_its_answers_are_in_the_journal(
    make: Callable[[], Sittings], sittings: Sittings, draft: Draft
) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    say(sittings, draft, f"{ONE}/where", "بازار")
    rows.remove(sittings, draft.id, ONE, HERE)

    assert ONE not in present(sittings, draft)
    assert ONE not in present(make(), draft)
    assert value(make(), draft, "how_many") == "1"


def test_the_row_that_a_form_begins_with_can_be_removed(
    make: Callable[[], Sittings], sittings: Sittings, draft: Draft
) -> None:
    (begun,) = present(sittings, draft)
    say(sittings, draft, f"{begun}/where", "پارک")
    rows.remove(sittings, draft.id, begun, HERE)

    assert present(make(), draft) == ()


def test_a_removed_row_comes_back_in_its_place_with_its_answers_and_inner_rows(
    make: Callable[[], Sittings], sittings: Sittings, draft: Draft
) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    rows.put(sittings, draft.id, TWO, HERE)
    inner = f"{ONE}/seen[bbbbbb]"
    rows.put(sittings, draft.id, inner, HERE)
    say(sittings, draft, f"{ONE}/where", "بازار")
    say(sittings, draft, f"{inner}/who", "همسایه")
    before = present(sittings, draft)
    rows.remove(sittings, draft.id, ONE, HERE)
    rows.put(sittings, draft.id, ONE, THERE)

    for each in (sittings, make()):
        assert present(each, draft) == before
        assert value(each, draft, f"{ONE}/where") == "بازار"
        assert value(each, draft, f"{inner}/who") == "همسایه"


def test_an_inner_row_removed_before_its_outer_row_stays_removed_when_that_comes_back(
    sittings: Sittings, draft: Draft
) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    inner = f"{ONE}/seen[bbbbbb]"
    rows.put(sittings, draft.id, inner, HERE)
    say(sittings, draft, f"{inner}/who", "همسایه")
    rows.remove(sittings, draft.id, inner, HERE)
    rows.remove(sittings, draft.id, ONE, HERE)
    rows.put(sittings, draft.id, ONE, HERE)

    assert inner not in present(sittings, draft, f"{ONE}/seen")


def test_who_writes_into_a_row_that_another_window_removed_brings_it_back(
    sittings: Sittings, draft: Draft
) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    say(sittings, draft, f"{ONE}/where", "بازار")
    rows.remove(sittings, draft.id, ONE, HERE)

    assert rows.bring_back(sittings, draft.id, f"{ONE}/kind", THERE) == (ONE,)
    assert value(sittings, draft, f"{ONE}/where") == "بازار"
    assert rows.bring_back(sittings, draft.id, f"{ONE}/kind", THERE) == ()


def test_what_was_answered_in_a_removed_row_can_be_told(sittings: Sittings, draft: Draft) -> None:
    rows.put(sittings, draft.id, ONE, HERE)
    say(sittings, draft, f"{ONE}/where", "بازار")
    rows.remove(sittings, draft.id, ONE, HERE)

    with sittings.of(draft.id) as sitting:
        assert rows.answers_in(sitting, ONE)[f"{ONE}/where"] == "بازار"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("street[aaaaaa]", Code.ROW_NOT_ALLOWED),
        ("hazard[AAAAAA]", Code.ANSWER_PATH_UNKNOWN),
        ("hazard[aaa]", Code.ANSWER_PATH_UNKNOWN),
        ("hazard", Code.ANSWER_PATH_UNKNOWN),
        ("nothing[aaaaaa]", Code.ANSWER_PATH_UNKNOWN),
        ("hazard[qqqqqq]/seen[aaaaaa]", Code.ANSWER_PATH_UNKNOWN),
        ("how_many[aaaaaa]", Code.ANSWER_PATH_UNKNOWN),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_leaves_no_line(
    sittings: Sittings, draft: Draft, row: str, code: ProblemKind
) -> None:
    lines = drafts.answers_of(sittings.workspace, draft.id)[1]

    with pytest.raises(Problem) as caught:
        rows.put(sittings, draft.id, row, HERE)

    assert caught.value.code is code
    assert drafts.answers_of(sittings.workspace, draft.id)[1] == lines


def test_a_counted_row_is_not_removed(sittings: Sittings, draft: Draft) -> None:
    first = present(sittings, draft, "street")[0]

    with pytest.raises(Problem) as caught:
        rows.remove(sittings, draft.id, first, HERE)

    assert caught.value.code is Code.ROW_NOT_ALLOWED
    assert first in present(sittings, draft, "street")


def test_rows_of_a_finalised_interview_keep_their_order(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    (begun,) = present(sittings, draft)
    rows.put(sittings, draft.id, TWO, HERE)
    rows.put(sittings, draft.id, ONE, HERE)
    rows.remove(sittings, draft.id, begun, HERE)
    entry = finalising.finalise(sittings, draft.id, "partial", clock)
    revision = Revision.from_entry(entry)

    assert revision.answers["hazard"] == "zzzzzz aaaaaa"
    assert begun not in str(revision.answers)
