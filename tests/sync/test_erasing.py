"""An erasure reaches hub and laptops, beats what comes later, and comes back with the laptops."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fieldtool.collect import drafts
from fieldtool.collect.drafts import Begun
from fieldtool.log import kinds
from fieldtool.log.erasures import LEGAL, WITHDRAWN
from fieldtool.problems import Code, Problem
from fieldtool.security import blobs as sealing
from fieldtool.security import hubkeys, workspace, writer
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.queries import chains, entries, erasures, interviews, named_blobs, receipts
from fieldtool.sync.hub import erasing
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.carrying import carry
from fieldtool.sync.wire.runs import Store
from tests.log import samples
from tests.sync import post
from tests.sync.interviews import finalise, revision
from tests.sync.post import Shared
from tests.sync.rooms import WORDS, Hub

P = samples.PROJECT
CANARY = "قناری‌در‌کوچه"
Two = tuple[Shared, Shared]


@dataclass(frozen=True)
class Told:
    """An interview with a photo, as a laptop finalised it."""

    interview: str
    blob: str


def hold(laptop: Shared, number: int = 1, person: int = 0) -> Told:
    """Finalise an interview that says the canary and has a photo."""
    ws = laptop.people[person]
    ref, ciphertext = sealing.seal(f"{CANARY} {number}".encode())
    ws.blobs.put(ref.name, ciphertext)
    said = revision(number)
    answers = {**said.answers, "safety/why_0": CANARY}
    said = replace(said, answers=answers, attachments={"photo.jpg": ref})
    with ws.database.work() as session:
        writer.append(
            session,
            ws,
            kinds.FINALISE,
            said.interview,
            said.to_content(),
            clock=laptop.clock.now(),
            blobs=[ref.blob],
        )
    return Told(said.interview, ref.name)


def bring(laptop: Shared, person: int = 0) -> None:
    """Sync and carry the photos, until the hub has said that it has them."""
    ws = laptop.people[person]
    with laptop.client() as client:
        node.sync(ws, client, laptop.clock)
        carry(ws, client, laptop.clock, 10.0)
        node.sync(ws, client, laptop.clock)


def erase(hub: Hub, interview: str, reason: str = WITHDRAWN) -> None:
    with hub.database.work() as session:
        clock = hub.clock.now()
        erasing.erase(session, hub.identity, P, interview, reason=reason, clock=clock)
    erasing.finish_at_hub(hub.database, hub.blobs)


def shown(database: Database, interview: str) -> bool:
    with database.read() as session:
        return interviews.get(session, P, interview) is not None


def says(database: Database, log: str) -> bool:
    """Return whether an entry of *log* says the canary."""
    with database.read() as session:
        found = entries.all_of(session, P, log)
    return any(CANARY.encode() in (one.payload or b"") for one in found)


def on_the_disk(folder: Path) -> bool:
    """Return whether the hub's own files say the canary."""
    return any(CANARY.encode() in path.read_bytes() for path in folder.glob("hub.db*"))


