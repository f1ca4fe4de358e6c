"""What people type on any keyboard, in either calendar, is stored in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldtool.collect import typed
from fieldtool.forms import Choice, NodeState
from fieldtool.i18n.dates import Calendar
from fieldtool.log import canonical
from fieldtool.problems import Code

INTEGER = NodeState("age", "question", "input", "int")
DECIMAL = NodeState("distance", "question", "input", "decimal")
DATE = NodeState("since", "question", "input", "date")
TIME = NodeState("hour", "question", "input", "time")
TEXT = NodeState("why", "question", "input", "string")
PHONE = NodeState("phone", "question", "input", "string", "numbers")
PLACES = (Choice("market", ("بازار",)), Choice("park", ("پارک",)), Choice("road", ("سرک",)))
ONE = NodeState("one", "question", "select1", "select_one", choices=PLACES)
MANY = NodeState("many", "question", "select", "select_multiple", choices=PLACES)
EVERY = (INTEGER, DECIMAL, DATE, TIME, TEXT, PHONE, ONE, MANY)


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
    ],
)
def test_it_is_stored_in_one_spelling(state: NodeState, text: str, stored: str) -> None:
    assert typed.canonical(state, text, "fa_AF", "solar") == stored
    assert typed.complaint(state, text, "fa_AF", "solar") is None


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
    ],
)
def test_what_cannot_be_read_is_kept_and_explained(state: NodeState, text: str, code: Code) -> None:
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
