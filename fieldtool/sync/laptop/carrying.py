"""The laptop's side of blobs, after the interviews: photos go up, media of forms come down."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from fieldtool import diagnostics
from fieldtool.log.blobs import BlobRef
from fieldtool.problems import Code, Problem
from fieldtool.storage import files
from fieldtool.storage.queries import drafts, forms, handovers, named_blobs, reviews
from fieldtool.storage.queries.named_blobs import NamedBlob
from fieldtool.sync.laptop import photos
from fieldtool.sync.laptop.node import sync
from fieldtool.sync.wire import container, exchange, protocol
from fieldtool.sync.wire.messages import GET, PUT, Range
from fieldtool.sync.wire.pace import Pace
from fieldtool.sync.wire.watching import UNWATCHED, Watch

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from fieldtool.log.clock import Clock
    from fieldtool.security.keys import Identity
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.blobs import BlobStore

# Small enough for a link that is up for some seconds at a time; it doubles while that is quick.
FIRST_RANGE = 32 * 1024
# The slowest link that is believed to be one, in bytes per second.
_SLOWEST = 1000
_LEAST_SECONDS, _MOST_SECONDS = 20.0, 120.0
_BROKEN = frozenset({Code.HUB_SLOW, Code.HUB_UNREACHABLE, Code.CONTAINER_TOO_LARGE})


# The hub says from where to go on, or that what it had was spoilt: then from the beginning.
_AGAIN = frozenset({Code.BLOB_GAP, Code.BLOB_DAMAGED})
# Times that it may say so of one blob before something must be wrong.
_MOST_GAPS = 3


@dataclass(frozen=True)
class Carried:
    """What was carried.

    Attributes:
        up, down: bytes of photos and recordings that the hub took, of media that came.
        damaged: blobs that the disk of one side has spoilt; the others go on.
        is_done: nothing is left that this laptop could carry now.
        problem: why it stopped, if it did so before its time; what was carried stays carried.
    """

    up: int = 0
    down: int = 0
    damaged: int = 0
    is_done: bool = False
    problem: Problem | None = None


def carry(
    ws: Workspace,
    client: httpx.Client,
    clock: Clock,
    seconds: float,
    watch: Watch = UNWATCHED,
) -> Carried:
    """Carry photos up and media down for about *seconds*, one range at least.

    Call it after `sync`, which learns what the hub lacks; it syncs again, so that the hub says
    under its signature what has arrived. Ranges that arrived are never carried again.

    Raises:
        PausedError: *watch* asked for a pause.
    """
    return _OfLaptop(ws, client, clock, time.monotonic() + seconds, watch).run()


def wanted(ws: Workspace) -> list[BlobRef]:
    """Return the media and photos that are missing here of what is asked: anew or again."""
    project = ws.project_id
    with ws.database.read() as session:
        back = reviews.returns(session, project, reviews.returned(session, project))
        hashes = [one.form_hash for one in back]
        hashes += [form.hash for form in forms.startable(session, project)]
        hashes += [draft.form_hash for draft in drafts.all_of(session, project)]
        refs = {
            ref.name: ref
            for form_hash in dict.fromkeys(hashes)
            for ref in forms.media(session, project, form_hash).values()
        }
        # Photos of interviews that are gone through again, and of which only the hub has them.
        refs |= {ref.name: ref for one in back for ref in one.attachments.values()}
        # Photos of what colleagues handed over, whether it is open here yet or not.
        refs |= handovers.files(session, project, ws.log)
    return [ref for ref in refs.values() if not ws.blobs.has(ref.name)]


class Carrier(Protocol):
    """Whose blobs are carried: a person's on a laptop, or those of a relay."""

    @property
    def project_id(self) -> str:
        """Return the project."""
        ...

    @property
    def log(self) -> str:
        """Return the log of whoever signs the ranges."""
        ...

    @property
    def identity(self) -> Identity:
        """Return the keys that sign."""
        ...

    @property
    def hub_url(self) -> str:
        """Return the address of the hub."""
        ...

    @property
    def blobs(self) -> BlobStore:
        """Return the blobs that are here."""
        ...

    @property
    def folder(self) -> Path:
        """Return the folder, whose disk must keep some room."""
        ...


