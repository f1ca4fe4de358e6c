"""`python -m tests.power [--cuts 5000] [--seed 7]`: as many power cuts of one day as you like."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests import memory
from tests.power import cuts, day


def main(arguments: list[str]) -> int:
    """Return how many cuts lost something."""
    parser = argparse.ArgumentParser(prog="python -m tests.power", description=__doc__)
    parser.add_argument("--cuts", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-power-", dir=memory.place()))
    try:
        recorded = day.spend(folder)
        rng = Random(given.seed)  # noqa: S311 - moments to cut at
        wanted = cuts.moments(recorded, given.cuts, rng)
        lost = 0
        seen: Counter[str] = Counter()
        for result in cuts.results(recorded, wanted, folder / "state", rng):
            seen[result.moment.side] += 1
            lost += bool(result.faults)
            for fault in result.faults:
                print(result.moment, fault)
        print(f"{given.cuts} power cuts, {dict(seen)}: {lost} lost or damaged something.")
        return min(lost, 1)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
