"""How fast a hub process takes in what laptops send, beside the same bytes written bare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from statistics import median

from fieldtool.log.kinds import Revision
from tests.benchmarks import fleet, floors
from tests.benchmarks.fleet import Sender
from tests.benchmarks.hubs import DATABASES, Hub, Posted, serving
from tests.benchmarks.tables import Table

BATCHES = {1: 240, 20: 96, 200: 24}  # and how many requests of each
CLIENTS = (1, 8)
_ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """Interviews that were sent in one way, several times; *again* what was sent before."""

    batch: int
    clients: int
    again: bool
    count: int
    times: tuple[Posted, ...]

    @property
    def per_second(self) -> float:
        """Return how many interviews were taken in per second."""
        return self.count / median(one.passed for one in self.times)

    @property
    def worked_each(self) -> float:
        """Return the seconds of the hub's processor per interview."""
        return median(one.worked for one in self.times) / self.count


def measure() -> Table:
    """Send batches of Q1 interviews to hub processes on both databases."""
    rows = [row for database in DATABASES for row in _on(database)]
    columns = ("database", "what", "batch", "clients", "interviews/s", "our processor, ms each")
    return Table(
        "Ingest: verified, unsealed, unpacked, rehashed, stored, projected, committed, answered",
        columns,
        tuple(rows),
        "Hub, database and senders on the same cores; both wait for the disk. Aims with "
        "PostgreSQL: at least 1,000/s at batches of 200, at most 0.7 ms of our processor each; at "
        "least 100/s at batches of 1. Bare: the same payloads into one table, without any check.",
    )


def _on(database: str) -> Iterator[tuple[str, ...]]:
    with serving(database, 8 * len(BATCHES) * len(CLIENTS)) as hub:
        senders = iter(hub.senders)
        for batch, requests in BATCHES.items():
            for clients in CLIENTS:
                own = [next(senders) for _ in range(clients)]
                for one in _measured(hub, own, batch, requests):
                    row = _row(database, one)
                    print(*row, flush=True)
                    yield row
        yield from _floors(database, hub)


def _measured(hub: Hub, own: list[Sender], batch: int, requests: int) -> Iterator[Measured]:
    # Other interviews for each way: the same ones from two laptops would have to be merged.
    chance = Random(f"{batch}/{len(own)}")  # noqa: S311 - invented answers
    each, count = requests // len(own), batch * (requests // len(own)) * len(own)
    first, again = [], []
    for _round in range(_ROUNDS):
        packed = [
            [one.request(one.write(fleet.others(hub.pool, batch, chance))) for _ in range(each)]
            for one in own
        ]
        first.append(hub.post(packed))
        again.append(hub.post(packed))
    yield Measured(batch, len(own), again=False, count=count, times=tuple(first))
    yield Measured(batch, len(own), again=True, count=count, times=tuple(again))


def _row(database: str, one: Measured) -> tuple[str, ...]:
    return (
        database,
        "the same again" if one.again else "fieldtool",
        str(one.batch),
        str(one.clients),
        f"{one.per_second:,.0f}",
        f"{one.worked_each * 1000:.2f}",
    )


def _floors(database: str, hub: Hub) -> Iterator[tuple[str, ...]]:
    chance = Random(7)  # noqa: S311 - invented answers
    url, folder = hub.url, hub.config.folder
    batches = [list(map(_plain, fleet.others(hub.pool, 200, chance))) for _ in range(12)]
    count = sum(map(len, batches))
    ways = {"bare INSERTs": False, "bare COPY": True} if url else {"bare INSERTs": False}
    for name, copy in ways.items():
        seconds = median(floors.many(url, folder, batches, copy=copy) for _ in range(_ROUNDS))
        yield database, name, "200", "1", f"{count / seconds:,.0f}", ""
    flushes = 1 / median(floors.flushes(folder))
    yield database, "flush of 4 kB to this disk", "", "1", f"{flushes:,.0f}", ""
    ones = [[_plain(one)] for one in fleet.others(hub.pool, 240, chance)]
    seconds = median(floors.many(url, folder, ones) for _ in range(_ROUNDS))
    yield database, "bare INSERT and COMMIT", "1", "1", f"{len(ones) / seconds:,.0f}", ""
    instances = list(map(floors.instance_of, fleet.others(hub.pool, 240, chance)))
    seconds = median(floors.one_by_one(url, folder, instances) for _ in range(_ROUNDS))
    yield database, "XML parsed, kept, no HTTP", "1", "1", f"{len(instances) / seconds:,.0f}", ""


def _plain(revision: Revision) -> floors.Row:
    content = json.dumps(revision.to_content(), ensure_ascii=False, separators=(",", ":"))
    return revision.interview, content
