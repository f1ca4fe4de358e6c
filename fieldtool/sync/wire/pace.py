"""How much to put into one request: more while the link is quick, less when it is not."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.problems import Code, Problem, ProblemKind

FIRST_BYTES, LEAST_BYTES, MOST_BYTES = 128 * 1024, 4 * 1024, 2 * 1024 * 1024
QUICK_SECONDS = 2.0
# Slow answers in a row before the person is told; each try is half as long as the one before.
_PATIENCE = 3
_TOO_MUCH = frozenset({Code.HUB_SLOW, Code.CONTAINER_TOO_LARGE})


@dataclass
class Pace:
    """How much to put into one request on this link.

    Attributes:
        limit: bytes of the next request.
        forgives: what a shorter request may help against.
    """

    limit: int = FIRST_BYTES
    forgives: frozenset[ProblemKind] = _TOO_MUCH
    slow: int = 0

    def quick(self, seconds: float) -> None:
        """Note that an answer came, after *seconds*."""
        self.slow = 0
        if seconds < QUICK_SECONDS:
            self.limit = min(self.limit * 2, MOST_BYTES)

    def failed(self, problem: Problem, size: int) -> None:
        """Make the next request half of *size*, or give up."""
        self.slow += 1
        if problem.code not in self.forgives or self.slow > _PATIENCE or size <= LEAST_BYTES:
            raise problem
        self.limit = max(min(self.limit, size) // 2, LEAST_BYTES)
