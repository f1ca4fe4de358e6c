"""A relay's own bundles: what it passes on, as files for the hub above, and that hub's answers.

The same requests and answers as over a network, in any order and any number of times. Since an
answer is days away, one stick brings what the relay says of its workspaces and what they wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.storage import sticks
from fieldtool.storage.queries import asked, named_blobs, proofs
from fieldtool.sync.hub import erasing, key_notices
from fieldtool.sync.laptop import photos
from fieldtool.sync.relay import relay_requests, relay_taking
from fieldtool.sync.relay.relay_requests import Line, Plan
from fieldtool.sync.relay.relaying import Relay, announce
from fieldtool.sync.wire import bundles, container, exchange_keys, parts, protocol

if TYPE_CHECKING:
    from pathlib import Path

    from fieldtool.log.entry import Entry
    from fieldtool.storage.database import Session
    from fieldtool.sync.wire.bundles import Bundle, Part
    from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader

# What is beyond goes with the next stick.
_MOST_PACKED = container.MOST_BYTES * 3 // 4


@dataclass(frozen=True)
class Written:
    """What was written onto a stick for the hub above.

    Attributes:
        entries: of laptops, that the hub above has not proven.
        photos: photos and recordings.
    """

    requests: int
    entries: int
    size: int
    photos: int


@dataclass(frozen=True)
class FromAbove:
    """What the hub above had written onto a stick.

    Attributes:
        answers: how many answers were taken; one that a newer one overtook says nothing new.
        proven: entries of laptops that they newly proved.
        received: new entries of the hub's logs.
        media: pictures and other files of forms that came.
        refused: files that could not be taken, by name.
    """

    answers: int = 0
    proven: int = 0
    received: int = 0
    media: int = 0
    refused: tuple[tuple[str, Problem], ...] = ()
    has_erased: bool = False


def address_above(relay: Relay) -> str:
    """Return the address of the higher hub's mailbox."""
    return bundles.address(exchange_keys.at_relay(relay.database, relay.higher))


def addresses_above(relay: Relay) -> set[str]:
    """Return the addresses from which the higher hub may write, as far as this relay knows."""
    return {address_above(relay), bundles.address(relay.higher.box_key)}


def own_address(relay: Relay) -> str:
    """Return the address of this relay's mailbox, as the higher hub knows it."""
    with relay.database.read() as session:
        return bundles.address(relay_taking.known_above(session, relay.ring(session)).public)


def write(relay: Relay, place: Path) -> Written:
    """Write all that the higher hub has not proven into the folder *place*, and photos behind it.

    Where all is proven, one request asks for news. Each file was read again and compared.

    Raises:
        Problem: this is no relay, or the stick or the relay's disk does not take it.
    """
    announce(relay)
    with relay.database.read() as session:
        missed = relay_taking.last_missed(session, relay.project)
    plan = relay_requests.planned(relay, missed, 0, carried=True)
    made = [
        relay_requests.packed(relay, some, _MOST_PACKED)[0]
        for some in _by_turns(plan, protocol.MOST_RUNS - len(plan.back))
    ]
    own = own_address(relay)
    size = _put(relay, place, own, plan.box_key, made)
    sent = _blobs(relay, plan)
    for blob in sent:
        parts.write(relay.blobs, blob, own, address_above(relay), place)
    with relay.database.read() as session:
        of_laptops = [line for line in plan.lines if line.log != relay.log]
        entries = sum(len(_entries(session, relay, line)) for line in of_laptops)
    diagnostics.event("relay:bundled", requests=len(made), entries=entries)
    return Written(len(made), entries, size, len(sent))


def _put(relay: Relay, place: Path, own: str, box_key: bytes, made: list[bytes]) -> int:
    """Write requests onto the stick; return how large they are together."""
    packed = [
        bundles.pack(bundles.REQUEST, own, box_key, one, number)
        for number, one in enumerate(made, start=1)
    ]
    # First the relay knows of the requests: their answers may come at once.
    with relay.database.work() as session:
        for one, raw in zip(made, packed, strict=True):
            asked.note(session, relay.project, hashlib.sha256(one).hexdigest())
            asked.note(session, relay.project, bundles.parse(raw).digest)
    for raw in packed:
        sticks.put(place, bundles.parse(raw).name, raw)
    return sum(map(len, packed))


