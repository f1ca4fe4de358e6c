"""`python -m tests.conformance [FOLDER] [--failures] [--decisions]`: one line per file of cases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conformance import javarosa, scenario, xforms, xpath
from tests.conformance.cases import FOLDER, Tally, is_there
from tests.conformance.page import PAGE, page

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
    parser.add_argument("--write", action="store_true", help="write docs/conformance.md")
    chosen = parser.parse_args()
    failed = 0
    tallies: list[Tally] = []
    for name, run in RUNNERS.items():
        if not is_there(chosen.folder, name):
            continue
        tally = run(chosen.folder)
        failed += len(tally.failures)
        tallies.append(tally)
        print(tally)
        if chosen.decisions:
            for reason, count in sorted(tally.decided.items()):
                print(f"  {count} × {reason}")
        if chosen.failures:
            for each in tally.failures:
                print(f"  {each}")
    if chosen.write:
        PAGE.write_text(page(tallies), encoding="utf-8", newline="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
