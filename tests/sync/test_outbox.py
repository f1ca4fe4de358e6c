"""Work that nobody proved lies sealed in the outbox; anybody may send or carry it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from fieldtool.app import hub_client
from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace
from fieldtool.storage import files
from fieldtool.storage.queries import cursors, entries, forms, interviews, receipts
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.wire import bundles
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.post import LAPTOPS, Shared, read, stored
from tests.sync.rooms import WORDS, Hub

P = samples.PROJECT


@pytest.fixture
def laptop(two_laptops: tuple[Shared, Shared]) -> Shared:
    return two_laptops[0]


@pytest.fixture
def hub(laptop: Shared) -> Hub:
    return laptop.hub


def test_what_nobody_proved_waits_and_goes_away_when_the_answer_proves_it(
    hub: Hub, laptop: Shared
) -> None:
    laptop.settle()
    assert laptop.mail.waiting() == ()
    finalise(laptop.people[0], laptop.clock, range(3))
    laptop.settle()
    assert [one.is_answered for one in laptop.mail.waiting()] == [False]
    went = laptop.send()

    assert [one.problem for one in went] == [None]
    assert stored(hub) == 3
    assert laptop.proven() == 0, "nobody signed in since"
    assert [one.is_answered for one in laptop.mail.waiting()] == [True]

    settled = laptop.settle()

    assert (settled.proven, settled.refused) == (3, ())
    assert laptop.proven() == 3
    assert laptop.mail.waiting() == ()
    assert laptop.mail.answers(laptop.address()) == {}


def test_it_is_at_the_hub_since_the_hub_said_so(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    before = hub.clock.now().wall
    laptop.send()
    after = hub.clock.now().wall
    laptop.settle()
    ws = laptop.people[0]
    with ws.database.read() as session:
        since = interviews.proven(session, P, ws.log)

    assert all(before < at < after for at in since.values())


def test_the_work_of_all_people_goes_together_and_each_gets_an_answer_of_their_own(
    hub: Hub, laptop: Shared
) -> None:
    for person in (0, 1):
        finalise(laptop.people[person], laptop.clock, range(person * 5, person * 5 + 2))
        laptop.settle(person)
    laptop.send()
    first = laptop.settle(0)

    assert stored(hub) == 4
    assert (first.proven, laptop.proven(1)) == (2, 0)
    assert laptop.settle(1).proven == 2
    assert laptop.mail.waiting() == ()


def test_nothing_in_the_outbox_can_be_read_and_its_sizes_tell_little(laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(30))
    laptop.settle()
    ws = laptop.people[0]
    raw = laptop.parcel()
    paths = [path for path in (laptop.folder / "outbox").rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in paths)
    names = "".join(str(path.relative_to(laptop.folder)) for path in paths)
    secrets = (ws.id, ws.person, P, ws.log, revision(1).interview, revision(1).number, "finalise")

    assert len(raw) % (16 * 1024) == 0
    assert [text for text in secrets if text.encode() in everything or text in names] == []
    assert ws.membership.hub_url.encode() not in raw
    header = raw[8 : 8 + int.from_bytes(raw[4:8], "big")]
    assert raw[8 + len(header) :].count(bytes(16)) == 0, "the padding is sealed too"


def test_one_interview_and_twenty_have_parcels_of_one_size(laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    small = len(laptop.parcel())
    finalise(laptop.people[0], laptop.clock, range(1, 20))
    laptop.settle()

    assert len(laptop.parcel()) == small == 16 * 1024


def test_a_parcel_is_written_again_only_when_there_is_something_new(laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    first = laptop.parcel()
    laptop.settle()
    assert laptop.parcel() == first
    finalise(laptop.people[0], laptop.clock, range(1, 2))
    laptop.settle()

    assert laptop.parcel() != first


def test_a_parcel_that_was_damaged_or_deleted_is_made_again(laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    path = laptop.folder / "outbox" / laptop.address() / "parcel.ftb"
    path.write_bytes(path.read_bytes()[:-1])
    laptop.settle()
    bundles.parse(laptop.parcel())
    path.unlink()
    laptop.settle()

    assert bundles.parse(laptop.parcel()).type == bundles.REQUEST


def test_a_mailbox_that_was_damaged_is_made_again(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    where = laptop.folder / "outbox" / laptop.address() / "hub.txt"
    where.write_bytes(b"\xff\xfe")
    went = couriers.send_all(laptop.mail, hub_client)
    assert [one.problem.code if one.problem else None for one in went] == [Code.HUB_UNREACHABLE]
    laptop.settle()

    assert [one.problem for one in laptop.send()] == [None]
    assert stored(hub) == 1


def test_what_does_not_fit_into_one_parcel_goes_with_the_next_ones(
    hub: Hub, laptop: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_PACKED", 3_000)
    finalise(laptop.people[0], laptop.clock, range(40))
    laptop.settle()
    steps = []
    while laptop.mail.waiting():
        assert len(laptop.parcel()) == bundles.STEP
        laptop.send()
        laptop.settle()
        steps.append(laptop.proven())

    assert steps[-1] == stored(hub) == 40
    assert len(steps) > 2
    assert steps == sorted(set(steps))


def test_a_lost_answer_is_boring(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.settle()
    laptop.send()
    for name in laptop.mail.answers(laptop.address()):
        laptop.mail.drop_answer(laptop.address(), name)
    laptop.send()

    assert laptop.settle().proven == 2
    assert stored(hub) == 2


def test_an_answer_that_came_twice_is_taken_once(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.settle()
    laptop.send()
    laptop.send()
    old = laptop.mail.answers(laptop.address())
    assert len(old) == 2
    assert laptop.settle().refused == ()
    for raw in old.values():
        laptop.mail.keep_answer(laptop.address(), raw)
    again = laptop.settle()

    assert (again.proven, again.received, again.refused) == (0, 0, ())
    assert laptop.proven() == 2


def test_an_answer_of_before_a_restore_proves_nothing(hub: Hub, laptop: Shared) -> None:
    from fieldtool.security import hubkeys

    finalise(laptop.people[0], laptop.clock, range(2))
    laptop.settle()
    laptop.send()
    late = laptop.mail.answers(laptop.address())
    for name in late:
        laptop.mail.drop_answer(laptop.address(), name)
    hubkeys.renew_epoch(hub.database)
    hub.use(hub.database)
    laptop.send()
    laptop.settle()
    for raw in late.values():
        laptop.mail.keep_answer(laptop.address(), raw)
    laptop.settle()
    ws = laptop.people[0]
    with ws.database.read() as session:
        kept = receipts.all_of(session, P, ws.log)

    assert [one.epoch for one in kept] == [hub.identity.epoch]


def test_what_a_restored_hub_lost_is_in_the_next_parcel(
    hub: Hub, laptop: Shared, tmp_path: Path
) -> None:
    from tests.sync.test_restoring import Copy

    ws = laptop.people[0]
    finalise(ws, laptop.clock, range(2))
    laptop.settle()
    laptop.send()
    laptop.settle()
    copy = Copy(hub, tmp_path)
    finalise(ws, laptop.clock, range(2, 4))
    hub.publish()
    laptop.settle()
    laptop.send()
    laptop.settle()
    assert (stored(hub), laptop.proven()) == (4, 4)
    copy.put_back(hub, is_known=True)
    for _ in range(3):
        laptop.settle(asks=True)
        assert [one.problem for one in laptop.send()] == [None]
    laptop.settle()

    assert (stored(hub), laptop.proven()) == (4, 4)
    assert laptop.mail.waiting() == ()


def test_a_carried_answer_brings_what_the_hub_has_for_the_laptop(hub: Hub, laptop: Shared) -> None:
    ws = laptop.people[0]
    laptop.settle(asks=True)
    assert len(laptop.mail.waiting()) == 1
    laptop.send()

    # Project and form, and everybody as a colleague of the others.
    assert laptop.settle().received == 2 + sum(LAPTOPS.values())
    with ws.database.read() as session:
        assert [one.version for one in forms.current(session, P)] == ["1.0.0"]
    assert laptop.mail.waiting() == ()


def test_a_carried_request_says_nothing_of_the_clock_of_the_laptop(
    hub: Hub, laptop: Shared
) -> None:
    from fieldtool.storage.queries import workspaces
    from fieldtool.web.field.contact import contact

    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    hub.clock.put(timedelta(days=3))
    laptop.send()
    at = hub.clock.now().wall
    hub.clock.put(timedelta(days=3))
    laptop.settle()
    with hub.database.read() as session:
        known = workspaces.get(session, P, laptop.people[0].id)
    seen = contact.last_contact(laptop.people[0])

    assert known is not None
    assert (known.clock_offset, known.finalised_there) == (None, 1)
    assert contact.clock_offset(laptop.people[0]) is None
    assert seen is not None
    assert abs(seen.timestamp() * 1000 - at) < 60_000


def test_a_hub_whose_clock_was_put_back_is_listened_to(hub: Hub, laptop: Shared) -> None:
    for _ in range(2):
        laptop.settle(asks=True)
        laptop.send()
    laptop.settle(asks=True)
    hub.clock.put(-timedelta(days=5))
    hub.say(kinds.SITES, P, samples.SITES.to_content())
    laptop.send()

    assert laptop.settle().received == 1


def test_an_answer_for_somebody_else_is_put_away_kindly(hub: Hub, laptop: Shared) -> None:
    for person in (0, 1):
        finalise(laptop.people[person], laptop.clock, range(person, person + 1))
        laptop.settle(person)
    laptop.send()
    theirs = next(iter(laptop.mail.answers(laptop.address(1)).values()))
    laptop.mail.keep_answer(laptop.address(0), theirs)
    settled = laptop.settle(0)

    assert [one.code for one in settled.refused] == [Code.SEALED_TO_ANOTHER]
    assert (laptop.proven(0), laptop.proven(1)) == (1, 0)
    assert laptop.settle(0).refused == ()


def test_an_answer_to_nothing_that_was_asked_is_put_away(
    hub: Hub, laptop: Shared, tmp_path: Path
) -> None:
    from fieldtool.sync.hub import hub_bundles
    from tests.sync.post import door

    ws = laptop.people[0]
    finalise(ws, laptop.clock, range(1))
    ws.database.close()
    shutil.copytree(laptop.folder, tmp_path / "copy")
    laptop.people[0] = workspace.unlock(laptop.folder, ws.id, WORDS, 1)
    copy = workspace.unlock(tmp_path / "copy", ws.id, WORDS, 1)
    other = Shared(tmp_path / "copy", hub, [copy])
    other.settle()
    asked = other.parcel()
    copy.close()
    laptop.settle()
    laptop.mail.keep_answer(laptop.address(), hub_bundles.answer(door(hub), asked))
    settled = laptop.settle()

    assert [one.code for one in settled.refused] == [Code.ANSWER_NOT_ASKED]
    assert laptop.proven() == 0


def test_a_hub_that_is_gone_leaves_everything_where_it_is(laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    parcel = laptop.parcel()
    went = couriers.send_all(laptop.mail, hub_client)

    assert [one.problem.code if one.problem else None for one in went] == [Code.HUB_UNREACHABLE]
    assert laptop.parcel() == parcel


def test_what_answers_in_place_of_the_hub_is_not_believed(hub: Hub, laptop: Shared) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    kind = {"Content-Type": bundles.CONTENT_TYPE}
    portal = httpx.MockTransport(lambda _: httpx.Response(200, content=b"sign in", headers=kind))
    went = couriers.send_all(laptop.mail, lambda _hub: httpx.Client(transport=portal))
    echo = httpx.MockTransport(
        lambda asked: httpx.Response(200, content=asked.content, headers=kind)
    )
    again = couriers.send_all(laptop.mail, lambda _hub: httpx.Client(transport=echo))
    found = [one.problem.code if one.problem else None for one in (*went, *again)]

    assert found == [Code.HUB_ANSWER_WRONG, Code.HUB_ANSWER_WRONG]
    assert laptop.mail.answers(laptop.address()) == {}


def test_a_revoked_workspace_is_told_so_and_keeps_its_parcel(hub: Hub, laptop: Shared) -> None:
    from fieldtool.storage.queries import workspaces

    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    with hub.database.work() as session:
        workspaces.revoke(session, P, laptop.people[0].id, 1)
    went = laptop.send()

    assert [one.problem.code if one.problem else None for one in went] == [Code.WORKSPACE_REVOKED]
    assert len(laptop.mail.waiting()) == 1


def test_a_full_disk_is_told_and_neither_the_log_nor_the_old_parcel_is_lost(
    laptop: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    before = laptop.parcel()
    made = finalise(laptop.people[0], laptop.clock, range(1, 3))

    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(files, "flush", full)
        with pytest.raises(Problem) as raised:
            laptop.settle()
    with laptop.people[0].database.read() as session:
        run = entries.run(session, P, laptop.people[0].log)
    assert raised.value.code is Code.DISK_FULL
    assert run is not None
    assert [entry.id for entry in run.entries[1:]] == made
    assert laptop.parcel() == before

    laptop.settle()

    assert laptop.parcel() != before
    assert list((laptop.folder / "outbox").rglob("*.part")) == []


# Started once; it forks for each place at which the process dies.
_KILLED = """
import os, signal, sys
from pathlib import Path
from fieldtool.security import workspace
from fieldtool.storage import files, mail
from fieldtool.sync.laptop import outbox
from tests.clocks import StepClock
from tests.sync.rooms import WORDS

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

