"""The Solar Hijri calendar of Afghanistan, exact for the years 1277 to 1500 (1898–2122)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1277, 1500

# CLDR writes Pashto months with the Persian گ and سنبله with a hamza; neither is Afghan print.
# fmt: off
MONTHS: dict[str, tuple[str, ...]] = {
    "fa_AF": (
        "حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله",
        "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت",
    ),
    "ps": (
        "وری", "غویی", "غبرګولی", "چنګاښ", "زمری", "وږی",
        "تله", "لړم", "لیندۍ", "مرغومی", "سلواغه", "کب",
    ),
    "en": (
        "Hamal", "Sawr", "Jawza", "Saratan", "Asad", "Sonbola",
        "Mizan", "Aqrab", "Qaws", "Jadi", "Dalw", "Hut",
    ),
}
# fmt: on
MONTHS["it"] = MONTHS["en"]

_NEW_YEAR_1300 = date(1921, 3, 21).toordinal()
_FIRST_DAY = date(1898, 3, 21).toordinal()
_LAST_DAY = date(2122, 3, 20).toordinal()


@dataclass(frozen=True, order=True)
class SolarHijri:
    """A day of the calendar; ValueError when there is no such day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        """Refuse a day that does not exist, such as 30 Hut of a common year."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError("year")
        if not 1 <= self.month <= 12:
            raise ValueError("month")
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            raise ValueError("day")


def is_leap(year: int) -> bool:
    """Return whether Hut has 30 days; the 33-year rule equals astronomy up to 1501."""
    return (25 * year + 11) % 33 < 8


def days_in_month(year: int, month: int) -> int:
    """Return 31 for the first six months, then 30, and 29 or 30 for Hut."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def is_covered(day: date) -> bool:
    """Return whether *day* lies in the years this calendar is exact for."""
    return _FIRST_DAY <= day.toordinal() <= _LAST_DAY


def to_gregorian(day: SolarHijri) -> date:
    """Return the same day as the rest of the world calls it."""
    before = 31 * (day.month - 1) - max(0, day.month - 7)
    return date.fromordinal(_new_year(day.year) + before + day.day - 1)


def from_gregorian(day: date) -> SolarHijri:
    """Return the Solar Hijri day; ValueError outside 21 March 1898 to 20 March 2122."""
    if not is_covered(day):
        raise ValueError("year")
    ordinal = day.toordinal()
    year = day.year - 621
    if ordinal < _new_year(year):
        year -= 1
    passed = ordinal - _new_year(year)
    if passed < 186:
        return SolarHijri(year, passed // 31 + 1, passed % 31 + 1)
    return SolarHijri(year, (passed - 186) // 30 + 7, (passed - 186) % 30 + 1)


def _new_year(year: int) -> int:
    return _NEW_YEAR_1300 + 365 * (year - 1300) + _leaps_before(year) - _leaps_before(1300)


def _leaps_before(year: int) -> int:
    # The sum of is_leap over all earlier years, as eight leap years in 33 are evenly spread.
    return (8 * year + 21) // 33
