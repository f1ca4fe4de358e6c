"""The table of functions: each module of this folder adds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.values import Value
from fieldtool.problems import Code, Problem

MANY = 1000


@dataclass(frozen=True)
class Function:
    """One function: how many arguments it takes, and what makes its closure from theirs.

    Attributes:
        checks: place of an argument → what raises Problem when that text is of no use.
    """

    least: int
    most: int
    make: Callable[..., Evaluate]
    checks: dict[int, Callable[[str], None]] = field(default_factory=dict)


TABLE: dict[str, Function] = {}

Body = Callable[..., Value]
Make = Callable[..., Evaluate]


def function(name: str, least: int, most: int | None = None) -> Callable[[Body], Body]:
    """Register a function of values: it is given the context and its arguments' values."""

    def register(body: Body) -> Body:
        TABLE[name] = Function(least, least if most is None else most, _of_values(body))
        return body

    return register


def checks_literal(name: str, place: int, check: Callable[[str], None]) -> None:
    """Check an argument while the form is compiled, where the form writes it as a text."""
    TABLE[name].checks[place] = check


def special(name: str, least: int, most: int | None = None) -> Callable[[Make], Make]:
    """Register a function that decides itself which of its arguments are evaluated."""

    def register(make: Make) -> Make:
        TABLE[name] = Function(least, least if most is None else most, make)
        return make

    return register


def _of_values(body: Body) -> Make:
    def make(*arguments: Evaluate) -> Evaluate:
        if not arguments:
            return body
        if len(arguments) == 1:
            only = arguments[0]
            return lambda context: body(context, only(context))
        return lambda context: body(context, *[each(context) for each in arguments])

    return make


def call(
    name: str, arguments: tuple[ast.Ast, ...], compile_: Callable[[ast.Ast], Evaluate]
) -> Evaluate:
    """Return the closure of a call; raises Problem when the form misuses the function."""
    found = TABLE.get(name)
    if found is None:
        raise Problem(Code.FUNCTION_UNKNOWN, {"place": "?", "function": name})
    if not found.least <= len(arguments) <= found.most:
        allowed = f"{found.least}–{found.most}" if found.most < MANY else f"≥ {found.least}"
        if found.least == found.most:
            allowed = str(found.least)
        raise Problem(
            Code.FUNCTION_ARGUMENTS,
            {"place": "?", "function": name, "given": len(arguments), "allowed": allowed},
        )
    for place, check in found.checks.items():
        written = arguments[place] if place < len(arguments) else None
        if isinstance(written, ast.Literal):
            check(written.value)
    return found.make(*map(compile_, arguments))


def failed(name: str, reason: str) -> Problem:
    """Return the problem of a function that cannot work with what it was given."""
    return Problem(Code.EVALUATION_FAILED, {"function": name, "reason": reason})


def context_value(context: Context) -> Value:
    """Return the context node as a value, for functions whose argument may be left out."""
    return [context.node]
