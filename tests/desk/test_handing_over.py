"""A draft goes to a colleague at another laptop by way of the hub, and is lost nowhere."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from fieldtool.collect import drafts, finalising, passing_on, refusing, returning
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.passing_on import AT_HUB, HERE
from fieldtool.collect.practising import Practices
from fieldtool.collect.returning import Remarks
from fieldtool.collect.sitting import Sittings
from fieldtool.log import handovers as log
from fieldtool.problems import Code, Problem
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Verdict
from fieldtool.security import backups, held_keys, restoring, workspace
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.workspace import Workspace
from fieldtool.storage.checking import compare_rebuilt
from fieldtool.storage.database import Session
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.queries import entries, forms, handovers, interviews
from fieldtool.storage.queries.drafts import Draft
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub import ending, erasing, handing, revoking, sealing
from fieldtool.sync.hub.handing import ON_THE_WAY, STUCK, Passing
from fieldtool.sync.hub.publishing import Workbook, publish_form
from fieldtool.sync.hub.telling import change_person
from tests.collect.test_refusing import GATE
from tests.desk.world import CHEAP, COORDINATOR, FARIBA, PASSPHRASE, TORYALAI, World

CANARY, WHICH = "زمرد سبز پنهان", "دوباره ببینید"
NOW = 1_795_400_000_000
HOLDERS = {"کریمه": "انجیر سیاه کنار جوی", "Toryalai": "هندوانه شیرین در قندوز"}
RESTRICTED = GATE.replace("default_language |", "default_language | sensitivity |").replace(
    "| life | 1 | دری (fa-AF) |", "| life | 1 | دری (fa-AF) | C |"
)
ZAHRA = Person("HRT-08", "زهرا", "female", trained=True, language="fa_AF")


class Pair:
    """Fariba and Toryalai, each with a laptop of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.one, self.other = world.laptop(FARIBA), world.laptop(TORYALAI)
        world.sync(self.one)

    def sittings(self, ws: Workspace) -> Sittings:
        return Sittings(ws, FormCache(self.world.folder / "forms"), self.world.clock)

    def begun(self) -> Draft:
        """Return a draft of Fariba with an answer."""
        sittings = self.sittings(self.one)
        with self.one.database.read() as session:
            form = forms.current(session, self.one.project_id)[0]
        draft = sittings.start(form.hash, "AF3201", "")
        with sittings.of(draft.id) as sitting:
            seq = sitting.seq
        sittings.answer(draft.id, {"person/age": "33", "safety/why": CANARY}, seq, "window")
        return drafts.read_open(self.one, draft.id)

    def hand(self, draft: Draft, to: str = "") -> str:
        """Hand it over; return the name of the hand-over."""
        said = Remarks()
        passing_on.hand_over(self.one, draft, to or self.other.id, said, self.world.clock)
        return self.state().offer.outline.name

    def hand_one_of(self, sheet: str) -> None:
        """Publish another form, and hand a draft of it over that arrives at the other laptop."""
        world = self.world
        with world.services.database.work() as session:
            workbook = Workbook("life.md", sheet.encode(), title={"fa_AF": "زندگی"})
            blobs, now = world.services.blobs, world.clock.now()
            publish_form(session, self.hub, world.project, workbook, now, blobs)
        world.sync(self.one)
        with self.one.database.read() as session:
            known = forms.current(session, world.project)
        (form,) = (one for one in known if one.form_id == "life")
        self.hand(self.sittings(self.one).start(form.hash, "AF3201", ""))
        world.sync(self.one)
        world.sync(self.other)

    def state(self) -> passing_on.Passed:
        """Return what Fariba sees of the last one that was handed over."""
        return passing_on.passed(self.one)[0]

    def take(self, ws: Workspace | None = None) -> Draft:
        """Open what was handed over last."""
        receiver = ws or self.other
        name = passing_on.offered(receiver)[0].outline.name
        return passing_on.take(self.sittings(receiver), name, self.world.clock)

    def finish(self, ws: Workspace, draft: str, **answers: str) -> None:
        """Answer, finalise and send."""
        sittings = self.sittings(ws)
        with sittings.of(draft) as sitting:
            seq = sitting.seq
        given = {path.replace("__", "/"): text for path, text in answers.items()}
        sittings.answer(draft, given, seq, "another")
        finalising.finalise(sittings, draft, finalising.PARTIAL, self.world.clock)
        self.world.sync(ws)

    @property
    def hub(self) -> HubIdentity:
        return self.world.services.identity

    def passing(self, session: Session) -> Passing:
        return Passing(session, self.hub, self.world.project, self.world.clock.now())

    def revoke(self, ws: Workspace) -> None:
        world = self.world
        with world.services.database.work() as session:
            hub, now = world.services.identity, world.clock.now()
            revoking.revoke(session, hub, world.project, ws.id, reason="lost", clock=now)


