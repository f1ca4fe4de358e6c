"""Receipts: the hub's signature that everything up to a tip is stored there."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log import canonical

RECEIPT_PREFIX = b"fieldtool receipt v1\n"


@dataclass(frozen=True)
class Receipt:
    """Proof for one line of one log; void when the hub has a new epoch.

    Attributes:
        tip: the id of the last entry; all before it in its line are proven with it.
        count: entries of the line up to the tip.
        epoch: random id of the hub's database, new after each restore.
        hub_time: milliseconds since 1970 UTC by the hub's clock.
        signature: Ed25519 by the hub's key over `message`.
    """

    log: str
    tip: str
    count: int
    epoch: str
    hub_time: int
    signature: bytes = b""

    def message(self, project: str) -> bytes:
        """Return the bytes that the hub signs."""
        fields = {
            "count": str(self.count),
            "epoch": self.epoch,
            "log": self.log,
            "project": project,
            "time": str(self.hub_time),
            "tip": self.tip,
        }
        return RECEIPT_PREFIX + canonical.encode(fields)