def test_an_erasure_takes_everything_at_the_hub_at_once_and_at_the_laptop_when_it_syncs(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    ws, hub = one.people[0], one.hub
    told = hold(one)
    finalise(ws, one.clock, range(2, 4))
    bring(one)
    assert on_the_disk(tmp_path)
    assert hub.blobs.has(told.blob)
    erase(hub, told.interview)

    assert not shown(hub.database, told.interview)
    assert not on_the_disk(tmp_path)
    assert not hub.blobs.has(told.blob)
    assert says(ws.database, ws.log)
    one.sync()
    assert not shown(ws.database, told.interview)
    assert not says(ws.database, ws.log)
    assert not ws.blobs.has(told.blob)
    with ws.database.read() as session:
        (erased,) = erasures.in_log(session, P, ws.log)
        assert not erasures.is_unfinished(session, P)
    assert (erased.interview, erased.reason) == (told.interview, WITHDRAWN)


def test_chains_stay_whole_and_go_on_with_stubs_in_them(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws, hub = one.people[0], one.hub
    told = hold(one)
    bring(one)
    erase(hub, told.interview)
    finalise(ws, one.clock, range(2, 4))
    one.sync()
    for database in (hub.database, ws.database):
        with database.read() as session:
            chain = chains.chains(session, P)[ws.log]
            assert chain.is_whole
            assert interviews.finalised_by_log(session, P)[ws.log] == 3
    assert one.proven() == 2
    with one.client() as client:
        assert node.sync(ws, client, one.clock).waiting == 0


def test_interviews_that_come_after_their_erasure_are_stubs_at_once_and_get_their_receipt(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    ws, hub = one.people[0], one.hub
    told = hold(one)
    erase(hub, told.interview)
    bring(one)

    assert not shown(hub.database, told.interview)
    assert not says(hub.database, ws.log)
    assert not on_the_disk(tmp_path)
    assert not hub.blobs.has(told.blob)
    with hub.database.read() as session:
        assert named_blobs.find(session, P, ws.log, told.blob) is None
    with ws.database.read() as session:
        assert len(receipts.all_of(session, P, ws.log)) >= 1


def test_a_parcel_that_waits_on_the_laptop_does_not_keep_what_was_erased(
    two_laptops: Two,
) -> None:
    one, _two = two_laptops
    told = hold(one)
    one.settle()
    before = one.parcel()
    erase(one.hub, told.interview)
    # The answer to an earlier question brings the erasure; the interview itself is not proven.
    ws = one.people[0]
    with ws.database.work() as session, one.hub.database.read() as there:
        run = entries.run(there, P, kinds.PROJECT_LOG)
        assert run is not None
        Store(session, P, one.clock.now().wall).keep(run)
    one.settle()

    assert one.parcel() != before
    one.send()
    assert not says(one.hub.database, ws.log)
    one.settle()
    assert one.mail.parcel(one.address()) is None


def test_an_old_stick_brings_nothing_back(two_laptops: Two, stick: Path) -> None:
    one, _two = two_laptops
    told = hold(one)
    one.settle()
    old = one.parcel()
    bring(one)
    erase(one.hub, told.interview)
    (stick / "old.ftb").write_bytes(old)
    reading = post.read(one.hub, stick)

    assert [problem for _name, problem in reading.refused] == []
    assert not shown(one.hub.database, told.interview)
    assert not says(one.hub.database, one.people[0].log)


def test_drafts_and_their_files_go_with_what_was_erased(two_laptops: Two) -> None:
    one, _two = two_laptops
    ws = one.people[0]
    told = hold(one)
    drafts.start(ws, Begun(told.interview, samples.FORM.hash, "", ""), one.clock, {"why": CANARY})
    erase(one.hub, told.interview)
    one.sync()

    with pytest.raises(Problem) as caught:
        drafts.read(ws, told.interview)
    assert caught.value.code is Code.DRAFT_ERASED
    assert drafts.answers_of(ws, told.interview) == ({}, 0)


def test_two_lines_of_a_cloned_laptop_lose_the_interview_both(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    told = hold(one)
    ws = one.people[0]
    ws.close()
    shutil.copytree(one.folder, tmp_path / "clone")
    one.people[0] = ws = workspace.unlock(one.folder, ws.id, WORDS, 1)
    clone = Shared(
        tmp_path / "clone", one.hub, [workspace.unlock(tmp_path / "clone", ws.id, WORDS, 1)]
    )
    _again(one, told)
    _again(clone, told)
    one.sync()
    clone.sync()
    erase(one.hub, told.interview)
    one.sync()
    clone.sync()

    for database in (one.hub.database, ws.database, clone.people[0].database):
        assert not shown(database, told.interview)
        assert not says(database, ws.log)
    with one.hub.database.read() as session:
        assert chains.chains(session, P)[ws.log].is_forked
    clone.close()


def _again(laptop: Shared, told: Told) -> None:
    said = replace(revision(1), answers={"safety/why_0": f"{CANARY} {laptop.folder.name}"})
    ws = laptop.people[0]
    with ws.database.work() as session:
        content, clock = said.to_content(), laptop.clock.now()
        writer.append(session, ws, kinds.FINALISE, told.interview, content, clock=clock)


def test_a_laptop_restored_from_an_old_copy_loses_it_again_and_brings_nothing_back(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    told = hold(one)
    bring(one)
    ws = one.people[0]
    ws.close()
    shutil.copytree(one.folder, tmp_path / "old")
    one.people[0] = ws = workspace.unlock(one.folder, ws.id, WORDS, 1)
    erase(one.hub, told.interview)
    one.sync()
    ws.close()
    shutil.rmtree(one.folder)
    shutil.copytree(tmp_path / "old", one.folder)
    one.people[0] = ws = workspace.unlock(one.folder, ws.id, WORDS, 1)
    assert shown(ws.database, told.interview)
    one.sync()

    assert not shown(ws.database, told.interview)
    assert not ws.blobs.has(told.blob)
    assert not shown(one.hub.database, told.interview)
    assert one.settle().refused == ()


@pytest.mark.parametrize("is_known", [True, False], ids=["restored by us", "a snapshot"])
def test_a_restored_hub_learns_its_erasures_again_before_it_answers(
    two_laptops: Two, tmp_path: Path, *, is_known: bool
) -> None:
    one, two = two_laptops
    hub = one.hub
    told = hold(one)
    bring(one)
    restore = _copied(hub, tmp_path)
    erase(hub, told.interview, LEGAL)
    one.sync()
    restore(is_known)
    assert shown(hub.database, told.interview), "the old copy still has it"
    one.sync()

    assert not shown(hub.database, told.interview)
    assert not on_the_disk(tmp_path)
    # A laptop that never heard of it gets it from the line that laptops follow.
    two.sync()
    for laptop in (one, two):
        with laptop.people[0].database.read() as session:
            assert erasures.of(session, P, {told.interview}) == {told.interview}
    with hub.database.read() as session:
        (erased,) = erasures.in_log(session, P, one.people[0].log)
    assert erased.reason == LEGAL


def test_a_hub_that_spoke_since_it_was_restored_tells_everybody_of_lost_erasures(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, two = two_laptops
    hub = one.hub
    told = hold(one)
    bring(one)
    two.sync()
    restore = _copied(hub, tmp_path)
    erase(hub, told.interview)
    one.sync()
    restore(True)
    hub.publish(replace(samples.FORM, hash="8b" * 32, version="3.0.0"))
    for laptop in (one, two, one):
        laptop.sync()

    assert not shown(hub.database, told.interview)
    with two.people[0].database.read() as session:
        assert erasures.of(session, P, {told.interview}) == {told.interview}


def _copied(hub: Hub, folder: Path) -> Callable[[bool], None]:
    hub.database.close()
    shutil.copy(folder / "hub.db", folder / "copy")

    def restore(is_known: bool) -> None:
        hub.database.close()
        for path in folder.glob("hub.db*"):
            path.unlink()
        shutil.copy(folder / "copy", folder / "hub.db")
        (folder / "copy").unlink()
        database = open_file(folder / "hub.db")
        if is_known:
            hubkeys.renew_epoch(database)
        hub.use(database)

    return restore


def test_only_known_reasons_are_written_for_ever(two_laptops: Two) -> None:
    one, _two = two_laptops
    told = hold(one)
    bring(one)
    with pytest.raises(Problem) as caught:
        erase(one.hub, told.interview, "Fariba asked for it")

    assert caught.value.code is Code.ERASURE_REASON_MISSING
    assert shown(one.hub.database, told.interview)


def test_what_a_reader_kept_from_being_cleaned_up_is_cleaned_up_the_next_time(
    two_laptops: Two, tmp_path: Path
) -> None:
    one, _two = two_laptops
    told = hold(one)
    bring(one)
    hub = one.hub
    with hub.database.engine.connect() as connection:
        # Reads the past, and waits for nobody.
        connection.exec_driver_sql("select count(*) from entry")
        erase(hub, told.interview)
        assert on_the_disk(tmp_path)
    erasing.finish_at_hub(hub.database, hub.blobs)

    assert not on_the_disk(tmp_path)
