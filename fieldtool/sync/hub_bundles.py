"""The hub's side of bundles: one request after the other, or a whole memory stick at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.storage import interviews, projects, sticks, workspaces
from fieldtool.sync import bundles, container, hub, protocol
from fieldtool.sync.bundles import ANSWER, REQUEST, Bundle

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
        answers: answers for laptops that were there already.
        elsewhere: requests to other hubs, left as they are.
        missing: workspaces of which nothing was there; those that were revoked are not missed.
    """

    read: tuple[Read, ...]
    refused: tuple[tuple[str, Problem], ...]
    answers: int
    elsewhere: int
    missing: tuple[Workspace, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether every file was taken in and every answer is on the stick."""
        return not self.refused and all(one.problem is None for one in self.read)


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
    own = bundles.address(door.identity.keys.box_key)
    before = _counts(door)
    answered: dict[str, _Answered] = {}
    refused: list[tuple[str, Problem]] = []
    answers, elsewhere = 0, 0
    for name in sticks.bundles(place):
        try:
            found = bundles.parse(sticks.read(place, name, bundles.MOST_BYTES))
            if found.type == ANSWER:
                answers += 1
            elif found.type == REQUEST and found.receiver == own:
                made = _answer(door, found)
                # Of two requests of one laptop the later one's answer proves more.
                answered[made.ws.id] = max(answered.get(made.ws.id, made), made, key=_age)
            else:
                elsewhere += 1
        except Problem as problem:
            diagnostics.event("bundle:refused", reason=problem.code.reference)
            refused.append((name[:_NAME_LENGTH], problem))
    after = _counts(door)
    read = [
        Read(id_, one.ws.person, after[id_] - before[id_], _written(one, place))
        for id_, one in answered.items()
    ]
    read.sort(key=lambda one: (one.person, one.workspace))
    missing = _missing(door, answered)
    return Reading(tuple(read), tuple(refused), answers, elsewhere, missing)


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
            for log, count in interviews.counts_by_log(session, project).items():
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
