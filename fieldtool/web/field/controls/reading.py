"""The text that a control sends, from all its fields and from its button when one was pressed.

What stands in the fields as it was shown is no new answer: the stored one stays as it is, with the
seconds, the offset or the day of the month that its fields do not show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import orders
from fieldtool.i18n.digits import to_ascii
from fieldtool.web.field.controls import days, numbers, points, ranks
from fieldtool.web.field.controls.kinds import IN_PARTS, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from werkzeug.datastructures import MultiDict

    from fieldtool.forms import NodeState
    from fieldtool.i18n.dates import Calendar
    from fieldtool.web.field.controls.points import PointShown

# More points than anybody types; a page cannot make the program count for ever.
_MOST_POINTS = 2000


@dataclass(frozen=True)
class Shown:
    """How the page showed the answer that it was sent back from."""

    locale: str
    calendar: Calendar
    zone: tzinfo | None


def text(form: MultiDict[str, str], state: NodeState, shown: Shown) -> str:
    """Return what *form* says to *state*, as one text for `typed.canonical`."""
    kind = kind_of(state)
    read = _READERS.get(kind)
    return read(form, state, shown) if read else form.get(state.path, "")


def _press(form: MultiDict[str, str], state: NodeState) -> tuple[str, int]:
    """Return what the pressed button of this question does, and to which line."""
    path, _, action = form.get("press", "").partition(" ")
    name, _, number = action.partition(":")
    if path != state.path:
        return "", 0
    is_number = number.isascii() and number.isdecimal() and len(number) < 6
    return name, int(number) if is_number else 0


def _moment(form: MultiDict[str, str], state: NodeState, shown: Shown) -> str:
    names = days.asked(state)
    parts = {name: form.get(f"{state.path}:{name}", "").strip() for name in names}
    before = days.parts_of(state, shown.calendar, shown.zone)
    return state.value if _same(parts, before) else days.joined(parts)


def _same(parts: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Tell whether *parts* stand as they were shown; leading noughts and digits do not matter."""
    return all(
        to_ascii(part).lstrip("0") == to_ascii(before[name]).lstrip("0")
        for name, part in parts.items()
    )


def _many(form: MultiDict[str, str], state: NodeState, _shown: Shown) -> str:
    return " ".join(form.getlist(state.path))


def _number(form: MultiDict[str, str], state: NodeState, shown: Shown) -> str:
    written = form.get(state.path, "")
    value = state.value if written == numbers.shown(state, shown.locale) else written
    name, _ = _press(form, state)
    if name in {"more", "less"}:
        return numbers.counted(to_ascii(value).strip(), 1 if name == "more" else -1)
    return value


def _rank(form: MultiDict[str, str], state: NodeState, _shown: Shown) -> str:
    name, number = _press(form, state)
    if name in {"up", "down"}:
        return ranks.moved(state, number, -1 if name == "up" else 1)
    values = [choice.value for choice in state.choices]
    before = dict.fromkeys(values, "") | orders.places(state.value, values)
    places = {
        value: to_ascii(form.get(f"{state.path}:place-{value}", "").strip()) for value in values
    }
    return state.value if places == before else ranks.text(places)


def _point(form: MultiDict[str, str], state: NodeState, _shown: Shown) -> str:
    before = points.point(state.value)
    parts = _parts(form, state.path)
    same = _same(parts, {name: getattr(before, name) for name in points.PARTS})
    return state.value if same else points.text(parts)


def _points(form: MultiDict[str, str], state: NodeState, _shown: Shown) -> str:
    name, dropped = _press(form, state)
    rows = _rows(form, state.path)
    before = points.shown(state, kind_of(state)).points
    if name != "drop" and _same_rows(rows, before):
        return state.value
    kept = (row for at, row in enumerate(rows, start=1) if not (name == "drop" and at == dropped))
    return ";".join(points.text(row) for row in kept if row["lat"] or row["lon"])


def _rows(form: MultiDict[str, str], path: str) -> list[dict[str, str]]:
    found = []
    for number in range(1, _MOST_POINTS):
        at = f"{path}:{number}"
        if f"{at}:lat" not in form:
            break
        parts = _parts(form, at)
        parts["alt"], _, parts["acc"] = form.get(f"{at}:rest", "").partition(" ")
        found.append(parts)
    return found


def _same_rows(rows: list[dict[str, str]], before: Sequence[PointShown]) -> bool:
    return len(rows) == len(before) and all(
        _same({"lat": row["lat"], "lon": row["lon"]}, {"lat": one.lat, "lon": one.lon})
        for row, one in zip(rows, before, strict=True)
    )


def _parts(form: MultiDict[str, str], at: str) -> dict[str, str]:
    return {name: form.get(f"{at}:{name}", "").strip() for name in points.PARTS}


_READERS: dict[str, Callable[[MultiDict[str, str], NodeState, Shown], str]] = {
    **dict.fromkeys(IN_PARTS, _moment),
    "many": _many,
    "integer": _number,
    "decimal": _number,
    "range": _number,
    "counter": _number,
    "rank": _rank,
    "point": _point,
    "trace": _points,
    "shape": _points,
}
