"""Whether a hub stays as quick when it is full; run by hand, it takes from minutes to hours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.benchmarks import fleet, floors
from tests.benchmarks.hubs import DATABASES, Hub, Posted, serving
from tests.benchmarks.tables import Table, middle, ms, times

# How many interviews there are in the end; FIELDTOOL_TEST_GROWTH says otherwise, and
# FIELDTOOL_TEST_DATABASE on which of the databases alone.
_USUAL = 50_000
_STEP, _BATCH = 10_000, 200


@dataclass(frozen=True)
class _Step:
    """Ten thousand interviews, and how many there were after them.

    Attributes:
        served: seconds of processor of the database server; 0 where the hub itself is it.
        flush: seconds of one flush of the disk, right after.
    """

    stored: int
    posted: Posted
    served: float
    flush: float

    @property
    def worked(self) -> float:
        """Return the seconds of processor of hub and database."""
        return self.posted.worked + self.served


def measure() -> Table:
    """Fill hubs ten thousand by ten thousand."""
    wanted = os.environ.get("FIELDTOOL_TEST_DATABASE", "")
    chosen = [wanted] if wanted else DATABASES
    return Table(
        f"Ingest while a hub fills, batches of {_BATCH}, one client; every {_STEP:,} interviews",
        (
            "database",
            "stored",
            "interviews/s",
            "our processor, ms each",
            "the server's",
            "time to first",
            "our processor to first",
            "both to first",
            "one flush, ms",
        ),
        tuple(row for database in chosen for row in _rows(database)),
        "Aim: the last ten thousand take at most 1.3 times as long as the first.",
    )


def _rows(database: str) -> Iterator[tuple[str, ...]]:
    total = int(os.environ.get("FIELDTOOL_TEST_GROWTH", _USUAL))
    steps = list(_steps(database, total))
    first = steps[0]
    shown = {0, len(steps) - 1, *range(0, len(steps), max(1, len(steps) // 10))}
    for number, step in enumerate(steps):
        if number in shown:
            yield (
                database,
                f"{step.stored:,}",
                f"{_STEP / step.posted.passed:,.0f}",
                f"{step.posted.worked * 1000 / _STEP:.2f}",
                f"{step.served * 1000 / _STEP:.2f}" if step.served else "",
                times(step.posted.passed, first.posted.passed),
                times(step.posted.worked, first.posted.worked),
                times(step.worked, first.worked),
                ms(step.flush),
            )


def _steps(database: str, total: int) -> Iterator[_Step]:
    chance = Random(6)  # noqa: S311 - invented answers
    with serving(database, 100) as hub:
        for stored in range(_STEP, total + 1, _STEP):
            requests = _requests(hub, chance)
            began = floors.served(hub.url)
            posted = hub.post([requests])
            served = floors.served(hub.url) - began
            step = _Step(stored, posted, served, middle(floors.flushes(hub.config.folder)))
            print(database, _told(step), flush=True)
            yield step


def _told(step: _Step) -> str:
    """Return what is known already, for whoever stops it before it is done."""
    speed, ours = _STEP / step.posted.passed, step.posted.worked
    return f"{step.stored:,} stored, {speed:,.0f}/s, {ours:.2f} s + {step.served:.2f} s worked"


def _requests(hub: Hub, chance: Random) -> list[bytes]:
    senders = chance.sample(hub.senders, _STEP // _BATCH)
    return [one.request(one.write(fleet.others(hub.pool, _BATCH, chance))) for one in senders]
