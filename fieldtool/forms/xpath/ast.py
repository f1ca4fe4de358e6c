"""The tree of an XPath expression, and its form as plain JSON for the disk cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

Json: TypeAlias = "str | float | int | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A quoted string."""

    value: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`: in the grammar, but forms have none."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; *name* keeps its prefix, such as `jr:itext`."""

    name: str
    arguments: tuple[Ast, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator over its operands; `and`, `or` and `|` take any number of them."""

    operator: str
    operands: tuple[Ast, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Ast


@dataclass(frozen=True, slots=True)
class Test:
    """What a step accepts.

    Attributes:
        kind: `name`, `any` (`*`), `namespace` (`p:*`), or `node`, `text`, `comment`, `pi`.
        name: the qualified name, the prefix of `p:*`, or the target of a processing instruction.
    """

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a location path."""

    axis: str
    test: Test
    predicates: tuple[Ast, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path; *start* is the expression before the first slash, if there is one."""

    start: Ast | None
    absolute: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A primary expression with predicates, such as `(…)[1]`."""

    primary: Ast
    predicates: tuple[Ast, ...]


Ast: TypeAlias = "Number | Literal | Variable | Call | Operation | Negation | Path | Filter"


def children(tree: Ast) -> tuple[Ast, ...]:
    """Return the expressions directly inside *tree*, predicates included."""
    if isinstance(tree, Call):
        return tree.arguments
    if isinstance(tree, Operation):
        return tree.operands
    if isinstance(tree, Negation):
        return (tree.operand,)
    if isinstance(tree, Filter):
        return (tree.primary, *tree.predicates)
    if isinstance(tree, Path):
        inside = tuple(each for step in tree.steps for each in step.predicates)
        return inside if tree.start is None else (tree.start, *inside)
    return ()


def depth(tree: Ast) -> int:
    """Return how deeply *tree* is nested, without recursion: it guards against deep nesting."""
    deepest = 0
    waiting = [(tree, 1)]
    while waiting:
        each, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(each))
    return deepest


def to_json(tree: Ast) -> Json:
    """Return *tree* as nested lists, each beginning with a short tag."""
    if isinstance(tree, Path):
        first = None if tree.start is None else to_json(tree.start)
        return ["p", first, tree.absolute, *map(_step_to_json, tree.steps)]
    inside = map(to_json, children(tree))
    return [*_head(tree), *inside]


def _head(tree: Number | Literal | Variable | Call | Operation | Negation | Filter) -> list[Json]:
    """Return the tag of *tree*, and what it holds besides other expressions."""
    match tree:
        case Number(value):
            return ["n", value]
        case Literal(value):
            return ["s", value]
        case Call(name, _):
            return ["f", name]
        case Operation(operator, _):
            return ["o", operator]
        case Variable(name):
            return ["v", name]
    return ["-"] if isinstance(tree, Negation) else ["["]


def _step_to_json(step: Step) -> Json:
    return [step.axis, step.test.kind, step.test.name, *map(to_json, step.predicates)]


def from_json(tree: Json) -> Ast:
    """Return the expression that `to_json` wrote."""
    tag, *rest = cast("list[Json]", tree)
    if tag == "n":
        return Number(float(cast("float", rest[0])))
    if tag == "s":
        return Literal(str(rest[0]))
    if tag == "v":
        return Variable(str(rest[0]))
    if tag == "-":
        return Negation(from_json(rest[0]))
    return _compound_from_json(str(tag), rest)


def _compound_from_json(tag: str, rest: list[Json]) -> Ast:
    if tag == "f":
        return Call(str(rest[0]), tuple(map(from_json, rest[1:])))
    if tag == "o":
        return Operation(str(rest[0]), tuple(map(from_json, rest[1:])))
    if tag == "[":
        return Filter(from_json(rest[0]), tuple(map(from_json, rest[1:])))
    start = None if rest[0] is None else from_json(rest[0])
    return Path(start, bool(rest[1]), tuple(map(_step_from_json, rest[2:])))


def _step_from_json(step: Json) -> Step:
    axis, kind, name, *predicates = cast("list[Json]", step)
    return Step(str(axis), Test(str(kind), str(name)), tuple(map(from_json, predicates)))