@pytest.fixture
def hub_url(request: pytest.FixtureRequest, ready_file: Path, tmp_path: Path) -> str:
    """Return a database without rows; a test says where it runs on the other kind too."""
    if getattr(request, "param", "") == "postgresql":
        return str(request.getfixturevalue("postgresql_copy"))
    shutil.copy(ready_file, tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def pair(world: World) -> Pair:
    return Pair(world)


def _at_hub(world: World) -> list[handing.OnTheWay]:
    with world.services.database.read() as session:
        return handing.on_the_way(session, world.project)


def _rows(ws: Workspace) -> list[str]:
    with ws.database.read() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        return [str(session.execute(select(one)).all()) for one in tables.tables.values()]


def test_the_end_of_a_project_destroys_what_was_handed_over_and_never_finished(
    world: World, pair: Pair
) -> None:
    draft = pair.begun()
    pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    database = world.services.database
    with database.work() as session:
        ending.begin(session, world.project, COORDINATOR, NOW)
    while ending.step(database, pair.hub, world.project, world.clock.now()):
        pass
    world.sync(pair.one)
    world.sync(pair.other)

    for one in (database, pair.one.database, pair.other.database):
        with one.read() as session:
            about = select(EntryRow).where(EntryRow.subject == draft.id)
            kept = session.execute(about.where(EntryRow.kind == log.HAND)).scalars().all()
        assert [row.payload for row in kept if row.payload is not None] == []
        assert kept
    assert _at_hub(world) == []


def test_it_goes_on_at_the_other_laptop_with_all_its_answers(world: World, pair: Pair) -> None:
    draft = pair.begun()
    pair.hand(draft)
    assert (pair.state().state, pair.state().person) == (HERE, "JAL-03")
    world.sync(pair.one)
    assert pair.state().state == AT_HUB
    world.sync(pair.other)
    (offer,) = passing_on.offered(pair.other)
    assert (offer.outline.number, offer.outline.by) == ("HRT-07-001", "HRT-07")
    taken = pair.take()
    assert drafts.answers_of(pair.other, taken.id)[0]["safety/why"] == CANARY
    assert passing_on.taken_over(pair.other, taken) == ("HRT-07", False)
    pair.finish(pair.other, taken.id, person__age="34")
    world.sync(pair.one)

    with world.services.database.read() as session:
        found = interviews.get(session, world.project, draft.id)
    assert found is not None
    assert (found.interview.person, found.interview.number) == ("JAL-03", "HRT-07-001")
    assert (found.interview.state, found.answers["person/age"]) == ("ready", "34")
    assert pair.state().state == log.IS_TAKEN
    assert [text for text in _rows(pair.one) if CANARY in text] == []


def test_it_stays_closed_here_until_the_hub_says_that_the_colleague_has_it(
    world: World, pair: Pair
) -> None:
    draft = pair.begun()
    pair.hand(draft)
    with pytest.raises(Problem) as raised:
        drafts.read_open(pair.one, draft.id)
    assert raised.value.code is Code.DRAFT_HANDED_OVER
    world.sync(pair.one)
    world.sync(pair.other)
    world.sync(pair.one)
    assert drafts.answers_of(pair.one, draft.id)[0]["safety/why"] == CANARY
    pair.take()
    world.sync(pair.other)
    world.sync(pair.one)

    assert drafts.answers_of(pair.one, draft.id) == ({}, 0)


def test_the_hub_reads_nothing_of_it(world: World, pair: Pair) -> None:
    pair.hand(pair.begun())
    world.sync(pair.one)
    with world.services.database.read() as session:
        (offer,) = (one for one in handovers.offers(session, world.project) if "to/" in one.log)
        entry = entries.get(session, world.project, offer.log, offer.entry)
        assert entry is not None
        with pytest.raises(Problem):
            handovers.content(session, world.project, offer)
        rows = str(session.execute(select(EntryRow.payload)).all())

    assert sorted(entry.content()) == [
        "by", "for", "form", "hand", "hash", "number", "site", "to",
    ]  # fmt: skip
    assert CANARY not in rows


def test_taken_back_before_it_was_opened_it_goes_on_here(world: World, pair: Pair) -> None:
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    passing_on.take_back(pair.one, name, world.clock)
    world.sync(pair.one)
    world.sync(pair.other)

    assert passing_on.offered(pair.other) == []
    assert pair.state().state == log.TOOK_BACK
    pair.finish(pair.one, draft.id, person__age="35")
    assert _at_hub(world)[0].state == log.TOOK_BACK


def test_both_who_finish_it_are_kept_and_in_conflict(world: World, pair: Pair) -> None:
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    passing_on.take_back(pair.one, name, world.clock)
    taken = pair.take()
    world.sync(pair.other)
    world.sync(pair.one)
    world.sync(pair.other)

    assert passing_on.taken_over(pair.other, taken) == ("HRT-07", True)
    assert passing_on.also_at(pair.one, drafts.read_open(pair.one, draft.id)) == "JAL-03"
    pair.finish(pair.one, draft.id, person__age="35")
    pair.finish(pair.other, draft.id, person__age="36")
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, draft.id)
    assert found is not None
    assert found.interview.state == "conflict"


