"""A day of 10,000 laptops: each sends what it has finished and hears what is new at the hub."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.benchmarks import fleet
from tests.benchmarks.hubs import DATABASES, serving
from tests.benchmarks.tables import Table, middle, ms, percentile

LAPTOPS, INTERVIEWS, CLIENTS = 10_000, 3, 8
_AT_ONCE = 2_000


def measure() -> Table:
    """Let every laptop sync once, eight at a time."""
    return Table(
        f"{LAPTOPS:,} laptops sync once with {INTERVIEWS} interviews each, {CLIENTS} at a time",
        (
            "database",
            "minutes",
            "syncs/s",
            "interviews/s",
            "our processor, ms per sync",
            "reply, median ms",
            "p95 ms",
        ),
        tuple(row for database in DATABASES for row in _on(database)),
        "Each laptop is a workspace of its own and hears of a place that is new in the register. "
        "In eight hours 10,000 syncs are one in three seconds.",
    )


def _on(database: str) -> Iterator[tuple[str, ...]]:
    chance = Random(5)  # noqa: S311 - invented answers
    each: list[float] = []
    passed = worked = 0.0
    with serving(database, LAPTOPS, has_news=True) as hub:
        for first in range(0, LAPTOPS, _AT_ONCE):
            some = hub.senders[first : first + _AT_ONCE]
            packed = [
                one.request(one.write(fleet.others(hub.pool, INTERVIEWS, chance))) for one in some
            ]
            posted = hub.post([packed[start::CLIENTS] for start in range(CLIENTS)])
            each += posted.each
            passed, worked = passed + posted.passed, worked + posted.worked
            print(f"{database}: {first + len(some):,} laptops in {passed:.0f} s", flush=True)
    yield (
        database,
        f"{passed / 60:.1f}",
        f"{LAPTOPS / passed:,.0f}",
        f"{LAPTOPS * INTERVIEWS / passed:,.0f}",
        ms(worked / LAPTOPS),
        ms(middle(each)),
        ms(percentile(each, 0.95)),
    )
