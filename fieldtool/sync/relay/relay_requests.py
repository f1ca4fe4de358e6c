"""What a relay asks of its higher hub, packed: runs of many logs, each up to a signed tip."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log import canonical
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub, workspace_log
from fieldtool.storage.queries import entries, proofs, relays
from fieldtool.sync.wire import container, exchange_keys, protocol, runs
from fieldtool.sync.wire.messages import RelayHeader, RequestBody

if TYPE_CHECKING:
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.chain import Run, SignedTip
    from fieldtool.storage.database import Session
    from fieldtool.sync.relay.relaying import Relay

# After so many answers in a row that miss all of a log, it is taken for refused.
_PATIENCE = 3


@dataclass
class Missed:
    """What the higher hub said that it misses, since this stretch of passing on began.

    Attributes:
        there: entries that both sides have, per log that the relay passes on.
        common: where each log of the hub parts, of which the relay has more than the hub.
        refused: logs that are sent and that the hub goes on to know nothing of.
    """

    there: dict[str, frozenset[str]] = field(default_factory=dict)
    common: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    _times: Counter[str] = field(default_factory=Counter)

    def miss(self, log: str, here: frozenset[str]) -> None:
        """Note that the hub misses something of *log*, and which of its marks are *here*."""
        self.there[log] = here
        self._times[log] += not here
        if self._times[log] > _PATIENCE:
            self.refused.add(log)

    def times(self, log: str) -> int:
        """Return how many answers in a row missed all of *log*."""
        return self._times[log]

    def fingerprint(self) -> object:
        """Return something that differs when the hub said something else."""
        return dict(self.there), dict(self.common), frozenset(self.refused), self._times.copy()

    def to_text(self) -> str:
        """Return it as it is kept between two sticks; nothing is refused then for good."""
        tree: dict[str, Encodable] = {
            "common": self.common,
            "there": {log: sorted(ids) for log, ids in self.there.items()},
            "times": {log: str(count) for log, count in self._times.items() if count},
        }
        return canonical.encode(tree).decode("utf-8")

    @classmethod
    def of_text(cls, text: str) -> Missed:
        """Read what was kept."""
        tree = json.loads(text)
        there = {log: frozenset(ids) for log, ids in tree["there"].items()}
        times = Counter({log: int(count) for log, count in tree["times"].items()})
        return cls(there, dict(tree["common"]), set(), times)


@dataclass(frozen=True)
class Line:
    """A line of a log that is not proven up to its end; entries among `there` are known above."""

    log: str
    end: SignedTip
    there: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """What the next request is to say, before it is cut to the size that the link takes.

    Attributes:
        is_only_own: the hub above has to learn of the relay's workspaces first.
        box_key: the key of the hub above that it is to be sealed to.
    """

    header: RelayHeader
    lines: tuple[Line, ...]
    back: tuple[Run, ...]
    is_only_own: bool
    box_key: bytes


def planned(relay: Relay, missed: Missed, blobs_past: int, *, carried: bool = False) -> Plan:
    """Return all that the higher hub has not proven, and what this relay has of the hub's logs.

    *carried*: an answer is days away, so nothing is asked for first. The hub above takes what the
    relay says of its workspaces before it looks at what these wrote.
    """
    with relay.database.read() as session:
        tips: dict[str, tuple[str, ...]] = {}
        asks, lines = [], []
        for log in _logs(session, relay, missed, carried=carried):
            ends = proofs.ends(session, relay.project, log)[: protocol.MOST_ENDS]
            tips[log] = tuple(end.tip.id for end in ends)
            there, asking = _there(session, relay, missed, log)
            waiting = [end for end in ends if end.tip.id not in there]
            if waiting and asking and not carried:
                asks.append(log)
            else:
                lines += [Line(log, end, there) for end in waiting]
        header = RelayHeader(
            project=relay.project,
            log=relay.log,
            tips=_some(tips, {*asks, *(line.log for line in lines)}),
            asks=tuple(_asked(tips, asks)),
            have=_have(session, relay),
            blobs_past=blobs_past,
            clock=relay.clock.now(),
            box_key=relay.ring(session).newest.public,
        )
        is_only_own = any(line.log == relay.log for line in lines) or relay.log in asks
        # What was missed again and again must not keep back what comes behind it.
        lines.sort(key=lambda line: missed.times(line.log))
        box_key = exchange_keys.of_higher(session, relay.higher)
        back = _back(session, relay, missed)
        return Plan(header, tuple(lines), back, is_only_own, box_key)


def _asked(tips: dict[str, tuple[str, ...]], asks: list[str]) -> Iterator[str]:
    """Give as many of *asks* as one answer has receipts for."""
    left = protocol.MOST_RUNS
    for log in asks:
        left -= len(tips[log])
        if left >= 0:
            yield log


def packed(relay: Relay, plan: Plan, limit: int) -> tuple[bytes, bool]:
    """Return a request of about *limit* bytes, one run at least, and whether it holds everything.

    What goes back to the hub goes whole, whatever the limit.
    """
    budget = limit
    while True:
        some = first_runs(relay, plan, budget)
        body = RequestBody(tuple(runs.to_wire(run) for run in (*some, *plan.back)))
        raw = container.pack(
            plan.header.to_tree(), body.to_tree(), relay.identity.keys, plan.box_key
        )
        if len(raw) <= limit or budget <= 1:
            ends = {run.signed.tip.id for run in some}
            is_all = all(line.end.tip.id in ends for line in plan.lines)
            return raw, is_all and not plan.header.asks and not plan.is_only_own
        budget = max(1, min(budget // 2, int(budget * limit / len(raw))))


def first_runs(relay: Relay, plan: Plan, budget: int) -> list[Run]:
    """Return runs of *plan* that are about *budget* bytes packed, each up to a signed tip."""
    some: list[Run] = []
    most = protocol.MOST_RUNS - len(plan.back)
    with relay.database.read() as session:
        for line in plan.lines:
            if len(some) >= most or (some and budget <= 0):
                break
            run = proofs.line(session, relay.project, line.log, line.end, line.there)
            if run is None:
                continue
            tips = entries.tips(session, relay.project, line.log)
            part = runs.signed_part(run, tips, runs.roughly(run.entries, budget))
            budget -= runs.packed_size(part.entries)
            some.append(part)
    return some


def _logs(session: Session, relay: Relay, missed: Missed, *, carried: bool) -> Iterator[str]:
    """Give the relay's log, and those of its workspaces once the hub above knows them, or will."""
    yield relay.log
    proven = frozenset(proofs.newest(session, relay.project, relay.log))
    ends = proofs.ends(session, relay.project, relay.log)
    if carried or all(end.tip.id in proven for end in ends):
        for name in sorted(relays.said(session, relay.project, relay.higher.relay)):
            log = workspace_log(name)
            if log not in missed.refused and entries.tip(session, relay.project, log) is not None:
                yield log


