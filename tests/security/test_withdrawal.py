"""Withdrawal codes: written by hand, read in any script, safe against slips of the pen."""

from __future__ import annotations

import pytest

from fieldtool.log.ids import ALPHABET
from fieldtool.problems import Code, Problem
from fieldtool.security import withdrawal

EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_a_code_has_eight_characters_and_each_is_another() -> None:
    codes = {withdrawal.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {8}


def test_it_may_be_typed_in_any_case_grouping_and_script() -> None:
    code = withdrawal.with_check("k3f2qa7")
    digits = withdrawal.in_digits(code)
    for typed in (
        withdrawal.shown(code),
        withdrawal.shown(code).lower().replace("-", " "),
        withdrawal.shown(code).translate(EASTERN),
        digits,
        digits.translate(EASTERN),
        digits.translate(ARABIC).replace(" ", ""),
    ):
        assert withdrawal.understood(typed) == code


def test_every_wrong_character_and_every_swapped_pair_is_noticed() -> None:
    code = withdrawal.with_check("k3f2qa7")
    wrong = {
        code[:at] + sign + code[at + 1 :]
        for at in range(8)
        for sign in ALPHABET
        if sign != code[at]
    }
    wrong |= {
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for at in range(7)
        if code[at] != code[at + 1]
    }
    for typed in wrong:
        with pytest.raises(Problem):
            withdrawal.understood(typed)


@pytest.mark.parametrize("typed", ["", "K3F2", "۱۲۳", "9" * 13, "K3F2-QA7M-K3F2", "!!!"])
def test_what_is_no_code_is_told_to_be_none(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        withdrawal.understood(typed)

    assert raised.value.code is Code.WITHDRAWAL_CODE_NOT_VALID
