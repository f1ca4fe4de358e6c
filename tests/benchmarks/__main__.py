"""`python -m tests.benchmarks [NAME …]`: measure and print tables."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.benchmarks import (
    answer,
    bad_link,
    day,
    engine,
    growth,
    ingest,
    page,
    secrecy,
    start,
    wire,
)
from tests.benchmarks.tables import Table

BENCHMARKS: dict[str, Callable[[], Table]] = {
    "start": start.measure,
    "answer": answer.measure,
    "engine": engine.measure,
    "page": page.measure,
    "wire": wire.measure,
    "secrecy": secrecy.measure,
    "ingest": ingest.measure,
    "link": bad_link.measure,
}
# They take from ten minutes to an hour.
BY_HAND: dict[str, Callable[[], Table]] = {"day": day.measure, "growth": growth.measure}


def main(names: list[str]) -> None:
    """Print the tables of *names*; when there are none, of all that are not run by hand."""
    for name in names or BENCHMARKS:
        print((BENCHMARKS | BY_HAND)[name]().text(), flush=True)


main(sys.argv[1:])
