"""The second factor: codes as authenticator apps make them, and spare codes."""

from __future__ import annotations

import base64

import pytest

from fieldtool.security import second_factor
from fieldtool.security.accounts import second_step, with_second_factor
from fieldtool.storage.queries.accounts import Account

# RFC 6238, appendix B, of which an app shows the last six of eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
NOW = 1_795_000_000_000


def account() -> tuple[Account, tuple[str, ...]]:
    return with_second_factor(Account("laila", "لیلا", "analyst", "x", "fa_AF"), SECRET, 0)


def code(step: int) -> str:
    return second_factor.code_at(SECRET, NOW // 1000 // second_factor.STEP + step)


@pytest.mark.parametrize(("seconds", "expected"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    assert second_factor.code_at(SECRET, seconds // second_factor.STEP) == expected


@pytest.mark.parametrize(
    ("away", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_telephone_may_be_half_a_minute_early_or_late(away: int, good: bool) -> None:
    assert (second_step(account()[0], code(away), NOW) is not None) is good


def test_a_code_may_be_typed_in_other_digits_and_with_spaces() -> None:
    typed = code(0).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    assert second_step(account()[0], f" {typed[:3]} {typed[3:]} ", NOW) is not None


def test_a_code_is_good_once() -> None:
    used = second_step(account()[0], code(0), NOW)

    assert used is not None
    assert second_step(used, code(0), NOW) is None
    assert second_step(used, code(-1), NOW) is None, "an earlier one neither"
    assert second_step(used, code(1), NOW) is not None


def test_a_spare_code_is_good_once_however_it_is_typed() -> None:
    before, codes = account()
    used = second_step(before, codes[3].upper().replace("-", " "), NOW)

    assert used is not None
    assert len(used.spare_codes) == len(codes) - 1
    assert second_step(used, codes[3], NOW) is None
    assert second_step(used, codes[4], NOW) is not None


def test_nothing_that_is_kept_of_a_spare_code_is_the_code() -> None:
    before, codes = account()

    assert len(set(codes)) == second_factor.SPARE_CODES
    assert not any(code in repr(vars(before)) for code in codes)


@pytest.mark.parametrize("typed", ["", "000000", "abcdef", "123456789", "\x00", "aaaaa-bbbbb"])
def test_anything_else_is_refused(typed: str) -> None:
    assert second_step(account()[0], typed, NOW) is None


def test_the_address_is_one_that_apps_understand() -> None:
    found = second_factor.address(SECRET, "laila.mazar", "Community safety")

    assert found == (
        f"otpauth://totp/Community%20safety:laila.mazar?secret={SECRET}&issuer=Community+safety"
    )
