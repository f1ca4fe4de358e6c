"""Answers leave a laptop when the hub has had them for long enough, by the hub's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fieldtool.collect import work
from fieldtool.log import canonical, kinds
from fieldtool.log.canonical import Encodable
from fieldtool.log.kinds import ProjectSettings
from fieldtool.security import backups, writer
from fieldtool.security.workspace_files import BACKUPS
from fieldtool.storage import projections
from fieldtool.storage.backups import is_due, listing
from fieldtool.storage.queries import asked, entries, erasures, interviews
from fieldtool.sync.laptop import outbox, purging
from fieldtool.sync.laptop.node import sync
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.post import Shared
from tests.sync.test_erasing import CANARY, _copied, bring, erase, hold, says, shown

P = samples.PROJECT
Two = tuple[Shared, Shared]


def _state(laptop: Shared, interview: str) -> str:
    ws = laptop.people[0]
    with ws.database.read() as session:
        found = interviews.get(session, P, interview)
    assert found is not None
    return found.interview.state


def _later(laptop: Shared, days: float) -> None:
    laptop.clock.put(timedelta(days=days))


def test_answers_go_a_week_after_the_receipt_where_laptops_may_be_seized(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    told = hold(one)
    bring(one)
    _later(one, 6.9)
    one.sync()
    assert says(ws.database, ws.log)
    _later(one, 0.2)
    one.sync()

    assert not says(ws.database, ws.log)
    assert not ws.blobs.has(told.blob)
    assert one.hub.blobs.has(told.blob)
    assert shown(one.hub.database, told.interview)
    (line,) = work.overview(ws).finished
    assert (line.interview.number, line.interview.site) == ("HRT-07-001", revision(1).site)
    assert line.proven_at is not None
    assert work.overview(ws).to_send == ()


def test_no_earlier_backup_keeps_what_was_purged(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    hold(one)
    bring(one)
    backups.daily(ws, one.clock.now().wall)
    place = ws.folder / BACKUPS
    before = {backup.folder.name for backup in listing(place)}
    _later(one, 7.1)
    one.sync()
    after = {backup.folder.name for backup in listing(place)}

    assert len(before) == len(after) == 1
    assert not before & after
    assert is_due(place), "copies on another disk are replaced at the next sign-in"


@pytest.mark.parametrize(
    ("profile", "grace", "days"),
    [("afghanistan", "", 7), ("italy", "", 30), ("afghanistan", "2", 2), ("italy", "?", 30)],
)
def test_how_long_answers_stay_is_a_setting_of_the_project(
    profile: str, grace: str, days: int
) -> None:
    given = replace(samples.SETTINGS, profile=profile, grace=grace)
    read = ProjectSettings.from_content(canonical.parse(canonical.encode(given.to_content())))

    assert (given.grace_days, read.grace_days) == (days, days)


@pytest.mark.parametrize("days", [400, -400], ids=["put forward", "put back"])
def test_a_laptop_whose_clock_is_wrong_purges_nothing_early(two_laptops: Two, days: int) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    hold(one)
    bring(one)
    wrong = StepClock(one.clock.moment + timedelta(days=days))
    with one.client() as client:
        sync(ws, client, wrong)
    outbox.settle(ws, one.mail, wrong)

    assert purging.purge(ws, wrong.now().wall) == 0
    assert says(ws.database, ws.log)


def test_without_a_new_word_of_the_hub_nothing_goes(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    hold(one)
    bring(one)
    _later(one, 100)
    one.settle()

    assert says(ws.database, ws.log)
    with ws.database.read() as session:
        assert asked.hub_time(session, P) > 0


def test_what_no_receipt_proves_stays_however_old_it_is(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    bring(one)
    told = hold(one)
    _later(one, 100)
    bring(one)
    assert shown(one.hub.database, told.interview)

    assert says(ws.database, ws.log), "its receipt is of today"
    _later(one, 8)
    bring(one)
    assert not says(ws.database, ws.log)


def test_an_interview_whose_photo_the_hub_lacks_stays(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    told = hold(one)
    one.sync()
    _later(one, 8)
    one.sync()
    assert says(ws.database, ws.log)
    assert ws.blobs.has(told.blob)
    bring(one)

    assert not says(ws.database, ws.log)


def test_a_carried_answer_purges_as_well(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    finalise(ws, one.clock, range(2))
    one.settle()
    one.send()
    one.settle()
    _later(one, 8)
    one.settle(asks=True)
    one.send()
    one.settle()

    with ws.database.read() as session:
        assert all(entry.is_stub for entry in entries.all_of(session, P, ws.log))
    assert one.proven() == 2


def test_a_hub_that_was_restored_voids_receipts_and_the_time_begins_again(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    hold(one)
    bring(one)
    restore = _copied(one.hub, tmp_path)
    _later(one, 8)
    restore(True)
    one.sync()

    assert says(ws.database, ws.log)
    _later(one, 8)
    bring(one)
    assert not says(ws.database, ws.log)


def test_what_was_purged_and_then_lost_by_the_hub_is_said_on_both_sides(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    ws, hub = one.people[0], one.hub
    restore = _copied(hub, tmp_path)
    told = hold(one)
    bring(one)
    _later(one, 8)
    one.sync()
    assert _state(one, told.interview) == "purged"
    restore(True)
    finalise(ws, one.clock, range(5, 6))
    one.sync()

    assert _state(one, told.interview) == "lost"
    assert not shown(hub.database, told.interview)
    assert shown(hub.database, revision(5).interview)
    with hub.database.read() as session:
        assert erasures.lost_by_log(session, P) == {ws.log: 1}
    assert one.proven() == 2, "the chain is whole at the hub, with a stub in it"
    with ws.database.work() as session:
        projections.rebuild(session, P)
    assert _state(one, told.interview) == "lost"


def test_what_was_purged_can_still_be_erased_and_loses_its_line(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    told = hold(one)
    bring(one)
    _later(one, 8)
    one.sync()
    erase(one.hub, told.interview)
    one.sync()

    assert work.overview(ws).finished == ()
    with ws.database.work() as session:
        projections.rebuild(session, P)
    assert work.overview(ws).finished == ()


def test_an_interview_that_was_settled_at_the_hub_is_proven_and_purged_whole(
    two_laptops: Two,
) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    told = hold(one)
    bring(one)
    with ws.database.read() as session:
        first = entries.all_of(session, P, ws.log)[0]
    hub_says = replace(revision(1), answers={"safety/why_0": f"{CANARY} settled"}).to_content()
    _settle(one, told.interview, hub_says, first.id)
    one.sync()
    assert one.proven() == 1
    assert says(ws.database, kinds.log_to(ws.id))
    _later(one, 8)
    one.sync()

    assert not says(ws.database, ws.log)
    assert not says(ws.database, kinds.log_to(ws.id))
    assert _state(one, told.interview) == "purged"


def _settle(laptop: Shared, interview: str, content: dict[str, Encodable], parent: str) -> None:
    hub, to = laptop.hub, kinds.log_to(laptop.people[0].id)
    with hub.database.work() as session:
        writer.append(
            session,
            hub.identity.writer(P, to),
            kinds.RESOLVE,
            interview,
            content,
            clock=hub.clock.now(),
            parents=[parent],
        )
