"""Tests of hubs and laptops that come back from an old copy: noticed, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.log import kinds
from fieldtool.log.assignments import Assignment
from fieldtool.log.reviews import APPROVE, APPROVED, RETURN
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Verdict
from fieldtool.security import hubkeys, workspace
from fieldtool.storage import checking, schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import (
    assignments,
    chains,
    cursors,
    entries,
    forms,
    interviews,
    projects,
    receipts,
    reviews,
    revocations,
)
from fieldtool.sync.hub import assigning, revoking
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.rooms import PERSON, WORDS, Hub, Laptop

P = samples.PROJECT


@pytest.fixture
def hub_database(tmp_path: Path) -> Iterator[Database]:
    """Return a hub in a file, because a file can be put back."""
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    yield database
    database.close()


class Copy:
    """A copy of the hub's file, to be put back later."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self._path, self._copy = folder / "hub.db", folder / "copy.db"
        hub.database.close()
        shutil.copy(self._path, self._copy)
        self._opened: list[Database] = []

    def put_back(self, hub: Hub, *, is_known: bool) -> None:
        """Restore the hub; where *is_known*, as its own restore does it, with a new epoch."""
        hub.database.close()
        for path in self._path.parent.glob("hub.db*"):
            path.unlink()
        shutil.copy(self._copy, self._path)
        database = open_file(self._path)
        if is_known:
            hubkeys.renew_epoch(database)
        hub.use(database)


def _proven(laptop: Laptop) -> int:
    with laptop.ws.database.read() as session:
        return len(interviews.proven(session, P, laptop.ws.log))


def _stored(hub: Hub) -> int:
    with hub.database.read() as session:
        return interviews.count(session, P)


@pytest.mark.parametrize("is_known", [True, False], ids=["restored by us", "a snapshot"])
def test_what_a_restored_hub_lost_is_sent_again(
    hub: Hub, laptop: Laptop, tmp_path: Path, *, is_known: bool
) -> None:
    finalise(laptop.ws, laptop.clock, range(3))
    laptop.sync()
    copy = Copy(hub, tmp_path)
    finalise(laptop.ws, laptop.clock, range(3, 8))
    laptop.sync()
    assert (_stored(hub), _proven(laptop)) == (8, 8)
    copy.put_back(hub, is_known=is_known)
    assert _stored(hub) == 3
    result = laptop.sync()

    assert (result.waiting, result.proven) == (0, 8)
    assert (_stored(hub), _proven(laptop)) == (8, 8)
    with hub.database.read() as session:
        assert chains.chains(session, P)[laptop.ws.log].is_whole


