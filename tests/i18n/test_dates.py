"""Days are shown in the reader's calendar and understood however they are typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.i18n import dates
from fieldtool.i18n.locales import LOCALES
from fieldtool.problems import Code, Problem

CODES = [locale.code for locale in LOCALES]
SAWR = date(2021, 5, 10)


@pytest.mark.parametrize(
    ("code", "calendar", "expected"),
    [
        ("fa_AF", "solar", "۲۰ ثور ۱۴۰۰"),
        ("ps", "solar", "۲۰ غویی ۱۴۰۰"),
        ("en", "solar", "20 Sawr 1400"),
        ("it", "solar", "20 Sawr 1400"),
        ("fa_AF", "gregorian", "۱۰ می ۲۰۲۱"),
        ("ps", "gregorian", "۱۰ مۍ ۲۰۲۱"),
        ("en", "gregorian", "10 May 2021"),
        ("it", "gregorian", "10 maggio 2021"),
    ],
)
def test_a_day_is_written_in_either_calendar(
    code: str, calendar: dates.Calendar, expected: str
) -> None:
    assert dates.day(SAWR, code, calendar) == expected


def test_a_moment_is_told_in_the_zone_it_carries() -> None:
    kabul = datetime(2021, 5, 10, 9, 35, tzinfo=UTC).astimezone(ZoneInfo("Asia/Kabul"))

    assert dates.moment(kabul, "fa_AF", "solar") == "۲۰ ثور ۱۴۰۰، ۱۴:۰۵"
    assert dates.moment(kabul, "it") == "10 maggio 2021, 14:05"


def test_readers_may_prefer_ascii_digits() -> None:
    assert dates.day(SAWR, "ps", "solar", native_digits=False) == "20 غویی 1400"
    assert dates.for_input(SAWR, "fa_AF", "solar", native_digits=False) == "1400/02/20"


def test_a_day_the_solar_calendar_does_not_cover_is_shown_in_the_gregorian_one() -> None:
    assert dates.day(date(1890, 1, 2), "fa_AF", "solar") == "۲ جنوری ۱۸۹۰"
    assert dates.for_input(date(1890, 1, 2), "en", "solar") == "1890-01-02"


def test_days_of_the_week_are_those_of_afghan_print() -> None:
    saturday = date(2026, 11, 21)

    week = [dates.weekday(saturday + timedelta(days=n), "ps") for n in range(7)]

    assert week == ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]


def test_afghan_readers_begin_with_their_own_calendar() -> None:
    assert [dates.usual_calendar(code) for code in CODES] == ["solar", "solar"] + ["gregorian"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "1405/8/1", "۱۴۰۵/۸/۱", "۱۴۰۵-۰۸-۰۱", "١٤٠٥/٨/١", "1405.8.1", "1405 8 1", "1/8/1405",
        "1 عقرب 1405", "۱ عقرب ۱۴۰۵", "۱ لړم ۱۴۰۵", "1405 لړم 1", "1 Aqrab 1405", "1 AQRAB 1405",
        "2026-10-23", "۲۰۲۶-۱۰-۲۳", "23/10/2026", "23.10.2026", "23 October 2026",
        "23 ottobre 2026", "۲۳ اکتوبر ۲۰۲۶", "\u200f۱ عقرب ۱۴۰۵\u200f", "  1405 / 8 / 1 ",
    ],
)  # fmt: skip
def test_a_day_is_understood_however_it_is_typed(text: str) -> None:
    assert dates.parse_day(text) == date(2026, 10, 23)


@pytest.mark.parametrize(
    "text",
    ["", "امروز", "1405", "1405/8", "8/1", "05/8/1", "1/8/05", "1405/8/1/2", "1405/8/100",
     "14050/8/1", "1 فروردین 1405", "1 عقرب", "عقرب 1405", "1 2 عقرب", "1405-08-01T10:00"],
)  # fmt: skip
def test_what_is_not_surely_a_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Problem) as refused:
        dates.parse_day(text, "solar")

    assert refused.value.code is Code.DATE_NOT_UNDERSTOOD
    assert "1405/8/1" in refused.value.sentence()


@pytest.mark.parametrize(
    ("text", "days"),
    [("30 حوت ۱۴۰۴", 29), ("۱۴۰۴/۱۲/۳۰", 29), ("31 Mizan 1405", 30), ("1405/1/32", 31),
     ("2026-02-29", 28), ("31/4/2026", 30), ("1405/1/0", 31)],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused_and_says_how_long_the_month_is(
    text: str, days: int
) -> None:
    with pytest.raises(Problem) as refused:
        dates.parse_day(text)

    assert refused.value.code is Code.DATE_DOES_NOT_EXIST
    assert refused.value.values["days"] == days


def test_thirty_hut_of_a_leap_year_exists() -> None:
    assert dates.parse_day("۳۰ حوت ۱۴۰۳") == date(2025, 3, 20)


@pytest.mark.parametrize("text", ["1405/13/1", "2026-00-10", "08/31/2026"])
def test_a_thirteenth_month_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        dates.parse_day(text)

    assert refused.value.code is Code.MONTH_DOES_NOT_EXIST


@pytest.mark.parametrize(
    "text", ["1200/1/1", "1700-01-01", "2345-01-01", "1 عقرب 2026", "1 May 1405"]
)
def test_a_year_of_no_calendar_or_of_the_other_one_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        dates.parse_day(text)

    assert refused.value.code is Code.DATE_OUT_OF_RANGE


@given(
    st.dates(date(1898, 3, 21), date(2122, 3, 20)),
    st.sampled_from(CODES),
    st.sampled_from(["solar", "gregorian"]),
    st.booleans(),
)
def test_every_shown_day_can_be_typed_back(
    value: date, code: str, calendar: dates.Calendar, native: bool
) -> None:
    shown = dates.day(value, code, calendar, native_digits=native)
    field = dates.for_input(value, code, calendar, native_digits=native)

    assert (dates.parse_day(shown), dates.parse_day(field)) == (value, value)


@given(st.text(alphabet="0123456789۰۱۲۳۴۵/-. عقربHutMay", max_size=20))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    answer = _understood(text)

    assert isinstance(answer, date) or "%(" not in answer


def _understood(text: str) -> date | str:
    try:
        return dates.parse_day(text)
    except Problem as problem:
        return problem.sentence()
