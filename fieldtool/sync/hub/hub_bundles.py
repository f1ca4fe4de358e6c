"""The hub's side of bundles: one request after the other, or a whole memory stick at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.storage import sticks
from fieldtool.storage.queries import forms, named_blobs, projects, workspaces
from fieldtool.storage.queries import relays as stored_relays
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.hub import hub_relays, hub_senders, key_notices
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.hub.writers import relay_writing
from fieldtool.sync.relay import relay_bundles
from fieldtool.sync.relay.relay_bundles import FromAbove
from fieldtool.sync.wire import bundles, container, parts, protocol
from fieldtool.sync.wire.bundles import ANSWER, KEY, REQUEST, Bundle, Part
from fieldtool.sync.wire.messages import RELAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from fieldtool.log.clock import Clock
    from fieldtool.security.exchange_keys import Ring
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database
    from fieldtool.sync.relay.relaying import Relay

    # A folder knows them already; for one bundle they are looked up only where it does not open.
    _Senders: TypeAlias = Callable[[], dict[str, hub_senders.Known]]

_NAME_LENGTH = 80


@dataclass(frozen=True)
class Door:
    """What the hub answers with; `relay` where it is one, and has a hub above that answers it."""

    database: Database
    identity: HubIdentity
    clock: Clock
    blobs: BlobStore
    relay: Relay | None = None

    def ring(self) -> Ring:
        """Return the exchange keys of this hub as they are now."""
        with self.database.read() as session:
            return exchange_keys.ring(session, self.identity)

    @property
    def address(self) -> str:
        """Return the address that this hub writes from: that which all laptops know.

        While an earlier key is held, some know no other.
        """
        return bundles.address(self.ring().held[-1].public)


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
class ReadRelay:
    """A relay whose work was taken in; as `Read`, with the name by which it is known here."""

    relay: str
    name: str
    interviews: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Reading:
    """What was found in a folder.

    Attributes:
        relays: those that brought what their laptops wrote.
        above: at a relay, what the hub above had written for it.
        refused: files that could not be taken in, by name.
        photos: photos and recordings that are whole at the hub now.
        media: why what forms show is not all on the stick; None where it is.
        elsewhere: files for other hubs, left as they are.
        missing: workspaces of which nothing was there; those that were revoked, or whose work a
            relay brings, are not missed.
    """

    read: tuple[Read, ...]
    relays: tuple[ReadRelay, ...]
    above: FromAbove
    refused: tuple[tuple[str, Problem], ...]
    photos: int
    media: Problem | None
    elsewhere: int
    missing: tuple[Workspace, ...]

    @property
    def interviews(self) -> int:
        """Return how many interviews are at the hub now that were not before."""
        ours = sum(one.interviews for one in self.read)
        return ours + sum(one.interviews for one in self.relays)

    @property
    def is_whole(self) -> bool:
        """Return whether every file was taken in and every answer is on the stick."""
        problems = [one.problem for one in self.read] + [one.problem for one in self.relays]
        return not (self.refused or self.media or any(problems))


@dataclass(frozen=True)
class _Answered:
    """An answer for a laptop or for a relay; of two requests of one the later one's proves more."""

    by: Workspace | stored_relays.Relay
    number: int
    age: tuple[int, int]
    raw: bytes


