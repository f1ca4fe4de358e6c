"""The hub gets another key to which laptops seal; whatever comes late, nothing is lost."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fieldtool.log import canonical
from fieldtool.log.exchange import EXCHANGE, Notice
from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.security.keys import Identity, new_identity
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import asked, entries
from fieldtool.storage.queries import exchange_keys as told
from fieldtool.sync.hub import enrolment, publishing, rotating
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.hub.rotating import OVERLAP_DAYS, Standing
from fieldtool.sync.laptop import couriers, enrol_files, outbox, taking
from fieldtool.sync.laptop.enrol import check_number, enrol
from fieldtool.sync.laptop.taking import Marks
from fieldtool.sync.wire import bundles, exchange, protocol, requests
from fieldtool.sync.wire import exchange_keys as sealing_to
from tests.log import samples
from tests.sync.interviews import finalise
from tests.sync.post import Shared, door, read, stored
from tests.sync.province import copy_of, restored
from tests.sync.rooms import CHEAP, WORDS, Hub

P = samples.PROJECT


@pytest.fixture
def laptop(two_laptops: tuple[Shared, Shared]) -> Shared:
    return two_laptops[0]


@pytest.fixture
def other(two_laptops: tuple[Shared, Shared]) -> Shared:
    return two_laptops[1]


@pytest.fixture
def hub(laptop: Shared) -> Hub:
    return laptop.hub


def rotate(hub: Hub) -> None:
    with hub.database.work() as session:
        rotating.make(session, hub.identity, hub.clock.now())


def retire(hub: Hub, *, early: bool = False) -> int:
    with hub.database.work() as session:
        return rotating.retire(session, hub.identity, hub.clock.now().wall, early=early)


def standing(hub: Hub) -> Standing:
    with hub.database.read() as session:
        return rotating.standing(session, hub.identity)


def newest(hub: Hub) -> bytes:
    return standing(hub).ring.newest.public


def seals_to(ws: Workspace) -> bytes:
    return sealing_to.at_laptop(ws)


def sealed_for(raw: bytes) -> str:
    return bundles.parse(raw).receiver


def test_laptops_seal_to_the_new_key_from_their_next_contact_on(hub: Hub, laptop: Shared) -> None:
    ws = laptop.people[0]
    finalise(ws, laptop.clock, range(1))
    laptop.settle()
    old = laptop.parcel()
    rotate(hub)
    laptop.send()
    assert seals_to(ws) == ws.membership.hub_box_key, "nobody signed in since"
    laptop.settle()
    finalise(ws, laptop.clock, range(1, 2))
    laptop.settle()

    assert seals_to(ws) == newest(hub) != ws.membership.hub_box_key
    assert sealed_for(old) == bundles.address(ws.membership.hub_box_key)
    assert sealed_for(laptop.parcel()) == bundles.address(newest(hub))
    assert stored(hub) == 1
    laptop.send()
    assert (stored(hub), laptop.settle().proven) == (2, 1)


def test_both_keys_open_until_everybody_has_sealed_to_the_new_one(
    hub: Hub, laptop: Shared, other: Shared
) -> None:
    rotate(hub)
    for person in (0, 1):
        laptop.sync(person)
    first = standing(hub).taken
    finalise(other.people[0], other.clock, range(3))
    other.settle()
    other.send()
    other.settle()

    assert (first.laptops, first.laptops_left) == (2, 1)
    assert stored(hub) == 3
    assert standing(hub).taken.left == 1, "the parcel was sealed before it knew"
    other.settle(asks=True)
    other.send()
    assert standing(hub).taken.left == 0


def test_the_earlier_key_is_not_destroyed_while_anybody_needs_it_unless_somebody_says_so(
    hub: Hub, laptop: Shared, other: Shared
) -> None:
    with pytest.raises(Problem) as alone:
        retire(hub)
    rotate(hub)
    for one, person in ((laptop, 0), (laptop, 1), (other, 0)):
        one.sync(person)
    with pytest.raises(Problem) as fresh:
        retire(hub)
    hub.clock.put(timedelta(days=OVERLAP_DAYS))

    assert alone.value.code is Code.EXCHANGE_KEY_ALONE
    assert (fresh.value.code, fresh.value.values["count"]) == (Code.EXCHANGE_KEY_IN_USE, 0)
    assert retire(hub) == 1
    assert [one.secret for one in standing(hub).ring.keys[1:]] == [b""]


def test_a_revoked_laptop_is_not_waited_for_and_is_told(hub: Hub, laptop: Shared) -> None:
    from fieldtool.sync.hub import revoking

    rotate(hub)
    for person in (0, 1):
        with hub.database.work() as session:
            revoking.revoke(
                session,
                hub.identity,
                P,
                laptop.people[person].id,
                reason="lost",
                clock=hub.clock.now(),
            )
    taken = standing(hub).taken

    assert (taken.laptops_left, taken.revoked) == (1, 2)


def test_a_destroyed_key_is_in_no_page_of_the_file_nor_its_journal(hub: Hub) -> None:
    secret = canonical.to_base64(standing(hub).ring.newest.secret).encode()
    place = Path(hub.database.place)
    rotate(hub)
    assert any(secret in path.read_bytes() for path in place.parent.glob("hub.db*"))
    retire(hub, early=True)
    hub.database.scrub()

    assert [path for path in place.parent.glob("hub.db*") if secret in path.read_bytes()] == []
    hub.use(hub.database)
    assert hub.identity.keys.box_key == newest(hub)


def test_a_parcel_that_waits_is_sealed_again_when_its_person_signs_in(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    rotate(hub)
    reading = read(hub, stick)
    assert [one.problem for one in reading.read] == [None], "openable until then"
    finalise(laptop.people[0], laptop.clock, range(2, 3))
    couriers.bring(laptop.mail, stick)
    laptop.settle()

    assert sealed_for(laptop.parcel()) == bundles.address(newest(hub))


def test_over_the_network_a_laptop_that_missed_the_change_is_told_and_sends_all(
    hub: Hub, laptop: Shared
) -> None:
    finalise(laptop.people[0], laptop.clock, range(3))
    rotate(hub)
    retire(hub, early=True)
    laptop.sync()

    assert stored(hub) == laptop.proven() == 3
    assert seals_to(laptop.people[0]) == newest(hub)


def test_a_parcel_that_comes_too_late_is_refused_and_sealed_again(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(3))
    laptop.settle()
    rotate(hub)
    retire(hub, early=True)
    (went,) = laptop.send()

    assert went.problem is not None
    assert went.problem.code is Code.EXCHANGE_KEY_NOT_HERE
    assert stored(hub) == 0
    assert [one.is_answered for one in laptop.mail.waiting()] == [False]
    laptop.settle()
    (again,) = laptop.send()
    assert (again.problem, stored(hub)) == (None, 3)
    assert laptop.settle().proven == 3


def test_a_stick_that_comes_too_late_says_what_to_do_and_brings_the_laptop_the_key(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    finalise(laptop.people[0], laptop.clock, range(3))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    rotate(hub)
    retire(hub, early=True)
    reading = read(hub, stick)

    assert [problem.code for _name, problem in reading.refused] == [Code.EXCHANGE_KEY_NOT_HERE]
    assert (reading.elsewhere, stored(hub)) == (0, 0)
    brought = couriers.bring(laptop.mail, stick)
    assert brought.taken == (laptop.address(),)
    settled = laptop.settle()
    assert (settled.refused, sealed_for(laptop.parcel())) == ((), bundles.address(newest(hub)))
    couriers.copy_all(laptop.mail, stick)
    assert [one.interviews for one in read(hub, stick).read] == [3]
    couriers.bring(laptop.mail, stick)
    assert laptop.settle().proven == 3


@pytest.mark.parametrize("is_known", [True, False], ids=["restored by us", "a snapshot"])
def test_a_hub_that_was_put_back_from_before_the_change_gets_everything_again(
    hub: Hub, laptop: Shared, other: Shared, *, is_known: bool
) -> None:
    first = newest(hub)
    laptop.sync()
    copy = copy_of(hub, "before.db")
    rotate(hub)
    retire(hub, early=True)
    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.sync()
    finalise(laptop.people[0], laptop.clock, range(2, 4))
    restored(hub, copy, is_known=is_known)
    assert newest(hub) == first
    laptop.sync()
    found = standing(hub)

    assert stored(hub) == laptop.proven() == 4
    assert found.lost_at is not None
    assert seals_to(laptop.people[0]) == first
    assert _announced(hub) == _said(laptop.people[0]) == first
    other.sync()
    assert seals_to(other.people[0]) == first
    rotate(hub)
    laptop.sync()
    assert standing(hub).lost_at is None
    assert seals_to(laptop.people[0]) == newest(hub) != first


def test_a_stick_for_a_hub_that_was_put_back_is_not_taken_for_another_hubs(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    copy = copy_of(hub, "before.db")
    rotate(hub)
    laptop.sync()
    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    restored(hub, copy, is_known=True)
    reading = read(hub, stick)
    couriers.bring(laptop.mail, stick)
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)

    assert [problem.code for _name, problem in reading.refused] == [Code.EXCHANGE_KEY_NOT_HERE]
    assert [one.interviews for one in read(hub, stick).read] == [2]
    couriers.bring(laptop.mail, stick)
    laptop.settle(asks=True)
    couriers.copy_all(laptop.mail, stick)
    read(hub, stick)
    assert standing(hub).lost_at is not None, "the laptop gave the hub's word back"


def test_a_hub_that_was_put_back_tells_the_laptop_also_where_an_older_parcel_opens(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    copy = copy_of(hub, "before.db")
    rotate(hub)
    laptop.sync()
    finalise(laptop.people[0], laptop.clock, range(1, 3))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    restored(hub, copy, is_known=True)
    reading = read(hub, stick)
    couriers.bring(laptop.mail, stick)
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    again = read(hub, stick)
    couriers.bring(laptop.mail, stick)
    laptop.settle()

    assert [problem.code for _name, problem in reading.refused] == [Code.EXCHANGE_KEY_NOT_HERE]
    assert [one.interviews for one in reading.read] == [1]
    assert [one.interviews for one in again.read] == [2]
    assert stored(hub) == laptop.proven() == 3


def test_nobody_on_the_way_makes_a_laptop_seal_to_another_key(hub: Hub, laptop: Shared) -> None:
    ws, thief = laptop.people[0], new_identity()
    sender, sent = Sender(P, ws.log), "5f" * 32
    rotate(hub)
    laptop.sync()
    right = Notice(ws.membership.hub_box_key, sent, hub.clock.now().wall)

    def refusal(notice: Notice, keys: Identity, log: str = ws.log) -> Problem:
        signed = replace(notice, signature=keys.sign(notice.message(P, log)))
        return Problem(Code.EXCHANGE_KEY_NOT_HERE, dict(signed.to_texts()))

    wrong = [
        refusal(right, thief),
        refusal(replace(right, request="7a" * 32), hub.identity.keys),
        refusal(right, hub.identity.keys, log="workspace/aaaaaaaa"),
        refusal(replace(right, key=bytes(32)), hub.identity.keys),
        Problem(Code.EXCHANGE_KEY_NOT_HERE),
        Problem(Code.SEALED_TO_ANOTHER, dict(right.to_texts())),
    ]
    key = ws.membership.hub_key

    assert [sealing_to.is_told(ws.database, one, sender, key, sent) for one in wrong] == [False] * 6
    assert seals_to(ws) == newest(hub)


def test_an_old_notice_that_is_brought_again_counts_nothing(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    ws = laptop.people[0]
    copy = copy_of(hub, "before.db")
    rotate(hub)
    laptop.sync()
    finalise(ws, laptop.clock, range(1))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    restored(hub, copy, is_known=True)
    read(hub, stick)
    couriers.bring(laptop.mail, stick)
    shutil.copytree(laptop.folder / "inbox", laptop.folder / "kept")
    laptop.settle()
    rotate(hub)
    laptop.sync()
    shutil.copytree(laptop.folder / "kept", laptop.folder / "inbox", dirs_exist_ok=True)
    laptop.settle()

    assert seals_to(ws) == newest(hub)
    with ws.database.read() as session:
        assert not asked.is_known(session, P, hashlib.sha256(b"").hexdigest())


def test_a_laptop_of_before_keeps_the_entry_and_goes_on_with_the_key_it_pinned(
    hub: Hub, laptop: Shared
) -> None:
    ws = laptop.people[0]
    rotate(hub)
    _sync_as_before(ws, laptop)
    finalise(ws, laptop.clock, range(2))
    _sync_as_before(ws, laptop)
    with ws.database.read() as session, hub.database.read() as there:
        here = [
            one for one in entries.all_of(session, P, PROJECT_LOG) if one.header.kind == EXCHANGE
        ]
        said = [one for one in entries.all_of(there, P, PROJECT_LOG) if one.header.kind == EXCHANGE]

    assert stored(hub) == 2
    assert [(one.header.raw, one.payload) for one in here] == [
        (one.header.raw, one.payload) for one in said
    ]
    assert len(here) == 1
    assert standing(hub).taken.laptops == 0


def test_a_code_from_before_the_change_sets_a_laptop_up_with_the_new_key(
    hub: Hub, tmp_path: Path, laptop: Shared
) -> None:
    code = hub.invitation()
    rotate(hub)
    retire(hub, early=True)
    with laptop.client() as client:
        ws = enrol(client, code, WORDS, tmp_path / "later", CHEAP)
    known = standing(hub).taken
    ws.close()

    assert ws.membership.hub_box_key == newest(hub)
    assert known.laptops == 1


def test_an_answer_on_a_stick_from_before_the_change_sets_a_laptop_up_that_is_told(
    hub: Hub, laptop: Shared, tmp_path: Path
) -> None:
    waits = enrol_files.begin(tmp_path / "later", hub.invitation(), WORDS, 1000, CHEAP)
    asked_for = enrol_files.asked_in(enrol_files.request_file(waits))
    said = enrolment.answer_enrolment(hub.database, hub.identity, asked_for, hub.clock)
    answer = enrol_files.answer_file(asked_for, said)
    rotate(hub)
    left = standing(hub).taken.laptops_left
    retire(hub, early=True)
    ws = enrol_files.finish(tmp_path / "later", answer, WORDS, CHEAP)
    later = Shared(tmp_path / "later", hub, [ws])
    finalise(ws, hub.clock, range(2))
    later.sync()
    later.close()

    assert left == len(laptop.people) + 2, "whoever has only the answer does not know the new key"
    assert stored(hub) == 2


def test_every_project_of_the_hub_is_told(hub: Hub, laptop: Shared) -> None:
    with hub.database.work() as session:
        second = publishing.begin_project(
            session, hub.identity, samples.SETTINGS, hub.clock.now()
        ).id
    rotate(hub)

    for project in (P, second):
        with hub.database.read() as session:
            found = told.announced(session, project)
        assert found is not None
        assert found.key == newest(hub)


def test_the_check_number_stays_that_of_the_enrolment(hub: Hub, laptop: Shared) -> None:
    from fieldtool.storage.queries import workspaces

    rotate(hub)
    laptop.sync()
    with hub.database.read() as session:
        known = workspaces.get(session, P, laptop.people[0].id)
        ring = exchange_keys.ring(session, hub.identity)
    assert known is not None

    assert enrolment.check_number(known, hub.identity, ring) == check_number(laptop.people[0])


def test_media_from_a_stick_are_taken_whichever_key_the_laptop_knows(
    hub: Hub, laptop: Shared
) -> None:
    before = door(hub).address
    rotate(hub)
    during = door(hub).address
    retire(hub, early=True)

    assert before == during, "laptops that know the first key alone take media from there"
    assert door(hub).address == bundles.address(newest(hub))


def test_what_names_no_key_is_put_aside_and_changes_nothing(hub: Hub, laptop: Shared) -> None:
    hub.say(EXCHANGE, P, {"key": "bm8="})
    laptop.sync()

    assert seals_to(laptop.people[0]) == laptop.people[0].membership.hub_box_key


def _sync_as_before(ws: Workspace, laptop: Shared) -> None:
    """Sync once as a program does that knows no other key than the pinned one."""
    prepared = requests.prepared(ws, laptop.clock, Marks())
    pinned = replace(prepared, box_key=ws.membership.hub_box_key)
    raw = requests.packed(ws, pinned, outbox.MOST_PACKED)
    with laptop.client() as client:
        reply = exchange.post(client, f"{ws.membership.hub_url}/sync", raw, protocol.CONTENT_TYPE)
    given, body = requests.checked(ws, reply)
    taking.take(ws, given, body, laptop.clock.now())


def _announced(hub: Hub) -> bytes:
    with hub.database.read() as session:
        found = told.announced(session, P)
    assert found is not None
    return found.key


def _said(ws: Workspace) -> bytes:
    with ws.database.read() as session:
        found = told.announced(session, P)
    assert found is not None
    return found.key
