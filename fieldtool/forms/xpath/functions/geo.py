"""Functions of places: area, distance, geofence."""

from __future__ import annotations

import math
from itertools import pairwise

from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.registry import MANY, failed, function
from fieldtool.forms.xpath.functions.strings import texts
from fieldtool.forms.xpath.values import NAN, Value, text_number, to_text

EARTH = 6_378_100.0  # metres, the radius that Collect uses
Point = tuple[float, float]
MOST_LINES = 2_000


def _points(text: str) -> list[Point] | None:
    """Return latitudes and longitudes of a geopoint, geotrace or geoshape; None if it is none."""
    points: list[Point] = []
    for part in text.strip().strip(";").split(";"):
        numbers = [text_number(each) for each in part.split()]
        if not 2 <= len(numbers) <= 4 or any(math.isnan(each) for each in numbers[:2]):
            return None
        if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            return None
        points.append((numbers[0], numbers[1]))
    return points


def _all_points(values: tuple[Value, ...]) -> list[Point] | None:
    points: list[Point] = []
    for text in texts(values):
        if not text.strip():
            continue
        found = _points(text)
        if found is None:
            return None
        points.extend(found)
    return points


@function("distance", 1, MANY)
def distance(_context: Context, *values: Value) -> Value:
    """Add the metres between neighbouring points, on a sphere."""
    points = _all_points(values)
    if points is None:
        return NAN
    return sum((_metres(a, b) for a, b in pairwise(points)), 0.0)


def _metres(first: Point, second: Point) -> float:
    latitude, other = math.radians(first[0]), math.radians(second[0])
    step = math.radians(second[1] - first[1])
    half = (
        math.sin((other - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other) * math.sin(step / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


@function("area", 1, MANY)
def area(_context: Context, *values: Value) -> Value:
    """Return square metres inside the ring of points, on a sphere."""
    points = _all_points(values)
    if points is None:
        raise failed("area", "it needs points")
    if len(points) < 3:
        return 0.0
    ring = points if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        turn = math.radians(lon2 - lon1)
        total += turn * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return abs(total * EARTH * EARTH / 2)


function("enclosed-area", 1, MANY)(area)


@function("intersects", 1)
def intersects(_context: Context, line: Value) -> Value:
    """Return whether a line crosses itself; the ends of a closed one may meet."""
    points = _points(to_text(line)) if to_text(line).strip() else []
    if points is None:
        raise failed("intersects", "it needs a line")
    lines = [pair for pair in pairwise(points) if pair[0] != pair[1]]
    if len(lines) > MOST_LINES:
        raise failed("intersects", f"the line has more than {MOST_LINES} parts")
    closed = len(points) > 2 and points[0] == points[-1]
    last = len(lines) - 1
    return any(
        _cross(*lines[i], *lines[j])
        for i in range(len(lines))
        for j in range(i + 2, len(lines))
        if not (closed and i == 0 and j == last)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    turns = [_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)]
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(
        turn == 0
        and min(p[0], q[0]) <= r[0] <= max(p[0], q[0])
        and min(p[1], q[1]) <= r[1] <= max(p[1], q[1])
        for turn, (p, q, r) in zip(turns, ends, strict=True)
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@function("geofence", 2)
def geofence(_context: Context, point: Value, shape: Value) -> Value:
    """Return whether the point lies inside the shape."""
    points, ring = _points(to_text(point)), _points(to_text(shape))
    if not points or len(points) != 1:
        raise failed("geofence", "the first value must be a point")
    if not ring or len(ring) < 3:
        raise failed("geofence", "the second value must be a shape")
    return _within(points[0], ring)


def _within(point: Point, ring: list[Point]) -> bool:
    y, x = point
    inside = False
    before = ring[-1]
    for after in ring:
        crosses = (after[0] > y) != (before[0] > y)
        if (
            crosses
            and x < (before[1] - after[1]) * (y - after[0]) / (before[0] - after[0]) + after[1]
        ):
            inside = not inside
        before = after
    return inside
