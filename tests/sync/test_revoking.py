"""Tests of revoked laptops: they lock, lose nothing, and what they send late waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldtool.log import canonical
from fieldtool.log import revocations as kinds
from fieldtool.log.kinds import log_to
from fieldtool.log.revocations import Admission, Revocation, late
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage import checking
from fieldtool.storage.queries import (
    entries,
    erasures,
    interviews,
    projects,
    revocations,
    workspaces,
)
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.sync.hub import erasing, revoking
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.photographs import photo, photograph
from tests.sync.post import Shared, read
from tests.sync.rooms import Hub, Laptop

P = samples.PROJECT


def revoke(hub: Hub, workspace: str, reason: str = kinds.SEIZED) -> None:
    now = hub.clock.now()
    with hub.database.work() as session:
        revoking.revoke(session, hub.identity, P, workspace, reason=reason, clock=now)


def readmit(hub: Hub, workspace: str) -> None:
    with hub.database.work() as session:
        revoking.readmit(session, hub.identity.writer(P), workspace, hub.clock.now())


def decide(hub: Hub, *, is_accepted: bool, only: int | None = None) -> int:
    with hub.database.work() as session:
        ids = [one.entry.id for one in revocations.held(session, P)][:only]
        return revoking.decide(
            session, hub.identity.writer(P), ids, is_accepted=is_accepted, clock=hub.clock.now()
        )


def counted(hub: Hub) -> int:
    with hub.database.read() as session:
        return interviews.count(session, P)


def held(hub: Hub) -> list[str]:
    with hub.database.read() as session:
        return [one.entry.header.subject for one in revocations.held(session, P)]


def locked(laptop: Laptop) -> str:
    with laptop.ws.database.read() as session:
        found = revocations.find(session, P, laptop.ws.id)
    return found.reason if found else ""


def proven(laptop: Laptop) -> int:
    with laptop.ws.database.read() as session:
        return len(interviews.proven(session, P, laptop.ws.log))


def rebuilt_alike(hub: Hub) -> bool:
    return checking.compare_rebuilt(hub.database) == {}


@pytest.fixture
def sent(laptop: Laptop) -> Laptop:
    """Return a laptop with three interviews at the hub."""
    finalise(laptop.ws, laptop.clock, range(3))
    laptop.sync()
    return laptop


def test_a_revoked_laptop_learns_it_at_its_next_contact_and_why(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    assert locked(sent) == ""
    sent.sync()

    assert locked(sent) == "seized"
    with hub.database.read() as session:
        known = workspaces.get(session, P, sent.ws.id)
    assert known is not None
    assert known.revoked_at is not None


def test_all_other_laptops_learn_it_and_go_on(
    hub: Hub, sent: Laptop, new: Callable[..., Laptop]
) -> None:
    other = new("other")
    revoke(hub, sent.ws.id)
    finalise(other.ws, other.clock, range(10, 12))
    other.sync()

    assert locked(other) == ""
    with other.ws.database.read() as session:
        assert revocations.find(session, P, sent.ws.id) is not None
    assert counted(hub) == 5


def test_what_it_had_sent_before_goes_on_counting(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    sent.sync()

    assert counted(hub) == 3
    assert held(hub) == []


def test_late_work_is_proven_and_counts_nowhere(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 12))
    sent.sync()

    assert proven(sent) == 5
    assert counted(hub) == 3
    assert sorted(held(hub)) == sorted(revision(number).interview for number in (10, 11))
    with hub.database.read() as session:
        assert entries.size(session, P, sent.ws.log) == 5
        assert projects.put_aside(session, P) == []
        assert revocations.held_by_log(session, P) == {sent.ws.log: 2}
    assert rebuilt_alike(hub)


def test_the_laptop_knows_which_of_its_interviews_are_only_held(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 11))
    sent.sync()
    with sent.ws.database.read() as session:
        late_there = revocations.late_interviews(session, P, sent.ws.log)
        # It goes on showing its own work.
        assert interviews.count(session, P, Wanted(log=sent.ws.log)) == 4

    assert late_there == {revision(10).interview}


def test_accepted_work_counts_like_any_other(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 12))
    sent.sync()
    assert decide(hub, is_accepted=True, only=1) == 1

    assert counted(hub) == 4
    assert len(held(hub)) == 1
    assert rebuilt_alike(hub)
    sent.sync()
    with sent.ws.database.read() as session:
        assert len(revocations.late_interviews(session, P, sent.ws.log)) == 1


def test_what_is_left_aside_is_kept_and_can_still_be_accepted(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 11))
    sent.sync()
    decide(hub, is_accepted=False)
    with hub.database.read() as session:
        assert [one.is_left for one in revocations.held(session, P)] == [True]
    assert counted(hub) == 3
    decide(hub, is_accepted=True)

    assert (counted(hub), held(hub)) == (4, [])
    with pytest.raises(Problem) as raised:
        decide(hub, is_accepted=True)
    assert raised.value.code is Code.LATE_WORK_NOT_HERE


def test_a_late_change_of_an_interview_does_not_touch_it(hub: Hub, sent: Laptop) -> None:
    first = revision(0)
    revoke(hub, sent.ws.id)
    content = {**first.to_content(), "answers": {**first.answers, "safety/why_0": "دیگر"}}
    with sent.ws.database.work() as session:
        before = [one.id for one in entries.all_of(session, P, sent.ws.log)][:1]
        writer.append(
            session, sent.ws, "finalise", first.interview, content, clock=sent.clock.now(),
            parents=before,
        )  # fmt: skip
    sent.sync()
    with hub.database.read() as session:
        found = interviews.get(session, P, first.interview)
    assert found is not None
    assert found.answers == first.answers
    decide(hub, is_accepted=True)
    with hub.database.read() as session:
        found = interviews.get(session, P, first.interview)

    assert found is not None
    assert found.answers["safety/why_0"] == "دیگر"
    assert rebuilt_alike(hub)


def test_a_laptop_that_is_accepted_again_opens_and_all_of_its_work_counts(
    hub: Hub, sent: Laptop
) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 12))
    sent.sync()
    decide(hub, is_accepted=False, only=1)
    readmit(hub, sent.ws.id)
    sent.sync()

    assert locked(sent) == ""
    assert (counted(hub), held(hub)) == (5, [])
    assert rebuilt_alike(hub)
    # And may be revoked again: what came meanwhile stays.
    revoke(hub, sent.ws.id, kinds.LEFT)
    finalise(sent.ws, sent.clock, range(20, 21))
    sent.sync()
    assert (counted(hub), len(held(hub)), locked(sent)) == (5, 1, "left")


def test_revoking_twice_keeps_the_first_word(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 11))
    sent.sync()
    revoke(hub, sent.ws.id, kinds.LOST)

    assert len(held(hub)) == 1
    with pytest.raises(Problem) as raised:
        revoke(hub, sent.ws.id, "because")
    assert raised.value.code is Code.REVOCATION_REASON_MISSING


def test_a_revoked_laptop_brings_photos_and_gets_nothing_of_others(
    hub: Hub, laptop: Laptop
) -> None:
    with hub.database.work() as session:
        own = hub.identity.writer(P, log_to(laptop.ws.id))
        writer.append(session, own, "note", "x" * 16, {"a": "b"}, clock=hub.clock.now())
    revoke(hub, laptop.ws.id)
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    from fieldtool.sync.laptop.carrying import carry

    carried = carry(laptop.ws, laptop.client, laptop.clock, 10)

    assert carried.problem is None
    assert hub.blobs.has(ref.name)
    with laptop.ws.database.read() as session:
        assert entries.size(session, P, log_to(laptop.ws.id)) == 0


def test_late_work_that_is_erased_is_held_no_longer(hub: Hub, sent: Laptop) -> None:
    revoke(hub, sent.ws.id)
    finalise(sent.ws, sent.clock, range(10, 12))
    sent.sync()
    with hub.database.work() as session:
        erasing.erase(
            session, hub.identity, P, revision(10).interview, reason="withdrawn",
            clock=hub.clock.now(),
        )  # fmt: skip

    assert held(hub) == [revision(11).interview]
    with hub.database.read() as session:
        assert erasures.of(session, P, {revision(10).interview}) == {revision(10).interview}
    assert rebuilt_alike(hub)


def test_who_cannot_write_the_projects_log_revokes_nobody(hub: Hub, sent: Laptop) -> None:
    with sent.ws.database.work() as session:
        said = Revocation("lost", ()).to_content()
        writer.append(session, sent.ws, kinds.REVOKE, sent.ws.id, said, clock=sent.clock.now())
    sent.sync()

    assert locked(sent) == ""
    with hub.database.read() as session:
        assert revocations.find(session, P, sent.ws.id) is None


def test_a_copy_of_the_laptop_that_parts_from_before_is_late_too() -> None:
    line = {"a": "", "b": "a", "c": "b"}
    copy = {**line, "x": "a", "y": "x"}

    assert late(line, ["c"], []) == frozenset()
    assert late(copy, ["c"], []) == {"x", "y"}
    assert late(copy, ["c"], ["y"]) == {"x"}
    assert late(copy, [], []) == set(copy)
    # The end has not arrived yet, at a hub that got the revocation first.
    assert late({"a": ""}, ["c"], []) == {"a"}


def test_what_is_written_comes_back() -> None:
    said = Revocation("seized", ("a" * 32,))
    assert Revocation.from_content(canonical.parse(canonical.encode(said.to_content()))) == said
    split = Admission(("a",), ("b", "c")).about({"late c"})
    assert split == Admission((), ("c",))


# -- by memory stick


def test_a_stick_brings_late_work_and_takes_the_revocation_back(
    two_laptops: tuple[Shared, Shared], stick: Path
) -> None:
    from fieldtool.sync.laptop import couriers

    one, _two = two_laptops
    finalise(one.people[0], one.clock, range(2))
    one.settle()
    revoke(one.hub, one.people[0].id)
    couriers.copy_all(one.mail, stick)
    reading = read(one.hub, stick)
    assert reading.refused == ()
    assert len(held(one.hub)) == 2
    couriers.bring(one.mail, stick)
    one.settle()

    assert one.proven() == 2
    with one.people[0].database.read() as session:
        found = revocations.find(session, P, one.people[0].id)
    assert found is not None
    # The colleague on the same laptop works on.
    one.sync(1)
    with one.people[1].database.read() as session:
        assert revocations.find(session, P, one.people[1].id) is None


def test_anybody_may_send_a_locked_persons_parcel(two_laptops: tuple[Shared, Shared]) -> None:
    one, _two = two_laptops
    finalise(one.people[0], one.clock, range(2))
    one.settle()
    revoke(one.hub, one.people[0].id)

    assert [went.problem for went in one.send()] == [None]
    assert len(held(one.hub)) == 2
