"""Which questions an expression refers to, worked out without any answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fieldtool.forms.definition.model import Definition
from fieldtool.forms.graph import ANOTHER_ROW, Reference
from fieldtool.forms.xpath import ast

# Functions that look at where nodes are, not at what they hold.
_STRUCTURAL = frozenset(
    {
        "position",
        "count",
        "name",
        "local-name",
        "namespace-uri",
        "indexed-repeat",
        "randomize",
        "instance",
    }
)

# A place in the form: a definition, and the highest definition that the path went through.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that leads to nothing in the form."""

    path: str


class Reader:
    """Reads expressions against the definitions of one form."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.instances: set[str] = set()
        self.missing: list[Missing] = []
        self.named = {(each.parent, each.name): each.index for each in definitions}

    def references(self, tree: ast.Ast, node: int) -> tuple[Reference, ...]:
        """Return what *tree* reads when it is worked out at *node*."""
        found: set[Place] = set()
        self._read(tree, [(node, node)], [(node, node)], found)
        return tuple(sorted((self._reference(place, node) for place in found), key=_key))

    def targets(self, tree: ast.Ast, node: int) -> list[int]:
        """Return the definitions that a path selects."""
        places = self._read(tree, [(node, node)], [(node, node)], set())
        return sorted({place for place, _ in places})

    def _reference(self, place: Place, origin: int) -> Reference:
        target, top = place
        around = self._repeats(origin)
        shared = next((each for each in self._repeats(top) if each in around), -1)
        deepest = next((each for each in self._repeats(target) if each in around), -1)
        if deepest == shared:
            return Reference(target, shared)
        return Reference(target, ANOTHER_ROW)

    def _repeats(self, node: int) -> list[int]:
        return [each for each in self._upwards(node) if self.definitions[each].repeat]

    def _upwards(self, node: int) -> Iterator[int]:
        while node >= 0:
            yield node
            node = self.definitions[node].parent

    def _read(
        self, tree: ast.Ast, here: list[Place], current: list[Place], found: set[Place]
    ) -> list[Place]:
        """Collect what *tree* reads into *found*; return the places of a path."""
        if isinstance(tree, ast.Path):
            places = self._path(tree, here, current, found)
            if not any(step.axis == "attribute" for step in tree.steps):
                found.update(places)
            return places
        if isinstance(tree, ast.Filter):
            places = self._read(tree.primary, here, current, found)
            for predicate in tree.predicates:
                self._read(predicate, places, current, found)
            return places
        if isinstance(tree, ast.Call) and tree.name == "current":
            return current
        if isinstance(tree, ast.Call):
            return self._call(tree, here, current, found)
        self._add_content([self._read(e, here, current, found) for e in ast.children(tree)], found)
        return []

    def _add_content(self, operands: list[list[Place]], found: set[Place]) -> None:
        """A group read as a value is the text of everything inside it."""
        for places in operands:
            for node, top in places:
                if self.definitions[node].children:
                    found.update((each, top) for each in self._below(node))

    def _call(
        self, tree: ast.Call, here: list[Place], current: list[Place], found: set[Place]
    ) -> list[Place]:
        places = [self._read(each, here, current, found) for each in tree.arguments]
        if tree.name not in _STRUCTURAL:
            self._add_content(places, found)
        first = tree.arguments[0] if tree.arguments else None
        if tree.name in ("instance", "pulldata") and isinstance(first, ast.Literal):
            self.instances.add(first.value)
        if tree.name in ("indexed-repeat", "randomize", "once") and places:
            return places[0]
        return []

    def _path(
        self, tree: ast.Path, here: list[Place], current: list[Place], found: set[Place]
    ) -> list[Place]:
        if tree.start is not None:
            places = self._read(tree.start, here, current, found)
        elif tree.absolute:
            places = [(-1, -1)]
        else:
            places = here
        inside = bool(places)
        for step in tree.steps:
            places = self._step(step, places)
            for predicate in step.predicates:
                self._read(predicate, places, current, found)
        if inside and not places and _checkable(tree):
            self.missing.append(Missing(spell(tree)))
        return [place for place in places if place[0] >= 0]

    def _step(self, step: ast.Step, places: list[Place]) -> list[Place]:
        after: dict[int, Place] = {}
        for node, top in places:
            for target, highest in self._reached(step, node):
                if self._passes(step, target):
                    after[target] = (target, min(top, highest, key=self._height))
        return list(after.values())

    def _reached(self, step: ast.Step, node: int) -> Iterable[tuple[int, int]]:
        if step.axis == "child" and step.test.kind == "name":
            child = self.named.get((node, step.test.name))
            return [] if child is None else [(child, node)]
        return self._axis(step.axis, node)

    def _height(self, node: int) -> int:
        return 0 if node < 0 else len(list(self._upwards(node)))

    def _axis(self, axis: str, node: int) -> Iterable[tuple[int, int]]:
        """Return targets of one step, each with the highest place on the way."""
        if axis in ("self", "attribute", "namespace"):
            return [(node, node)]
        parent = self.definitions[node].parent if node >= 0 else -1
        if axis == "parent":
            return [(parent, parent)] if node >= 0 else []
        if axis == "child":
            return [(each, node) for each in self._children(node)]
        if axis.startswith("ancestor"):
            return [(each, each) for each in self._upwards(node)]
        if axis.startswith("descendant"):
            return [(each, node) for each in self._below(node)]
        return [(each, -1) for each in range(len(self.definitions))]  # siblings and all around

    def _children(self, node: int) -> Sequence[int]:
        return self.definitions[node].children if node >= 0 else (0,)

    def _below(self, node: int) -> Iterator[int]:
        if node >= 0:
            yield node
        for each in self._children(node):
            yield from self._below(each)

    def _passes(self, step: ast.Step, target: int) -> bool:
        if step.axis == "attribute" or step.test.kind in ("node", "any"):
            return True
        if step.test.kind == "name":
            return target >= 0 and self.definitions[target].name == step.test.name
        if step.test.kind == "namespace":
            return target >= 0 and self.definitions[target].name.startswith(f"{step.test.name}:")
        return False


def _key(reference: Reference) -> tuple[int, int]:
    return (reference.node, reference.row)


def _checkable(tree: ast.Path) -> bool:
    """Return whether an empty result is a mistake: an absolute path of names, as pyxform writes."""
    return tree.absolute and all(step.axis == "child" for step in tree.steps)


def spell(tree: ast.Path) -> str:
    """Return a path as it would be written, without predicates."""
    marks = {"parent": "..", "self": "."}
    steps = [marks.get(step.axis) or _spell_test(step) for step in tree.steps]
    return ("/" if tree.absolute else "") + "/".join(steps)


def _spell_test(step: ast.Step) -> str:
    name = step.test.name or "*"
    return f"@{name}" if step.axis == "attribute" else name
