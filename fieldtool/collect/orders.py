"""Things put in order: typed places brought to the list that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.i18n import digits
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fieldtool.forms import NodeState


def written(places: Mapping[str, str]) -> str:
    """Return *places* by value as one text: `road=1 school=2 clinic=`."""
    return " ".join(f"{value}={place.replace(' ', '')}" for value, place in places.items())


def places(text: str, values: Sequence[str]) -> dict[str, str]:
    """Return the place of each of *values*, from a stored order or from typed places."""
    words = text.split()
    if set(words) <= set(values):
        return {value: str(number) for number, value in enumerate(words, start=1)}
    typed = (word.rpartition("=") for word in words)
    return {value: place for value, _, place in typed if value in values}


def read(state: NodeState, text: str) -> str:
    """Return the values in their order.

    Raises:
        Problem: not everything has a place of its own, or something is not in the list.
    """
    values = [choice.value for choice in state.choices]
    words = text.split()
    if set(words) <= set(values) and len(set(words)) == len(words):
        return " ".join(words)
    strange = [word for word in words if word.rpartition("=")[0] not in values]
    if strange:
        raise Problem(Code.CHOICE_NOT_IN_LIST, {"text": " ".join(strange)})
    found = {value: digits.parse_integer(place) for value, place in places(text, values).items()}
    order = sorted(values, key=lambda value: found.get(value) or 0)
    if [found.get(value) for value in order] != list(range(1, len(values) + 1)):
        raise Problem(Code.ORDER_NOT_COMPLETE, {"count": len(values)})
    return " ".join(order)
