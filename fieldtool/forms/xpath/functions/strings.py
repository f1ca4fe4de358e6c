"""Functions of text."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

import math
import re

from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.patterns import check_pattern, whole_match
from fieldtool.forms.xpath.functions.registry import (
    MANY,
    checks_literal,
    context_value,
    failed,
    function,
)
from fieldtool.forms.xpath.values import NAN, Value, to_number, to_text

LONGEST = 1_000_000  # characters of one text; answers that double each other end here
_SPACES = re.compile(r"[ \t\r\n]+")


def texts(values: tuple[Value, ...]) -> list[str]:
    """Return the texts of *values*; a node-set gives one for each of its nodes."""
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node.text() for node in value if node.relevant)
        else:
            found.append(to_text(value))
    return found


@function("string", 0, 1)
def string(context: Context, value: Value | None = None) -> Value:
    return to_text(context_value(context) if value is None else value)


@function("concat", 0, MANY)
def concat(_context: Context, *values: Value) -> Value:
    return _joined("concat", "", texts(values))


@function("join", 1, MANY)
def join(_context: Context, separator: Value, *values: Value) -> Value:
    return _joined("join", to_text(separator), texts(values))


def _joined(name: str, separator: str, parts: list[str]) -> str:
    if sum(map(len, parts)) + len(separator) * len(parts) > LONGEST:
        raise failed(name, f"the text would be longer than {LONGEST} characters")
    return separator.join(parts)


@function("starts-with", 2)
def starts_with(_context: Context, text: Value, start: Value) -> Value:
    return to_text(text).startswith(to_text(start))


@function("ends-with", 2)
def ends_with(_context: Context, text: Value, end: Value) -> Value:
    return to_text(text).endswith(to_text(end))


@function("contains", 2)
def contains(_context: Context, text: Value, part: Value) -> Value:
    return to_text(part) in to_text(text)


@function("substring-before", 2)
def substring_before(_context: Context, text: Value, mark: Value) -> Value:
    before, found, _ = to_text(text).partition(to_text(mark)) if to_text(mark) else ("", "", "")
    return before if found else ""


@function("substring-after", 2)
def substring_after(_context: Context, text: Value, mark: Value) -> Value:
    return to_text(text).partition(to_text(mark))[2] if to_text(mark) else to_text(text)


@function("substring", 2, 3)
def substring(context: Context, text: Value, start: Value, length: Value | None = None) -> Value:
    """Count characters from one and round, as XPath has it."""
    zone = context.world.zone
    first = _rounded(to_number(start, zone))
    end = math.inf if length is None else first + _rounded(to_number(length, zone))
    return "".join(each for place, each in enumerate(to_text(text), 1) if first <= place < end)


def _rounded(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number + 0.5))


@function("substr", 2, 3)
def substr(context: Context, text: Value, start: Value, end: Value | None = None) -> Value:
    """Count characters from zero, negative from the end, as Python's slices do."""
    whole = to_text(text)
    first = _place(to_number(start, context.world.zone), len(whole))
    last = len(whole) if end is None else _place(to_number(end, context.world.zone), len(whole))
    return whole[first:last]


def _place(number: float, length: int) -> int:
    if math.isnan(number):
        return 0
    if math.isinf(number):
        return length if number > 0 else 0
    place = int(number)
    return max(0, length + place) if place < 0 else min(place, length)


@function("string-length", 0, 1)
def string_length(context: Context, value: Value | None = None) -> Value:
    return float(len(to_text(context_value(context) if value is None else value)))


@function("normalize-space", 0, 1)
def normalize_space(context: Context, value: Value | None = None) -> Value:
    text = to_text(context_value(context) if value is None else value)
    return _SPACES.sub(" ", text).strip(" ")  # XML knows four kinds of white space only


@function("translate", 3)
def translate(_context: Context, text: Value, old: Value, new: Value) -> Value:
    table: dict[str, str] = {}
    replacements = to_text(new)
    for place, letter in enumerate(to_text(old)):
        table.setdefault(letter, replacements[place] if place < len(replacements) else "")
    return "".join(table.get(letter, letter) for letter in to_text(text))


@function("regex", 2)
def regex(_context: Context, text: Value, pattern: Value) -> Value:
    """Match the whole text, as Collect does; the specification leaves it open."""
    return whole_match(to_text(pattern), to_text(text))


checks_literal("regex", 1, check_pattern)


@function("boolean-from-string", 1)
def boolean_from_string(context: Context, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    number = to_number(value, context.world.zone)
    return to_text(value) == "true" or (number == 1 and number is not NAN)
