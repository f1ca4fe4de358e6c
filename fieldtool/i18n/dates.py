"""Days and moments written in either calendar, and read as people type them."""

from __future__ import annotations

import calendar as gregorian
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from fieldtool.i18n import solar_hijri
from fieldtool.i18n.digits import ARABIC_SCRIPT, to_ascii, to_native
from fieldtool.i18n.letters import search_key
from fieldtool.i18n.locales import LOCALES, by_code
from fieldtool.problems import Code, Problem

Calendar = Literal["solar", "gregorian"]

# Pashto as it is printed in Afghanistan; CLDR has the purist یونۍ، دونۍ … Monday first, as Python.
_WEEKDAYS = {
    **dict.fromkeys(
        ARABIC_SCRIPT,
        ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
}

_EXAMPLES: dict[Calendar, str] = {"solar": "1405/8/1", "gregorian": "2026-10-23"}
_SOLAR_YEARS = range(solar_hijri.FIRST_YEAR, solar_hijri.LAST_YEAR + 1)
# Wide enough for the oldest person's birthday; a year outside is a slip of the finger.
_GREGORIAN_YEARS = range(1850, 2151)
# Months by name are letters; whatever is neither letter nor digit parts them.
_PARTS = re.compile(r"\d+|[^\W\d_]+(?:\u200c[^\W\d_]+)*")


def usual_calendar(locale_code: str) -> Calendar:
    """Return the calendar readers of the language use until they choose another."""
    return "solar" if locale_code in ARABIC_SCRIPT else "gregorian"


def month_names(locale_code: str, calendar: Calendar) -> tuple[str, ...]:
    """Return the twelve months; Solar Hijri ones are transliterated for English and Italian."""
    if calendar == "solar":
        return solar_hijri.MONTHS[locale_code]
    wide = by_code(locale_code).babel.months["format"]["wide"]
    return tuple(wide[month] for month in range(1, 13))


def weekday(day: date, locale_code: str) -> str:
    """Return the name of the day of the week."""
    return _WEEKDAYS[locale_code][day.weekday()]


def day(
    value: date, locale_code: str, calendar: Calendar = "gregorian", *, native_digits: bool = True
) -> str:
    """Return *value* with the month by name: ۲۰ ثور ۱۴۰۰, 20 Sawr 1400, 10 maggio 2021.

    A day before 1898 or after 2122 is shown in the Gregorian calendar.
    """
    if calendar == "solar" and solar_hijri.is_covered(value):
        solar = solar_hijri.from_gregorian(value)
        text = f"{solar.day} {month_names(locale_code, 'solar')[solar.month - 1]} {solar.year}"
    else:
        months = month_names(locale_code, "gregorian")
        text = f"{value.day} {months[value.month - 1]} {value.year}"
    return to_native(text, locale_code) if native_digits else text


def time_of_day(value: datetime, locale_code: str, *, native_digits: bool = True) -> str:
    """Return hours and minutes of 24 hours, in the zone *value* carries."""
    text = f"{value:%H:%M}"
    return to_native(text, locale_code) if native_digits else text


def moment(
    value: datetime,
    locale_code: str,
    calendar: Calendar = "gregorian",
    *,
    native_digits: bool = True,
) -> str:
    """Return day and time in the zone *value* carries: ۲۰ ثور ۱۴۰۰، ۱۴:۰۵."""
    comma = "،" if locale_code in ARABIC_SCRIPT else ","
    written = day(value.date(), locale_code, calendar, native_digits=native_digits)
    return f"{written}{comma} {time_of_day(value, locale_code, native_digits=native_digits)}"


def for_input(
    value: date, locale_code: str, calendar: Calendar = "gregorian", *, native_digits: bool = True
) -> str:
    """Return *value* as a field for typing shows it: ۱۴۰۰/۰۲/۲۰ or 2021-05-10."""
    if calendar == "solar" and solar_hijri.is_covered(value):
        solar = solar_hijri.from_gregorian(value)
        text = f"{solar.year}/{solar.month:02}/{solar.day:02}"
    else:
        text = value.isoformat()
    return to_native(text, locale_code) if native_digits else text


@dataclass(frozen=True)
class _Typed:
    year: int
    month: int
    day: int
    calendar: Calendar | None


def parse_day(text: str, calendar: Calendar = "gregorian") -> date:
    """Return the day somebody typed: `1405/8/1`, `۱ عقرب ۱۴۰۵`, `1 Aqrab 1405`, `2026-10-23`.

    The year tells its calendar, so either is understood everywhere; *calendar*, the reader's own,
    only chooses the example in a refusal. Day first or year first, never month first.

    Raises:
        Problem: it is not a date, or there is no such day.
    """
    typed = _read(text)
    if typed is None:
        raise Problem(Code.DATE_NOT_UNDERSTOOD, {"text": text, "example": _EXAMPLES[calendar]})
    if not 1 <= typed.month <= 12:
        raise Problem(Code.MONTH_DOES_NOT_EXIST, {"text": text, "month": typed.month})
    days = _days_in_month(typed, text)
    if not 1 <= typed.day <= days:
        raise Problem(Code.DATE_DOES_NOT_EXIST, {"text": text, "days": days})
    if typed.year in _SOLAR_YEARS:
        return solar_hijri.to_gregorian(solar_hijri.SolarHijri(typed.year, typed.month, typed.day))
    return date(typed.year, typed.month, typed.day)


def _days_in_month(typed: _Typed, text: str) -> int:
    if typed.year in _SOLAR_YEARS and typed.calendar != "gregorian":
        return solar_hijri.days_in_month(typed.year, typed.month)
    if typed.year in _GREGORIAN_YEARS and typed.calendar != "solar":
        return gregorian.monthrange(typed.year, typed.month)[1]
    raise Problem(Code.DATE_OUT_OF_RANGE, {"text": text, "year": typed.year})


def _read(text: str) -> _Typed | None:
    parts = _PARTS.findall(to_ascii(text))
    numbers = [part for part in parts if part.isdecimal()]
    names = [part for part in parts if not part.isdecimal()]
    if len(parts) != 3 or any(len(number) > 4 for number in numbers):
        return None
    if not names:
        return _from_numbers(parts)
    month = _months().get(search_key(names[0]))
    if len(numbers) != 2 or month is None:
        return None
    year, day = (numbers[0], numbers[1]) if len(numbers[0]) == 4 else (numbers[1], numbers[0])
    return _typed(year, month[1], day, month[0])


def _from_numbers(parts: list[str]) -> _Typed | None:
    first, month, last = parts
    year, day = (first, last) if len(first) == 4 else (last, first)
    return _typed(year, int(month), day, None)


def _typed(year: str, month: int, day: str, calendar: Calendar | None) -> _Typed | None:
    # Two digits of a year could be of either calendar and of either century.
    if len(year) != 4 or len(day) > 2:
        return None
    return _Typed(int(year), month, int(day), calendar)


@cache
def _months() -> dict[str, tuple[Calendar, int]]:
    names: dict[str, tuple[Calendar, int]] = {}
    calendars: tuple[Calendar, ...] = ("gregorian", "solar")
    for calendar in calendars:
        for locale in LOCALES:
            for number, name in enumerate(month_names(locale.code, calendar), start=1):
                names[name] = (calendar, number)
    return {search_key(name): month for name, month in names.items()}