def test_what_is_taken_cannot_be_taken_back(world: World, pair: Pair) -> None:
    name = pair.hand(pair.begun())
    world.sync(pair.one)
    world.sync(pair.other)
    pair.take()
    world.sync(pair.other)
    world.sync(pair.one)
    with pytest.raises(Problem) as raised:
        passing_on.take_back(pair.one, name, world.clock)

    assert raised.value.code is Code.HAND_OVER_TAKEN


def test_nothing_goes_to_a_laptop_that_the_hub_locked(world: World, pair: Pair) -> None:
    draft = pair.begun()
    pair.revoke(pair.other)
    pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)

    assert passing_on.offered(pair.other) == []
    assert (pair.state().state, pair.state().is_lost) == (AT_HUB, True)
    assert passing_on.colleagues(pair.one) == []
    assert _at_hub(world)[0].state == STUCK


@pytest.mark.parametrize("hub_url", ["sqlite", "postgresql"], indirect=True)
def test_a_coordinator_gives_it_to_somebody_else(world: World, pair: Pair) -> None:
    world.add(ZAHRA)
    zahra = world.laptop(ZAHRA)
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    with world.services.database.work() as session:
        pair.passing(session).give(name, zahra.id)
    world.sync(pair.other)
    world.sync(zahra)
    (found,) = _at_hub(world)
    assert (found.state, found.holder and found.holder.id) == (ON_THE_WAY, zahra.id)
    assert passing_on.offered(pair.other) == []
    taken = pair.take(zahra)
    assert drafts.answers_of(zahra, taken.id)[0]["safety/why"] == CANARY
    world.sync(zahra)
    world.sync(pair.one)

    assert _at_hub(world)[0].state == log.IS_TAKEN
    assert pair.state().state == log.IS_TAKEN
    assert drafts.answers_of(pair.one, draft.id) == ({}, 0)


def test_a_coordinator_gives_it_back(world: World, pair: Pair) -> None:
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    pair.revoke(pair.other)
    with world.services.database.work() as session:
        pair.passing(session).give_back(name)
    world.sync(pair.one)

    assert pair.state().state == log.GAVE_BACK
    assert drafts.read_open(pair.one, draft.id).number == "HRT-07-001"
    with pytest.raises(Problem) as raised, world.services.database.work() as session:
        pair.passing(session).give_back(name)
    assert raised.value.code is Code.HAND_OVER_UNKNOWN


def test_what_the_receiver_worked_on_is_not_overwritten(world: World, pair: Pair) -> None:
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    taken = pair.take()
    world.sync(pair.other)
    with pytest.raises(Problem) as raised:
        passing_on.take(pair.sittings(pair.other), name, world.clock)

    assert raised.value.code is Code.HAND_OVER_UNKNOWN
    assert drafts.read_open(pair.other, taken.id).state == "open"


def test_the_tables_about_it_follow_from_the_logs(world: World, pair: Pair) -> None:
    pair.hand(pair.begun())
    world.sync(pair.one)
    world.sync(pair.other)
    pair.take()
    world.sync(pair.other)
    world.sync(pair.one)

    assert compare_rebuilt(world.services.database) == {}
    assert compare_rebuilt(pair.one.database) == {}
    assert compare_rebuilt(pair.other.database) == {}


