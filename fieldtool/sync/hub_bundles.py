"""The hub's side of bundles: one request after the other, or a whole memory stick at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.storage import forms, interviews, named_blobs, projects, sticks, workspaces
from fieldtool.sync import bundles, container, hub, parts, protocol
from fieldtool.sync.bundles import ANSWER, REQUEST, Bundle, Part

if TYPE_CHECKING:
    from pathlib import Path

    from fieldtool.log.clock import Clock
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database
    from fieldtool.storage.workspaces import Workspace
    from fieldtool.sync.messages import RequestHeader

_NAME_LENGTH = 80


@dataclass(frozen=True)
class Door:
    """What the hub answers with."""

    database: Database
    identity: HubIdentity
    clock: Clock
    blobs: BlobStore


@dataclass(frozen=True)
class Read:
    """A laptop whose work was taken in.

    Attributes:
        interviews: how many of its interviews are at the hub now that were not before.
        problem: why its answer is not on the stick; what it brought is at the hub all the same.
    """

    workspace: str
    person: str
    interviews: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Reading:
    """What was found in a folder.

    Attributes:
        refused: files that could not be taken in, by name.
        photos: photos and recordings that are whole at the hub now.
        media: why what forms show is not all on the stick; None where it is.
        elsewhere: files for other hubs, left as they are.
        missing: workspaces of which nothing was there; those that were revoked are not missed.
    """

    read: tuple[Read, ...]
    refused: tuple[tuple[str, Problem], ...]
    photos: int
    media: Problem | None
    elsewhere: int
    missing: tuple[Workspace, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether every file was taken in and every answer is on the stick."""
        return not (self.refused or self.media) and all(one.problem is None for one in self.read)


@dataclass(frozen=True)
class _Answered:
    header: RequestHeader
    ws: Workspace
    raw: bytes


def answer(door: Door, raw: bytes) -> bytes:
    """Take in the request that *raw* brings and return the answer, a bundle too.

    Raises:
        Problem: it is not whole, not for this hub, or the request inside is refused.
    """
    return _answer(door, bundles.parse(raw)).raw


def read_folder(door: Door, place: Path) -> Reading:
    """Take in every request in the folder *place* and write all answers beside them.

    One that is refused does not stop the others; doing it again changes nothing. Each answer was
    flushed, read again and compared when this returns.

    Raises:
        Problem: the folder cannot be read.
    """
    return _Folder(door, place).read()


@dataclass
class _Folder:
    """A folder that is being read."""

    door: Door
    place: Path
    answers: dict[str, _Answered] = field(default_factory=dict)
    requests: list[Bundle] = field(default_factory=list)
    parts: list[tuple[Part, str]] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    elsewhere: int = 0

    def read(self) -> Reading:
        before = _counts(self.door)
        for name, found in parts.found_in(self.place):
            if isinstance(found, Problem):
                self._refuse(name, found)
            else:
                self._sort(name, found)
        # Interviews first: only what one of them names is taken.
        photos = parts.take(self.place, self.parts, self.door.blobs, self._size_of)
        self.refused += photos.refused
        if photos.whole:
            for found in self.requests:
                self._answer(found)
        after = _counts(self.door)
        read = [
            Read(id_, one.ws.person, after[id_] - before[id_], _written(one, self.place))
            for id_, one in self.answers.items()
        ]
        read.sort(key=lambda one: (one.person, one.workspace))
        refused = tuple((name[:_NAME_LENGTH], problem) for name, problem in self.refused)
        media = self._write_media() if read else None
        missing = _missing(self.door, self.answers)
        return Reading(tuple(read), refused, photos.whole, media, self.elsewhere, missing)

    def _sort(self, name: str, found: Bundle) -> None:
        own = bundles.address(self.door.identity.keys.box_key)
        if found.sender == own:
            return  # written by this hub: an answer, or a medium for laptops
        if found.receiver != own:
            self.elsewhere += 1
        elif found.part is not None:
            self.parts.append((found.part, name))
        elif found.type == REQUEST:
            try:
                self._answer(found)
            except Problem as problem:
                self._refuse(name, problem)
            else:
                self.requests.append(found)
        else:
            self.elsewhere += 1

    def _answer(self, found: Bundle) -> None:
        made = _answer(self.door, found)
        # Of two requests of one laptop the later one's answer proves more.
        self.answers[made.ws.id] = max(made, self.answers.get(made.ws.id, made), key=_age)

    def _refuse(self, name: str, problem: Problem) -> None:
        diagnostics.event("bundle:refused", reason=problem.code.reference)
        self.refused.append((name, problem))

    def _size_of(self, part: Part) -> int:
        with self.door.database.read() as session:
            for project in projects.ids(session):
                size = named_blobs.size_of(session, project, part.blob)
                if size is not None:
                    return size
        raise Problem(Code.BLOB_NOT_NAMED)

    def _write_media(self) -> Problem | None:
        """Write what forms show, for whichever laptop has not got it; return why it stopped."""
        own = bundles.address(self.door.identity.keys.box_key)
        try:
            for blob in _media(self.door):
                parts.write(self.door.blobs, blob, own, own, self.place)
        except Problem as problem:
            diagnostics.event("media:not-written", reason=problem.code.reference)
            return problem
        return None


def _media(door: Door) -> list[str]:
    with door.database.read() as session:
        found = {
            ref.name
            for project in projects.ids(session)
            for offer in forms.offers(session, project)
            if not offer.retired
            for ref in forms.media(session, project, offer.hash).values()
        }
    return sorted(name for name in found if door.blobs.has(name))


def _written(answered: _Answered, place: Path) -> Problem | None:
    try:
        sticks.put(place, bundles.parse(answered.raw).name, answered.raw)
    except Problem as problem:
        diagnostics.event("bundle:not-answered", reason=problem.code.reference)
        return problem
    return None


def _age(answered: _Answered) -> tuple[int, int]:
    return answered.header.count, answered.header.clock.wall


def _answer(door: Door, found: Bundle) -> _Answered:
    keys = door.identity.keys
    own = bundles.address(keys.box_key)
    if found.type != REQUEST or found.receiver != own:
        raise Problem(Code.SEALED_TO_ANOTHER)
    request = found.content(keys)
    reply = hub.answer(door.database, door.identity, request, door.clock, door.blobs, carried=True)
    header = protocol.read_request(container.peek(request).header)
    with door.database.read() as session:
        ws = workspaces.get(session, header.project, header.log.rpartition("/")[2])
    if ws is None:
        raise Problem(Code.WORKSPACE_UNKNOWN, {"workspace": header.log.rpartition("/")[2]})
    return _Answered(header, ws, bundles.pack(ANSWER, own, ws.box_key, reply))


def _counts(door: Door) -> Counter[str]:
    """Return how many interviews are here of each workspace."""
    found: Counter[str] = Counter()
    with door.database.read() as session:
        for project in projects.ids(session):
            for log, count in interviews.finalised_by_log(session, project).items():
                found[log.rpartition("/")[2]] = count
    return found


def _missing(door: Door, read: Container[str]) -> tuple[Workspace, ...]:
    with door.database.read() as session:
        return tuple(
            one
            for project in projects.ids(session)
            for one in workspaces.all_of(session, project)
            if one.id not in read and one.revoked_at is None
        )
