"""A long walk by hand: python -m tests.sync.walk --examples 5000 --seed 1."""

from __future__ import annotations

import argparse
import time

from hypothesis import Phase

from tests import compiled
from tests.sync.walk.machine import walk
from tests.sync.walk.met import told


def main() -> None:
    """Walk, and say how long it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.walk")
    parser.add_argument("--examples", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--shrink", action="store_true")
    given = parser.parse_args()
    phases = (Phase.generate, Phase.shrink) if given.shrink else (Phase.generate,)
    compiled.share()
    began, used = time.monotonic(), time.process_time()
    try:
        walk(given.examples, given.seed, steps=given.steps, phases=phases)
    finally:
        print(told())
    seconds, used = time.monotonic() - began, time.process_time() - used
    said = f"{given.examples} walks of {given.steps} acts in {seconds:.0f} s"
    print(f"{said} ({used:.0f} s of CPU): nothing lost")


if __name__ == "__main__":
    main()