@dataclass
class Carrying:
    """One stretch of carrying, range after range, until its time is over.

    What differs between a laptop and a relay is in the methods `_sync`, `_sendable` and `_wanted`.
    """

    ws: Carrier
    client: httpx.Client
    clock: Clock
    until: float
    watch: Watch = UNWATCHED
    # Room on the disk that media must leave to the interviews.
    keep_free: int = files.WARN_BELOW_BYTES
    pace: Pace = field(default_factory=lambda: Pace(FIRST_RANGE, _BROKEN))
    up: int = 0
    down: int = 0
    damaged: set[str] = field(default_factory=set)

    def run(self) -> Carried:
        """Carry, and say how far it came whatever happens."""
        is_done, problem = False, None
        try:
            is_done = self._send_all() and self._fetch_all()
        except Problem as stopped:
            problem = stopped
        reason = problem.code.reference if problem else ""
        diagnostics.event("blobs:carried", up=self.up, down=self.down, reason=reason)
        return Carried(self.up, self.down, len(self.damaged), is_done, problem)

    def _send_all(self) -> bool:
        sent: set[str] = set()
        while waiting := [one for one in self._sendable() if one[0].name not in self.damaged]:
            if all(one.name in sent for one, _here in waiting):
                raise Problem(Code.SYNC_STUCK)
            is_all = self._send_some(waiting)
            sent |= {one.name for one, _here in waiting}
            # The hub says now under its signature what it has, and what it lacks next.
            self._sync()
            if not is_all:
                return False
        return True

    def _send_some(self, waiting: Sequence[tuple[NamedBlob, int]]) -> bool:
        for place, (one, here) in enumerate(waiting, 1):
            is_whole = self._send(one, here)
            if not is_whole or (self._is_over() and place < len(waiting)):
                return False
        return True

    def _sync(self) -> None:
        raise NotImplementedError

    def _sendable(self) -> list[tuple[NamedBlob, int]]:
        raise NotImplementedError

    def _wanted(self) -> Sequence[BlobRef | NamedBlob]:
        raise NotImplementedError

    def _is_over(self) -> bool:
        return time.monotonic() >= self.until

    def _send(self, one: NamedBlob, start: int) -> bool:
        """Send a blob from *start* on; return whether there was time for all of it."""
        if not self.ws.blobs.is_whole(one.name):
            self.damaged.add(one.name)
            return True
        gaps = 0
        while start < one.size:
            content = self.ws.blobs.read(one.name, start, self.pace.limit)
            try:
                start = self._put(one, start, content)
            except Problem as problem:
                if problem.code not in _AGAIN or gaps == _MOST_GAPS:
                    raise
                gaps, start = gaps + 1, _whole(problem.values.get("here"), one.size)
                continue
            if self._is_over():
                return start >= one.size
        return True

    def _put(self, one: NamedBlob, start: int, content: bytes) -> int:
        asked = self._range(PUT, one.name, start, len(content))
        raw = container.pack_content(asked.to_tree(), content, self.ws.identity)
        reply = self._exchanged("put", raw, protocol.HERE_TYPE, len(content))
        if reply is None:
            return start
        here = _here(reply, one.size)
        if here <= start:
            raise self._wrong()
        self.up += len(content)
        self.watch.took(here - start)
        return here

    def _fetch_all(self) -> bool:
        for place, ref in enumerate(self._wanted()):
            if place and self._is_over():
                return False
            if files.free_space(self.ws.folder) < self.keep_free + ref.size:
                raise Problem(Code.DISK_FULL, {"place": str(self.ws.folder)})
            try:
                is_all = self._fetch(ref)
            except Problem as problem:
                if problem.code is Code.BLOB_DAMAGED:
                    self.damaged.add(ref.name)
                elif problem.code is not Code.BLOB_NOT_AT_HUB:
                    raise
                continue
            if not is_all:
                return False
        return True

    def _fetch(self, ref: BlobRef | NamedBlob) -> bool:
        """Fetch a blob from where it broke off; return whether there was time for all of it."""
        here = self.ws.blobs.resume(ref.name, ref.size)
        while here < ref.size:
            most = min(self.pace.limit, ref.size - here)
            asked = self._range(GET, ref.name, here, most)
            raw = container.pack_content(asked.to_tree(), b"", self.ws.identity)
            content = self._exchanged("get", raw, protocol.BYTES_TYPE, most)
            if content is None:
                continue
            if not 0 < len(content) <= most:
                raise self._wrong()
            here = self.ws.blobs.grow(ref.name, here, content, ref.size)
            self.down += len(content)
            if self._is_over():
                return here >= ref.size
        return True

    def _range(self, kind: str, blob: str, start: int, most: int) -> Range:
        return Range(kind, self.ws.project_id, self.ws.log, blob, start, most)

    def _exchanged(self, door: str, raw: bytes, answer_type: str, size: int) -> bytes | None:
        """Return the hub's reply; None where it is to be tried again with less."""
        url = f"{self.ws.hub_url}/blobs/{door}"
        self.watch.asks(len(raw))
        began = time.monotonic()
        try:
            wait = _patience(size)
            reply = exchange.post(self.client, url, raw, protocol.RANGE_TYPE, answer_type, wait)
        except Problem as problem:
            if problem.code not in _BROKEN:
                raise
            self.pace.failed(problem, size)
            return None
        self.pace.quick(time.monotonic() - began)
        return reply

    def _wrong(self) -> Problem:
        return Problem(Code.HUB_ANSWER_WRONG, {"address": self.ws.hub_url})


@dataclass
class _OfLaptop(Carrying):
    """A laptop carries its person's photos, and the media of the forms that are asked here."""

    ws: Workspace

    def _sync(self) -> None:
        sync(self.ws, self.client, self.clock, self.watch)

    def _wanted(self) -> Sequence[BlobRef]:
        return wanted(self.ws)

    def _sendable(self) -> list[tuple[NamedBlob, int]]:
        """Return what the hub lacks and is here, with how many bytes of it the hub has."""
        project = self.ws.project_id
        with self.ws.database.read() as session:
            said = photos.lacks(session, project)
            logs = (self.ws.log, *forms.heard(session, project))
            named = {
                one.name: one for log in logs for one in named_blobs.named(session, project, log)
            }
        return [
            (named[one.blob], one.here)
            for one in (said.blobs if said else ())
            if one.blob in named and self.ws.blobs.has(one.blob)
        ]


def _patience(size: int) -> float:
    """Return for how many seconds a range of *size* bytes is waited for.

    Where a link was away for half a minute, a new connection is sooner there than the old one,
    which waits longer each time before it tries again.
    """
    return min(_MOST_SECONDS, _LEAST_SECONDS + size / _SLOWEST)


def _here(reply: bytes, size: int) -> int:
    try:
        tree = json.loads(reply)
    except ValueError:
        tree = None
    return _whole(tree.get("here") if isinstance(tree, dict) else None, size)


def _whole(value: object, size: int) -> int:
    """Return a place in a blob that the hub said; anything else as the beginning."""
    text = str(value)
    return min(int(text), size) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
