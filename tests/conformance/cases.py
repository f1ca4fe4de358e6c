"""Recorded cases, and what came of running them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "forms" / "conformance" / "data"

Case = dict[str, Any]  # a row as it was recorded; its shape is described in the data's README


def is_there(folder: Path, name: str) -> bool:
    """Return whether the folder has that file."""
    return (folder / f"{name}.jsonl.gz").is_file()


def read(folder: Path, name: str) -> Iterator[Case]:
    """Iterate over the rows of one file."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


@dataclass
class Tally:
    """The outcome of one file."""

    name: str
    passed: int = 0
    decided: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """Return how many cases ran."""
        return self.passed + sum(self.decided.values()) + len(self.failures)

    def count(self, failure: str | None, reason: str | None) -> None:
        """Count one case: passed without *failure*, decided otherwise with a *reason*."""
        if failure is None:
            self.passed += 1
        elif reason is not None:
            self.decided[reason] = self.decided.get(reason, 0) + 1
        else:
            self.failures.append(failure)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.cases} cases, passed {self.passed}, "
            f"decided otherwise {sum(self.decided.values())}, failed {len(self.failures)}"
        )
