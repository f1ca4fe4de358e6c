"""Scales: a slider with a number beside it, a list to pick from, or stars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fieldtool.i18n import numbers
from fieldtool.i18n.digits import ARABIC_SCRIPT
from fieldtool.web.field.controls.kinds import looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.forms import NodeState

_MOST_TICKS = 21
_MOST_VALUES = 1001
_USUAL = {"start": "1", "end": "10", "step": "1"}


@dataclass(frozen=True)
class PointOfScale:
    """One place on a scale; *shown* is in the reader's digits."""

    value: str
    shown: str
    chosen: bool


@dataclass(frozen=True)
class RangeShown:
    """A scale; the texts without *shown* in their name have ASCII digits, for the browser.

    Attributes:
        at: where the slider stands; before an answer, at the start.
        values: every place, unless there are too many to be shown.
        native: whether the reader writes ۰–۹.
    """

    start: str
    end: str
    step: str
    start_shown: str
    end_shown: str
    at: str
    values: tuple[PointOfScale, ...]
    ticks: bool
    vertical: bool
    native: bool


def shown(state: NodeState, locale: str) -> RangeShown:
    """Return the scale of *state*."""
    start, end, step = (_number(state.attributes, name) for name in _USUAL)
    low, high = min(start, end), max(start, end)
    values = _values(state, locale, low, high, abs(step))
    return RangeShown(
        start=f"{low:f}",
        end=f"{high:f}",
        step=f"{abs(step):f}",
        start_shown=numbers.in_digits(f"{low:f}", locale),
        end_shown=numbers.in_digits(f"{high:f}", locale),
        at=state.value if _decimal(state.value) is not None else f"{low:f}",
        values=values,
        ticks=0 < len(values) <= _MOST_TICKS and "no-ticks" not in looks(state),
        vertical="vertical" in looks(state),
        native=locale in ARABIC_SCRIPT,
    )


def _values(
    state: NodeState, locale: str, low: Decimal, high: Decimal, step: Decimal
) -> tuple[PointOfScale, ...]:
    count = int((high - low) / step) + 1 if step else 1
    if count > _MOST_VALUES:
        return ()
    chosen = _decimal(state.value)
    places = [low + step * n for n in range(count)]
    return tuple(
        PointOfScale(f"{place:f}", numbers.in_digits(f"{place:f}", locale), place == chosen)
        for place in places
    )


def _number(attributes: Mapping[str, str], name: str) -> Decimal:
    found = _decimal(attributes.get(name, ""))
    return Decimal(_USUAL[name]) if found is None else found


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
