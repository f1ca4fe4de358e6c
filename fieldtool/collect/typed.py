"""What people typed, brought into the one spelling that is stored; nothing typed is ever lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import moments, orders, positions
from fieldtool.forms import is_on_scale
from fieldtool.i18n import digits, letters, numbers
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from datetime import datetime

    from fieldtool.forms import NodeState
    from fieldtool.i18n.dates import Calendar


@dataclass(frozen=True)
class _Writer:
    """Who typed: in which language, with which calendar, when (None: the zone is not known)."""

    locale: str
    calendar: Calendar
    now: datetime | None


def canonical(
    state: NodeState,
    typed: str,
    locale: str,
    calendar: Calendar,
    now: datetime | None = None,
) -> str:
    """Return *typed* as it is stored: ASCII digits, ISO days, one spelling of letters, list order.

    *locale* is the language the text was written in, *calendar* the writer's own, *now* tells the
    zone of times. What cannot be read is returned as it was typed; the form then refuses it, and
    `complaint` says why.
    """
    text = _cleaned(state, typed, locale)
    try:
        return _reader(state)(state, text, _Writer(locale, calendar, now)) if text else ""
    except Problem:
        return text


def complaint(state: NodeState, value: str, locale: str, calendar: Calendar) -> Problem | None:
    """Return why *value*, typed or stored, is no answer to this question; None when it is one."""
    text = _cleaned(state, value, locale)
    try:
        if text:
            _reader(state)(state, text, _Writer(locale, calendar, None))
    except Problem as problem:
        return problem
    return None


def _cleaned(state: NodeState, typed: str, locale: str) -> str:
    text = typed.strip()
    if state.choices and set(text.split()) <= {choice.value for choice in state.choices}:
        # Codes are the form's own and are compared letter by letter.
        return text
    # Even what is no answer must fit into XML and UTF-8.
    return letters.for_storage(text, locale).strip()


def _text(state: NodeState, text: str, _writer: _Writer) -> str:
    if "numbers" in state.appearance.split() or state.type == "barcode":
        return digits.to_ascii(text)
    return text


def _integer(state: NodeState, text: str, writer: _Writer) -> str:
    number = digits.parse_integer(_ungrouped(state, text, writer))
    if number is None:
        raise Problem(Code.WHOLE_NUMBER_NOT_READ, {"text": text})
    return str(number)


def _decimal(state: NodeState, text: str, writer: _Writer) -> str:
    comma = numbers.decimal_sign(writer.locale) == ","
    number = digits.parse_decimal(_ungrouped(state, text, writer), comma=comma)
    if number is None:
        raise Problem(Code.DECIMAL_NOT_READ, {"text": text})
    return f"{number:f}"


def _ungrouped(state: NodeState, text: str, writer: _Writer) -> str:
    """Return *text* without the sign between thousands, where the form has it shown."""
    if "thousands-sep" not in state.appearance.split():
        return text
    sign = re.escape(numbers.group_sign(writer.locale))
    written = digits.to_ascii(text)
    grouped = re.fullmatch(rf"([+-]?)(\d{{1,3}}(?:{sign}\d{{3}})+)(\D\d+)?", written)
    return (
        text if grouped is None else re.sub(sign, "", grouped[1] + grouped[2]) + (grouped[3] or "")
    )


def _scale(state: NodeState, text: str, writer: _Writer) -> str:
    read = _decimal if state.type == "decimal" else _integer
    number = read(state, text, writer)
    if not is_on_scale(state.attributes, str(number)):
        names = ("start", "end", "step")
        shown = {
            name: digits.to_native(state.attributes.get(name, ""), writer.locale) for name in names
        }
        raise Problem(Code.NOT_ON_THE_SCALE, {"text": text, **shown})
    return number


def _day(_state: NodeState, text: str, writer: _Writer) -> str:
    return moments.read_day(text, writer.calendar)


def _time(_state: NodeState, text: str, writer: _Writer) -> str:
    return moments.read_time(text, writer.now)


def _moment(_state: NodeState, text: str, writer: _Writer) -> str:
    return moments.read_moment(text, writer.calendar, writer.now)


def _one(state: NodeState, text: str, _writer: _Writer) -> str:
    if text not in {choice.value for choice in state.choices}:
        raise Problem(Code.CHOICE_NOT_IN_LIST, {"text": text})
    return text


def _many(state: NodeState, text: str, _writer: _Writer) -> str:
    chosen = set(text.split())
    listed = [choice.value for choice in state.choices]
    strange = sorted(chosen - set(listed))
    if strange:
        raise Problem(Code.CHOICE_NOT_IN_LIST, {"text": " ".join(strange)})
    return " ".join(value for value in listed if value in chosen)


def _order(state: NodeState, text: str, _writer: _Writer) -> str:
    return orders.read(state, text)


def _point(_state: NodeState, text: str, _writer: _Writer) -> str:
    return positions.point(text)


def _line(_state: NodeState, text: str, _writer: _Writer) -> str:
    return positions.line(text)


def _area(_state: NodeState, text: str, _writer: _Writer) -> str:
    return positions.area(text)


def _as_it_is(_state: NodeState, text: str, _writer: _Writer) -> str:
    return text


_Reader = Callable[["NodeState", str, _Writer], str]
_BY_CONTROL: dict[str, _Reader] = {
    "select1": _one,
    "select": _many,
    "rank": _order,
    "range": _scale,
    "trigger": _as_it_is,
}
_BY_TYPE: dict[str, _Reader] = {
    "int": _integer,
    "decimal": _decimal,
    "date": _day,
    "time": _time,
    "dateTime": _moment,
    "geopoint": _point,
    "geotrace": _line,
    "geoshape": _area,
    # The name of a file, made by the page.
    "binary": _as_it_is,
}


def _reader(state: NodeState) -> _Reader:
    return _BY_CONTROL.get(state.control) or _BY_TYPE.get(state.type, _text)