def test_receipts_of_before_a_restore_prove_nothing_until_the_hub_says_so_again(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    copy = Copy(hub, tmp_path)
    finalise(laptop.ws, laptop.clock, range(2))
    laptop.sync()
    with laptop.ws.database.read() as session:
        before = cursors.newest_receipt(session, P, laptop.ws.log)
    copy.put_back(hub, is_known=True)
    laptop.sync()
    with laptop.ws.database.read() as session:
        kept = receipts.all_of(session, P, laptop.ws.log)

    assert before is not None
    assert before not in kept
    assert [receipt.epoch for receipt in kept] == [hub.identity.epoch]


@pytest.mark.parametrize("is_known", [True, False], ids=["restored by us", "a snapshot"])
def test_forms_that_a_restored_hub_lost_come_back_from_the_laptops(
    hub: Hub, laptop: Laptop, tmp_path: Path, *, is_known: bool
) -> None:
    laptop.sync()
    copy = Copy(hub, tmp_path)
    hub.publish(replace(samples.FORM, hash="7a" * 32, version="2.0.0"))
    laptop.sync()
    copy.put_back(hub, is_known=is_known)
    assert _versions(hub.database) == {"1.0.0"}
    laptop.sync()

    assert _versions(hub.database) == {"1.0.0", "2.0.0"}


def test_a_hub_that_published_again_after_a_restore_and_its_laptops_agree_in_the_end(
    hub: Hub, new: Callable[..., Laptop], tmp_path: Path
) -> None:
    one, two = new("one"), new("two")
    one.sync()
    copy = Copy(hub, tmp_path)
    hub.publish(replace(samples.FORM, hash="7a" * 32, version="2.0.0"))
    one.sync()
    copy.put_back(hub, is_known=True)
    hub.publish(replace(samples.FORM, hash="8b" * 32, version="3.0.0"))
    hub.say(kinds.SITES, P, samples.SITES.to_content())
    for laptop in (one, two, one, two):
        laptop.sync()
    everything = {"1.0.0", "2.0.0", "3.0.0"}

    assert _versions(hub.database) == everything
    for laptop in (one, two):
        assert _versions(laptop.ws.database) == everything
        assert laptop.sync().received == 0


def _versions(database: Database) -> set[str]:
    with database.read() as session:
        return {found.version for found in forms.versions(session, P, samples.FORM.form_id)}


def test_reviews_that_a_restored_hub_lost_hold_again_and_are_on_the_line_that_laptops_follow(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    finalise(laptop.ws, laptop.clock, range(2))
    laptop.sync()
    first, second = (revision(number).interview for number in range(2))
    copy = Copy(hub, tmp_path)
    _review(hub, first, RETURN)
    laptop.sync()
    copy.put_back(hub, is_known=True)
    _review(hub, second, APPROVE)
    laptop.sync()
    laptop.sync()

    for database in (hub.database, laptop.ws.database):
        with database.read() as session:
            assert reviews.returned(session, P) == {first}
            assert reviews.standing_of(session, P, second).state == APPROVED
            assert chains.chains(session, P)[laptop.ws.log].is_whole
    with hub.database.read() as session:
        line = entries.run(session, P, kinds.log_to(laptop.ws.id))
        assert line is not None
        # Two lines of one length: either may be the one that the other is repeated on.
        assert sorted(entry.header.subject for entry in line.entries) == sorted((first, second))
    schema.rebuild(hub.database)
    with hub.database.read() as session:
        assert reviews.returned(session, P) == {first}


def test_an_assignment_that_was_changed_on_a_lost_line_is_changed_again(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    wanted = Assignment("", samples.FORM.form_id, ("AF32",), 20, person=PERSON.code)
    with hub.database.work() as session:
        made = assigning.assign(session, hub.identity, P, wanted, hub.clock.now())
    laptop.sync()
    copy = Copy(hub, tmp_path)
    with hub.database.work() as session:
        more = replace(made, target=30)
        assigning.change(session, hub.identity, P, more, hub.clock.now())
    laptop.sync()
    copy.put_back(hub, is_known=True)
    with hub.database.work() as session:
        assigning.assign(session, hub.identity, P, wanted, hub.clock.now())
    laptop.sync()
    laptop.sync()

    for database in (hub.database, laptop.ws.database):
        with database.read() as session:
            found = assignments.all_of(session, P)
        assert {one.target for one in found if one.id == made.id} == {30}
        assert len(found) == 2


def _review(hub: Hub, interview: str, verdict: str) -> None:
    with hub.database.work() as session:
        found = reviewing.reviewed(session, P, interview)
        assert found is not None
        given = Verdict(verdict, "کدام کوچه؟", token=found.token)
        reviewing.review(session, hub.identity, P, interview, given, hub.clock.now())


def test_a_restored_laptop_forks_its_log_and_both_lines_are_kept(
    hub: Hub, laptop: Laptop, tmp_path: Path, clock: StepClock
) -> None:
    finalise(laptop.ws, clock, range(2))
    laptop.sync()
    laptop.ws.close()
    home = tmp_path / "laptop"
    shutil.copytree(home, tmp_path / "clone")
    laptop.ws = workspace.unlock(home, laptop.ws.id, WORDS, 1)
    clone = workspace.unlock(tmp_path / "clone", laptop.ws.id, WORDS, 1)
    finalise(laptop.ws, clock, range(2, 5))
    laptop.sync()
    finalise(clone, clock, range(5, 7))
    copied = Laptop(clone, clock, laptop.client)
    result = copied.sync()
    finalise(laptop.ws, clock, range(7, 8))
    again = laptop.sync()
    clone.close()

    assert (result.proven, result.waiting) == (4, 0)
    assert (again.proven, again.waiting) == (6, 0)
    with hub.database.read() as session:
        chain = chains.chains(session, P)[laptop.ws.log]
        known = {one.id for one in interviews.page(session, P, interviews.Wanted(), limit=50)}
    assert chain.is_forked
    assert known == {revision(number).interview for number in range(8)}


def test_a_hub_that_never_heard_of_the_project_says_so(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    from fieldtool.problems import Code, Problem

    other = open_file(tmp_path / "other.db")
    schema.prepare(other, Side.HUB)
    hub.use(other)
    with pytest.raises(Problem) as raised:
        laptop.sync()
    other.close()

    assert raised.value.code is Code.PROJECT_OTHER
    with laptop.ws.database.read() as session:
        assert projects.find(session, P) is None


def test_a_restored_hub_learns_again_whom_it_revoked_and_holds_what_came_since(
    hub: Hub, laptop: Laptop, new: Callable[..., Laptop], tmp_path: Path
) -> None:
    other = new("other")
    finalise(laptop.ws, laptop.clock, range(2))
    laptop.sync()
    copy = Copy(hub, tmp_path)
    now = hub.clock.now()
    with hub.database.work() as session:
        revoking.revoke(session, hub.identity, P, laptop.ws.id, reason="lost", clock=now)
    other.sync()
    finalise(laptop.ws, laptop.clock, range(2, 5))
    laptop.sync()
    copy.put_back(hub, is_known=True)
    # It does not know of the revocation when the late work comes, and another laptop tells it.
    hub.publish(replace(samples.FORM, version="9", hash="7a" * 32))
    laptop.sync()
    other.sync()
    with hub.database.read() as session:
        assert revocations.find(session, P, laptop.ws.id) is not None
        assert len(revocations.held(session, P)) == 3
    assert _stored(hub) == 2
    assert checking.compare_rebuilt(hub.database) == {}
    laptop.sync()
    assert _proven(laptop) == 5
