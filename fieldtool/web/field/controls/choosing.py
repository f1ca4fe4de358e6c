"""Choices as a page shows them: their keys, how they are laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.forms.keys import keys
from fieldtool.web.field.controls import media, points
from fieldtool.web.field.controls.kinds import looks
from fieldtool.web.field.filling.questions import NOTHING, ChoiceShown
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from fieldtool.forms import NodeState
    from fieldtool.web.field.controls.media import Address

_SHORT = 32
_NUMBERED = re.compile(r"(?:columns|compact)-(\d+)")
_MOST_COLUMNS = 10


@dataclass(frozen=True)
class Layout:
    """How choices stand beside each other.

    Attributes:
        look: rows (one below the other), columns, pack, likert, or grid (a row of a table whose
            head is the question above).
        columns: how many stand beside each other, 0 where that is not said.
        bare: without round or square buttons.
        quick: the page goes on by itself.
        filtered: a field narrows the list down.
        folded: shown only on demand.
    """

    look: str = "rows"
    columns: int = 0
    bare: bool = False
    quick: bool = False
    filtered: bool = False
    folded: bool = False


def layout(state: NodeState) -> Layout:
    """Return how the choices of *state* are laid out."""
    words = looks(state)
    look, columns = _look(state, words)
    is_filtered = "autocomplete" in words or "search(" in state.appearance
    return Layout(
        look,
        columns,
        bare=bool(words & {"no-buttons"}),
        quick="quick" in words and state.control == "select1",
        filtered=is_filtered or ("minimal" in words and len(state.choices) > 12),
        folded="minimal" in words and state.control == "select",
    )


def _look(state: NodeState, words: frozenset[str]) -> tuple[str, int]:
    if words & {"label", "list-nolabel"}:
        return "grid", len(state.choices)
    if words & {"likert", "list"}:
        return "likert", len(state.choices)
    if words & {"columns-pack", "compact", "horizontal-compact", "quickcompact"}:
        return "pack", 0
    numbered = _NUMBERED.search(state.appearance)
    if numbered:
        return "columns", max(1, min(int(numbered[1]), _MOST_COLUMNS))
    if words & {"columns", "horizontal"} or (len(state.choices) > 4 and _is_short(state)):
        return "columns", 2
    return "rows", 0


def _is_short(state: NodeState) -> bool:
    lengths = (sum(len(str(part)) for part in choice.label) for choice in state.choices)
    return all(length <= _SHORT for length in lengths)


def choices(
    state: NodeState, beside: NodeState | None, address: Address | None
) -> tuple[ChoiceShown, ...]:
    """Return the choices of *state*; *beside* is the same question in the second language."""
    chosen = set(state.value.split()) if state.control == "select" else {state.value}
    typed = keys(choice.value for choice in state.choices)
    is_map = "map" in looks(state)
    second = {one.value: marked(one.label) for one in beside.choices} if beside else {}
    return tuple(
        ChoiceShown(
            choice.value,
            marked(choice.label),
            typed[choice.value],
            choice.value in chosen,
            second.get(choice.value, NOTHING),
            media.shown(dict(choice.media), address) if choice.media else (),
            points.said(choice.geometry) if is_map else "",
        )
        for choice in state.choices
    )
