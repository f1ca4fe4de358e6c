"""Tables of measurements for people."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Table:
    """A measurement: what was measured, rows beside each other, and what to read from it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def text(self) -> str:
        """Return the table as Markdown, readable as it is."""
        widths = [
            max(len(row[index]) for row in (self.columns, *self.rows))
            for index in range(len(self.columns))
        ]
        lines = [_line(self.columns, widths), _line(["-" * width for width in widths], widths)]
        lines += [_line(row, widths) for row in self.rows]
        return "\n".join([f"### {self.title}", "", *lines, "", self.note, ""])


@dataclass
class Spent:
    """Seconds that passed, and those in which the processor was at it, of each time."""

    passed: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    @contextmanager
    def once(self) -> Iterator[None]:
        """Measure what is done inside."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.passed.append(time.perf_counter() - began)
        self.worked.append(time.process_time() - worked)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        + " |"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least *share* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ms(seconds: float) -> str:
    """Return a duration in milliseconds."""
    return f"{seconds * 1000:.2f}"


def thousandths(seconds: float) -> str:
    """Return a short duration in milliseconds."""
    return f"{seconds * 1000:.3f}"


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def times(ours: float, peer: float) -> str:
    """Return how many times the peer's figure ours is."""
    return f"{ours / peer:.2f}×"
