"""Positions that people type, brought to `latitude longitude altitude accuracy` as Collect has."""

from __future__ import annotations

from decimal import Decimal

from fieldtool.i18n import digits
from fieldtool.problems import Code, Problem

# Stands for a coordinate that was left out, so that the other one is kept where it was typed.
MISSING = "?"


def point(text: str) -> str:
    """Return one position.

    Raises:
        Problem: it is not two to four numbers, or not on the earth.
    """
    numbers = [_number(part, text) for part in text.split()]
    if not 2 <= len(numbers) <= 4:
        raise Problem(Code.POSITION_NOT_READ, {"text": _said(text)})
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        raise Problem(Code.POSITION_NOT_ON_EARTH, {"text": _said(text)})
    whole = [f"{number:f}" for number in numbers]
    return " ".join([*whole, "0.0", "0.0"][:4])


def line(text: str) -> str:
    """Return a line of at least two positions."""
    points = _points(text)
    if len(points) < 2:
        raise Problem(Code.LINE_TOO_SHORT, {"count": len(points)})
    return ";".join(points)


def area(text: str) -> str:
    """Return an area of at least three corners, which ends where it begins."""
    points = _points(text)
    if len(points) > 1 and points[0].split()[:2] == points[-1].split()[:2]:
        points = points[:-1]
    if len(points) < 3:
        raise Problem(Code.AREA_TOO_SMALL, {"count": len(points)})
    return ";".join([*points, points[0]])


def _points(text: str) -> list[str]:
    return [point(part) for part in text.split(";") if part.strip()]


def _number(part: str, text: str) -> Decimal:
    # A comma inside a coordinate is always a decimal sign; nobody parts thousands of degrees.
    number = digits.parse_decimal(part.replace(",", "."))
    if number is None:
        raise Problem(Code.POSITION_NOT_READ, {"text": _said(text)})
    return number


def _said(text: str) -> str:
    parts = text.split()
    # Altitude and accuracy were filled in by the program.
    return " ".join(parts[:2] if parts[2:] == ["0.0", "0.0"] else parts)
