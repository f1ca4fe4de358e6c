"""A returned interview is a draft with its rows, its photos and its form version of then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.collect import asking, attachments, drafts, finalising, returning, rows
from fieldtool.collect.attachments import Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FormPublished, FormRetired, Revision
from fieldtool.log.reviews import RETURN, REVIEW, Review
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace as workspaces
from fieldtool.security import writer
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Workspace
from fieldtool.storage import projections
from fieldtool.storage.queries import entries
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect import pictures
from tests.collect.conftest import PASSPHRASE, SITE, ProjectLog, filled, membership, questionnaire
from tests.conftest import PROJECT
from tests.log import samples
from tests.sync.walk.questions import FORM

HAZARDS = """
| survey |
| | type         | name   | label::دری (fa-AF) | default |
| | image        | photo  | عکس                |         |
| | text         | street | کدام سرک؟          | شمالی   |
| | begin_repeat | hazard | خطر                |         |
| | text         | what   | چه؟                |         |
| | end_repeat   |        |                    |         |
| settings |
| | form_id | version | default_language |
| | hazards | 1       | دری (fa-AF)      |
"""
WINDOW = "windowaaaa"
ONE, TWO = "hazard[k3f7qa]", "hazard[zz22bb]"
WHICH = {f"{TWO}/what": "کدام چراغ؟"}


@pytest.fixture(scope="module")
def hazards() -> FormPublished:
    return replace(questionnaire(HAZARDS), form_id="hazards")


@pytest.fixture
def ws(tmp_path: Path, clock: StepClock, hazards: FormPublished) -> Iterator[Workspace]:
    made = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(made, clock, hazards)
    yield made
    made.close()


@pytest.fixture
def make(ws: Workspace, tmp_path: Path, clock: StepClock) -> Callable[[], Sittings]:
    return lambda: Sittings(ws, FormCache(tmp_path / "forms"), clock)


@pytest.fixture
def sittings(make: Callable[[], Sittings]) -> Sittings:
    return make()


def picture(sittings: Sittings, draft: Draft) -> str:
    """Attach a picture; return the name of its file."""
    sent = Sent(pictures.photo(), "photo.jpg", 99, WINDOW)
    saved = attachments.attach(sittings, draft.id, "photo", sent).saved
    return saved.written["photo"]


@pytest.fixture
def held(sittings: Sittings, clock: StepClock, hazards: FormPublished) -> Entry:
    """Return an interview with a photo and two rows, the later one first, and a blank."""
    draft = sittings.start(hazards.hash, SITE.id, "")
    picture(sittings, draft)
    for row in (TWO, ONE):
        rows.put(sittings, draft.id, row, WINDOW)
    given = {f"{ONE}/what": "جوی باز", f"{TWO}/what": "چراغ", "street": ""}
    sittings.answer(draft.id, given, 99, WINDOW)
    return finalising.finalise(sittings, draft.id, "partial", clock)


def back(ws: Workspace, clock: StepClock, held: Entry, name: str = "abcdefghij") -> Entry:
    """Let a return arrive as the hub writes it."""
    revision = Revision.from_entry(held)
    said = Review(name, RETURN, "لطفاً دوباره ببینید", WHICH, revision)
    log = kinds.log_to(ws.id)
    with ws.database.work() as session:
        before = entries.all_of(session, PROJECT, log)
        made = log_entry.make(
            REVIEW,
            held.header.subject,
            prev=before[-1].id if before else "",
            person="",
            clock=clock.now(),
            content=said.to_content(),
            salt=bytes(16),
            parents=[held.id, *(one.id for one in before)],
            blobs=held.header.blobs,
        )
        entries.store(session, PROJECT, log, [made], 1)
        projections.apply(session, PROJECT, log, made)
    return made


def test_rows_keep_their_ids_and_their_order_and_what_was_blank_stays_blank(
    ws: Workspace, sittings: Sittings, make: Callable[[], Sittings], clock: StepClock, held: Entry
) -> None:
    said = back(ws, clock, held)
    draft = returning.open_again(sittings, held.header.subject, clock)
    again = finalising.finalise(make(), draft.id, "partial", clock)
    before, now = Revision.from_entry(held), Revision.from_entry(again)

    assert now.answers == before.answers
    assert now.answers["hazard"].endswith("zz22bb k3f7qa")
    assert (now.number, now.started, now.site) == (before.number, before.started, before.site)
    assert set(again.header.parents) == {held.id, said.id}
    assert now.paradata == {}, "nobody answered anything"
    assert returning.waiting(ws) == ()


def test_an_interview_without_any_answer_is_opened_again(
    ws: Workspace, sittings: Sittings, clock: StepClock
) -> None:
    # A form that works nothing out by itself, not even a name for the interview.
    filled(ws, clock, FORM)
    said = replace(samples.REVISION, form_hash=FORM.hash, answers={}, language="")
    with ws.database.work() as session:
        content, now = said.to_content(), clock.now()
        held = writer.append(session, ws, kinds.FINALISE, said.interview, content, clock=now)
    back(ws, clock, held)
    draft = returning.open_again(sittings, said.interview, clock)
    again = finalising.finalise(sittings, draft.id, "partial", clock)

    assert set(Revision.from_entry(again).answers.values()) == {"", f"uuid:{said.interview}"}


def test_a_photo_is_carried_along_and_one_that_is_replaced_is_not_destroyed(
    ws: Workspace, sittings: Sittings, clock: StepClock, held: Entry
) -> None:
    (ref,) = Revision.from_entry(held).attachments.values()
    back(ws, clock, held)
    draft = returning.open_again(sittings, held.header.subject, clock)
    (name,) = attachments.of_draft(ws, draft.id)
    assert attachments.content(ws, draft.id, name)
    again = finalising.finalise(sittings, draft.id, "partial", clock)
    assert Revision.from_entry(again).attachments == {name: ref}
    back(ws, clock, again, "bbbbbbbbbb")
    draft = returning.open_again(sittings, held.header.subject, clock)
    new = picture(sittings, draft)
    third = finalising.finalise(sittings, draft.id, "partial", clock)

    assert list(Revision.from_entry(third).attachments) == [new]
    assert ws.blobs.has(ref.name), "the hub may not have it yet, and the first revision names it"


def test_it_opens_under_its_form_version_whatever_was_published_since(
    ws: Workspace, sittings: Sittings, clock: StepClock, held: Entry, hazards: FormPublished
) -> None:
    newer = replace(questionnaire(HAZARDS.replace("کدام سرک", "نام سرک")), version="2")
    assert newer.hash != hazards.hash
    log = ProjectLog(ws, clock)
    with ws.database.read() as session:
        log.last = entries.all_of(session, PROJECT, kinds.PROJECT_LOG)[-1].id
    log.arrives(kinds.FORM, replace(newer, form_id="hazards").to_content())
    log.arrives(kinds.RETIRE, FormRetired("hazards").to_content())
    back(ws, clock, held)
    draft = returning.open_again(sittings, held.header.subject, clock)

    assert draft.form_hash == hazards.hash
    with sittings.of(draft.id) as sitting:
        assert sitting.interview.state("street").label == ("کدام سرک؟",)


def test_opening_it_twice_is_the_same_draft_and_finalising_twice_the_same_entry(
    ws: Workspace, sittings: Sittings, clock: StepClock, held: Entry
) -> None:
    interview = held.header.subject
    back(ws, clock, held)
    returning.open_again(sittings, interview, clock)
    sittings.answer(interview, {"street": "کوچهٔ آهنگران"}, 99, WINDOW)
    returning.open_again(sittings, interview, clock)
    with sittings.of(interview) as sitting:
        assert sitting.interview.state("street").value == "کوچهٔ آهنگران"
    once = finalising.finalise(sittings, interview, "partial", clock)
    asking.ask(ws, interview, "missing", "", clock)

    assert finalising.finalise(sittings, interview, "partial", clock) == once
    with pytest.raises(Problem) as caught:
        returning.open_again(sittings, interview, clock)
    assert caught.value.code is Code.NOT_RETURNED


def test_a_return_that_had_not_seen_her_last_work_goes_on_from_both(
    ws: Workspace, sittings: Sittings, clock: StepClock, held: Entry
) -> None:
    interview = held.header.subject
    first = back(ws, clock, held)
    returning.open_again(sittings, interview, clock)
    sittings.answer(interview, {"street": "کوچهٔ آهنگران"}, 99, WINDOW)
    second = finalising.finalise(sittings, interview, "partial", clock)
    later = back(ws, clock, held, "bbbbbbbbbb")
    draft = returning.open_again(sittings, interview, clock)

    assert set(draft.parents) >= {second.id, later.id, held.id}
    assert first.id not in returning.remarks(ws, draft).by_path
    with sittings.of(interview) as sitting:
        assert sitting.interview.state("street").value == "کوچهٔ آهنگران"


def test_nothing_is_said_of_a_draft_that_is_new(
    ws: Workspace, sittings: Sittings, hazards: FormPublished
) -> None:
    draft = sittings.start(hazards.hash, SITE.id, "")

    assert returning.remarks(ws, draft).general == ()
    assert drafts.open_drafts(ws)[0].parents == ()
