"""Positions, lines and areas as coordinates in fields."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fieldtool.collect.positions import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.forms import NodeState

PARTS = ("lat", "lon", "alt", "acc")
# The least number of points of a line and of an area.
LEAST = {"trace": 2, "shape": 3}


@dataclass(frozen=True)
class PointShown:
    """One position as fields show it; coordinates have 0–9 in every language, as on devices."""

    lat: str = ""
    lon: str = ""
    alt: str = ""
    acc: str = ""

    @property
    def rest(self) -> str:
        """Return altitude and accuracy, which lines keep without showing them."""
        return f"{self.alt or '0.0'} {self.acc or '0.0'}"


@dataclass(frozen=True)
class PointsShown:
    """All positions of an answer; the last one of a line or area is there to be filled in."""

    points: tuple[PointShown, ...]
    least: int = 1


def shown(state: NodeState, kind: str) -> PointsShown:
    """Return the positions of *state*."""
    if kind == "point":
        return PointsShown((point(state.value),))
    return PointsShown((*_open(state.value, kind), PointShown()), LEAST[kind])


def _open(value: str, kind: str) -> list[PointShown]:
    points = [point(text) for text in value.split(";") if text.strip()]
    # An area ends where it begins; people write each corner once.
    is_closed = kind == "shape" and len(points) > 1 and points[0] == points[-1]
    return points[:-1] if is_closed else points


def point(text: str) -> PointShown:
    """Return one position; what was typed by halves comes back so."""
    parts = ["" if part == MISSING else part for part in text.split()]
    lat, lon, alt, acc = (*parts, "", "", "", "")[:4]
    return PointShown(lat, lon, _unless_zero(alt), _unless_zero(acc))


def said(value: str) -> str:
    """Return positions as one line to read."""
    found = (point(text) for text in value.split(";") if text.strip())
    return "; ".join(f"{one.lat}, {one.lon}" for one in found)


def _unless_zero(text: str) -> str:
    try:
        return "" if not Decimal(text) else text
    except InvalidOperation:
        return text


def text(parts: Mapping[str, str]) -> str:
    """Return typed *parts* (lat, lon, alt, acc) as one text; “” without any."""
    if not any(parts.get(name) for name in PARTS):
        return ""
    lat, lon = parts.get("lat") or MISSING, parts.get("lon") or MISSING
    if lon == MISSING and len(lat.split()) == 2:
        lat, lon = lat.split()  # both were pasted into the first field
    return " ".join(
        part.replace(" ", "")
        for part in (lat.rstrip(",;،"), lon, parts.get("alt") or "0.0", parts.get("acc") or "0.0")
    )