def take(
    relay: Relay,
    answers: Iterable[tuple[str, Bundle]],
    media: Iterable[tuple[Part, str]],
    place: Path,
) -> FromAbove:
    """Take the higher hub's *answers*, each with the name of its file, and *media* in *place*.

    The older ones first; one that a newer one overtook is passed over, and so is what is known.
    """
    opened, refused = [], []
    everything = tuple(answers)
    for name, found in (one for one in everything if one[1].type != bundles.KEY):
        try:
            opened.append((name, *_opened(relay, found)))
        except Problem as problem:
            refused.append((name, problem))
    before, received, count = _proven(relay), 0, 0
    for name, given, body in sorted(opened, key=lambda one: one[1].clock.wall):
        try:
            taken = _taken(relay, given, body)
        except Problem as problem:
            refused.append((name, problem))
            continue
        if taken is not None:
            count, received = count + 1, received + taken
    _take_notices(relay, everything)
    has_erased = bool(count) and _erased(relay)
    brought = parts.take(place, media, relay.blobs, lambda part: _size_of(relay, part))
    for _name, why in refused:
        diagnostics.event("relay:refused", reason=why.code.reference)
    return FromAbove(
        answers=count,
        proven=max(0, _proven(relay) - before),
        received=received,
        media=brought.whole,
        refused=(*refused, *brought.refused),
        has_erased=has_erased,
    )


def _by_turns(plan: Plan, most: int) -> Iterator[Plan]:
    """Give *plan* in parts that one request each can hold; what is given back goes with the first.

    Each says which workspaces there are, so that they may be read in any order, and names only the
    logs that it brings: of others the hub above would say that it misses them.
    """
    own = tuple(line for line in plan.lines if line.log == plan.header.log)
    lines = tuple(line for line in plan.lines if line.log != plan.header.log)
    brought, most = {line.log for line in lines}, most - len(own)
    for start in range(0, max(1, len(lines)), most):
        some = lines[start : start + most]
        others = brought - {line.log for line in some}
        tips = {log: ends for log, ends in plan.header.tips.items() if log not in others}
        header = replace(plan.header, tips=tips)
        back = plan.back if start == 0 else ()
        yield replace(plan, header=header, lines=(*own, *some), back=back)


def _entries(session: Session, relay: Relay, line: Line) -> tuple[Entry, ...]:
    run = proofs.line(session, relay.project, line.log, line.end, line.there)
    return run.entries if run else ()


def _blobs(relay: Relay, plan: Plan) -> list[str]:
    """Return photos and recordings that the higher hub lacks, or will once it has *plan*."""
    with relay.database.read() as session:
        said = photos.lacks(session, relay.project)
        found = dict.fromkeys(one.blob for one in said.blobs) if said else {}
        for line in plan.lines:
            for entry in _entries(session, relay, line):
                found |= dict.fromkeys(blob.name for blob in entry.header.blobs)
    return [name for name in found if relay.blobs.has(name)]


def _take_notices(relay: Relay, answers: Iterable[tuple[str, Bundle]]) -> None:
    """Seal to what the higher hub said when it could not open a request.

    After the answers, which may have overtaken that.
    """
    with relay.database.read() as session:
        ring = relay.ring(session)
    for _name, found in answers:
        if found.type != bundles.KEY:
            continue
        try:
            notice = key_notices.of_bytes(found.content(ring))
        except Problem:
            continue  # it is said again
        if notice is not None:
            with relay.database.work() as session:
                key_notices.take_carried(session, notice, relay.sender, relay.higher.sign_key)


def _opened(relay: Relay, found: Bundle) -> tuple[AnswerHeader, AnswerBody]:
    with relay.database.read() as session:
        ring = relay.ring(session)
    given, body = relay_taking.checked(relay, found.content(ring))
    with relay.database.read() as session:
        if not asked.is_known(session, relay.project, given.request):
            raise Problem(Code.ANSWER_NOT_ASKED)
    return given, body


def _taken(relay: Relay, given: AnswerHeader, body: AnswerBody) -> int | None:
    with relay.database.read() as session:
        at = given.clock.wall
        if asked.is_overtaken(session, relay.project, given.request, at):
            return None
        missed = relay_taking.last_missed(session, relay.project)
    return relay_taking.take(relay, given, body, missed, carried=True)


def _erased(relay: Relay) -> bool:
    """Destroy what lies beside the tables of what an answer erased; return whether anything was."""
    erasing.remember(relay.database, relay.folder)
    return erasing.finish_at_hub(relay.database, relay.blobs)


def _proven(relay: Relay) -> int:
    with relay.database.read() as session:
        counts = proofs.counts(session, relay.project)
        return sum(count for log, count in counts.items() if log != relay.log)


def _size_of(relay: Relay, part: Part) -> int:
    with relay.database.read() as session:
        size = named_blobs.size_of(session, relay.project, part.blob)
    if size is None:
        raise Problem(Code.BLOB_NOT_NAMED)
    return size
