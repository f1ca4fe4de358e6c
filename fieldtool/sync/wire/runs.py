"""Runs on the wire: rows to send, and rows rebuilt and proven by the signed tip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log import rows
from fieldtool.log.chain import Run, SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import verify
from fieldtool.security.writer import sign_tip
from fieldtool.storage import projections
from fieldtool.storage.queries import entries
from fieldtool.sync.wire.messages import WireRun

if TYPE_CHECKING:
    from fieldtool.log.columns import Budget
    from fieldtool.security.keys import Identity
    from fieldtool.storage.database import Session

# Before compression; text of interviews shrinks to about a tenth.
_PER_PACKED_BYTE = 24


def to_wire(run: Run) -> WireRun:
    """Return *run* as it travels."""
    tip = run.signed.tip
    body = rows.encode(run.entries)
    return WireRun(tip.log, run.after, tip.id, tip.count, run.signed.signature, body)


def proven(wire: WireRun, project: str, key: bytes, budget: Budget | None = None) -> Run:
    """Rebuild the entries of *wire* and check that *key*'s owner signed where they end.

    *budget* is what all runs of a message together may unpack to.

    Raises:
        Problem: something was altered, left out, or written by somebody else.
    """
    tip = Tip(project, wire.log, wire.tip, wire.count)
    if not verify(key, tip.message(), wire.signature):
        raise Problem(Code.TIP_SIGNATURE_WRONG, {"log": wire.log})
    found = rows.decode(wire.rows, wire.after, budget)
    last = found[-1].id if found else wire.after
    if last != wire.tip:
        raise Problem(Code.TIP_SIGNATURE_WRONG, {"log": wire.log})
    return Run(wire.after, found, SignedTip(tip, wire.signature))


def first_part(run: Run, size: int, identity: Identity) -> Run:
    """Return the first *size* entries of *run*, with a tip of their own that its writer signs."""
    if size >= len(run.entries):
        return run
    tip = run.signed.tip
    some = run.entries[:size]
    cut = Tip(tip.project, tip.log, some[-1].id, tip.count - len(run.entries) + size)
    return Run(run.after, some, sign_tip(identity, cut))


def signed_part(run: Run, tips: Sequence[SignedTip], most: int, least: int = 1) -> Run:
    """Return the beginning of *run* up to one of *tips*, which its writer signed.

    It has *most* entries at most, unless the first tip is farther away, and at least *least*.
    """
    places = {entry.id: place for place, entry in enumerate(run.entries, 1)}
    signed = {places[one.tip.id]: one for one in tips if one.tip.id in places}
    later = sorted(place for place in signed if place >= least)
    fitting = [place for place in later if place <= most]
    size = fitting[-1] if fitting else later[0]
    return Run(run.after, run.entries[:size], signed[size])


def roughly(found: Sequence[Entry], packed: int) -> int:
    """Return how many of *found*, one at least, may fit into *packed* bytes; rather too many."""
    left = packed * _PER_PACKED_BYTE
    for size, entry in enumerate(found):
        left -= len(entry.payload or b"") + len(entry.header.raw)
        if left < 0:
            return max(size, 1)
    return len(found)


def packed_size(found: Sequence[Entry]) -> int:
    """Return about how many bytes *found* are when they are packed; rather too few."""
    size = sum(len(entry.payload or b"") + len(entry.header.raw) for entry in found)
    return size // _PER_PACKED_BYTE + 1


@dataclass(frozen=True)
class Store:
    """Where a proven run is to be kept; `at` is this computer's time, milliseconds UTC."""

    session: Session
    project: str
    at: int

    def place_of(self, log: str, entry_id: str) -> int | None:
        """Return how many entries end with *entry_id* ("" is the beginning); None if unknown."""
        if entry_id == "":
            return 0
        return entries.count_of(self.session, self.project, log, entry_id)

    def keep(self, run: Run) -> frozenset[str] | None:
        """Store and apply *run*; return which entries were new, None for an unknown beginning.

        Raises:
            Problem: the tip counts other entries than there are.
        """
        log = run.signed.tip.log
        new = entries.extend(self.session, self.project, run, self.at)
        if new is None:
            return None
        projections.apply_placed(self.session, self.project, log, new)
        return frozenset(one.entry.id for one in new)
