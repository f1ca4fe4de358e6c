"""Functions that choose: conditions, selections, checklists."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.functions.registry import MANY, failed, function, special
from fieldtool.forms.xpath.functions.strings import texts
from fieldtool.forms.xpath.values import Value, to_boolean, to_number, to_text


@function("true", 0)
def true(_context: Context) -> Value:
    return True


@function("false", 0)
def false(_context: Context) -> Value:
    return False


@function("not", 1)
def not_(_context: Context, value: Value) -> Value:
    return not to_boolean(value)


@function("boolean", 1)
def boolean(_context: Context, value: Value) -> Value:
    return to_boolean(value)


@special("if", 3)
def if_(condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Evaluate:
    return lambda context: (then if to_boolean(condition(context)) else otherwise)(context)


@special("coalesce", 1, MANY)
def coalesce(*arguments: Evaluate) -> Evaluate:
    def evaluate(context: Context) -> Value:
        value: Value = ""
        for argument in arguments:
            value = argument(context)
            if not _is_blank(value):
                return value
        return "" if _is_blank(value) else value

    return evaluate


def _is_blank(value: Value) -> bool:
    return to_text(value) in ("", "NaN") if isinstance(value, float) else not to_text(value)


@function("depend", 1, MANY)
def depend(_context: Context, value: Value, *_others: Value) -> Value:
    """Return the first value; the others are named so that their changes are noticed."""
    return value


@special("once", 1)
def once(argument: Evaluate) -> Evaluate:
    """Keep what the question holds already; work it out only while it is blank."""

    def evaluate(context: Context) -> Value:
        kept = context.current.value
        if kept:
            return kept
        value = argument(context)
        return "" if _is_blank(value) else value

    return evaluate


def _chosen(value: Value) -> list[str]:
    return to_text(value).split()


@function("selected", 2)
def selected(_context: Context, value: Value, choice: Value) -> Value:
    wanted = to_text(choice).strip()
    return wanted in _chosen(value) if wanted else not _chosen(value)


function("is-selected", 2)(selected)


@function("count-selected", 1)
def count_selected(_context: Context, value: Value) -> Value:
    return float(len(_chosen(value)))


@function("selected-at", 2)
def selected_at(context: Context, value: Value, place: Value) -> Value:
    chosen, wanted = _chosen(value), to_number(place, context.world.zone)
    return chosen[int(wanted)] if -1 < wanted < len(chosen) else ""


@function("checklist", 2, MANY)
def checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    """Count what is true; -1 as a limit is no limit."""
    count = sum(1.0 for each in _flattened(values) if to_boolean(each))
    return _between(context, count, least, most)


@function("weighted-checklist", 2, MANY)
def weighted_checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    """Add the weights of what is true; values and weights alternate."""
    zone = context.world.zone
    every = _flattened_pairs(values)
    total = sum((to_number(weight, zone) for value, weight in every if to_boolean(value)), 0.0)
    return _between(context, total, least, most)


def _flattened(values: tuple[Value, ...]) -> list[Value]:
    flat: list[Value] = []
    for value in values:
        flat.extend(texts((value,)) if isinstance(value, list) else [value])
    return flat


def _flattened_pairs(values: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    if len(values) % 2:
        raise failed("weighted-checklist", "every value needs a weight")
    pairs: list[tuple[Value, Value]] = []
    for value, weight in zip(values[::2], values[1::2], strict=True):
        pairs.extend(zip(_flattened((value,)), _flattened((weight,)), strict=False))
    return pairs


def _between(context: Context, count: float, least: Value, most: Value) -> bool:
    low, high = to_number(least, context.world.zone), to_number(most, context.world.zone)
    return (low < 0 or count >= low) and (high < 0 or count <= high)
