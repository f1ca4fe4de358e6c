"""Sending and carrying what waits on a laptop, by anybody, without opening anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.storage import sticks
from fieldtool.sync.hub import key_notices
from fieldtool.sync.wire import bundles, exchange, parts
from fieldtool.sync.wire.bundles import ANSWER, KEY, Bundle, Part

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from fieldtool.storage.mail import Mail, Parcel

_LARGEST_MEDIUM = 64 * 1024 * 1024


@dataclass(frozen=True)
class Went:
    """What became of one parcel; `problem` is None where it arrived.

    Attributes:
        photos: how many photos and recordings of it are on the stick.
    """

    parcel: Parcel
    problem: Problem | None = None
    photos: int = 0


@dataclass(frozen=True)
class Brought:
    """What a folder held for this laptop.

    Attributes:
        taken: answers that now wait for their person.
        known: answers that were taken before, or wait already.
        elsewhere: bundles for other laptops or for the hub, left as they are.
        media: pictures and other files of forms that came.
        refused: files that are not whole, by name.
    """

    taken: tuple[str, ...]
    known: int
    elsewhere: int
    media: int
    refused: tuple[tuple[str, Problem], ...]


def send_all(mail: Mail, client_for: Callable[[str], httpx.Client]) -> tuple[Went, ...]:
    """Send every parcel to its hub and keep the answers; one that fails does not stop the others.

    What was sent goes on waiting until its person has seen the answer: only then it is proven.
    """
    return tuple(send(mail, parcel, client_for) for parcel in mail.waiting())


def send(mail: Mail, parcel: Parcel, client_for: Callable[[str], httpx.Client]) -> Went:
    """Send one parcel to its hub and keep the answer."""
    raw = mail.parcel(parcel.address)
    if raw is None:  # proven in this very moment
        return Went(parcel)
    url = f"{parcel.hub}/bundles"
    try:
        with client_for(parcel.hub) as client:
            reply = exchange.post(client, url, raw, bundles.CONTENT_TYPE)
        _for_us(reply, parcel, url)
        mail.keep_answer(parcel.address, reply)
        mail.note_answered(parcel.address, raw)
    except Problem as problem:
        diagnostics.event("outbox:not-sent", reason=problem.code.reference)
        _keep_notice(mail, parcel, problem)
        return Went(parcel, problem)
    diagnostics.event("outbox:sent", bytes=len(raw))
    return Went(parcel)


def copy_all(mail: Mail, place: Path) -> tuple[Went, ...]:
    """Copy every parcel into the folder *place*; each was read again there and compared.

    Photos and recordings go after all interviews.
    """
    went = [_copied(mail, parcel, place) for parcel in mail.waiting()]
    return tuple(_with_photos(mail, one, place) for one in went)


def bring(mail: Mail, place: Path) -> Brought:
    """Keep the answers in the folder *place* that are for people of this laptop.

    Raises:
        Problem: the folder cannot be read, or this computer's disk does not take an answer.
    """
    ours = frozenset(mail.addresses())
    hubs = set(mail.hubs())
    taken, known, elsewhere, refused = [], 0, 0, []
    media: list[tuple[str, Part, str]] = []
    for name, found in parts.found_in(place):
        if isinstance(found, Problem):
            refused.append((name, found))
            continue
        if found.part is not None and found.sender == found.receiver:
            media.append((found.sender, found.part, name))
            continue
        if found.type not in (ANSWER, KEY) or found.receiver not in ours:
            elsewhere += 1
            continue
        # The hub may have another key by now, and so another address.
        hubs.add(found.sender)
        if mail.keep_answer(found.receiver, sticks.read(place, name, bundles.MOST_BYTES)):
            taken.append(found.receiver)
        else:
            known += 1
    ours_too = [(part, name) for sender, part, name in media if sender in hubs]
    elsewhere += len(media) - len(ours_too)
    shown = parts.take(place, ours_too, mail.media, _plausible)
    diagnostics.event("stick:read", taken=len(taken), refused=len(refused), media=shown.whole)
    return Brought(tuple(taken), known, elsewhere, shown.whole, (*refused, *shown.refused))


def _keep_notice(mail: Mail, parcel: Parcel, problem: Problem) -> None:
    """Let the person whose parcel it is learn what to seal to; nobody here can prove it."""
    notice = key_notices.of_problem(problem)
    if notice is None:
        return
    try:
        mail.keep_notice(parcel.address, key_notices.to_bytes(notice))
    except Problem as failed:
        diagnostics.event("inbox:not-kept", reason=failed.code.reference)


def _plausible(part: Part) -> int:
    """Return the size that a medium may have: nobody here can look what its form says."""
    return min(part.size, _LARGEST_MEDIUM)


def _for_us(reply: bytes, parcel: Parcel, url: str) -> Bundle:
    try:
        found = bundles.parse(reply)
    except Problem as problem:
        if problem.code is Code.PROTOCOL_UNKNOWN:
            raise
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": url}) from problem
    if (found.type, found.receiver) != (ANSWER, parcel.address):
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": url})
    return found


def _copied(mail: Mail, parcel: Parcel, place: Path) -> Went:
    raw = mail.parcel(parcel.address)
    if raw is None:
        return Went(parcel)
    try:
        sticks.put(place, bundles.parse(raw).name, raw)
    except Problem as problem:
        diagnostics.event("outbox:not-copied", reason=problem.code.reference)
        return Went(parcel, problem)
    diagnostics.event("outbox:copied", bytes=len(raw))
    return Went(parcel)


def _with_photos(mail: Mail, went: Went, place: Path) -> Went:
    raw = mail.parcel(went.parcel.address)
    if went.problem is not None or raw is None:
        return went
    way, copied = bundles.parse(raw), 0
    for blob in mail.photos(went.parcel.address):
        store = mail.photo_store(blob)
        if store is None:
            continue
        try:
            parts.write(store, blob, way.sender, way.receiver, place)
        except Problem as problem:
            diagnostics.event("outbox:not-copied", reason=problem.code.reference)
            return Went(went.parcel, problem, copied)
        copied += 1
    return Went(went.parcel, None, copied)
