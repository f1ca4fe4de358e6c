"""Which texts are answers of a type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from fieldtool.forms.xpath.moments import read_moment, read_time

# Other digits are brought to these before they are answers; phones know no others either.
_INT = re.compile(r"[-+]?[0-9]{1,10}")
_DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")  # expressions read no exponents either
_BARE_OFFSET = re.compile(r"T.*[+-][0-9]{4}$")
NUMBERS = frozenset({"int", "integer", "decimal"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fits(kind: str, value: str) -> bool:
    """Return whether *value* is blank or an answer of the type *kind*."""
    check = _CHECKS.get(kind)
    return not value or check is None or check(value)


def is_on_scale(attributes: Mapping[str, str], text: str) -> bool:
    """Return whether *text* is a place that the slider of a range can take.

    A form may have no usable scale; then any number will do.
    """
    if not is_decimal(text):
        return False
    try:
        start, end = Decimal(attributes["start"]), Decimal(attributes["end"])
        step = Decimal(attributes.get("step", "1"))
        value = Decimal(text)
        is_between = min(start, end) <= value <= max(start, end)
        return is_between and (not step or (value - start) % step == 0)
    except (KeyError, InvalidOperation):
        return True


def is_zero(value: str) -> bool:
    """Return whether *value* is the number 0."""
    return is_decimal(value) and float(value) == 0


def from_form(kind: str, value: str) -> str:
    """Return a default as an answer: a form may give an integer a fraction, a date a time."""
    if kind == "int" and _DECIMAL.fullmatch(value) and "." in value:
        return str(int(float(value)))
    return as_day(value) if kind == "date" else value


def as_day(value: str) -> str:
    """Return the day of a local date-time; anything else stays what it is."""
    moment = read_moment(value, None)
    has_offset = value.endswith("Z") or value[-6:-5] in ("+", "-")
    return value[:10] if isinstance(moment, datetime) and not has_offset else value


def _is_int(value: str) -> bool:
    # Phones keep 32 bits.
    return _INT.fullmatch(value) is not None and -(2**31) <= int(value) < 2**31


def is_decimal(value: str) -> bool:
    """Return whether *value* spells a number."""
    return _DECIMAL.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    return _DAY.fullmatch(value) is not None and read_moment(value, UTC) is not None


def _is_datetime(value: str) -> bool:
    return isinstance(read_moment(value, UTC), datetime) and _BARE_OFFSET.search(value) is None


def _is_time(value: str) -> bool:
    return read_time(value, UTC) is not None


def _is_boolean(value: str) -> bool:
    return value in ("true", "false", "0", "1")


def _is_point(value: str) -> bool:
    parts = value.split()
    if not 2 <= len(parts) <= 4 or not all(map(is_decimal, parts)):
        return False
    return abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180


def _is_trace(value: str) -> bool:
    points = [part for part in value.split(";") if part.strip()]
    return len(points) >= 2 and all(map(_is_point, points))


def _is_shape(value: str) -> bool:
    points = [part.split()[:2] for part in value.split(";") if part.strip()]
    return _is_trace(value) and len(points) >= 3 and points[0] == points[-1]


_CHECKS: dict[str, Callable[[str], bool]] = {
    "int": _is_int,
    "integer": _is_int,
    "decimal": is_decimal,
    "date": _is_date,
    "dateTime": _is_datetime,
    "time": _is_time,
    "boolean": _is_boolean,
    "geopoint": _is_point,
    "geotrace": _is_trace,
    "geoshape": _is_shape,
}
