"""What people typed, brought into the one spelling that is stored; nothing typed is ever lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from fieldtool.i18n import dates, digits, letters
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.forms import NodeState
    from fieldtool.i18n.dates import Calendar

_TIME = re.compile(r"(\d{1,2})\s*[:.٫]\s*(\d{2})(?:\s*:\s*(\d{2}))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def canonical(state: NodeState, typed: str, locale: str, calendar: Calendar) -> str:
    """Return *typed* as it is stored: ASCII digits, ISO days, one spelling of letters, list order.

    *locale* is the language the text was written in, *calendar* the writer's own. What cannot be
    read is returned as it was typed; the form then refuses it, and `complaint` says why.
    """
    text = _cleaned(state, typed, locale)
    try:
        return _reader(state)(state, text, locale, calendar) if text else ""
    except Problem:
        return text


def complaint(state: NodeState, value: str, locale: str, calendar: Calendar) -> Problem | None:
    """Return why *value*, typed or stored, is no answer to this question; None when it is one."""
    text = _cleaned(state, value, locale)
    try:
        if text:
            _reader(state)(state, text, locale, calendar)
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


def _text(state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    if "numbers" in state.appearance.split():
        return digits.to_ascii(text)
    return text


def _integer(_state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    number = digits.parse_integer(text)
    if number is None:
        raise Problem(Code.WHOLE_NUMBER_NOT_READ, {"text": text})
    return str(number)


def _decimal(_state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    number = digits.parse_decimal(text)
    if number is None:
        raise Problem(Code.DECIMAL_NOT_READ, {"text": text})
    return f"{number:f}"


def _day(_state: NodeState, text: str, _locale: str, calendar: Calendar) -> str:
    written = digits.to_ascii(text)
    if _ISO.fullmatch(written) and int(written[:4]) > 1700:
        # What a browser's own date field sends, and what is stored already.
        return _gregorian(written, calendar)
    return dates.parse_day(text, calendar).isoformat()


def _gregorian(written: str, calendar: Calendar) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return dates.parse_day(written, calendar).isoformat()


def _time(_state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    found = _TIME.match(digits.to_ascii(text))
    if found is None:
        raise Problem(Code.TIME_NOT_READ, {"text": text})
    hours, minutes, seconds = (int(part or "0") for part in found.groups())
    if hours > 23 or minutes > 59 or seconds > 59:
        raise Problem(Code.TIME_NOT_READ, {"text": text})
    rest = digits.to_ascii(text)[found.end() :]
    return f"{hours:02}:{minutes:02}:{seconds:02}{rest}"


def _one(state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    if text not in {choice.value for choice in state.choices}:
        raise Problem(Code.CHOICE_NOT_IN_LIST, {"text": text})
    return text


def _many(state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    chosen = set(text.split())
    listed = [choice.value for choice in state.choices]
    strange = sorted(chosen - set(listed))
    if strange:
        raise Problem(Code.CHOICE_NOT_IN_LIST, {"text": " ".join(strange)})
    return " ".join(value for value in listed if value in chosen)


def _as_it_is(_state: NodeState, text: str, _locale: str, _calendar: Calendar) -> str:
    return text


_Reader = Callable[["NodeState", str, str, "Calendar"], str]
_CHOOSING: dict[str, _Reader] = {"select1": _one, "select": _many, "rank": _as_it_is}
_READERS: dict[str, _Reader] = {
    "int": _integer,
    "decimal": _decimal,
    "date": _day,
    "time": _time,
    # Made by the page or by the computer, never typed.
    "dateTime": _as_it_is,
    "geopoint": _as_it_is,
    "geotrace": _as_it_is,
    "geoshape": _as_it_is,
    "binary": _as_it_is,
}


def _reader(state: NodeState) -> _Reader:
    return _CHOOSING.get(state.control) or _READERS.get(state.type, _text)
