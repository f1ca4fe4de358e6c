"""Consent is the first gate: without it nothing is kept but a count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.collect import consenting, drafts, facts, finalising, handing_over, refusing
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.returning import Remarks
from fieldtool.collect.sitting import Sittings
from fieldtool.forms import convert_workbook, form_hash
from fieldtool.log.kinds import FormPublished, Revision
from fieldtool.log.people import PersonTold
from fieldtool.log.refusals import REFUSAL, Refusal
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import entries, refusals, told
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect.conftest import DARI, PASSPHRASE, SITE, filled, membership
from tests.conftest import PROJECT

GATE = (Path(__file__).parent.parent / "forms" / "gate.md").read_text(encoding="utf-8")
YES = {"visit/age": "34", "agreement/consent": "1", "agreement/again": "2"}
WORDS = "همسایه‌ام همه چیز را می‌داند"


def published(text: str = GATE) -> FormPublished:
    xform = convert_workbook("gate.md", text.encode()).xform
    return FormPublished("life", "1", form_hash(xform, {}), {"fa_AF": "زندگی"}, xform)


def restricted() -> FormPublished:
    whole = GATE.replace("default_language |", "default_language | sensitivity |")
    return published(whole.replace("| life | 1 | دری (fa-AF) |", "| life | 1 | دری (fa-AF) | C |"))


@pytest.fixture(scope="session")
def gate() -> FormPublished:
    return published()


@pytest.fixture
def ws(tmp_path: Path, clock: StepClock, gate: FormPublished) -> Iterator[Workspace]:
    made = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(made, clock, gate)
    yield made
    made.close()


@pytest.fixture
def sitting_down(tmp_path: Path, clock: StepClock) -> Callable[[Workspace], Sittings]:
    return lambda ws: Sittings(ws, FormCache(tmp_path / "forms"), clock)


@pytest.fixture
def sittings(ws: Workspace, sitting_down: Callable[[Workspace], Sittings]) -> Sittings:
    return sitting_down(ws)


@pytest.fixture
def draft(sittings: Sittings, gate: FormPublished) -> Draft:
    return sittings.start(gate.hash, SITE.id, DARI)


def give(sittings: Sittings, draft: Draft, answers: dict[str, str]) -> None:
    for path, value in answers.items():
        sittings.answer(draft.id, {path: value}, 0, "windowaaaa")


def test_an_answer_behind_the_gate_is_not_saved(sittings: Sittings, draft: Draft) -> None:
    give(sittings, draft, {"visit/age": "34"})
    with pytest.raises(Problem) as raised:
        give(sittings, draft, {"closing/comment": WORDS})

    assert raised.value.code is Code.QUESTION_CLOSED
    assert WORDS not in drafts.answers_of(sittings.workspace, draft.id)[0].values()


@pytest.mark.parametrize(
    "answers", [{}, {"visit/age": "34"}, {"visit/age": "34", "agreement/consent": "2"}]
)
def test_without_a_yes_nothing_becomes_an_interview(
    sittings: Sittings, draft: Draft, clock: StepClock, answers: dict[str, str]
) -> None:
    give(sittings, draft, answers)
    for result in finalising.RESULTS:
        with pytest.raises(Problem) as raised:
            finalising.finalise(sittings, draft.id, result, clock)
        assert raised.value.code is Code.CONSENT_NOT_GIVEN


@pytest.mark.parametrize("result", ["refused", "unreachable"])
def test_who_does_not_go_on_is_counted_and_not_finished(
    sittings: Sittings, draft: Draft, clock: StepClock, result: str
) -> None:
    give(sittings, draft, YES)
    with pytest.raises(Problem) as raised:
        finalising.finalise(sittings, draft.id, result, clock)

    assert raised.value.code is Code.RESULT_IS_COUNTED


def test_the_entry_says_which_text_in_which_language_and_when(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    give(sittings, draft, YES)
    sittings.speak(draft.id, "English (en)")
    give(sittings, draft, {"person/sex": "1"})
    entry = finalising.finalise(sittings, draft.id, "partial", clock)
    consents = Revision.from_entry(entry).consents
    answer, time, language, text = consents["consent"].split()

    assert set(consents) == {"consent", "recontact"}
    assert (answer, language, len(text)) == ("yes", "fa-AF", 16)
    assert (time[:11], time[-6:]) == ("2026-11-22T", "+04:30")
    assert consents["recontact"].startswith("no ")


def test_another_text_or_language_has_another_version(sittings: Sittings, draft: Draft) -> None:
    give(sittings, draft, {"visit/age": "34"})
    with sittings.of(draft.id) as sitting:
        dari = consenting.text_version(sitting.interview, "agreement/consent")
        sitting.interview.set_language("English (en)")
        english = consenting.text_version(sitting.interview, "agreement/consent")

    assert len({dari, english}) == 2


def test_a_consent_that_is_taken_back_is_not_in_the_entry(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    give(sittings, draft, {**YES, "agreement/again": "1"})
    give(sittings, draft, {"agreement/again": ""})
    entry = finalising.finalise(sittings, draft.id, "partial", clock)

    assert set(Revision.from_entry(entry).consents) == {"consent"}


def test_a_refusal_leaves_a_count_and_nothing_else(
    sittings: Sittings, draft: Draft, clock: StepClock, ws: Workspace, tmp_path: Path
) -> None:
    give(sittings, draft, {**YES, "person/sex": "1", "closing/comment": WORDS})
    refusing.refuse(sittings, draft.id, "withdrawn", "female", clock)
    with ws.database.read() as session:
        last = entries.tip(session, PROJECT, ws.log)
        assert last is not None
        entry = entries.get(session, PROJECT, ws.log, last.tip.id)
        counted = refusals.counts(session, PROJECT)
    assert entry is not None

    assert entry.header.kind == REFUSAL
    assert entry.header.subject != draft.id
    assert Refusal.from_content(entry.content()) == Refusal(
        "withdrawn", "life", SITE.id, "2026-11-22", "female"
    )
    assert [(one.person, one.sex, one.count) for one in counted] == [("HRT-07", "female", 1)]
    with pytest.raises(Problem) as raised:
        drafts.read(ws, draft.id)
    assert raised.value.code is Code.DRAFT_UNKNOWN


def test_of_somebody_who_is_too_young_not_even_a_count_is_left(
    sittings: Sittings, draft: Draft, clock: StepClock, ws: Workspace
) -> None:
    give(sittings, draft, {"visit/age": "12"})
    refusing.refuse(sittings, draft.id, "refused", "", clock)
    with ws.database.read() as session:
        assert entries.tip(session, PROJECT, ws.log) is None
        assert refusals.counts(session, PROJECT) == []


def test_an_outcome_that_there_is_not_destroys_nothing(
    sittings: Sittings, draft: Draft, clock: StepClock, ws: Workspace
) -> None:
    with pytest.raises(Problem) as raised:
        refusing.refuse(sittings, draft.id, "tired", "", clock)

    assert raised.value.code is Code.OUTCOME_UNKNOWN
    assert drafts.read(ws, draft.id) == draft


def test_an_interview_that_the_hub_has_does_not_end_here_alone(
    sittings: Sittings, draft: Draft, clock: StepClock, ws: Workspace
) -> None:
    with ws.database.work() as session:
        stored.put(session, PROJECT, replace(draft, parents=("a" * 32,)))
    sittings.forget(draft.id)
    with pytest.raises(Problem) as raised:
        refusing.refuse(sittings, draft.id, "withdrawn", "", clock)

    assert raised.value.code is Code.WITHDRAW_AT_HUB


# -- a form for trained people alone


def untrain(ws: Workspace) -> None:
    with ws.database.work() as session:
        said = PersonTold("HRT-07", "female", trained=False, language="fa_AF")
        told.keep(session, PROJECT, f"to/{ws.id}", said)


def test_a_restricted_form_opens_to_the_trained_alone(
    ws: Workspace, sittings: Sittings, clock: StepClock
) -> None:
    form = restricted()
    filled(ws, clock, form)
    draft = sittings.start(form.hash, SITE.id, DARI)
    untrain(ws)
    for attempt in (
        lambda: sittings.start(form.hash, SITE.id, DARI),
        lambda: give(sittings, draft, {"visit/age": "34"}),
        lambda: finalising.finalise(sittings, draft.id, "partial", clock),
    ):
        with pytest.raises(Problem) as raised:
            attempt()
        assert raised.value.code is Code.FORM_FOR_TRAINED


def test_a_restricted_form_is_not_listed_for_others(
    ws: Workspace, sittings: Sittings, clock: StepClock
) -> None:
    filled(ws, clock, restricted())
    assert any(form.is_restricted for form in facts.forms(ws))

    untrain(ws)
    assert not any(form.is_restricted for form in facts.forms(ws))


def test_a_draft_that_is_handed_over_stays_closed_to_an_untrained_colleague(
    ws: Workspace,
    sittings: Sittings,
    clock: StepClock,
    tmp_path: Path,
    sitting_down: Callable[[Workspace], Sittings],
) -> None:
    form = restricted()
    filled(ws, clock, form)
    draft = sittings.start(form.hash, SITE.id, DARI)
    other = replace(membership("b5d7f2aa"), person="HRT-08", trained=False)
    colleague = workspaces.create(tmp_path / "other", other, PASSPHRASE, FLOOR)
    filled(colleague, clock, form)
    handing_over.hand_over(ws, colleague, draft, Remarks(), clock.now().wall)
    with pytest.raises(Problem) as raised, sitting_down(colleague).of(draft.id):
        pass
    colleague.close()

    assert raised.value.code is Code.FORM_FOR_TRAINED
