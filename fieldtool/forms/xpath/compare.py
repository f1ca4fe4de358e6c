"""Comparisons, which hold for node-sets when any of their nodes makes them hold."""

from __future__ import annotations

import operator
from collections.abc import Callable

from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.values import Nodes, Value, equal, to_boolean, to_number


def equality(left: Evaluate, right: Evaluate, *, different: bool) -> Evaluate:
    """Return the closure of `=` or `!=`."""

    def evaluate(context: Context) -> Value:
        first, second = left(context), right(context)
        if isinstance(first, str) and isinstance(second, str):
            return (first == second) != different
        zone = context.world.zone
        return _any_pair(first, second, lambda a, b: equal(a, b, zone) != different)

    return evaluate


_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(left: Evaluate, right: Evaluate, sign: str) -> Evaluate:
    """Return the closure of `<`, `<=`, `>` or `>=`: always by number."""
    in_order = _ORDER[sign]

    def evaluate(context: Context) -> Value:
        zone = context.world.zone

        def holds(first: Value, second: Value) -> bool:
            return in_order(to_number(first, zone), to_number(second, zone))

        firsts, seconds = _each(left(context)), _each(right(context))
        return any(holds(first, second) for first in firsts for second in seconds)

    return evaluate


def _any_pair(first: Value, second: Value, holds: Callable[[Value, Value], bool]) -> bool:
    if isinstance(first, bool) or isinstance(second, bool):
        return holds(to_boolean(first), to_boolean(second))
    firsts, seconds = _each(first), _each(second)
    return any(holds(a, b) for a in firsts for b in seconds)


def _each(value: Value) -> list[Value]:
    if isinstance(value, list):
        return _typed(value)
    return [value]


def _typed(nodes: Nodes) -> list[Value]:
    return [node.typed() for node in nodes]
