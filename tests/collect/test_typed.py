"""What people type on any keyboard, in either calendar, is stored in one spelling."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldtool.collect import typed
from fieldtool.forms import Choice, NodeState
from fieldtool.i18n.dates import Calendar
from fieldtool.log import canonical
from fieldtool.problems import Code, ProblemKind

INTEGER = NodeState("age", "question", "input", "int")
DECIMAL = NodeState("distance", "question", "input", "decimal")
DATE = NodeState("since", "question", "input", "date")
TIME = NodeState("hour", "question", "input", "time")
TEXT = NodeState("why", "question", "input", "string")
PHONE = NodeState("phone", "question", "input", "string", "numbers")
PLACES = (Choice("market", ("بازار",)), Choice("park", ("پارک",)), Choice("road", ("سرک",)))
ONE = NodeState("one", "question", "select1", "select_one", choices=PLACES)
MANY = NodeState("many", "question", "select", "select_multiple", choices=PLACES)
MOMENT = NodeState("met", "question", "input", "dateTime")
COST = NodeState("cost", "question", "input", "int", "thousands-sep")
PRICE = NodeState("price", "question", "input", "decimal", "thousands-sep")
SCALE = {"start": "0", "end": "10", "step": "2"}
TRUST = NodeState("trust", "question", "range", "int", attributes=SCALE)
PART = {"start": "0", "end": "1", "step": "0.05"}
SHARE = NodeState("share", "question", "range", "decimal", attributes=PART)
ORDER = NodeState("order", "question", "rank", "rank", choices=PLACES)
POINT = NodeState("here", "question", "input", "geopoint")
LINE = NodeState("road", "question", "input", "geotrace")
AREA = NodeState("field", "question", "input", "geoshape")
CODE = NodeState("card", "question", "input", "barcode")
EVERY = (
    *(INTEGER, DECIMAL, DATE, TIME, TEXT, PHONE, ONE, MANY, MOMENT, COST, PRICE, TRUST, SHARE),
    *(ORDER, POINT, LINE, AREA, CODE),
)
KABUL = datetime(2026, 3, 21, 9, tzinfo=ZoneInfo("Asia/Kabul"))
TURIN = datetime(2026, 1, 21, 9, tzinfo=ZoneInfo("Europe/Rome"))


@pytest.mark.parametrize(
    ("state", "text", "stored"),
    [
        (INTEGER, "۳۳", "33"),
        (INTEGER, "٣٣", "33"),
        (INTEGER, " 33 ", "33"),
        (INTEGER, "-۵", "-5"),
        (INTEGER, "007", "7"),
        (DECIMAL, "۲٫۵", "2.5"),
        (DECIMAL, "2,5", "2.5"),
        (DECIMAL, "0.10", "0.10"),
        (DATE, "۱۴۰۵/۹/۱", "2026-11-22"),
        (DATE, "۱ قوس ۱۴۰۵", "2026-11-22"),
        (DATE, "2026-11-22", "2026-11-22"),
        (DATE, "22/11/2026", "2026-11-22"),
        (TIME, "۱۴:۰۵", "14:05:00"),
        (TIME, "9:05", "09:05:00"),
        (TIME, "14:05:00.000+04:30", "14:05:00.000+04:30"),
        (TEXT, "كابل ي", "کابل ی"),
        (TEXT, "خانه ۳۳", "خانه ۳۳"),
        (PHONE, "۰۷۰۰۱۲۳", "0700123"),
        (ONE, "park", "park"),
        (MANY, "road market", "market road"),
        (MANY, "market market", "market"),
        (MOMENT, "۱۴۰۵/۹/۱ ۸:۳۰", "2026-11-22T08:30:00.000"),
        (COST, "۱٬۲۵۰٬۰۰۰", "1250000"),
        (COST, "1250000", "1250000"),
        (PRICE, "۱٬۲۵۰٫۵", "1250.5"),
        (TRUST, "۶", "6"),
        (SHARE, "۰٫۳۵", "0.35"),
        (ORDER, "market=۳ park=1 road=٢", "park road market"),
        (ORDER, "road market park", "road market park"),
        (POINT, "۳۴٫۳۵ ۶۲٫۲", "34.35 62.2 0.0 0.0"),
        (POINT, "34,3529 -62.2 920 5", "34.3529 -62.2 920 5"),
        (LINE, "34.35 62.2;۳۴٫۳۶ ۶۲٫۲۱", "34.35 62.2 0.0 0.0;34.36 62.21 0.0 0.0"),
        (AREA, "1 1;1 2;2 2", "1 1 0.0 0.0;1 2 0.0 0.0;2 2 0.0 0.0;1 1 0.0 0.0"),
        (AREA, "1 1;1 2;2 2;1 1", "1 1 0.0 0.0;1 2 0.0 0.0;2 2 0.0 0.0;1 1 0.0 0.0"),
        (CODE, "AF-۲۲۰۷", "AF-2207"),
    ],
)
def test_it_is_stored_in_one_spelling(state: NodeState, text: str, stored: str) -> None:
    assert typed.canonical(state, text, "fa_AF", "solar") == stored
    assert typed.complaint(state, text, "fa_AF", "solar") is None


@pytest.mark.parametrize(
    ("state", "text", "now", "stored"),
    [
        (TIME, "۸:۳۰", KABUL, "08:30:00.000+04:30"),
        (TIME, "8.30", TURIN, "08:30:00.000+01:00"),
        (MOMENT, "۱۴۰۵/۱/۱ ۱۴:۰۵", KABUL, "2026-03-21T14:05:00.000+04:30"),
        # Summer had another offset than the day it is typed.
        (MOMENT, "2025/7/1 14:05", TURIN, "2025-07-01T14:05:00.000+02:00"),
        (MOMENT, "2025-07-01T14:05:09.000Z", KABUL, "2025-07-01T14:05:09.000Z"),
    ],
)
def test_times_carry_the_offset_of_the_project_s_zone(
    state: NodeState, text: str, now: datetime, stored: str
) -> None:
    assert typed.canonical(state, text, "fa_AF", "solar", now) == stored


def test_thousands_are_parted_in_the_way_of_the_language() -> None:
    assert typed.canonical(COST, "1.250.000", "it", "gregorian") == "1250000"
    assert typed.canonical(PRICE, "1.250", "it", "gregorian") == "1250"
    assert typed.canonical(PRICE, "1,250", "en", "gregorian") == "1250"
    assert typed.canonical(PRICE, "1,25", "en", "gregorian") == "1.25"


@pytest.mark.parametrize(
    ("text", "locale", "stored"),
    [
        ("3,5", "it", "3.5"),
        ("1,250", "it", "1.250"),
        ("-0,125", "it", "-0.125"),
        ("3.5", "it", "3.5"),
        ("1.250,5", "it", "1250.5"),
        ("1,250", "en", "1,250"),
        ("1,250", "fa_AF", "1,250"),
        ("1,2,5", "it", "1,2,5"),
    ],
)
def test_a_comma_is_a_decimal_sign_where_the_language_has_it(
    text: str, locale: str, stored: str
) -> None:
    found = typed.canonical(DECIMAL, text, locale, "gregorian")

    assert found == stored
    assert (typed.complaint(DECIMAL, text, locale, "gregorian") is None) == (
        found.replace(".", "", 1).lstrip("-").isdecimal()
    )


def test_pashto_letters_stay_apart() -> None:
    assert typed.canonical(TEXT, "سړي", "ps", "solar") == "سړي"
    assert typed.canonical(TEXT, "سړی", "ps", "solar") == "سړی"


@pytest.mark.parametrize("state", EVERY)
@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_blank_is_blank(state: NodeState, text: str) -> None:
    assert typed.canonical(state, text, "fa_AF", "solar") == ""
    assert typed.complaint(state, text, "fa_AF", "solar") is None


@pytest.mark.parametrize(
    ("state", "text", "code"),
    [
        (INTEGER, "سی و سه", Code.WHOLE_NUMBER_NOT_READ),
        (INTEGER, "۳٫۵", Code.WHOLE_NUMBER_NOT_READ),
        (DECIMAL, "دو", Code.DECIMAL_NOT_READ),
        (DATE, "دیروز", Code.DATE_NOT_UNDERSTOOD),
        (DATE, "2026-02-30", Code.DATE_DOES_NOT_EXIST),
        (TIME, "۲۵:۰۰", Code.TIME_NOT_READ),
        (TIME, "صبح", Code.TIME_NOT_READ),
        (ONE, "beach", Code.CHOICE_NOT_IN_LIST),
        (MANY, "park beach", Code.CHOICE_NOT_IN_LIST),
        (DATE, "1400/2/", Code.DATE_NOT_COMPLETE),
        (DATE, "99/1/1", Code.YEAR_NOT_READ),
        (TIME, "۱۴:", Code.TIME_NOT_COMPLETE),
        (MOMENT, "1400/2/20 14:", Code.TIME_NOT_COMPLETE),
        (MOMENT, "1400/2/20", Code.TIME_NOT_COMPLETE),
        (MOMENT, "/2/20 14:05", Code.DATE_NOT_COMPLETE),
        (TRUST, "۱۲", Code.NOT_ON_THE_SCALE),
        (TRUST, "3", Code.NOT_ON_THE_SCALE),
        (TRUST, "زیاد", Code.WHOLE_NUMBER_NOT_READ),
        (SHARE, "0.33", Code.NOT_ON_THE_SCALE),
        (ORDER, "market=1 park=1 road=2", Code.ORDER_NOT_COMPLETE),
        (ORDER, "market=1 park= road=2", Code.ORDER_NOT_COMPLETE),
        (ORDER, "market=1 park=2 road=4", Code.ORDER_NOT_COMPLETE),
        (ORDER, "beach market", Code.CHOICE_NOT_IN_LIST),
        (POINT, "34.35 ?", Code.POSITION_NOT_READ),
        (POINT, "هرات", Code.POSITION_NOT_READ),
        (POINT, "134 62", Code.POSITION_NOT_ON_EARTH),
        (LINE, "34.35 62.2", Code.LINE_TOO_SHORT),
        (LINE, "34.35 62.2;34 ?", Code.POSITION_NOT_READ),
        (AREA, "1 1;2 2", Code.AREA_TOO_SMALL),
        (AREA, "1 1;2 2;1 1", Code.AREA_TOO_SMALL),
    ],
)
def test_what_cannot_be_read_is_kept_and_explained(
    state: NodeState, text: str, code: ProblemKind
) -> None:
    complaint = typed.complaint(state, text, "fa_AF", "solar")

    assert typed.canonical(state, text, "fa_AF", "solar") == text
    assert complaint is not None
    assert complaint.code is code


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    state=st.sampled_from(EVERY),
    text=st.text(),
    locale=st.sampled_from(["fa_AF", "ps", "en", "it"]),
    calendar=st.sampled_from(["solar", "gregorian"]),
)
def test_nothing_typed_can_break_the_program_and_twice_is_as_once(
    state: NodeState, text: str, locale: str, calendar: Calendar
) -> None:
    once = typed.canonical(state, text, locale, calendar)

    canonical.encode({"answer": once})
    assert typed.canonical(state, once, locale, calendar) == once