for folder in map(Path, sys.argv[2:]):
    if os.fork() == 0:
        ws = workspace.unlock(folder, sys.argv[1], WORDS, 1)
        setattr(mail.Mail if hasattr(mail.Mail, folder.name) else files, folder.name, die)
        outbox.settle(ws, mail.Mail(folder), StepClock())
        os._exit(0)
    print(os.wait()[1])
"""
# The answer is taken, taken away, the request noted, its parcel written, renamed, and flushed.
BOUNDARIES = ("drop_answer", "keep_parcel", "flush", "replace", "flush_folder")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is of POSIX")
@pytest.mark.processes
def test_killed_at_any_boundary_there_is_the_old_parcel_or_the_new_one(
    hub: Hub, laptop: Shared, tmp_path: Path
) -> None:
    ws = laptop.people[0]
    finalise(ws, laptop.clock, range(1))
    laptop.settle()
    laptop.send()
    old = laptop.parcel()
    finalise(ws, laptop.clock, range(1, 4))
    laptop.close()
    copies = [tmp_path / place for place in BOUNDARIES]
    for copy in copies:
        shutil.copytree(laptop.folder, copy)
    # There no answer is taken away, so that it is the parcel whose name is not flushed.
    shutil.rmtree(copies[-1] / "inbox")
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, ws.id, *map(str, copies)], check=False, capture_output=True
    )
    assert done.stdout.split() == [b"9"] * len(copies), done.stderr.decode()
    for copy in copies:
        killed = Shared(copy, hub, [workspace.unlock(copy, ws.id, WORDS, 1)])
        bundles.parse(killed.parcel())
        assert (killed.parcel() == old) == (copy.name != "flush_folder")
        assert [one.problem for one in killed.send()] == [None]
        killed.settle()
        killed.send()
        settled = killed.settle()

        assert (stored(hub), killed.proven(), settled.refused) == (4, 4, ())
        assert killed.mail.waiting() == ()
        assert [*copy.rglob("*.part"), *(copy / "inbox").rglob("*.ftb")] == []
        killed.close()


def test_a_live_sync_and_the_outbox_do_not_stand_in_each_others_way(
    hub: Hub, laptop: Shared
) -> None:
    ws = laptop.people[0]
    finalise(ws, laptop.clock, range(2))
    laptop.settle()
    laptop.send()
    finalise(ws, laptop.clock, range(2, 4))
    laptop.sync()
    with ws.database.read() as session:
        newest = cursors.newest_receipt(session, P, ws.log)
    settled = laptop.settle()
    with ws.database.read() as session:
        kept = cursors.newest_receipt(session, P, ws.log)

    assert (laptop.proven(), settled.refused) == (4, ())
    assert kept == newest
    assert laptop.mail.waiting() == ()


def test_publishing_goes_on_while_a_stick_is_on_its_way(
    hub: Hub, laptop: Shared, stick: Path
) -> None:
    finalise(laptop.people[0], laptop.clock, range(1))
    laptop.settle()
    couriers.copy_all(laptop.mail, stick)
    hub.say(kinds.SITES, P, samples.SITES.to_content())
    reading = read(hub, stick)
    couriers.bring(laptop.mail, stick)

    assert reading.is_whole
    assert laptop.settle().received == 3 + sum(LAPTOPS.values())