def _there(session: Session, relay: Relay, missed: Missed, log: str) -> tuple[frozenset[str], bool]:
    """Return which entries the hub above has, and whether it is better asked before it is sent to.

    After it was restored nothing is proven, and most of it is there.
    """
    epoch = proofs.epoch(session, relay.project)
    found = proofs.of_log(session, relay.project, log)
    now = frozenset(one.tip for one in found if one.epoch == epoch)
    marks = missed.there.get(log, frozenset())
    return now | marks, bool(found) and not now and log not in missed.there


def _some(tips: dict[str, tuple[str, ...]], first: set[str]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(tips, key=lambda log: (log not in first, log))
    return {log: tips[log] for log in ordered[: protocol.MOST_LOGS]}


def _have(session: Session, relay: Relay) -> dict[str, str]:
    known = relays.logs_of_hub(session, relay.project)
    found = {}
    for log in (PROJECT_LOG, *sorted(known)):
        newest = entries.tip(session, relay.project, log)
        found[log] = newest.tip.id if newest else ""
    proven = proofs.newest(session, relay.project, relay.log)
    return {**found, relay.log: proven[0] if proven else ""}


def _back(session: Session, relay: Relay, missed: Missed) -> tuple[Run, ...]:
    found = (
        entries.run(session, relay.project, log, common)
        for log, common in missed.common.items()
        if is_of_hub(log)
    )
    return tuple(run for run in found if run is not None and run.entries)[: protocol.MOST_RUNS // 2]
