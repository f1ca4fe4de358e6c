"""`python -m tests.differential [--forms N] [--seed N] [--show SEED]`: a long comparison."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.differential import javarosa
from tests.differential.invented import SITES, invent
from tests.differential.walk import walk, walks


def main() -> int:
    """Compare the engines and print what differs; return 1 when anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--forms", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, help="print the form of this seed and compare it")
    options = parser.parse_args()
    if not javarosa.is_here():
        print("There is no JDK here: JavaRosa cannot be asked.")
        return 2
    with (
        tempfile.TemporaryDirectory() as folder,
        javarosa.started(Path(folder), {"sites.csv": SITES}) as peer,
    ):
        seeds = [options.show] if options.show is not None else walks(options.seed, options.forms)
        return _run(list(seeds), peer, show=options.show is not None)


def _run(seeds: list[int], peer: javarosa.JavaRosa, *, show: bool) -> int:
    steps, kinds = 0, Counter[str]()
    for seed in seeds:
        invented = invent(seed)
        if show:
            print(invented.markdown)
        walked = walk(invented, seed, peer)
        steps += walked.steps
        for difference in walked.differences:
            kinds[difference.aspect] += 1
            print(f"{seed}: {difference}")
    print(f"{len(seeds)} forms, {steps} steps, {sum(kinds.values())} differences {dict(kinds)}")
    return 1 if kinds else 0


sys.exit(main())
