"""What one action changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldtool.forms.instance.nodes import AnswerNode

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths by what may look different now.

    Attributes:
        validity: required, readonly, or the violation.
        rows: repeats that gained or lost rows.
    """

    relevant: frozenset[str] = NOTHING
    values: frozenset[str] = NOTHING
    validity: frozenset[str] = NOTHING
    choices: frozenset[str] = NOTHING
    labels: frozenset[str] = NOTHING
    rows: frozenset[str] = NOTHING

    def __bool__(self) -> bool:
        return bool(self.paths)

    @property
    def paths(self) -> frozenset[str]:
        """Return every path that changed in any way."""
        return self.relevant | self.values | self.validity | self.choices | self.labels | self.rows


@dataclass(slots=True)
class Record:
    """Collects changes while they happen, and what is still to be worked out.

    Attributes:
        absent: definitions that something changed for while they had no node, such as the label
            of a repeat without rows.
    """

    relevant: set[AnswerNode] = field(default_factory=set)
    values: set[AnswerNode] = field(default_factory=set)
    validity: set[AnswerNode] = field(default_factory=set)
    choices: set[AnswerNode] = field(default_factory=set)
    labels: set[AnswerNode] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    olds: dict[AnswerNode, str] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    pending: dict[int, dict[int, AnswerNode]] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    happened: deque[AnswerNode] = field(default_factory=deque)

    def before(self, node: AnswerNode) -> None:
        """Remember the value that a node had at first."""
        self.olds.setdefault(node, node.value)

    def plan(self, place: int, node: AnswerNode) -> None:
        """Put a formula of the graph on the list of what is to be worked out."""
        nodes = self.pending.get(place)
        if nodes is None:
            nodes = self.pending[place] = {}
            heappush(self.queue, place)
        nodes[id(node)] = node

    def take(self) -> tuple[int, Iterable[AnswerNode]]:
        """Take the first formula in the order of the graph off the list, with its nodes."""
        place = heappop(self.queue)
        return place, self.pending.pop(place).values()

    def give_up(self) -> None:
        """Leave the rest of the list."""
        self.pending.clear()
        self.queue.clear()
        self.happened.clear()

    def changes(self) -> Changes:
        """Return the paths of what was collected."""
        values = {node for node in self.values if self.olds.get(node) != node.value}
        return Changes(
            relevant=_paths(self.relevant),
            values=_paths(values) | self.attributes,
            validity=_paths(self.validity | values),
            choices=_paths(self.choices),
            labels=_paths(self.labels),
            rows=frozenset(self.rows),
        )


def _paths(nodes: set[AnswerNode]) -> frozenset[str]:
    return frozenset(node.path for node in nodes) if nodes else NOTHING
