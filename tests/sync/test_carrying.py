"""Tests of photos going up after the interviews, range by range, whatever happens on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from fieldtool.problems import Code
from fieldtool.security import hubkeys
from fieldtool.security.blobs import open_
from fieldtool.storage import schema
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import interviews
from fieldtool.sync.laptop import carrying, taking
from fieldtool.sync.laptop.carrying import FIRST_RANGE, Carried
from fieldtool.sync.laptop.photos import photos
from fieldtool.sync.wire import protocol, requests
from tests.log import samples
from tests.sync.photographs import photo, photograph
from tests.sync.rooms import Hub, Laptop, Link

P = samples.PROJECT
LONG = 600.0


@pytest.fixture
def hub_database(tmp_path: Path) -> Iterator[Database]:
    """Return a hub in a file: what is tested here is in folders and on the wire."""
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    yield database
    database.close()


def carry(laptop: Laptop, seconds: float = LONG) -> Carried:
    return carrying.carry(laptop.ws, laptop.client, laptop.clock, seconds)


def state(laptop: Laptop) -> tuple[int, int]:
    """Return how many of how many photos are at the hub, as the laptop knows it."""
    found = photos(laptop.ws)
    return found.at_hub, found.count


def proven(laptop: Laptop) -> int:
    with laptop.ws.database.read() as session:
        return len(interviews.proven(session, P, laptop.ws.log))


def put_bytes(link: Link) -> int:
    """Return the bytes of all requests that brought ranges."""
    return sum(len(raw) for raw in link.requests if b'"type":"put"' in raw[:1000])


def test_interviews_go_first_and_photos_after_them(hub: Hub, laptop: Laptop, link: Link) -> None:
    first = photograph(laptop.ws, laptop.clock, 1, photo(1), photo(2))
    second = photograph(laptop.ws, laptop.clock, 2, photo(3))
    assert (photos(laptop.ws).size, photos(laptop.ws).left) == (
        sum(r.size for r in first + second),
    ) * 2
    laptop.sync()

    assert (proven(laptop), state(laptop)) == (2, (0, 3))
    assert hub.blobs.names() == frozenset()
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert result.up == sum(ref.size for ref in first + second)
    assert state(laptop) == (3, 3)
    assert photos(laptop.ws).left == 0
    for number, ref in enumerate(first + second, 1):
        assert open_(ref, hub.blobs.get(ref.name)) == photo(number)


def test_carrying_again_carries_nothing(laptop: Laptop, link: Link) -> None:
    photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop)
    link.requests.clear()
    result = carry(laptop)

    assert (result.up, result.is_done) == (0, True)
    assert link.requests == []


def test_before_a_signed_answer_says_so_no_photo_is_at_the_hub(hub: Hub, laptop: Laptop) -> None:
    assert state(laptop) == (0, 0)
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    hub.blobs.put(ref.name, laptop.ws.blobs.get(ref.name))

    assert state(laptop) == (0, 1)
    laptop.sync()
    assert state(laptop) == (1, 1)
    photograph(laptop.ws, laptop.clock, 2, photo(2))
    assert state(laptop) == (1, 2)


def test_an_older_answer_that_comes_later_claims_nothing(laptop: Laptop, link: Link) -> None:
    photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop)
    older = requests.checked(laptop.ws, link.replies[-1])
    photograph(laptop.ws, laptop.clock, 2, photo(2))
    laptop.sync()
    taking.take(laptop.ws, *older, laptop.clock.now())

    # Its list is empty, but it was made before the second photo was heard of.
    assert (proven(laptop), state(laptop)) == (2, (1, 2))
    assert photos(laptop.ws).waiting == 1


def test_when_the_time_is_over_the_rest_goes_next_time(laptop: Laptop, link: Link) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    left = [photos(laptop.ws).left]
    while not carry(laptop, 0).is_done:
        left.append(photos(laptop.ws).left)

    assert left == sorted(left, reverse=True)
    assert left[1] == ref.size - FIRST_RANGE
    assert state(laptop) == (1, 1)
    assert put_bytes(link) < ref.size * 1.05


def _broken(_content: bytes) -> bytes:
    raise httpx.ReadError("the link broke")


def _dies_after(requests: int) -> Callable[[bytes], bytes]:
    alive = iter(range(requests))
    return lambda content: _broken(content) if next(alive, None) is None else content


def test_a_lost_reply_is_boring(hub: Hub, laptop: Laptop, link: Link) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    lose = iter([True, False, True])
    link.down = lambda reply: _broken(reply) if next(lose, False) else reply
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert open_(ref, hub.blobs.get(ref.name)) == photo(1)


def test_a_link_that_dies_loses_at_most_the_range_on_its_way(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1, 300_000))
    laptop.sync()
    link.requests.clear()
    link.up = _dies_after(2)
    result = carry(laptop)

    assert result.problem is not None
    assert result.problem.code is Code.HUB_UNREACHABLE
    there = hub.blobs.part(ref.name)
    assert result.up == there == FIRST_RANGE * 3
    link.up = bytes
    link.requests.clear()
    laptop.sync()
    result = carry(laptop)

    assert result.is_done
    assert put_bytes(link) < (ref.size - there) * 1.05
    assert state(laptop) == (1, 1)


def test_a_link_that_dies_in_every_range_still_brings_the_whole_photo(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1, 100_000))
    tries = 0
    while state(laptop) != (1, 1):
        link.up = bytes
        laptop.sync()
        link.up = _dies_after(1)
        carry(laptop)
        tries += 1

    # The last time it only asks what has arrived.
    assert tries == -(-ref.size // FIRST_RANGE) + 1
    assert open_(ref, hub.blobs.get(ref.name)) == photo(1, 100_000)


def test_a_range_is_waited_for_as_long_as_a_slow_link_needs_for_it(
    laptop: Laptop, link: Link
) -> None:
    photograph(laptop.ws, laptop.clock, 1, photo(1, 40_000))
    laptop.sync()
    link.waits.clear()
    carry(laptop)
    ranges = [
        wait
        for wait, content in zip(link.waits, link.requests[-len(link.waits) :], strict=True)
        if b'"type":"put"' in content
    ]

    assert len(ranges) == 2
    assert ranges[0] == 20 + FIRST_RANGE / 1000
    assert 20 < ranges[1] < ranges[0]


def test_a_hub_that_is_started_again_goes_on_where_it_was(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop, 0)
    hub.use(hub.database)
    link.requests.clear()
    result = carry(laptop)

    assert result.is_done
    assert put_bytes(link) < (ref.size - FIRST_RANGE) * 1.05


def test_a_hub_that_lost_its_last_range_says_from_where_to_go_on(hub: Hub, laptop: Laptop) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop, 0)
    # A power cut took the end of what the laptop was told is there.
    (part,) = (hub.folder_of_blobs).glob("*.part")
    part.write_bytes(part.read_bytes()[:1000])
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert open_(ref, hub.blobs.get(ref.name)) == photo(1)


def test_what_the_hubs_disk_spoilt_is_noticed_and_sent_again(hub: Hub, laptop: Laptop) -> None:
    (ref,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop, 0)
    (part,) = (hub.folder_of_blobs).glob("*.part")
    part.write_bytes(bytes(len(part.read_bytes())))
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert open_(ref, hub.blobs.get(ref.name)) == photo(1)


def test_a_photo_that_the_laptops_disk_spoilt_does_not_hold_up_the_others(
    hub: Hub, laptop: Laptop
) -> None:
    bad, good = photograph(laptop.ws, laptop.clock, 1, photo(1), photo(2))
    path = laptop.ws.folder / "blobs" / bad.name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    laptop.sync()
    result = carry(laptop)

    assert (result.damaged, result.problem) == (1, None)
    assert hub.blobs.names() == {good.name}
    assert state(laptop) == (1, 2)


def test_photos_that_the_hub_lost_are_asked_for_again(hub: Hub, laptop: Laptop) -> None:
    refs = photograph(laptop.ws, laptop.clock, 1, photo(1), photo(2))
    laptop.sync()
    carry(laptop)
    shutil.rmtree(hub.folder_of_blobs)
    laptop.sync()

    assert (proven(laptop), state(laptop)) == (1, (0, 2))
    assert carry(laptop).is_done
    assert hub.blobs.names() == {ref.name for ref in refs}
    assert state(laptop) == (2, 2)


def test_a_hub_that_came_back_from_an_old_copy_gets_interviews_and_photos_again(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    hub.database.close()
    shutil.copy(tmp_path / "hub.db", tmp_path / "copy.db")
    hub.use(open_file(tmp_path / "hub.db"))
    photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    carry(laptop)
    hub.database.close()
    shutil.rmtree(hub.folder_of_blobs)
    restored = open_file(tmp_path / "copy.db")
    hubkeys.renew_epoch(restored)
    hub.use(restored)
    laptop.sync()
    assert (proven(laptop), state(laptop)) == (1, (0, 1))
    result = carry(laptop)
    restored.close()

    assert result.is_done
    assert state(laptop) == (1, 1)


def test_a_full_disk_at_the_hub_stops_photos_alone_and_they_go_on_later(
    hub: Hub, laptop: Laptop
) -> None:
    photograph(laptop.ws, laptop.clock, 1, photo(1))
    hub.keep_blobs(BlobStore(hub.folder_of_blobs, keep_free=1 << 60))
    laptop.sync()
    result = carry(laptop)

    assert result.problem is not None
    assert (result.problem.code, result.problem.values["reference"]) == (
        Code.HUB_REFUSED,
        Code.DISK_FULL.reference,
    )
    assert (proven(laptop), state(laptop)) == (1, (0, 1))
    hub.keep_blobs(BlobStore(hub.folder_of_blobs))
    assert carry(laptop).is_done
    assert state(laptop) == (1, 1)


def test_more_photos_than_one_answer_can_name_all_arrive(hub: Hub, laptop: Laptop) -> None:
    many = protocol.MOST_LACKING + 5
    photograph(laptop.ws, laptop.clock, 1, *(photo(number, 10) for number in range(many)))
    laptop.sync()
    assert state(laptop) == (0, many)
    carry(laptop, 0)
    # Nothing is claimed of what the answer had no room for.
    assert state(laptop) == (1, many)
    result = carry(laptop)

    assert (result.is_done, result.problem) == (True, None)
    assert state(laptop) == (many, many)
    assert len(hub.blobs.names()) == many


def test_a_page_of_the_network_instead_of_the_hub_is_noticed(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    link.down = lambda _reply: b"<html>Please sign in</html>"
    result = carry(laptop)

    assert result.problem is not None
    assert result.problem.code is Code.HUB_ANSWER_WRONG
    assert (result.up, state(laptop)) == (0, (0, 1))


def test_a_copy_of_a_laptop_sends_what_it_has(hub: Hub, laptop: Laptop) -> None:
    mine, other = photograph(laptop.ws, laptop.clock, 1, photo(1), photo(2))
    laptop.ws.blobs.remove(other.name)
    laptop.sync()
    result = carry(laptop)

    # The other photo is nowhere: nothing that this laptop could do is left.
    assert result.is_done
    assert hub.blobs.names() == {mine.name}
    assert state(laptop) == (1, 2)
    assert photos(laptop.ws).waiting == 1
