"""Functions that choose: conditions, selections, checklists."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

from datetime import tzinfo

from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.functions.registry import MANY, failed, function, special
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
    count = float(sum(truth for value in values for truth in _truths(value)))
    return _between(context, count, least, most)


@function("weighted-checklist", 2, MANY)
def weighted_checklist(context: Context, least: Value, most: Value, *values: Value) -> Value:
    """Add the weights of what is true; values and weights alternate.

    A blank weight of something true makes the sum no number, which lies between no limits.
    """
    if len(values) % 2:
        raise failed("weighted-checklist", "every value needs a weight")
    zone = context.world.zone
    total = 0.0
    for value, weight in zip(values[::2], values[1::2], strict=True):
        weighed = zip(_truths(value), _weights(weight, zone), strict=False)
        total += sum((each for truth, each in weighed if truth), 0.0)
    return _between(context, total, least, most)


def _truths(value: Value) -> list[bool]:
    if isinstance(value, list):
        return [node.holds() and bool(node.text()) for node in value]
    return [to_boolean(value)]


def _weights(value: Value, zone: tzinfo) -> list[float]:
    """Return the weights that *value* holds; a question that is not there weighs as a blank."""
    if isinstance(value, list) and value:
        return [to_number([node], zone) for node in value]
    return [to_number(value, zone)]


def _between(context: Context, count: float, least: Value, most: Value) -> bool:
    low, high = to_number(least, context.world.zone), to_number(most, context.world.zone)
    return (low < 0 or count >= low) and (high < 0 or count <= high)
