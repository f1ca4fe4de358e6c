"""Days and times in parts, so that nobody has to know an order or a separator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fieldtool.i18n import dates, solar_hijri
from fieldtool.i18n.digits import to_native
from fieldtool.web.field.controls.kinds import looks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from fieldtool.forms import NodeState
    from fieldtool.i18n.dates import Calendar

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}.*)?")
_DAY_PARTS = ("day", "month", "year")
_TIME_PARTS = ("hour", "minute")


@dataclass(frozen=True)
class DateShown:
    """A day or time in parts, in *calendar*, in the reader's digits.

    Attributes:
        asked: which parts there are: day, month, year, hour, minute.
        other: the same day in the other calendar.
    """

    calendar: str
    asked: tuple[str, ...]
    parts: Mapping[str, str]
    months: tuple[str, ...]
    other: str = ""


def calendar_of(state: NodeState, usual: Calendar) -> Calendar:
    """Return the calendar of the question: its own if it has one of ours, else the reader's."""
    words = looks(state)
    if "persian" in words:
        return "solar"
    return "gregorian" if "gregorian" in words else usual


def asked(state: NodeState) -> tuple[str, ...]:
    """Return the parts that the question asks for."""
    if state.type == "time":
        return _TIME_PARTS
    if state.type == "dateTime":
        return (*_DAY_PARTS, *_TIME_PARTS)
    words = looks(state)
    if "year" in words:
        return ("year",)
    return _DAY_PARTS[1:] if "month-year" in words else _DAY_PARTS


def shown(state: NodeState, locale: str, usual: Calendar, zone: tzinfo | None) -> DateShown:
    """Return the parts of the answer, as far as there is one."""
    calendar = calendar_of(state, usual)
    parts = {
        name: text.lstrip("0") if name == "month" else to_native(text, locale)
        for name, text in parts_of(state, calendar, zone).items()
    }
    whole = asked(state)
    other = _in_other(state.value, locale, calendar, zone) if "day" in whole else ""
    return DateShown(calendar, whole, parts, dates.month_names(locale, calendar), other)


def parts_of(state: NodeState, calendar: Calendar, zone: tzinfo | None) -> dict[str, str]:
    """Return the parts of the answer in ASCII digits; what was typed by halves comes back so."""
    day, time = _halves(state, zone)
    found: dict[str, str] = {}
    if state.type != "time":
        found.update(zip(("year", "month", "day"), _day_parts(day, calendar), strict=True))
    if state.type != "date":
        found.update(zip(_TIME_PARTS, _time_parts(time), strict=True))
    return {name: found[name] for name in asked(state)}


def joined(parts: Mapping[str, str]) -> str:
    """Return *parts* as one text: `1400/2/20`, `14:05`, `1400/2/20 14:05`; “” without any."""
    if not any(parts.values()):
        return ""
    day = parts.get("year", ""), parts.get("month", "1"), parts.get("day", "1")
    texts = ["/".join(day)] if "year" in parts else []
    texts += [_clock(parts)] if "hour" in parts else []
    return " ".join(texts)


def _clock(parts: Mapping[str, str]) -> str:
    hour, minute = parts["hour"], parts["minute"]
    # Somebody may write the whole time into the first field.
    return hour if not minute and re.search(r"[:.٫]", hour) else f"{hour}:{minute}"


def moment_of(value: str, zone: tzinfo | None) -> datetime | None:
    """Return a stored date-time in *zone*, None when it is none."""
    if "T" not in value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(zone) if moment.tzinfo and zone else moment


def day_of(value: str) -> date | None:
    """Return a stored day, None when it is none."""
    return date.fromisoformat(value) if _ISO.fullmatch(value) and _exists(value) else None


def _exists(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _halves(state: NodeState, zone: tzinfo | None) -> tuple[str, str]:
    if state.type == "time":
        return "", state.value
    if state.type != "dateTime":
        return state.value, ""
    moment = moment_of(state.value, zone)
    if moment is not None:
        return moment.date().isoformat(), f"{moment:%H:%M}"
    day, _, time = state.value.rpartition(" ")
    return (day, time) if day else (state.value, "")


def _day_parts(text: str, calendar: Calendar) -> tuple[str, str, str]:
    whole = day_of(text)
    if whole is None:
        year, month, day = text.split("/") if text.count("/") == 2 else (text, "", "")
        return year, month, day
    if calendar == "solar" and solar_hijri.is_covered(whole):
        solar = solar_hijri.from_gregorian(whole)
        return str(solar.year), str(solar.month), str(solar.day)
    return str(whole.year), str(whole.month), str(whole.day)


def _time_parts(text: str) -> tuple[str, str]:
    whole = _TIME.fullmatch(text)
    if whole:
        return whole[1], whole[2]
    hour, _, minute = text.partition(":")
    return hour, minute


def _in_other(value: str, locale: str, calendar: Calendar, zone: tzinfo | None) -> str:
    moment = moment_of(value, zone)
    day = moment.date() if moment else day_of(value)
    if day is None:
        return ""
    other: Calendar = "gregorian" if calendar == "solar" else "solar"
    return dates.day(day, locale, other)
