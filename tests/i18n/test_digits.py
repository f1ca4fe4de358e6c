"""Whatever keyboard a number was typed on, it is the same number, or it is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.i18n.digits import parse_decimal, parse_integer, to_ascii, to_native


@pytest.mark.parametrize("text", ["33", "۳۳", "٣٣", "۳٣", " 33 ", "\u200f۳۳\u200e", "+33", "۰۳۳"])
def test_all_keyboards_type_the_same_number(text: str) -> None:
    assert parse_integer(text) == 33


@pytest.mark.parametrize(
    "text", ["۱۲۳۴", "۱٬۲۳۴", "1,234", "1 234", "1\u00a0234", "1\u202f234", "1'234", "1’234"]
)
def test_thousands_may_be_parted(text: str) -> None:
    assert parse_integer(text) == 1234


@pytest.mark.parametrize(
    "text",
    ["", "-", "سی", "12a", "1.234", "1.0", "۱٫۵", "12,34", "1,23", "1,2345", "--1", "1e3", "٪", "५",
     "9" * 41, "1,234 567", ",234"],
)  # fmt: skip
def test_what_is_not_surely_a_whole_number_is_refused(text: str) -> None:
    assert parse_integer(text) is None


@pytest.mark.parametrize("text", ["-5", "−۵", "-٥"])
def test_both_minus_signs_are_known(text: str) -> None:
    assert parse_integer(text) == -5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱٫۵", "1.5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1.234", "1.234"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("۱٬۲۳۴٫۵", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("34.3482", "34.3482"),
        ("-۰٫۵", "-0.5"),
        ("12", "12"),
    ],
)
def test_decimal_signs_of_all_languages_are_understood(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,234", "1,234,567,8", "1.2.3", "", ".", "5.", "۱٫۲٫۳", "inf", "NaN"]
)
def test_a_number_with_two_meanings_is_refused(text: str) -> None:
    assert parse_decimal(text) is None


def test_a_whole_number_stays_whole() -> None:
    assert str(parse_decimal("۱۲")) == "12"


def test_only_dari_and_pashto_are_shown_with_their_digits() -> None:
    shown = [to_native("HRT-07-012", code) for code in ("fa_AF", "ps", "en", "it")]

    assert shown == ["HRT-۰۷-۰۱۲", "HRT-۰۷-۰۱۲", "HRT-07-012", "HRT-07-012"]


@given(st.integers(min_value=-(10**30), max_value=10**30), st.sampled_from(["fa_AF", "ps"]))
def test_a_number_shown_in_native_digits_is_read_back(value: int, code: str) -> None:
    assert parse_integer(to_native(str(value), code)) == value


@given(st.text(), st.sampled_from(["fa_AF", "ps", "en", "it"]))
def test_digits_come_back_from_native_to_ascii(text: str, code: str) -> None:
    assert to_ascii(to_native(text, code)) == to_ascii(text)


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    whole, decimal = parse_integer(text), parse_decimal(text)

    assert whole is None or decimal is None or decimal == whole
