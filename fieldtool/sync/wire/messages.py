"""The messages of a sync: what laptop and hub say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import Tree, to_base64
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.receipt import Receipt

VERSION = "1"
PUT, GET = "put", "get"
RELAY = "relay"


@dataclass(frozen=True)
class RequestHeader:
    """What a laptop says in the clear.

    Attributes:
        log: the laptop's own log; its writer signs the container.
        tip, count: the newest entry of that log and its place, whether sent or not.
        finalised: how many interviews the workspace has finalised.
        have: the newest entry that the laptop has of each log of the hub.
        takes_own: the laptop goes on behind entries of its own log that it lost; earlier versions
            refuse an answer with such.
        program: the version of the program; empty where it does not say.
    """

    project: str
    log: str
    tip: str
    count: int
    finalised: int
    have: dict[str, str]
    clock: ClockEvidence
    takes_own: bool = False
    program: str = ""

    def to_tree(self) -> dict[str, Tree]:
        """Return the header of the container."""
        capable: dict[str, Tree] = {"own": "yes"} if self.takes_own else {}
        if self.program:
            capable["program"] = self.program
        return capable | {
            "clock": dict[str, Tree](self.clock.to_header()),
            "count": str(self.count),
            "finalised": str(self.finalised),
            "have": dict[str, Tree](self.have),
            "log": self.log,
            "project": self.project,
            "protocol": VERSION,
            "tip": self.tip,
            "type": "request",
        }


@dataclass(frozen=True)
class RelayHeader:
    """What a relay says in the clear; the runs that it brings are those of its laptops.

    Attributes:
        log: the relay's own log; it signs the container.
        tips: where the lines of each log end that it passes on, whether sent or not.
        asks: logs whose tips may be known: receipts are wanted before anything is sent.
        have: the newest entry that it has of each log of the hub, and of its own.
        blobs_past: how many of the blobs that the hub lacks, from the first on, it has not got.
        box_key: what answers are to be sealed to; empty where it does not say.
    """

    project: str
    log: str
    tips: dict[str, tuple[str, ...]]
    asks: tuple[str, ...]
    have: dict[str, str]
    blobs_past: int
    clock: ClockEvidence
    box_key: bytes = b""

    def to_tree(self) -> dict[str, Tree]:
        """Return the header of the container."""
        said: dict[str, Tree] = {"box_key": to_base64(self.box_key)} if self.box_key else {}
        return said | {
            "asks": list(self.asks),
            "blobs_past": str(self.blobs_past),
            "clock": dict[str, Tree](self.clock.to_header()),
            "have": dict[str, Tree](self.have),
            "log": self.log,
            "project": self.project,
            "protocol": VERSION,
            "tips": {log: list(tips) for log, tips in self.tips.items()},
            "type": RELAY,
        }


@dataclass(frozen=True)
class AnswerHeader:
    """What a hub says in the clear.

    Attributes:
        request: SHA-256 of the request's bytes; an old answer does not fit a new request.
        epoch: id of the hub's database; a new one voids all receipts before.
        hears: the logs of the hub that are meant for this workspace.
        clock: the hub's clock, when it answered.
        above: where the hub is a relay, tips of the laptop's log that the hub above has proven;
            None where it is not.
        exchange: where the hub is a relay, the key that it wants to be sealed to; empty where it
            is not, because then its log says so.
    """

    project: str
    log: str
    request: str
    epoch: str
    hears: tuple[str, ...]
    clock: ClockEvidence
    above: tuple[str, ...] | None = None
    exchange: bytes = b""

    def to_tree(self) -> dict[str, Tree]:
        """Return the header of the container."""
        tree: dict[str, Tree] = {
            "clock": dict[str, Tree](self.clock.to_header()),
            "epoch": self.epoch,
            "hears": list(self.hears),
            "log": self.log,
            "project": self.project,
            "protocol": VERSION,
            "request": self.request,
            "type": "answer",
        }
        if self.above is not None:
            tree["above"] = list(self.above)
        if self.exchange:
            tree["exchange"] = to_base64(self.exchange)
        return tree


@dataclass(frozen=True)
class WireRun:
    """A run as it travels: its rows are still to be rebuilt and proven."""

    log: str
    after: str
    tip: str
    count: int
    signature: bytes
    rows: Tree

    def to_tree(self) -> dict[str, Tree]:
        """Return the run inside a body."""
        return {
            "after": self.after,
            "count": str(self.count),
            "log": self.log,
            "rows": self.rows,
            "signature": to_base64(self.signature),
            "tip": self.tip,
        }


@dataclass(frozen=True)
class RequestBody:
    """What a laptop sends: runs of its own log, and of the hub's where the hub lost some."""

    runs: tuple[WireRun, ...]

    def to_tree(self) -> dict[str, Tree]:
        """Return the body of the container."""
        return {"runs": [run.to_tree() for run in self.runs]}


@dataclass(frozen=True)
class Lacking:
    """A blob that the hub has not got whole; `here` says how many bytes of it are there."""

    blob: str
    here: int

    def to_tree(self) -> dict[str, Tree]:
        """Return it inside a body."""
        return {"blob": self.blob, "here": str(self.here)}


@dataclass(frozen=True)
class AnswerBody:
    """What a hub sends back.

    Attributes:
        receipts: proof for what is stored.
        known: for each log whose beginning the hub misses, entries that it has, the newest first.
        runs: what the laptop misses of the hub's logs.
        more: whether further runs wait.
        lacking: blobs that the laptop's log names, and then those that the hub's logs name, of
            which the hub has not all: in the order of the logs, the first ones.
        lacks_more: whether the hub may lack others behind those.
    """

    receipts: tuple[Receipt, ...]
    known: dict[str, tuple[str, ...]]
    runs: tuple[WireRun, ...]
    more: bool = False
    lacking: tuple[Lacking, ...] = ()
    lacks_more: bool = False

    def to_tree(self) -> dict[str, Tree]:
        """Return the body of the container."""
        return {
            "blobs_missing": [one.to_tree() for one in self.lacking],
            "blobs_more": "yes" if self.lacks_more else "no",
            "known": {log: list(marks) for log, marks in self.known.items()},
            "more": "yes" if self.more else "no",
            "receipts": [_receipt_tree(receipt) for receipt in self.receipts],
            "runs": [run.to_tree() for run in self.runs],
        }


@dataclass(frozen=True)
class Range:
    """Part of a blob that is brought (`put`) or asked for (`get`).

    Attributes:
        log: of the laptop; its writer signs.
        start: how many bytes of the blob come before it.
        most: how many bytes are asked for at most; with `put`, how many there are.
    """

    type: str
    project: str
    log: str
    blob: str
    start: int
    most: int

    def to_tree(self) -> dict[str, Tree]:
        """Return the header of the container."""
        return {
            "blob": self.blob,
            "log": self.log,
            "most": str(self.most),
            "project": self.project,
            "protocol": VERSION,
            "start": str(self.start),
            "type": self.type,
        }


def _receipt_tree(receipt: Receipt) -> dict[str, Tree]:
    return {
        "count": str(receipt.count),
        "epoch": receipt.epoch,
        "log": receipt.log,
        "signature": to_base64(receipt.signature),
        "time": str(receipt.hub_time),
        "tip": receipt.tip,
    }
