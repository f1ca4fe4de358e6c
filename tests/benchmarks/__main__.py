"""`python -m tests.benchmarks [NAME …]`: measure and print tables."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.benchmarks import answer, bad_link, engine, ingest, page, start, wire
from tests.benchmarks.tables import Table

BENCHMARKS: dict[str, Callable[[], Table]] = {
    "start": start.measure,
    "answer": answer.measure,
    "engine": engine.measure,
    "page": page.measure,
    "wire": wire.measure,
    "ingest": ingest.measure,
    "link": bad_link.measure,
}


def main(names: list[str]) -> None:
    """Print the tables of *names*, of all when there are none."""
    for name in names or BENCHMARKS:
        print(BENCHMARKS[name]().text(), flush=True)


main(sys.argv[1:])
