"""Putting things in order: each line has its place, typed or moved up and down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import orders
from fieldtool.i18n.digits import ARABIC_SCRIPT, to_native
from fieldtool.web.field.controls import choosing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.forms import NodeState
    from fieldtool.web.field.controls.media import Address
    from fieldtool.web.field.filling.questions import ChoiceShown


@dataclass(frozen=True)
class LineShown:
    """One thing and its place in the reader's digits; *number* is its place in the form's list."""

    number: int
    choice: ChoiceShown
    place: str


@dataclass(frozen=True)
class RankShown:
    """The lines in their order, else in the form's; *ranked*: there is an order."""

    lines: tuple[LineShown, ...]
    ranked: bool
    native: bool


def shown(
    state: NodeState, locale: str, beside: NodeState | None, address: Address | None
) -> RankShown:
    """Return the lines of *state*."""
    order = _order(state)
    places = orders.places(state.value, order)
    choices = choosing.choices(state, beside, address)
    lines = {
        choice.value: LineShown(number, choice, to_native(places.get(choice.value, ""), locale))
        for number, choice in enumerate(choices, start=1)
    }
    is_ranked = bool(state.value) and all(line.place for line in lines.values())
    return RankShown(tuple(lines[value] for value in order), is_ranked, locale in ARABIC_SCRIPT)


def _order(state: NodeState) -> list[str]:
    """Return the values as they stand below each other: ranked ones first, in their order."""
    listed = [choice.value for choice in state.choices]
    ranked = [value for value in state.value.split() if value in listed]
    return ranked + [value for value in listed if value not in ranked]


def moved(state: NodeState, number: int, step: int) -> str:
    """Return the order after line *number* of the form's list went up (-1) or down (1)."""
    listed = [choice.value for choice in state.choices]
    order = _order(state)
    if 1 <= number <= len(listed):
        value = listed[number - 1]
        at = order.index(value)
        order.insert(max(0, at + step), order.pop(at))
    return " ".join(order)


def text(places: Mapping[str, str]) -> str:
    """Return typed *places* by value as one text; “” when no place was typed."""
    return orders.written(places) if any(places.values()) else ""
