"""Tests of media of forms coming down to laptops, range by range."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fieldtool.log import kinds
from fieldtool.log.blobs import BlobRef
from fieldtool.problems import Code
from fieldtool.security import writer
from fieldtool.security.blobs import open_, seal
from fieldtool.storage import schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.sync.laptop import carrying
from fieldtool.sync.laptop.carrying import FIRST_RANGE, Carried
from tests.log import samples
from tests.sync.photographs import photo
from tests.sync.rooms import Hub, Laptop, Link

LONG = 600.0


@pytest.fixture
def hub_database(tmp_path: Path) -> Iterator[Database]:
    """Return a hub in a file: what is tested here is in folders and on the wire."""
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    yield database
    database.close()


def publish(hub: Hub, version: str, log: str, *contents: bytes) -> list[BlobRef]:
    """Publish a form version with media for an audience."""
    refs = {}
    for number, content in enumerate(contents):
        ref, ciphertext = seal(content)
        hub.blobs.put(ref.name, ciphertext)
        refs[f"{number}.png"] = ref
    form = replace(samples.FORM, version=version, hash=version * 64, media=refs)
    with hub.database.work() as session:
        writer.append(
            session,
            hub.identity.writer(samples.PROJECT, log),
            kinds.FORM,
            form.hash,
            form.to_content(),
            clock=hub.clock.now(),
            blobs=[ref.blob for ref in refs.values()],
        )
    return list(refs.values())


def carry(laptop: Laptop, seconds: float = LONG) -> Carried:
    return carrying.carry(laptop.ws, laptop.client, laptop.clock, seconds)


def test_media_come_with_the_form(hub: Hub, laptop: Laptop) -> None:
    one, other = publish(hub, "2", kinds.PROJECT_LOG, photo(1), photo(2, 10))
    laptop.sync()
    assert laptop.ws.blobs.names() == frozenset()
    result = carry(laptop)

    assert (result.is_done, result.down, result.problem) == (True, one.size + other.size, None)
    assert open_(one, laptop.ws.blobs.get(one.name)) == photo(1)
    assert open_(other, laptop.ws.blobs.get(other.name)) == photo(2, 10)
    assert carry(laptop).down == 0


def test_only_media_of_what_is_asked_now_come(hub: Hub, laptop: Laptop) -> None:
    publish(hub, "2", kinds.PROJECT_LOG, photo(1))
    (newest,) = publish(hub, "3", kinds.PROJECT_LOG, photo(2))
    publish(hub, "4", kinds.team_log("KBL"), photo(3))
    laptop.sync()
    carry(laptop)

    assert laptop.ws.blobs.names() == {newest.name}


def test_a_download_that_breaks_off_goes_on(hub: Hub, laptop: Laptop, link: Link) -> None:
    (ref,) = publish(hub, "2", kinds.PROJECT_LOG, photo(1, 200_000))
    laptop.sync()
    alive = iter([True])

    def down(reply: bytes) -> bytes:
        if next(alive, False):
            return reply
        raise httpx.ReadError("the link broke")

    link.down = down
    result = carry(laptop)
    assert result.problem is not None
    assert result.problem.code is Code.HUB_UNREACHABLE
    assert laptop.ws.blobs.part(ref.name) == FIRST_RANGE
    link.down = bytes
    link.replies.clear()
    result = carry(laptop)

    assert (result.is_done, result.down) == (True, ref.size - FIRST_RANGE)
    assert open_(ref, laptop.ws.blobs.get(ref.name)) == photo(1, 200_000)


def test_when_the_time_is_over_the_rest_comes_next_time(hub: Hub, laptop: Laptop) -> None:
    refs = publish(hub, "2", kinds.PROJECT_LOG, photo(1), photo(2, 10))
    laptop.sync()
    rounds = 0
    while not carry(laptop, 0).is_done:
        rounds += 1

    assert rounds > 1
    assert laptop.ws.blobs.names() == {ref.name for ref in refs}


def test_a_medium_that_the_hub_lost_does_not_hold_up_the_others(hub: Hub, laptop: Laptop) -> None:
    lost, other = publish(hub, "2", kinds.PROJECT_LOG, photo(1), photo(2))
    hub.blobs.remove(lost.name)
    laptop.sync()
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert laptop.ws.blobs.names() == {other.name}


def test_a_medium_that_the_hubs_disk_spoilt_is_not_taken(hub: Hub, laptop: Laptop) -> None:
    spoilt, other = publish(hub, "2", kinds.PROJECT_LOG, photo(1), photo(2))
    path = hub.folder_of_blobs / spoilt.name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    laptop.sync()
    result = carry(laptop)

    assert (result.damaged, result.problem) == (1, None)
    assert laptop.ws.blobs.names() == {other.name}


def test_a_hub_that_lost_its_media_gets_them_back_from_a_laptop(hub: Hub, laptop: Laptop) -> None:
    (ref,) = publish(hub, "2", kinds.PROJECT_LOG, photo(1))
    laptop.sync()
    carry(laptop)
    shutil.rmtree(hub.folder_of_blobs)
    laptop.sync()

    assert carry(laptop).is_done
    assert open_(ref, hub.blobs.get(ref.name)) == photo(1)


def test_media_leave_room_on_the_laptop_for_interviews(hub: Hub, laptop: Laptop) -> None:
    publish(hub, "2", kinds.PROJECT_LOG, photo(1))
    laptop.sync()
    work = carrying._OfLaptop(laptop.ws, laptop.client, laptop.clock, LONG, keep_free=1 << 60)
    result = work.run()

    assert result.problem is not None
    assert result.problem.code is Code.DISK_FULL
    assert laptop.ws.blobs.names() == frozenset()


def test_more_than_was_asked_for_is_not_taken(hub: Hub, laptop: Laptop, link: Link) -> None:
    publish(hub, "2", kinds.PROJECT_LOG, photo(1))
    laptop.sync()
    replies = iter((b"", bytes(FIRST_RANGE + 1)))
    link.down = lambda _real: next(replies)
    for _time in range(2):
        result = carry(laptop)

        assert result.problem is not None
        assert result.problem.code is Code.HUB_ANSWER_WRONG
    assert laptop.ws.blobs.names() == frozenset()
