"""Which control a question gets: from its type and appearance to the name of a macro."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldtool.problems import N_

if TYPE_CHECKING:
    from fieldtool.forms import NodeState

# More than this many rows are a list to pick from rather than to read.
MOST_ROWS = 30
# More stars than this cannot be told apart at a glance.
MOST_STARS = 10

# What a form asks for with a word of its own; all else is written or chosen.
_BY_TYPE = {
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
    "geopoint": "point",
    "geotrace": "trace",
    "geoshape": "shape",
    "barcode": "code",
}
_BY_LOOK = {"masked": "masked", "url": "link", "multiline": "area"}
_BY_CONTROL = {"rank": "rank", "trigger": "trigger", "upload": "upload", "secret": "masked"}

DATED = frozenset({"date", "datetime"})
IN_PARTS = DATED | {"time"}
# Several controls that belong to one question.
GROUPED = IN_PARTS | {"one", "many", "rating", "rank", "trigger", "point", "trace", "shape"}
# What is answered, so also counted and looked through.
ASKED = (
    GROUPED
    | {"dropdown", "picker", "range", "integer", "decimal", "counter"}
    | {"text", "area", "code", "link", "masked", "upload"}
)

# Calendars of Collect that are not ours; `persian` is Solar Hijri, which we have.
_OTHER_CALENDARS = {
    "bikram-sambat",
    "buddhist",
    "coptic",
    "ethiopian",
    "hebrew",
    "islamic",
    "myanmar",
    "nepali",
}
_ANOTHER_CALENDAR = N_(
    "The form asks for another calendar, which is not here. Use this one; the day is the same."
)
_NO_MAP = N_(
    "There is no map on this laptop. Write the coordinates, or take the position of the laptop."
)
_NO_MAP_OF_PLACES = N_("There is no map on this laptop. Choose the place from the list.")
_NO_IMAGE_MAP = N_("On a phone one points at a picture. Choose from the list here.")
_OTHER_PROGRAM = N_("On a phone another program fills this in. Write the answer here.")
_BARCODE = N_("Write the letters and digits that stand under the bars.")


def looks(state: NodeState) -> frozenset[str]:
    """Return the words of the appearance."""
    return frozenset(state.appearance.split())


def kind_of(state: NodeState) -> str:
    """Return the kind of control, or heading, legend, note or readonly."""
    if state.kind in {"group", "repeat", "row"}:
        return "heading"
    if state.control == "note" or (state.readonly and not state.value):
        return "note"
    if state.readonly:
        return "readonly"
    if state.control in {"select", "select1"}:
        return _choosing(state)
    if state.control == "range":
        return _scale(state)
    return _BY_CONTROL.get(state.control) or _typed(state)


def _choosing(state: NodeState) -> str:
    words = looks(state)
    if "label" in words:
        return "legend"
    if state.control == "select":
        return "many"
    is_list = bool(words & {"minimal", "autocomplete"}) or "search(" in state.appearance
    return "dropdown" if is_list or len(state.choices) > MOST_ROWS else "one"


def _scale(state: NodeState) -> str:
    words = looks(state)
    if "picker" in words:
        return "picker"
    return "rating" if "rating" in words else "range"


def _typed(state: NodeState) -> str:
    words = looks(state)
    kind = _BY_TYPE.get(state.type)
    if kind == "integer" and "counter" in words:
        return "counter"
    return kind or next((_BY_LOOK[look] for look in _BY_LOOK if look in words), "text")


def remark(state: NodeState, kind: str) -> str:
    """Return in a sentence to translate what this laptop does otherwise than the form asks."""
    words = looks(state)
    if kind in DATED and words & _OTHER_CALENDARS:
        return _ANOTHER_CALENDAR
    if kind in {"point", "trace", "shape"} and words & {"maps", "placement-map"}:
        return _NO_MAP
    if kind in {"one", "many", "dropdown"}:
        found = (_NO_IMAGE_MAP, "image-map"), (_NO_MAP_OF_PLACES, "map")
        return next((said for said, look in found if look in words), "")
    if kind == "code":
        return _BARCODE
    is_elsewhere = re.search(r"(^|\s)(ex:|bearing(\s|$)|printer:)", state.appearance)
    return _OTHER_PROGRAM if is_elsewhere and kind in ASKED else ""
