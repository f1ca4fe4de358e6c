"""What a hub answers when something is sealed to a key that it does not have, and what follows.

It happens where a key was retired before everybody knew the next one, and where a hub was put back
from a backup that is older than its newest key. Nothing is taken in; whoever sealed it seals again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.canonical import NotCanonicalError, encode, parse
from fieldtool.log.exchange import Notice
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import is_box_key, verify
from fieldtool.storage.queries import asked, exchange_keys

if TYPE_CHECKING:
    from fieldtool.security.exchange_keys import Ring
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session


@dataclass(frozen=True)
class Sender:
    """Who sealed it, as both sides call it."""

    project: str
    log: str


def notice(hub: HubIdentity, ring: Ring, sender: Sender, digest: str, now: int) -> Notice:
    """Return the hub's signed word to which key *sender* is to seal.

    *digest* is the SHA-256 of what could not be opened: the notice is good for nothing else.
    """
    unsigned = Notice(ring.newest.public, digest, now)
    return replace(unsigned, signature=hub.keys.sign(unsigned.message(sender.project, sender.log)))


def not_here(hub: HubIdentity, ring: Ring, sender: Sender, digest: str, now: int) -> Problem:
    """Return the problem with the notice in it."""
    diagnostics.event("exchange:not-here", log=sender.log)
    told = notice(hub, ring, sender, digest, now).to_texts()
    return Problem(Code.EXCHANGE_KEY_NOT_HERE, dict[str, str | int](told))


def opened(
    hub: HubIdentity, ring: Ring, sealed: bytes, sender: Sender, request: bytes, now: int
) -> tuple[bytes, int]:
    """Return what a *request* of *sender* holds *sealed*, and the number of the key to which.

    Raises:
        Problem: EXCHANGE_KEY_NOT_HERE, with a notice.
    """
    try:
        return ring.opened(sealed)
    except Problem as problem:
        digest = hashlib.sha256(request).hexdigest()
        raise not_here(hub, ring, sender, digest, now) from problem


def to_bytes(said: Notice) -> bytes:
    """Return a notice as it lies in a mailbox or is sealed into a bundle."""
    return encode(said.to_texts())


def of_bytes(raw: bytes) -> Notice | None:
    """Read such bytes; None where they are no notice."""
    try:
        tree = parse(raw)
    except NotCanonicalError:
        return None
    return Notice.of_texts(tree) if isinstance(tree, dict) else None


def of_problem(problem: Problem) -> Notice | None:
    """Return the notice that came with a refusal; None where none did."""
    if problem.code is not Code.EXCHANGE_KEY_NOT_HERE:
        return None
    return Notice.of_texts(problem.values)


def is_proven(said: Notice, sender: Sender, hub_key: bytes) -> bool:
    """Say whether the hub with the pinned *hub_key* said this to *sender*."""
    message = said.message(sender.project, sender.log)
    return verify(hub_key, message, said.signature) and is_box_key(said.key)


def take_carried(session: Session, said: Notice, sender: Sender, hub_key: bytes) -> bool:
    """Seal to what a notice says that came some time after its request; return whether it counts.

    One that is not proven, that nobody here asked for, or that an answer overtook counts nothing.
    """
    project = sender.project
    if not is_proven(said, sender, hub_key) or not asked.is_known(session, project, said.request):
        return False
    if asked.is_overtaken(session, project, said.request, said.time):
        return False
    exchange_keys.tell(session, project, said.key)
    return True
