"""Functions of numbers."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.registry import MANY, context_value, function
from fieldtool.forms.xpath.paths import nodes_of
from fieldtool.forms.xpath.values import NAN, Value, text_number, to_number


@function("number", 0, 1)
def number(context: Context, value: Value | None = None) -> Value:
    return to_number(context_value(context) if value is None else value, context.world.zone)


@function("int", 1)
def int_(context: Context, value: Value) -> Value:
    found = to_number(value, context.world.zone)
    return (
        found if math.isnan(found) or math.isinf(found) else math.copysign(float(int(found)), found)
    )


@function("abs", 1)
def abs_(context: Context, value: Value) -> Value:
    return abs(to_number(value, context.world.zone))


@function("round", 1, 2)
def round_(context: Context, value: Value, places: Value | None = None) -> Value:
    """Round half up, to *places* after the point, or before it when negative."""
    found = to_number(value, context.world.zone)
    if math.isnan(found) or math.isinf(found):
        return found
    if places is None:
        return math.copysign(float(math.floor(found + 0.5)), found)
    digits = to_number(places, context.world.zone)
    if not abs(digits) <= 300:
        return found
    scaled = Decimal(repr(found)).scaleb(int(digits)) + Decimal("0.5")
    rounded = scaled.to_integral_value(ROUND_FLOOR).scaleb(-int(digits))
    return math.copysign(float(rounded), found)


@function("floor", 1)
def floor(context: Context, value: Value) -> Value:
    found = to_number(value, context.world.zone)
    return found if math.isnan(found) or math.isinf(found) else float(math.floor(found))


@function("ceiling", 1)
def ceiling(context: Context, value: Value) -> Value:
    found = to_number(value, context.world.zone)
    if math.isnan(found) or math.isinf(found):
        return found
    return math.copysign(float(math.ceil(found)), found)


@function("sum", 1)
def sum_(context: Context, value: Value) -> Value:
    nodes = [node for node in nodes_of(value, "sum") if node.relevant]
    # Collect leaves out what is no number; one blank answer must not blank the whole sum.
    found = (text_number(node.text(), context.world.zone) for node in nodes)
    return sum((each for each in found if not math.isnan(each)), 0.0)


@function("min", 1, MANY)
def min_(context: Context, *values: Value) -> Value:
    return _extreme(context, values, min)


@function("max", 1, MANY)
def max_(context: Context, *values: Value) -> Value:
    return _extreme(context, values, max)


def _extreme(
    context: Context, values: tuple[Value, ...], choose: Callable[[list[float]], float]
) -> float:
    zone = context.world.zone
    found: list[float] = []
    for value in values:
        texts_ = [node.text() for node in value] if isinstance(value, list) else [value]
        found.extend(to_number(each, zone) for each in texts_ if each != "")
    if not found or any(math.isnan(each) for each in found):
        return NAN
    return choose(found)


@function("pow", 2)
def pow_(context: Context, base: Value, exponent: Value) -> Value:
    return _safely(
        math.pow, to_number(base, context.world.zone), to_number(exponent, context.world.zone)
    )


@function("atan2", 2)
def atan2(context: Context, first: Value, second: Value) -> Value:
    return math.atan2(to_number(first, context.world.zone), to_number(second, context.world.zone))


@function("pi", 0)
def pi(_context: Context) -> Value:
    return math.pi


@function("random", 0)
def random(context: Context) -> Value:
    return context.world.chance.random()


def _safely(do: Callable[..., float], *values: float) -> float:
    try:
        return do(*values)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        return NAN


def _of_one(name: str, do: Callable[[float], float]) -> None:
    def body(context: Context, value: Value) -> Value:
        return _safely(do, to_number(value, context.world.zone))

    function(name, 1)(body)


def _logarithm(do: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else do(value)


for _name, _do in {
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "exp": math.exp,
    "exp10": lambda value: math.pow(10.0, value),
    "log": _logarithm(math.log),
    "log10": _logarithm(math.log10),
}.items():
    _of_one(_name, _do)