def test_colleagues_are_those_of_the_team_and_a_new_laptop_comes_first(
    world: World, pair: Pair
) -> None:
    newer = world.laptop(TORYALAI)
    world.sync(pair.one)
    found = [one.colleague.workspace for one in passing_on.colleagues(pair.one)]
    assert found == [newer.id, pair.other.id]
    with world.services.database.work() as session:
        moved = replace(TORYALAI, team="JAL")
        now = world.clock.now()
        change_person(session, world.services.identity, world.project, moved, now)
    world.sync(pair.one)

    assert passing_on.colleagues(pair.one) == []


def test_nobody_else_can_be_chosen(world: World, pair: Pair) -> None:
    draft = pair.begun()
    with pytest.raises(Problem) as raised:
        pair.hand(draft, "aaaa2222")

    assert raised.value.code is Code.COLLEAGUE_UNKNOWN
    assert drafts.read_open(pair.one, draft.id).state == "open"


def test_a_restricted_form_stays_closed_to_an_untrained_colleague(world: World, pair: Pair) -> None:
    pair.hand_one_of(RESTRICTED)
    with pytest.raises(Problem) as raised:
        pair.take()

    assert raised.value.code is Code.FORM_FOR_TRAINED
    assert len(passing_on.offered(pair.other)) == 1


def test_behind_the_consent_nothing_opens_for_the_colleague_either(
    world: World, pair: Pair
) -> None:
    pair.hand_one_of(GATE)
    taken, sittings = pair.take(), pair.sittings(pair.other)
    with pytest.raises(Problem) as raised:
        sittings.answer(taken.id, {"closing/comment": CANARY}, 0, "window")
    assert raised.value.code is Code.QUESTION_CLOSED
    refusing.refuse(sittings, taken.id, "refused", "", world.clock)

    assert passing_on.offered(pair.other) == []
    with pair.other.database.read() as session:
        (brought,) = entries.of_kind(session, world.project, f"to/{pair.other.id}", log.HAND)
    assert brought[0].is_stub


def test_what_was_practised_is_handed_to_nobody(world: World, pair: Pair, tmp_path: Path) -> None:
    practices = Practices(tmp_path / "practice", FormCache(tmp_path / "forms"))
    practice = practices.begin(pair.one, world.clock)
    ws = practice.sittings.workspace
    with ws.database.read() as session:
        form = forms.current(session, ws.project_id)[0]
    draft = practice.sittings.start(form.hash, "AF3201", "")
    with pytest.raises(Problem) as raised:
        passing_on.hand_over(ws, draft, pair.other.id, Remarks(), world.clock)

    assert raised.value.code is Code.PRACTICE_STAYS
    assert passing_on.colleagues(ws) == []
    practices.end(pair.one.id)


def test_an_old_copy_of_the_laptop_closes_the_draft_again(world: World, pair: Pair) -> None:
    draft = pair.begun()
    home, ws = pair.one.folder.parents[1], pair.one
    kept = backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    pair.hand(draft)
    world.sync(pair.one)
    world.sync(pair.other)
    taken = pair.take()
    world.sync(pair.other)
    ws.close()
    restoring.restore(home, kept, PASSPHRASE, NOW)
    pair.one = workspace.unlock(home, ws.id, PASSPHRASE, NOW)
    world.workspaces.append(pair.one)
    assert drafts.read_open(pair.one, draft.id).number == "HRT-07-001"
    world.sync(pair.one)

    assert pair.state().state == log.IS_TAKEN
    assert drafts.answers_of(pair.one, draft.id) == ({}, 0)
    assert drafts.read_open(pair.other, taken.id).state == "open"


def test_an_old_copy_in_which_somebody_wrote_stays_and_both_are_told(
    world: World, pair: Pair
) -> None:
    draft = pair.begun()
    home, ws = pair.one.folder.parents[1], pair.one
    kept = backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    pair.hand(draft)
    world.sync(pair.one)
    ws.close()
    restoring.restore(home, kept, PASSPHRASE, NOW)
    pair.one = workspace.unlock(home, ws.id, PASSPHRASE, NOW)
    world.workspaces.append(pair.one)
    sittings = pair.sittings(pair.one)
    sittings.answer(draft.id, {"person/age": "37"}, 10, "another")
    world.sync(pair.one)

    assert drafts.answers_of(pair.one, draft.id)[0]["person/age"] == "37"
    assert passing_on.also_at(pair.one, drafts.read_open(pair.one, draft.id)) == "JAL-03"


