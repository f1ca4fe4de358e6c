"""The hub's side of photos, recordings and media: what it lacks, takes in and gives out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.kinds import workspace_log
from fieldtool.log.relays import relay_of
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import named_blobs
from fieldtool.storage.queries.named_blobs import NamedBlob
from fieldtool.sync.hub import admitting
from fieldtool.sync.hub.writers import relay_writing, writer_of
from fieldtool.sync.wire import container, protocol
from fieldtool.sync.wire.messages import GET, PUT, Lacking, Range

if TYPE_CHECKING:
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database, Session
    from fieldtool.sync.wire.container import Container


def lacking(
    session: Session, project: str, logs: Sequence[str], blobs: BlobStore, past: int = 0
) -> tuple[tuple[Lacking, ...], bool]:
    """Return the first blobs that *logs* name and *blobs* lacks, and whether there may be more.

    The first *past* of them are left out.
    """
    found: dict[str, Lacking] = {}
    for one in named_blobs.named_in(session, project, logs):
        if one.name in found or blobs.has(one.name):
            continue
        here = blobs.resume(one.name, one.size)
        if blobs.has(one.name):
            continue
        if len(found) == past + protocol.MOST_LACKING:
            return tuple(found.values())[past:], True
        found[one.name] = Lacking(one.name, here)
    return tuple(found.values())[past:], False


def take_range(database: Database, blobs: BlobStore, request: bytes) -> bytes:
    """Keep the range that *request* brings; return JSON that says how many bytes are `here` now.

    Bringing it again changes nothing. Only what an entry at this hub names is taken, and no more of
    it than that entry says.

    Raises:
        Problem: the range is not accepted; BLOB_GAP says where to go on, after BLOB_DAMAGED it
            begins again.
    """
    asked = _asked(database, request, PUT)
    if len(asked.content) != asked.range.most:
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "most"})
    name, start = asked.named.name, asked.range.start
    here = blobs.grow(name, start, asked.content, asked.named.size)
    diagnostics.event("blob:taken", bytes=len(asked.content), whole=blobs.has(name))
    return json.dumps({"here": str(here)}).encode("ascii")


def give_range(database: Database, blobs: BlobStore, request: bytes) -> bytes:
    """Return the bytes that *request* asks for; none at or beyond the end of the blob.

    Raises:
        Problem: the request is not accepted, or the blob is not here.
    """
    asked = _asked(database, request, GET)
    if not blobs.has(asked.named.name):
        raise Problem(Code.BLOB_NOT_AT_HUB)
    most = min(asked.range.most, protocol.MOST_RANGE)
    return blobs.read(asked.named.name, asked.range.start, most)


@dataclass(frozen=True)
class _Asked:
    """A range that an enrolled writer signed, of a blob that it may bring or have."""

    range: Range
    named: NamedBlob
    content: bytes


def _asked(database: Database, request: bytes, wanted: str) -> _Asked:
    if len(request) > protocol.MOST_RANGE + container.MOST_HEADER:
        raise container.too_large()
    sealed = container.peek(request)
    found = protocol.read_range(sealed.header, wanted)
    if relay_of(found.log):
        return _asked_by_relay(database, sealed, found)
    workspace, hears = writer_of(database, found.project, found.log)
    content = sealed.content(workspace.sign_key)
    if wanted == GET and workspace.revoked_at is not None:
        raise Problem(Code.WORKSPACE_REVOKED, {"workspace": workspace.id})
    with database.read() as session:
        for log in (found.log, *hears):
            named = named_blobs.find(session, found.project, log, found.blob)
            if named is not None:
                return _Asked(found, named, content)
    # Neither the laptop's own entries nor those that it may read name it.
    raise Problem(Code.BLOB_NOT_NAMED)


def _asked_by_relay(database: Database, sealed: Container, found: Range) -> _Asked:
    """Let a relay bring what any entry here names, and have what its laptops may have."""
    with database.read() as session:
        relay = relay_writing(session, found.project, found.log)
        content = sealed.content(relay.sign_key)
        own = admitting.believed(session, found.project, relay.id)
        hears = admitting.heard_by(session, found.project, relay.id)
        for log in (*map(workspace_log, own), *hears):
            named = named_blobs.find(session, found.project, log, found.blob)
            if named is not None:
                return _Asked(found, named, content)
    raise Problem(Code.BLOB_NOT_NAMED)
