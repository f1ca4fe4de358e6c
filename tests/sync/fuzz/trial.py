"""Give many inputs to all targets and see what comes out: a Problem, and nothing is changed."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from fieldtool.problems import ProblemKind
from tests.sync.fuzz.targets import ACCEPTED, TARGETS, Target

if TYPE_CHECKING:
    from tests.sync.fuzz.world import World

# After so many refusals it is looked whether something changed all the same.
_LOOK_AFTER = 25


@dataclass
class Trial:
    """What came of many inputs.

    Attributes:
        outcomes: how often each target said what.
        crashes: target, number of the input, and what came out instead of a Problem.
        changes: target and number of an input that was refused and changed something.
    """

    world: World
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    crashes: list[tuple[str, int, str]] = field(default_factory=list)
    changes: list[tuple[str, int]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def tried(self) -> int:
        """Return how many inputs were given."""
        return sum(sum(counted.values()) for counted in self.outcomes.values())

    def run(self, inputs: int, first: int = 0) -> None:
        """Give about *inputs* inputs, from number *first* on; the same number is the same input."""
        whole = sum(target.share for target in TARGETS)
        for target in TARGETS:
            began = time.process_time()
            self._try(target, first, max(1, -(-inputs * target.share // whole)))
            self.seconds[target.name] = time.process_time() - began

    def _try(self, target: Target, first: int, size: int) -> None:
        counted = self.outcomes.setdefault(target.name, Counter())
        before, fresh = self.world.state(), 0
        for number in range(first, first + size):
            outcome = self._one(target, number)
            counted[outcome.reference if isinstance(outcome, ProblemKind) else outcome] += 1
            fresh += 1
            if target.writes and outcome == ACCEPTED:
                before, fresh = self.world.state(), 0
            elif target.writes and fresh == _LOOK_AFTER:
                before, fresh = self._look(target, number, before), 0
        self._look(target, first + size, before)

    def _look(self, target: Target, number: int, before: str) -> str:
        after = self.world.state()
        if after != before:
            self.changes.append((target.name, number))
        return after

    def _one(self, target: Target, number: int) -> ProblemKind | str:
        try:
            return target.give(self.world, Random(number))  # noqa: S311 - test data
        except Exception:  # noqa: BLE001 - what must not come out is what is looked for
            self.crashes.append((target.name, number, traceback.format_exc(limit=-6)))
            return "crashed"

    def table(self) -> str:
        """Return what came out, target by target."""
        lines = [f"{self.tried:,} inputs"]
        for target in TARGETS:
            said = self.outcomes.get(target.name, Counter())
            shown = ", ".join(f"{name} {count:,}" for name, count in said.most_common())
            seconds = self.seconds.get(target.name, 0)
            lines.append(f"{target.name}: {sum(said.values()):,} in {seconds:.1f} s: {shown}")
        return "\n".join(lines)
