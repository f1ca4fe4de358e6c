"""Whether a hub stays as quick when it is full; run by hand, it takes from minutes to an hour."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.benchmarks import fleet
from tests.benchmarks.hubs import DATABASES, Hub, Posted, serving
from tests.benchmarks.tables import Table, times

# How many interviews there are in the end; FIELDTOOL_TEST_GROWTH says otherwise, and
# FIELDTOOL_TEST_DATABASE on which of the databases alone.
_USUAL = 50_000
_STEP, _BATCH = 10_000, 200


@dataclass(frozen=True)
class _Step:
    """Ten thousand interviews, and how many there were after them."""

    stored: int
    posted: Posted


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
            "time to first",
            "processor to first",
        ),
        tuple(row for database in chosen for row in _rows(database)),
        "Aim: the last ten thousand take at most 1.3 times as long as the first.",
    )


def _rows(database: str) -> Iterator[tuple[str, ...]]:
    total = int(os.environ.get("FIELDTOOL_TEST_GROWTH", _USUAL))
    steps = list(_steps(database, total))
    first = steps[0].posted
    shown = {0, len(steps) - 1, *range(0, len(steps), max(1, len(steps) // 10))}
    for number, step in enumerate(steps):
        if number in shown:
            yield (
                database,
                f"{step.stored:,}",
                f"{_STEP / step.posted.passed:,.0f}",
                f"{step.posted.worked * 1000 / _STEP:.2f}",
                times(step.posted.passed, first.passed),
                times(step.posted.worked, first.worked),
            )


def _steps(database: str, total: int) -> Iterator[_Step]:
    chance = Random(6)  # noqa: S311 - invented answers
    with serving(database, 100) as hub:
        for stored in range(_STEP, total + 1, _STEP):
            posted = hub.post([_requests(hub, chance)])
            print(f"{database}: {stored:,} stored, {_STEP / posted.passed:,.0f}/s", flush=True)
            yield _Step(stored, posted)


def _requests(hub: Hub, chance: Random) -> list[bytes]:
    senders = chance.sample(hub.senders, _STEP // _BATCH)
    return [one.request(one.write(fleet.others(hub.pool, _BATCH, chance))) for one in senders]
