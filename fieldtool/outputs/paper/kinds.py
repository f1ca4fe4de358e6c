"""In which way a question is answered on paper."""

from __future__ import annotations

from fieldtool.forms.definition.model import Bind, Control
from fieldtool.forms.xpath import ast
from fieldtool.i18n.dates import Calendar
from fieldtool.outputs.paper.sheet import Kind

_BY_CONTROL: dict[str, Kind] = {
    "select1": "one",
    "select": "many",
    "rank": "rank",
    "upload": "file",
    "trigger": "tick",
    "range": "decimal",
}
_BY_TYPE: dict[str, Kind] = {
    "int": "digits",
    "integer": "digits",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
    "geopoint": "place",
    "geotrace": "place",
    "geoshape": "place",
}
_DAY = ("day", "month", "year")
_TIME = ("hour", "minute")
_USUAL = 4
_MOST = 8


def kind_of(control: Control, type_: str) -> Kind:
    """Return how the answer is written."""
    usual: Kind = "lines" if "multiline" in control.appearance.split() else "line"
    return _BY_CONTROL.get(control.kind) or _BY_TYPE.get(type_, usual)


def parts_of(control: Control, type_: str) -> tuple[str, ...]:
    """Return the parts of a day or time that are asked for; none for other questions."""
    words = control.appearance.split()
    if type_ == "time":
        return _TIME
    if type_ == "dateTime":
        return (*_DAY, *_TIME)
    if type_ != "date":
        return ()
    if "year" in words:
        return ("year",)
    return _DAY[1:] if "month-year" in words else _DAY


def calendar_of(control: Control, usual: Calendar) -> Calendar:
    """Return the calendar of a day: the question's own if it has one of ours, else the usual."""
    words = control.appearance.split()
    if "persian" in words:
        return "solar"
    return "gregorian" if "gregorian" in words else usual


def boxes_of(bind: Bind) -> int:
    """Return how many digits the largest number has that may be the answer."""
    largest = 0.0
    waiting = [bind.constraint.tree] if bind.constraint is not None else []
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, ast.Number):
            largest = max(largest, tree.value)
        waiting.extend(ast.children(tree))
    return min(len(str(int(largest))), _MOST) if largest else _USUAL
