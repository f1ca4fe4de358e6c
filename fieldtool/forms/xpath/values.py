"""Values of expressions and XPath's rules for turning one kind into another."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TypeAlias

from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath.moments import iso_datetime, read_moment, whole_days_of

Nodes: TypeAlias = list[Node]
Value: TypeAlias = "str | float | bool | date | Nodes"

NAN = math.nan
_NUMBER = re.compile(r"-?([0-9]+([.,][0-9]*)?|[.,][0-9]+)")  # Collect reads 1,5 as well


def to_text(value: Value) -> str:
    """Return *value* as XPath's string() does."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return iso_datetime(value)
    return value.isoformat()


def number_text(value: float) -> str:
    """Return a number without exponent, whole numbers without a point."""
    if value != value:  # noqa: PLR0124 - the definition of NaN
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    text = format(Decimal(repr(value)), "f")
    return text[:-2] if text.endswith(".0") else text


def to_number(value: Value, zone: tzinfo | None = None) -> float:
    """Return *value* as a number; dates, and text that is an ISO date, count days since 1970."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, date):
        return whole_days_of(value, zone)
    if isinstance(value, list):
        first = value[0].typed() if value else ""
        return float(first) if isinstance(first, bool) else text_number(first, zone)
    return text_number(value, zone)


def text_number(text: str, zone: tzinfo | None = None) -> float:
    """Return the number that *text* spells, NaN when it spells none."""
    text = text.strip(" \t\r\n")
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if len(text) >= 10 and text[4] == "-":
        moment = read_moment(text, zone)
        return NAN if moment is None else whole_days_of(moment, zone)
    return NAN


def to_boolean(value: Value) -> bool:
    """Return *value* as XPath's boolean() does."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0  # noqa: PLR0124 - NaN is false
    if isinstance(value, date):
        return True
    if isinstance(value, list):
        return any(node.holds() for node in value)
    return bool(value)


def equal(left: Value, right: Value, zone: tzinfo | None = None) -> bool:
    """Return whether two values that are not node-sets are equal."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _close(to_number(left, zone), to_number(right, zone))


def _close(left: float, right: float) -> bool:
    # Collect compares numbers with a tolerance, so 6.1 - 7.8 = -1.7.
    return left == right or abs(left - right) < 1e-12