def test_a_sealed_project_is_unlocked_before_a_draft_goes_to_another(
    world: World, pair: Pair
) -> None:
    made = sealing.made(HOLDERS, 0, CHEAP)
    with world.services.database.work() as session:
        sealing.begin(session, pair.hub, world.project, made.held, world.clock.now())
    world.add(ZAHRA)
    zahra = world.laptop(ZAHRA)
    world.sync(pair.one)
    draft = pair.begun()
    name = pair.hand(draft)
    world.sync(pair.one)
    with pytest.raises(Problem) as raised, world.services.database.work() as session:
        pair.passing(session).give(name, zahra.id)
    assert raised.value.code is Code.HUB_LOCKED
    secret = held_keys.secret_by_passphrase(made.held, "کریمه", HOLDERS["کریمه"])
    world.services.keys.unlock(world.project, (secret,), 1)
    with world.services.database.work() as session:
        pair.passing(session).give(name, zahra.id)
    world.services.keys.lock(world.project)
    world.sync(zahra)

    taken = pair.take(zahra)
    assert drafts.answers_of(zahra, taken.id)[0]["safety/why"] == CANARY
    pair.finish(zahra, taken.id, person__age="34")
    with zahra.database.read() as session:
        (brought,) = entries.of_kind(session, world.project, f"to/{zahra.id}", log.HAND)
    assert brought[0].is_stub
    assert [text for text in _rows(zahra) if CANARY in text] == []
    assert compare_rebuilt(zahra.database) == {}


def test_an_erasure_takes_what_is_on_its_way(world: World, pair: Pair) -> None:
    draft = pair.begun()
    pair.hand(draft)
    world.sync(pair.one)
    with world.services.database.work() as session:
        now = world.clock.now()
        erasing.erase(session, pair.hub, world.project, draft.id, reason="wrong", clock=now)
    world.sync(pair.other)
    world.sync(pair.one)

    assert (_at_hub(world), passing_on.offered(pair.other), passing_on.passed(pair.one)) == (
        [], [], [],
    )  # fmt: skip
    assert drafts.answers_of(pair.one, draft.id) == ({}, 0)


def test_a_returned_interview_is_given_to_somebody_else_who_reads_whose_it_was(
    world: World, pair: Pair
) -> None:
    interview = world.interview(pair.one)
    world.sync(pair.one)
    _return(world, interview)
    world.sync(pair.one)
    assert [one.interview for one in returning.waiting(pair.one)] == [interview]
    _return(world, interview, pair.other.id)
    world.sync(pair.one)
    world.sync(pair.other)
    assert returning.waiting(pair.one) == ()
    (found,) = returning.waiting(pair.other)
    assert (found.number, found.by) == ("HRT-07-001", "HRT-07")
    draft = returning.open_again(pair.sittings(pair.other), interview, world.clock)
    assert returning.remarks(pair.other, draft).by == "HRT-07"
    pair.finish(pair.other, interview, person__age="39")

    with world.services.database.read() as session:
        said = interviews.get(session, world.project, interview)
    assert said is not None
    assert (said.interview.state, said.interview.review) == ("ready", "answered")
    assert said.answers["person/age"] == "39"


def test_where_the_laptop_is_locked_the_coordinator_has_to_choose(world: World, pair: Pair) -> None:
    interview = world.interview(pair.one)
    world.sync(pair.one)
    pair.revoke(pair.one)
    browser = world.browser(COORDINATOR)
    place = f"/interviews/{interview}/review"
    page = browser.open(place)
    assert "Nobody: the laptop is locked" in page.text
    refused = browser.send(page, place, 409, verdict="return", comment=WHICH)
    assert "to" in refused.errors()
    browser.send(refused, place, 200, verdict="return", comment=WHICH, to=pair.other.id)
    world.sync(pair.other)

    assert [one.interview for one in returning.waiting(pair.other)] == [interview]


def _return(world: World, interview: str, to: str = "") -> None:
    with world.services.database.work() as session:
        found = reviewing.reviewed(session, world.project, interview)
        assert found is not None
        given = Verdict("return", "دوباره ببینید", {}, found.token, to)
        hub, now = world.services.identity, world.clock.now()
        reviewing.review(session, hub, world.project, interview, given, now)
