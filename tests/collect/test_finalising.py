"""Finalising: into the log and out of the drafts, both or neither, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from fieldtool.collect import drafts, finalising, work
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import FormPublished, Revision
from fieldtool.log.receipt import Receipt
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import verify
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import entries, interviews, receipts
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect.conftest import DARI, SITE

COMPLETE = {"person/age": "33", "person/children": "2", "avoid": "market road", "why": ""}
WINDOW = "windowaaaa"


@pytest.fixture
def draft(sittings: Sittings, form: FormPublished) -> Draft:
    return sittings.start(form.hash, SITE.id, DARI)


def fill(sittings: Sittings, draft: Draft, answers: dict[str, str]) -> None:
    for path, value in answers.items():
        sittings.answer(draft.id, {path: value}, 0, WINDOW)


def test_a_complete_interview_is_in_the_log_with_its_answers(
    sittings: Sittings, draft: Draft, clock: StepClock, form: FormPublished
) -> None:
    fill(sittings, draft, COMPLETE)
    entry = finalising.finalise(sittings, draft.id, "complete", clock)
    revision = Revision.from_entry(entry)

    assert entry.header.subject == draft.id
    assert entry.header.person == "HRT-07"
    assert (revision.number, revision.result, revision.site) == ("HRT-07-001", "complete", SITE.id)
    assert (revision.form_id, revision.form_hash) == (form.form_id, form.hash)
    assert (revision.language, revision.started[-6:]) == (DARI, "+04:30")
    assert revision.answers["person/age"] == "33"
    assert revision.answers["avoid"] == "market road"
    assert revision.answers["why"] == ""
    assert revision.answers["next_year"] == "34"
    assert revision.answers["end"] > revision.answers["start"] > "2026-11-22T08:30"


def test_answers_that_became_irrelevant_stay_out_and_nowhere_else(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    fill(sittings, draft, {**COMPLETE, "person/children": "1", "person/how_many": "4"})
    fill(sittings, draft, {"person/children": "2"})
    entry = finalising.finalise(sittings, draft.id, "complete", clock)

    assert "person/how_many" not in Revision.from_entry(entry).answers
    with sittings.workspace.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM journal")).scalar_one() == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"person/children": "2"},
        {"person/age": "17", "person/children": "2"},
        {"person/age": "سی", "person/children": "2"},
        {"person/age": "33", "person/children": "1"},
    ],
    ids=["missing", "not allowed", "not a number", "missing after another answer"],
)
def test_complete_needs_every_required_answer(
    sittings: Sittings, draft: Draft, clock: StepClock, answers: dict[str, str]
) -> None:
    fill(sittings, draft, answers)
    with pytest.raises(Problem) as caught:
        finalising.finalise(sittings, draft.id, "complete", clock)

    assert caught.value.code is Code.INTERVIEW_NOT_COMPLETE
    assert caught.value.values == {"count": 1, "number": "HRT-07-001"}
    assert drafts.answers_of(sittings.workspace, draft.id)[0].items() >= answers.items()


@pytest.mark.parametrize("result", ["partial", "refused", "unreachable"])
def test_an_interview_may_end_early(
    sittings: Sittings, draft: Draft, clock: StepClock, result: str
) -> None:
    fill(sittings, draft, {"person/children": "1"})
    revision = Revision.from_entry(finalising.finalise(sittings, draft.id, result, clock))

    assert revision.result == result
    assert revision.answers["person/children"] == "1"
    assert revision.answers["person/age"] == ""


def test_an_unknown_result_is_refused(sittings: Sittings, draft: Draft, clock: StepClock) -> None:
    with pytest.raises(Problem) as caught:
        finalising.finalise(sittings, draft.id, "done", clock)

    assert caught.value.code is Code.RESULT_UNKNOWN


def test_a_second_click_gives_the_same_entry(
    sittings: Sittings, draft: Draft, clock: StepClock, new_sittings: Callable[[], Sittings]
) -> None:
    fill(sittings, draft, COMPLETE)
    once = finalising.finalise(sittings, draft.id, "complete", clock)
    again = finalising.finalise(new_sittings(), draft.id, "partial", clock)
    ws = sittings.workspace

    assert again == once
    with ws.database.read() as session:
        assert entries.size(session, ws.project_id, ws.log) == 1


def test_a_finalised_interview_takes_no_more_answers(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    fill(sittings, draft, COMPLETE)
    finalising.finalise(sittings, draft.id, "complete", clock)
    with pytest.raises(Problem) as caught:
        sittings.answer(draft.id, {"why": "بلی"}, 0, WINDOW)
    with pytest.raises(Problem) as not_deleted:
        drafts.delete(sittings.workspace, draft.id, "اشتباه", clock)

    assert caught.value.code is Code.DRAFT_FINALISED
    assert not_deleted.value.code is Code.DRAFT_FINALISED


def test_what_cannot_be_written_leaves_the_draft_as_it_was(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    ws = sittings.workspace
    fill(sittings, draft, COMPLETE)
    with ws.database.work() as session:
        # The last step of finalising fails: nothing before it may stay.
        session.execute(
            text(
                "CREATE TRIGGER full BEFORE DELETE ON journal"
                " BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )
    with pytest.raises(Exception, match="no room"):
        finalising.finalise(sittings, draft.id, "complete", clock)
    with ws.database.work() as session:
        session.execute(text("DROP TRIGGER full"))
        size = entries.size(session, ws.project_id, ws.log)
    found = drafts.read(ws, draft.id)

    assert (size, found.state) == (0, stored.OPEN)
    assert finalising.finalise(sittings, draft.id, "complete", clock).header.subject == draft.id


def test_the_log_of_a_day_is_one_signed_chain(
    sittings: Sittings, form: FormPublished, clock: StepClock
) -> None:
    ws = sittings.workspace
    for _ in range(4):
        draft = sittings.start(form.hash, SITE.id, DARI)
        finalising.finalise(sittings, draft.id, "refused", clock)
    with ws.database.read() as session:
        run = entries.run(session, ws.project_id, ws.log)

    assert run is not None
    assert len(run.entries) == run.signed.tip.count == 4
    message = run.signed.tip.message()
    assert verify(ws.identity.verify_key, message, run.signed.signature)


def test_paradata_says_when_and_how_often_and_never_what(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    fill(sittings, draft, {"person/age": "33"})
    fill(sittings, draft, {"person/children": "1"})
    fill(sittings, draft, {"person/age": "34"})
    fill(sittings, draft, {"person/children": "2"})
    fill(sittings, draft, {"person/children": "1", "person/how_many": "5"})
    entry = finalising.finalise(sittings, draft.id, "partial", clock)
    paradata = Revision.from_entry(entry).paradata

    assert set(paradata) == {"person/age", "person/children", "person/how_many"}
    assert paradata["person/age"].endswith("+1")
    assert paradata["person/children"].endswith("+2")
    assert 0 < int(paradata["person/how_many"]) < 60


def test_the_overview_tells_drafts_what_to_send_and_what_is_proven(
    sittings: Sittings, form: FormPublished, clock: StepClock
) -> None:
    ws = sittings.workspace
    begun = [sittings.start(form.hash, SITE.id, DARI) for _ in range(4)]
    done = [finalising.finalise(sittings, one.id, "refused", clock) for one in begun[:2]]
    drafts.delete(ws, begun[2].id, "دوباره شروع شد", clock)
    receipt = Receipt(ws.log, done[0].id, 1, "epochaaaaa", 1_795_400_000_000, b"s" * 64)
    with ws.database.work() as session:
        receipts.put(session, ws.project_id, receipt)
    seen = work.overview(ws)

    assert [one.id for one in seen.drafts] == [begun[3].id]
    assert [one.id for one in seen.deleted] == [begun[2].id]
    assert [one.interview.id for one in seen.to_send] == [begun[1].id]
    assert [(one.interview.id, one.proven_at) for one in seen.proven] == [
        (begun[0].id, 1_795_400_000_000)
    ]


def test_a_finalised_interview_can_be_read_on_the_laptop(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    fill(sittings, draft, COMPLETE)
    finalising.finalise(sittings, draft.id, "complete", clock)
    ws = sittings.workspace
    with ws.database.read() as session:
        found = interviews.get(session, ws.project_id, draft.id)

    assert found is not None
    assert found.interview.state == "ready"
    assert found.answers["avoid"] == "market road"
