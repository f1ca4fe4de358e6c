"""Our conversion equals persiantools, which equals astronomy, over all the years we allow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from fieldtool.i18n.solar_hijri import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    SolarHijri,
    days_in_month,
    from_gregorian,
    is_covered,
    is_leap,
    to_gregorian,
)

FIRST_DAY, LAST_DAY = date(1898, 3, 21), date(2122, 3, 20)


def test_every_day_of_224_years_equals_the_astronomical_calendar() -> None:
    day, wrong = FIRST_DAY, []
    while day <= LAST_DAY:
        ours, theirs = from_gregorian(day), JalaliDate(day)
        if (ours.year, ours.month, ours.day) != (theirs.year, theirs.month, theirs.day):
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []


def test_every_leap_year_equals_the_astronomical_calendar() -> None:
    years = range(FIRST_YEAR, LAST_YEAR + 1)

    assert [is_leap(year) for year in years] == [JalaliDate.is_leap(year) for year in years]


@pytest.mark.parametrize(
    ("gregorian", "solar"),
    [
        (date(2021, 5, 10), SolarHijri(1400, 2, 20)),
        (date(2021, 3, 20), SolarHijri(1399, 12, 30)),
        (date(2025, 3, 20), SolarHijri(1403, 12, 30)),
        (date(2026, 3, 21), SolarHijri(1405, 1, 1)),
        (FIRST_DAY, SolarHijri(1277, 1, 1)),
        (LAST_DAY, SolarHijri(1500, 12, 29)),
    ],
)
def test_known_days(gregorian: date, solar: SolarHijri) -> None:
    assert (from_gregorian(gregorian), to_gregorian(solar)) == (solar, gregorian)


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_comes_back_from_the_other_calendar(day: date) -> None:
    assert to_gregorian(from_gregorian(day)) == day


@given(st.dates(FIRST_DAY, LAST_DAY - timedelta(days=1)))
def test_the_next_day_is_the_next_day_in_both_calendars(day: date) -> None:
    assert from_gregorian(day) < from_gregorian(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1404, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 0, 1), (1405, 1, 0), (1276, 1, 1),
     (1501, 1, 1)],
)  # fmt: skip
def test_a_day_that_does_not_exist_cannot_be_made(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"^(year|month|day)$"):
        SolarHijri(year, month, day)


@pytest.mark.parametrize("day", [FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)])
def test_days_the_rule_is_not_exact_for_are_refused(day: date) -> None:
    with pytest.raises(ValueError, match="year"):
        from_gregorian(day)

    assert not is_covered(day)


def test_hut_is_the_only_month_that_changes_its_length() -> None:
    lengths = {month: {days_in_month(year, month) for year in (1403, 1404)} for month in (1, 7, 12)}

    assert lengths == {1: {31}, 7: {30}, 12: {29, 30}}


def test_months_are_spelled_as_afghan_print_spells_them() -> None:
    assert MONTHS["fa_AF"][5] == "سنبله"
    assert MONTHS["ps"][2] == "غبرګولی"
    assert not [name for name in MONTHS["ps"] if "گ" in name]
    assert {len(names) for names in MONTHS.values()} == {12}
