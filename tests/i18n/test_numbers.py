"""Numbers look as readers of each language write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fieldtool.i18n.digits import parse_decimal, parse_integer
from fieldtool.i18n.numbers import number, percent, size_in_bytes


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("fa_AF", "۱٬۲۳۴٬۵۶۷٫۸۹"),
        ("ps", "۱٬۲۳۴٬۵۶۷٫۸۹"),
        ("en", "1,234,567.89"),
        ("it", "1.234.567,89"),
    ],
)
def test_separators_belong_to_the_language(code: str, expected: str) -> None:
    assert number(1234567.89, code) == expected


@pytest.mark.parametrize("code", ["fa_AF", "ps"])
def test_readers_who_prefer_ascii_digits_get_separators_they_can_type(code: str) -> None:
    assert number(1234.5, code, native_digits=False) == "1,234.5"


@pytest.mark.parametrize(
    ("code", "expected"), [("fa_AF", "۸٫۹٪"), ("ps", "۸٫۹٪"), ("en", "8.9%"), ("it", "8,9%")]
)
def test_a_share_carries_the_percent_sign_of_the_language(code: str, expected: str) -> None:
    assert percent(1392 / 15590, code, decimals=1) == expected


def test_a_share_is_rounded_to_whole_percents_unless_asked() -> None:
    assert percent(Decimal("0.26"), "fa_AF") == "۲۶٪"


@pytest.mark.parametrize(
    ("size", "code", "expected"),
    [
        (950, "fa_AF", "۹۵۰ بایت"),
        (1200, "ps", "۱٫۲ کیلوبایټه"),
        (48_000_000, "en", "48 MB"),
        (1_250_000_000_000, "it", "1.250 GB"),
        (0, "en", "0 bytes"),
    ],
)
def test_a_size_is_told_in_the_largest_fitting_unit(size: int, code: str, expected: str) -> None:
    assert size_in_bytes(size, code) == expected


@given(st.integers(-(10**12), 10**12), st.sampled_from(["fa_AF", "ps", "en"]))
def test_a_shown_whole_number_can_be_typed_back(value: int, code: str) -> None:
    assert parse_integer(number(value, code)) == value


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from(["fa_AF", "ps", "it"]),
)
def test_a_shown_decimal_can_be_typed_back_unless_it_has_two_meanings(
    value: Decimal, code: str
) -> None:
    # “16.333” is sixteen thousand on an Italian page and a fraction where a decimal is asked for.
    assume(code != "it" or value != value.to_integral_value() or abs(value) < 1000)

    assert parse_decimal(number(value, code)) in {value, None}
