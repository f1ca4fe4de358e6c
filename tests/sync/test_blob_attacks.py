"""Tests of laptops that lie about photos: each is refused with its reason, and nothing is kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fieldtool.log.blobs import BlobRef
from fieldtool.log.canonical import Tree
from fieldtool.problems import Code, ProblemKind
from fieldtool.security.blobs import seal
from fieldtool.security.keys import Identity, new_identity
from fieldtool.storage import schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import workspaces
from fieldtool.sync.wire import container, protocol, refusals
from fieldtool.sync.wire.messages import GET, PUT, Range
from tests.log import samples
from tests.sync.photographs import photo, photograph
from tests.sync.rooms import Hub, Laptop

P = samples.PROJECT
# One for all tests: making a client reads the certificates of the whole world.
CLIENT = httpx.Client(timeout=20)


@pytest.fixture
def hub_database(tmp_path: Path) -> Iterator[Database]:
    """Return a hub in a file: what is tested here is on the wire."""
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    yield database
    database.close()


@pytest.fixture
def ref(laptop: Laptop) -> BlobRef:
    """Return a photo that the hub lacks and that an entry at the hub names."""
    (made,) = photograph(laptop.ws, laptop.clock, 1, photo(1))
    laptop.sync()
    return made


def asked(laptop: Laptop, ref: BlobRef, kind: str = PUT, start: int = 0, most: int = 1000) -> Range:
    return Range(kind, P, laptop.ws.log, ref.name, start, most)


def knock(hub: Hub, door: str, raw: bytes) -> ProblemKind | bytes:
    """Send bytes to a door of the hub; return its refusal or its answer."""
    reply = CLIENT.post(f"{hub.url}/{door}", content=raw)
    if reply.status_code == 200:
        return reply.content
    assert reply.status_code < 500
    return refusals.of_bytes(reply.content, reply.status_code).code


def packed(said: Range, content: bytes, signer: Identity, **other: Tree) -> bytes:
    return container.pack_content({**said.to_tree(), **other}, content, signer)


def content_of(laptop: Laptop, ref: BlobRef, start: int = 0, most: int = 1000) -> bytes:
    return laptop.ws.blobs.read(ref.name, start, most)


def test_the_honest_range_is_taken(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    raw = packed(asked(laptop, ref), content_of(laptop, ref), laptop.ws.identity)

    assert knock(hub, "blobs/put", raw) == b'{"here": "1000"}'
    assert knock(hub, "blobs/put", raw) == b'{"here": "1000"}'
    assert hub.blobs.part(ref.name) == 1000


def test_a_range_signed_by_somebody_else_is_refused(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    raw = packed(asked(laptop, ref), content_of(laptop, ref), new_identity())

    assert knock(hub, "blobs/put", raw) is Code.CONTAINER_DAMAGED
    assert hub.blobs.part(ref.name) == 0


def test_every_altered_byte_is_noticed(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    raw = packed(asked(laptop, ref), content_of(laptop, ref), laptop.ws.identity)
    for place in random.Random(5).sample(range(len(raw)), 60):  # noqa: S311 - test data
        altered = bytearray(raw)
        altered[place] ^= 1
        assert isinstance(knock(hub, "blobs/put", bytes(altered)), ProblemKind)
    assert hub.blobs.part(ref.name) == 0


def test_a_range_that_was_cut_off_is_refused(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    raw = packed(asked(laptop, ref), content_of(laptop, ref), laptop.ws.identity)

    for kept in (0, 3, 8, 100, 300, -64, -1):
        assert knock(hub, "blobs/put", raw[:kept]) is Code.CONTAINER_DAMAGED


def test_a_blob_that_no_entry_names_is_refused(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    other, ciphertext = seal(photo(2))
    raw = packed(asked(laptop, other), ciphertext[:1000], laptop.ws.identity)

    assert knock(hub, "blobs/put", raw) is Code.BLOB_NOT_NAMED
    get = packed(asked(laptop, other, GET), b"", laptop.ws.identity)
    assert knock(hub, "blobs/get", get) is Code.BLOB_NOT_NAMED
    assert hub.blobs.names() == frozenset()


def test_a_photo_of_another_laptop_is_neither_given_nor_taken(
    hub: Hub, laptop: Laptop, ref: BlobRef, new: Callable[..., Laptop]
) -> None:
    other = new("other")
    content = content_of(laptop, ref)
    hub.blobs.put(ref.name, laptop.ws.blobs.get(ref.name))
    said = replace(asked(laptop, ref, GET), log=other.ws.log)

    assert knock(hub, "blobs/get", packed(said, b"", other.ws.identity)) is Code.BLOB_NOT_NAMED
    put = replace(said, type=PUT)
    assert knock(hub, "blobs/put", packed(put, content, other.ws.identity)) is Code.BLOB_NOT_NAMED
    # In the name of its owner, but not with the owner's key.
    own = packed(asked(laptop, ref, GET), b"", other.ws.identity)
    assert knock(hub, "blobs/get", own) is Code.CONTAINER_DAMAGED


def test_a_range_that_does_not_fit_is_refused_and_told_where_to_go_on(
    hub: Hub, laptop: Laptop, ref: BlobRef
) -> None:
    gap, larger, far, beyond = (1, 10), (0, 200_000), (100_000, 1000), (10**14, 10)
    for start, size in (gap, larger, far, beyond):
        said = asked(laptop, ref, PUT, start, size)
        raw = packed(said, bytes(size), laptop.ws.identity)
        reply = CLIENT.post(f"{hub.url}/blobs/put", content=raw)

        assert reply.status_code == 409
        problem = refusals.of_bytes(reply.content, 409)
        assert (problem.code, problem.values["here"]) == (Code.BLOB_GAP, 0)
    assert hub.blobs.part(ref.name) == 0


def test_a_range_that_says_another_length_than_it_has_is_refused(
    hub: Hub, laptop: Laptop, ref: BlobRef
) -> None:
    raw = packed(asked(laptop, ref, most=999), content_of(laptop, ref), laptop.ws.identity)

    assert knock(hub, "blobs/put", raw) is Code.MESSAGE_NOT_VALID


def test_a_range_beyond_the_limit_is_refused(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    size = protocol.MOST_RANGE + container.MOST_HEADER
    raw = packed(asked(laptop, ref, most=size), bytes(size), laptop.ws.identity)

    assert knock(hub, "blobs/put", raw) is Code.CONTAINER_TOO_LARGE


WRONG: tuple[tuple[str, Tree, ProblemKind], ...] = (
    ("protocol", "2", Code.PROTOCOL_UNKNOWN), ("protocol", [], Code.MESSAGE_NOT_VALID),
    ("type", GET, Code.MESSAGE_NOT_VALID), ("type", "request", Code.MESSAGE_NOT_VALID),
    ("project", "aaaaaaaaaa", Code.PROJECT_OTHER), ("log", "project", Code.WORKSPACE_UNKNOWN),
    ("log", "workspace/aaaaaaaa", Code.WORKSPACE_UNKNOWN), ("log", "..", Code.MESSAGE_NOT_VALID),
    ("blob", "../../hub.db", Code.MESSAGE_NOT_VALID), ("blob", "9A" * 32, Code.MESSAGE_NOT_VALID),
    ("start", "-1", Code.MESSAGE_NOT_VALID), ("start", "0x1", Code.MESSAGE_NOT_VALID),
    ("most", "1e9", Code.MESSAGE_NOT_VALID), ("most", {}, Code.MESSAGE_NOT_VALID),
)  # fmt: skip


def test_a_header_with_a_wrong_field_is_refused(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    said, content = asked(laptop, ref), content_of(laptop, ref)
    for name, value, code in WRONG:
        raw = packed(said, content, laptop.ws.identity, **{name: value})
        assert knock(hub, "blobs/put", raw) is code, (name, value)
    assert hub.blobs.part(ref.name) == 0


def test_a_range_is_no_request_and_a_request_no_range(
    hub: Hub, laptop: Laptop, ref: BlobRef
) -> None:
    raw = packed(asked(laptop, ref), content_of(laptop, ref), laptop.ws.identity)

    assert knock(hub, "sync", raw) is Code.MESSAGE_NOT_VALID
    assert knock(hub, "blobs/get", raw) is Code.MESSAGE_NOT_VALID


def test_a_revoked_laptop_neither_brings_nor_gets(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    with hub.database.work() as session:
        workspaces.revoke(session, P, laptop.ws.id, at=1)
    raw = packed(asked(laptop, ref), content_of(laptop, ref), laptop.ws.identity)
    get = packed(asked(laptop, ref, GET), b"", laptop.ws.identity)

    assert knock(hub, "blobs/put", raw) is Code.WORKSPACE_REVOKED
    assert knock(hub, "blobs/get", get) is Code.WORKSPACE_REVOKED


def test_what_is_not_whole_yet_is_not_given(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    hub.blobs.grow(ref.name, 0, content_of(laptop, ref), ref.size)
    get = packed(asked(laptop, ref, GET), b"", laptop.ws.identity)

    assert knock(hub, "blobs/get", get) is Code.BLOB_NOT_AT_HUB


def test_beyond_the_end_there_is_nothing(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    hub.blobs.put(ref.name, laptop.ws.blobs.get(ref.name))
    for start, size in ((ref.size - 5, 5), (ref.size, 0), (10**14, 0)):
        said = asked(laptop, ref, GET, start, 10**12)
        found = knock(hub, "blobs/get", packed(said, b"", laptop.ws.identity))
        assert isinstance(found, bytes)
        assert len(found) == size


def test_rubbish_never_hurts(hub: Hub, laptop: Laptop, ref: BlobRef) -> None:
    chance = random.Random(7)  # noqa: S311 - test data
    raw = packed(asked(laptop, ref), content_of(laptop, ref, 0, 200), laptop.ws.identity)
    for number in range(150):
        mutated = bytearray(raw if number % 3 else chance.randbytes(chance.randrange(400)))
        for _times in range(chance.randrange(1, 6)):
            place = chance.randrange(len(mutated) + 1)
            mutated[place : place + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        door = chance.choice(("blobs/put", "blobs/get"))
        if bytes(mutated) != raw:
            assert isinstance(knock(hub, door, bytes(mutated)), ProblemKind)
    assert hub.blobs.part(ref.name) == 0
