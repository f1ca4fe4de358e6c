"""Dates and times in expressions: reading, writing, counting days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_TIME = re.compile(
    r"(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
EPOCH = date(1970, 1, 1)
_EPOCH_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = -719_000, 2_932_000  # what Python's calendar holds, in any zone


def read_moment(text: str, zone: tzinfo | None) -> date | None:
    """Return a date, a datetime when *text* has a time (in *zone* unless it says), else None."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        return datetime.combine(day, _clock(match[4], match[5], match[6], match[7], match[8], zone))
    except ValueError:
        return None


def _clock(*parts: str | tzinfo | None) -> time:
    hours, minutes, seconds, fraction, offset, zone = parts
    assert isinstance(hours, str)
    assert isinstance(minutes, str)
    micro = int(str(fraction)[:6].ljust(6, "0")) if fraction else 0
    own = _offset(offset) if isinstance(offset, str) else None
    fallback = zone if isinstance(zone, tzinfo) else UTC
    return time(int(hours), int(minutes), int(str(seconds or 0)), micro, tzinfo=own or fallback)


def _offset(text: str) -> tzinfo:
    from datetime import timezone

    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if text[0] == "-" else delta)


def read_time(text: str, zone: tzinfo) -> time | None:
    """Return a time of day, or None."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return _clock(match[1], match[2], match[3], match[4], match[5], zone)
    except ValueError:
        return None


def days_of(moment: date) -> float:
    """Return days since 1970-01-01: whole for a date, with the fraction for a datetime in UTC."""
    if isinstance(moment, datetime):
        return (moment - _EPOCH_MOMENT) / DAY
    return float((moment - EPOCH).days)


def whole_days_of(moment: date, zone: tzinfo | None) -> float:
    """Return the number of the calendar day in *zone*.

    Collect counts whole days when a date or date-time is used as a number, so comparing two times
    of one day finds them equal; decimal-date-time() is there for more.
    """
    if isinstance(moment, datetime):
        moment = (moment if zone is None else in_zone(moment, zone)).date()
    return float((moment - EPOCH).days)


def from_days(days: float, zone: tzinfo) -> datetime | None:
    """Return the moment *days* after 1970-01-01 UTC, in *zone*; None outside the calendar."""
    if not FIRST_DAY < days < LAST_DAY:
        return None
    milliseconds = round(days * 86_400_000)
    return in_zone(_EPOCH_MOMENT + timedelta(milliseconds=milliseconds), zone)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return the same moment in *zone*; at the ends of the calendar it stays as it is."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def iso_datetime(moment: datetime) -> str:
    """Return an ISO 8601 datetime with milliseconds and offset, as OpenRosa writes it."""
    return moment.isoformat(timespec="milliseconds")


def iso_time(moment: datetime) -> str:
    """Return the time of day with milliseconds and offset."""
    return iso_datetime(moment).partition("T")[2]


def day_in(moment: date, zone: tzinfo) -> date:
    """Return the calendar day of *moment* in *zone*."""
    if isinstance(moment, datetime):
        return in_zone(moment, zone).date()
    return moment
