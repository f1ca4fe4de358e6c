"""Times that people type, brought to the spelling that Collect stores."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from fieldtool.i18n import dates, digits
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.i18n.dates import Calendar

_TIME = re.compile(r"(\d{1,2})\s*[:.٫]\s*(\d{2})(?:\s*:\s*(\d{2}))?")
_HALF_A_TIME = re.compile(r"\d*:\d*")
_IN_PARTS = re.compile(r"[^/]*/[^/]*/[^/]*")
_YEAR = re.compile(r"\d{4}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_day(text: str, calendar: Calendar) -> str:
    """Return an ISO day; a whole year of more than 1700 is Gregorian."""
    written = digits.to_ascii(text)
    parts = written.split("/") if _IN_PARTS.fullmatch(written) else []
    if not all(parts):
        raise Problem(Code.DATE_NOT_COMPLETE)
    if parts and not _YEAR.fullmatch(parts[0]) and len(parts[2]) < 4:
        raise Problem(Code.YEAR_NOT_READ, {"text": text.split("/", maxsplit=1)[0]})
    if _ISO.fullmatch(written) and int(written[:4]) > 1700:
        # What a browser's own date field sends, and what is stored already.
        return _gregorian(written, calendar)
    return dates.parse_day(text, calendar).isoformat()


def _gregorian(written: str, calendar: Calendar) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return dates.parse_day(written, calendar).isoformat()


def read_time(text: str, now: datetime | None) -> str:
    """Return a time of day, with today's offset of the zone of *now*."""
    clock, rest = _clock(text)
    if rest or now is None:
        return f"{clock:%H:%M:%S}{rest}"
    return datetime.combine(now, clock, now.tzinfo).isoformat("T", "milliseconds")[11:]


def read_moment(text: str, calendar: Calendar, now: datetime | None) -> str:
    """Return day and time, with the offset that the zone of *now* has on that day."""
    stored = _stored(text)
    if stored is None:
        day, _, clock = text.rpartition(" ")
        whole = date.fromisoformat(read_day(day or text, calendar))
        stored = datetime.combine(whole, _clock(clock if day else "")[0])
    elif stored.tzinfo:
        return digits.to_ascii(text)
    return stored.replace(tzinfo=now.tzinfo if now else None).isoformat("T", "milliseconds")


def _stored(text: str) -> datetime | None:
    written = digits.to_ascii(text)
    if not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", written):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _clock(text: str) -> tuple[time, str]:
    written = digits.to_ascii(text)
    found = _TIME.match(written)
    if found is None:
        half = not text or _HALF_A_TIME.fullmatch(written)
        raise Problem(Code.TIME_NOT_COMPLETE) if half else _not_read(text)
    hours, minutes, seconds = (int(part or "0") for part in found.groups())
    if hours > 23 or minutes > 59 or seconds > 59:
        raise _not_read(text)
    return time(hours, minutes, seconds), written[found.end() :]


def _not_read(text: str) -> Problem:
    return Problem(Code.TIME_NOT_READ, {"text": text})
