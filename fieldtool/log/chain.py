"""The chain of a log: every entry names the one before; the tip's signature proves them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldtool.log import canonical
from fieldtool.log.entry import Entry
from fieldtool.problems import Code, Problem

TIP_PREFIX = b"fieldtool tip v1\n"


@dataclass(frozen=True)
class Tip:
    """The last entry of a run and how many entries its log has up to it."""

    project: str
    log: str
    id: str
    count: int

    def message(self) -> bytes:
        """Return the bytes that the log's writer signs."""
        fields = {"count": str(self.count), "id": self.id, "log": self.log, "project": self.project}
        return TIP_PREFIX + canonical.encode(fields)


@dataclass(frozen=True)
class SignedTip:
    """A tip with its writer's Ed25519 signature (64 bytes)."""

    tip: Tip
    signature: bytes


@dataclass(frozen=True)
class Run:
    """Entries of one log without a gap, from the one after `after` to the signed tip."""

    after: str
    entries: tuple[Entry, ...]
    signed: SignedTip


def follow(entries: Iterable[Entry], after: str, log: str) -> str:
    """Walk *entries* from the one after *after* ("" for the first) and return the last id.

    Raises:
        Problem: an entry does not name the one before it.
    """
    last = after
    for entry in entries:
        if entry.header.prev != last:
            raise Problem(Code.CHAIN_BROKEN, {"log": log, "entry": entry.id})
        last = entry.id
    return last
