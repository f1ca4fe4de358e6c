"""`python -m tests.conformance [FOLDER] [--failures] [--decisions]`: one line per file of cases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conformance import javarosa, scenario, xforms, xpath
from tests.conformance.cases import FOLDER, Tally, is_there

RUNNERS: dict[str, Callable[[Path], Tally]] = {
    "xpath": xpath.run,
    "javarosa_xpath": javarosa.run,
    "scenario": scenario.run,
    "xforms": xforms.run,
}


def main() -> int:
    """Run every file of the folder that is there; return 1 when cases fail."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--failures", action="store_true", help="list the failures")
    parser.add_argument("--decisions", action="store_true", help="list the reasons to differ")
    chosen = parser.parse_args()
    failed = 0
    for name, run in RUNNERS.items():
        if not is_there(chosen.folder, name):
            continue
        tally = run(chosen.folder)
        failed += len(tally.failures)
        print(tally)
        if chosen.decisions:
            for reason, count in sorted(tally.decided.items()):
                print(f"  {count} × {reason}")
        if chosen.failures:
            for each in tally.failures:
                print(f"  {each}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
