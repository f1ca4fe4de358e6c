"""What depends on what: formulas in the order in which they are worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fieldtool.forms.definition.model import Definition

# Formulas that change what other formulas read; all the rest only change what is shown.
WRITING = ("count", "relevant", "calculate", "itemset")


@dataclass(frozen=True, slots=True)
class Reference:
    """A node that a formula reads.

    Attributes:
        node: index of its definition.
        row: index of the repeat whose current row the path cannot leave; -1: it may reach any.
    """

    node: int
    row: int


@dataclass(frozen=True, slots=True)
class Formula:
    """One expression at work.

    Attributes:
        node: definition where it is worked out; for `count` the parent of the repeat.
        aspect: relevant, calculate, count, itemset (choices that depend on answers, and what is
            left of the answer), required, readonly, constraint, label or choices.
        writes: definition that it changes: *node*, or the repeat whose rows are counted.
    """

    node: int
    aspect: str
    reads: tuple[Reference, ...]
    writes: int


@dataclass(frozen=True)
class Graph:
    """Formulas in topological order; ones that write come first."""

    formulas: tuple[Formula, ...]
    circles: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def readers(self) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """Return for each definition the formulas that read it, with the row they share."""
        found: dict[int, list[tuple[int, int]]] = {}
        for place, formula in enumerate(self.formulas):
            for reference in formula.reads:
                found.setdefault(reference.node, []).append((place, reference.row))
        return {node: tuple(readers) for node, readers in found.items()}

    @cached_property
    def writers(self) -> tuple[int, ...]:
        """Return the places of the formulas to work out when an interview begins."""
        return tuple(i for i, formula in enumerate(self.formulas) if formula.aspect in WRITING)


def build(formulas: Iterable[Formula], definitions: Sequence[Definition]) -> Graph:
    """Order *formulas*; circles of questions are kept in the result for the caller to refuse."""
    everything = list(formulas)
    writing = [each for each in everything if each.aspect in WRITING]
    showing = [each for each in everything if each.aspect not in WRITING]
    edges = _edges(writing, definitions)
    components = _components([[to for to, _ in each] for each in edges])
    circles = [circle for circle in components if _is_circle(circle, writing, edges)]
    ordered = [writing[i] for component in components for i in sorted(component)]
    named = tuple(tuple(sorted({writing[i].writes for i in circle})) for circle in circles)
    return Graph((*ordered, *showing), named)


def _edges(
    writing: list[Formula], definitions: Sequence[Definition]
) -> list[list[tuple[int, Reference]]]:
    """Return for each formula those that must be worked out before it, and why."""
    at: dict[int, list[int]] = {}
    for place, formula in enumerate(writing):
        at.setdefault(formula.writes, []).append(place)
    edges: list[list[tuple[int, Reference]]] = []
    for formula in writing:
        before: list[tuple[int, Reference]] = []
        for reference in formula.reads:
            writers = _writers(reference.node, definitions, writing, at)
            before.extend((writer, reference) for writer in writers)
        edges.append(before)
    return edges


def _writers(
    node: int,
    definitions: Sequence[Definition],
    writing: list[Formula],
    at: Mapping[int, list[int]],
) -> Iterable[int]:
    """Return the formulas that change what is read at *node*: its value, and relevance above it."""
    yield from at.get(node, ())
    above = definitions[node].parent
    while above >= 0:
        yield from (
            place for place in at.get(above, ()) if writing[place].aspect in ("relevant", "count")
        )
        above = definitions[above].parent


def _is_circle(
    component: list[int], writing: list[Formula], edges: list[list[tuple[int, Reference]]]
) -> bool:
    """Return whether formulas of one circle change values or relevance by way of each other.

    Collect refuses the same ones, also between rows of a repeat. Counting the rows of a counted
    repeat, which is how rows are asked for one by one, is no circle there either.
    """
    members = [place for place in component if writing[place].aspect in ("calculate", "relevant")]
    number = {place: i for i, place in enumerate(members)}
    inner = [[number[to] for to, _ in edges[place] if to in number] for place in members]
    if any(own in targets for own, targets in enumerate(inner)):
        return True
    return any(len(each) > 1 for each in _components(inner))


ANOTHER_ROW = -2  # the reference is inside a repeat around the formula, but may mean another row


def _components(edges: list[list[int]]) -> list[list[int]]:
    """Return strongly connected components, those that others need first (Tarjan, no recursion)."""
    return _Tarjan(edges).run()


class _Tarjan:
    def __init__(self, edges: list[list[int]]) -> None:
        self.edges = edges
        self.number: dict[int, int] = {}
        self.lowest: dict[int, int] = {}
        self.stack: list[int] = []
        self.waiting: set[int] = set()
        self.found: list[list[int]] = []

    def run(self) -> list[list[int]]:
        for start in range(len(self.edges)):
            if start not in self.number:
                self._visit(start)
        return self.found

    def _open(self, place: int) -> tuple[int, Iterable[int]]:
        self.number[place] = self.lowest[place] = len(self.number)
        self.stack.append(place)
        self.waiting.add(place)
        return place, iter(self.edges[place])

    def _visit(self, start: int) -> None:
        path = [self._open(start)]
        while path:
            place, targets = path[-1]
            for target in targets:
                if target not in self.number:
                    path.append(self._open(target))
                    break
                if target in self.waiting:
                    self.lowest[place] = min(self.lowest[place], self.number[target])
            else:
                path.pop()
                self._close(place, path[-1][0] if path else None)

    def _close(self, place: int, above: int | None) -> None:
        if above is not None:
            self.lowest[above] = min(self.lowest[above], self.lowest[place])
        if self.lowest[place] != self.number[place]:
            return
        component: list[int] = []
        while True:
            member = self.stack.pop()
            self.waiting.discard(member)
            component.append(member)
            if member == place:
                break
        self.found.append(component)