def answer(door: Door, raw: bytes) -> bytes:
    """Take in the request that *raw* brings and return the answer, a bundle too.

    Raises:
        Problem: it is not whole, not for this hub, or the request inside is refused.
    """
    return _answer(door, bundles.parse(raw), lambda: hub_senders.by_address(door.database)).raw


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
    answers: dict[tuple[str, int], _Answered] = field(default_factory=dict)
    requests: list[Bundle] = field(default_factory=list)
    parts: list[tuple[Part, str]] = field(default_factory=list)
    from_above: list[tuple[str, Bundle]] = field(default_factory=list)
    media: list[tuple[str, Part, str]] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    unopened: list[tuple[str, Bundle, Problem]] = field(default_factory=list)
    elsewhere: int = 0

    def __post_init__(self) -> None:
        """Learn which addresses are this hub's, and those of who sends to it."""
        self.own = frozenset(bundles.address(one.public) for one in self.door.ring().keys)
        self.senders = hub_senders.by_address(self.door.database)

    def read(self) -> Reading:
        before = hub_senders.interviews_of(self.door.database)
        for name, found in parts.found_in(self.place):
            if isinstance(found, Problem):
                self._refuse(name, found)
            else:
                self._sort(name, found)
        # Interviews first: only what one of them names is taken.
        photos = parts.take(self.place, self.parts, self.door.blobs, self._size_of)
        above = self._take_from_above()
        self.refused += (*photos.refused, *above.refused)
        if photos.whole or above.answers:
            for found in self.requests:
                self._answer(found)
        media = self._write_media() if self.answers else None
        self._tell_unopened()
        refused = tuple((name[:_NAME_LENGTH], problem) for name, problem in self.refused)
        read, relays = self._told(before)
        missing = hub_senders.missing(
            self.door.database, {one.by.id for one in self.answers.values()}
        )
        return Reading(read, relays, above, refused, photos.whole, media, self.elsewhere, missing)

    def _take_from_above(self) -> FromAbove:
        relay = self.door.relay
        above = {found.sender for _name, found in self.from_above}
        if relay is not None:
            above |= relay_bundles.addresses_above(relay)
        media = [(part, name) for sender, part, name in self.media if sender in above]
        self.elsewhere += len(self.media) - len(media)
        if relay is None or not (self.from_above or media):
            return FromAbove()
        return relay_bundles.take(relay, self.from_above, media, self.place)

    def _told(self, before: Counter[str]) -> tuple[tuple[Read, ...], tuple[ReadRelay, ...]]:
        """Write the answers, and tell whose work came."""
        new = hub_senders.interviews_of(self.door.database) - before
        relays = hub_senders.relays_of(self.door.database)
        read: list[Read] = []
        passed: dict[str, ReadRelay] = {}
        for one in self.answers.values():
            problem = _written(one, self.place)
            if isinstance(one.by, Workspace):
                read.append(Read(one.by.id, one.by.person, new[one.by.id], problem))
                continue
            # One relay may have brought several files.
            count = sum(new[name] for name, relay in relays.items() if relay == one.by.id)
            earlier = passed.get(one.by.id)
            problem = problem or (earlier.problem if earlier else None)
            passed[one.by.id] = ReadRelay(one.by.id, one.by.name, count, problem)
        read.sort(key=lambda each: (each.person, each.workspace))
        return tuple(read), tuple(sorted(passed.values(), key=lambda each: each.name))

    def _sort(self, name: str, found: Bundle) -> None:
        if found.sender in self.own:
            return  # written by this hub: an answer, or a medium for laptops
        if found.part is not None and found.sender == found.receiver:
            self.media.append((found.sender, found.part, name))
        elif found.receiver in self.own or found.sender in self.senders:
            self._sort_ours(name, found)
        else:
            self.elsewhere += 1

    def _sort_ours(self, name: str, found: Bundle) -> None:
        if found.part is not None:
            self.parts.append((found.part, name))
        elif found.type == REQUEST:
            try:
                self._answer(found)
            except Problem as problem:
                if problem.code is Code.EXCHANGE_KEY_NOT_HERE:
                    self.unopened.append((name, found, problem))
                else:
                    self._refuse(name, problem)
            else:
                self.requests.append(found)
        elif found.type in (ANSWER, KEY) and self.door.relay is not None:
            self.from_above.append((name, found))
        else:
            self.elsewhere += 1

    def _tell_unopened(self) -> None:
        """Refuse what is sealed to a key that is not here, and let the stick bring the right one.

        What is sealed to a retired key, while the same sender sealed something to a later one, is
        passed over: the later request holds it as well. A key that was never here is the later one
        itself, and this hub was put back from before it.
        """
        answered = {one.by.id for one in self.answers.values()}
        for name, found, problem in self.unopened:
            sender = self.senders.get(found.sender)
            if sender is not None and sender.id in answered and found.receiver in self.own:
                continue
            self._refuse(name, problem)
            if sender is not None:
                self._write_notice(found, sender)

    def _write_notice(self, found: Bundle, sender: hub_senders.Known) -> None:
        # Later than every answer on this stick, so that none of them overtakes it.
        door, now = self.door, self.door.clock.now().wall
        said = key_notices.notice(door.identity, door.ring(), sender.called, found.digest, now)
        content = key_notices.to_bytes(said)
        raw = bundles.pack(KEY, door.address, sender.box_key, content, found.number)
        try:
            sticks.put(self.place, bundles.parse(raw).name, raw)
        except Problem as failed:  # it stands among what was refused anyway
            diagnostics.event("bundle:not-answered", reason=failed.code.reference)

    def _answer(self, found: Bundle) -> None:
        made = _answer(self.door, found, lambda: self.senders)
        key = made.by.id, made.number
        self.answers[key] = max(made, self.answers.get(key, made), key=lambda one: one.age)

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
        own = self.door.address
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


def _answer(door: Door, found: Bundle, senders: _Senders) -> _Answered:
    if found.type != REQUEST:
        raise Problem(Code.SEALED_TO_ANOTHER)
    own, request = door.address, _opened(door, found, senders)
    if container.peek(request).header.get("type") == RELAY:
        return _answer_relay(door, request, found.number)
    reply = hub.answer(door.database, door.identity, request, door.clock, door.blobs, carried=True)
    header = protocol.read_request(container.peek(request).header)
    with door.database.read() as session:
        ws = workspaces.get(session, header.project, header.log.rpartition("/")[2])
    if ws is None:
        raise Problem(Code.WORKSPACE_UNKNOWN, {"workspace": header.log.rpartition("/")[2]})
    age = header.count, header.clock.wall
    return _Answered(ws, 1, age, bundles.pack(ANSWER, own, ws.box_key, reply))


def _opened(door: Door, found: Bundle, senders: _Senders) -> bytes:
    """Return the request that a bundle brings; *senders* are asked for where it does not open.

    Raises:
        Problem: BUNDLE_DAMAGED; SEALED_TO_ANOTHER where it is another hub's; or
            EXCHANGE_KEY_NOT_HERE, with a notice for its sender where that is known.
    """
    ring = door.ring()
    try:
        return found.content(ring)
    except Problem as problem:
        is_ours = found.receiver in {bundles.address(one.public) for one in ring.held}
        if is_ours or problem.code is not Code.SEALED_TO_ANOTHER:
            raise  # somebody altered it
    sender = senders().get(found.sender)
    if sender is not None:
        now = door.clock.now().wall
        raise key_notices.not_here(door.identity, ring, sender.called, found.digest, now)
    if found.receiver in {bundles.address(one.public) for one in ring.keys}:
        raise Problem(Code.EXCHANGE_KEY_NOT_HERE)
    raise Problem(Code.SEALED_TO_ANOTHER)


def _answer_relay(door: Door, request: bytes, number: int) -> _Answered:
    reply = hub_relays.answer(door.database, door.identity, request, door.clock, door.blobs)
    header = protocol.read_relay(container.peek(request).header)
    with door.database.read() as session:
        relay = relay_writing(session, header.project, header.log)
    raw = bundles.pack(ANSWER, door.address, relay.box_key, reply, number)
    return _Answered(relay, number, (header.clock.wall, 0), raw)
