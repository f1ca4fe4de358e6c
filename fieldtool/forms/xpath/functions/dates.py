"""Functions of dates and times."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

import math
from datetime import date, datetime, time, tzinfo

from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.registry import failed, function
from fieldtool.forms.xpath.moments import (
    EPOCH,
    day_in,
    days_of,
    from_days,
    in_zone,
    read_moment,
    read_time,
)
from fieldtool.forms.xpath.values import NAN, Value, text_number, to_number, to_text

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@function("today", 0)
def today(context: Context) -> Value:
    return context.world.now().date()


@function("now", 0)
def now(context: Context) -> Value:
    return context.world.now()


@function("date", 1)
def date_(context: Context, value: Value) -> Value:
    """Return the day; a number counts days since 1970 and loses its fraction."""
    if _is_no_number(value):
        return NAN
    found = _moment("date", value, context.world.zone)
    return found if isinstance(found, str) else _as_day(found, value, context.world.zone)


def _is_no_number(value: Value) -> bool:
    """Return whether *value* came of counting with a blank; Collect keeps it, unlike a blank."""
    return isinstance(value, float) and math.isnan(value)


def _as_day(found: date, value: Value, zone: tzinfo) -> date:
    if isinstance(value, float):
        return EPOCH.fromordinal(EPOCH.toordinal() + math.floor(days_of(found)))
    return day_in(found, zone)


@function("date-time", 1)
def date_time(context: Context, value: Value) -> Value:
    """Return the moment in the project's zone; a day without a time stays one."""
    if _is_no_number(value):
        return NAN
    found = _moment("date-time", value, context.world.zone)
    return in_zone(found, context.world.zone) if isinstance(found, datetime) else found


def _moment(name: str, value: Value, zone: tzinfo) -> date | str:
    """Return a date or datetime, "" for a blank value; raises Problem for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise failed(name, "true or false is no date")
    if isinstance(value, float):
        return from_days(value, zone) or ""
    text = to_text(value).strip()
    found = read_moment(text, zone) if text else None
    if found is None and isinstance(value, list):
        # A question may hold a number of days; a number in quotes is a mistake in the form.
        number = text_number(text, zone)
        found = from_days(number, zone)
    if found is None and text:
        raise failed(name, f"“{text[:60]}” is no date")
    return found or ""


@function("decimal-date-time", 1)
def decimal_date_time(context: Context, value: Value) -> Value:
    """Count days since 1970-01-01 UTC with the fraction; a day begins at local midnight."""
    found = _moment("decimal-date-time", value, context.world.zone)
    if isinstance(found, str):
        return NAN if isinstance(value, float) else ""  # a blank stays one, as in Collect
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(), context.world.zone)
    return days_of(found)


@function("decimal-time", 1)
def decimal_time(context: Context, value: Value) -> Value:
    """Return the time of day in the project's zone as a fraction of the day."""
    zone = context.world.zone
    text = to_text(value)
    if "T" in text:
        found = read_moment(text, zone)
        clock = in_zone(found, zone).timetz() if isinstance(found, datetime) else None
    else:
        clock = read_time(text, zone)
    if clock is None:
        return NAN
    moment = in_zone(datetime.combine(context.world.now().date(), clock), zone)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return seconds / 86_400


@function("format-date", 2)
def format_date(context: Context, value: Value, pattern: Value) -> Value:
    return _formatted(context, value, to_text(pattern))


@function("format-date-time", 2)
def format_date_time(context: Context, value: Value, pattern: Value) -> Value:
    return _formatted(context, value, to_text(pattern))


def _formatted(context: Context, value: Value, pattern: str) -> str:
    zone = context.world.zone
    text = to_text(value).strip()
    found = value if isinstance(value, date) else read_moment(text, zone)
    if found is None:
        found = from_days(to_number(value, zone), zone)
    if found is None:
        return ""
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(), zone)
    return _fill(pattern, in_zone(found, zone))


def _fill(pattern: str, moment: datetime) -> str:
    parts = {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}",
        "n": str(moment.month), "b": MONTHS[moment.month - 1], "d": f"{moment.day:02}",
        "e": str(moment.day), "H": f"{moment.hour:02}", "h": str(moment.hour),
        "M": f"{moment.minute:02}", "S": f"{moment.second:02}",
        "W": str(moment.isocalendar().week),
        "3": f"{moment.microsecond // 1000:03}", "a": DAYS[moment.weekday()], "%": "%",
    }  # fmt: skip
    filled: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter != "%":
            filled.append(letter)
            continue
        mark = next(letters, "")
        if mark not in parts:
            raise failed("format-date", f"“%{mark}” is no part of a date")
        filled.append(parts[mark])
    return "".join(filled)
