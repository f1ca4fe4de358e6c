"""Recovery codes: written, read over the telephone, and what they open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security import recovery

SECRET = b"a key of thirty-two bytes here.."
CODES = st.text(ids.ALPHABET, min_size=recovery.RANDOM, max_size=recovery.RANDOM).map(
    recovery.with_check
)


def test_a_code_is_written_in_seven_groups_of_letters_or_eleven_of_digits() -> None:
    code = recovery.new_code()

    assert [len(group) for group in recovery.shown(code)] == [4] * 7
    assert [len(group) for group in recovery.in_digits(code)] == [4] * 11
    assert "".join(recovery.in_digits(code)).isdecimal()
    assert recovery.new_code() != code


@given(CODES)
def test_letters_and_digits_say_the_same(code: str) -> None:
    assert recovery.understood("-".join(recovery.shown(code))) == code
    assert recovery.understood(" ".join(recovery.in_digits(code))) == code


def test_it_may_be_typed_in_any_script_case_and_grouping() -> None:
    code = recovery.with_check("a2bolvmmk3f9k3f2qa7maaaa77".replace("9", "6"))
    digits = " ".join(recovery.in_digits(code))
    persian = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    arabic = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert recovery.understood(code.upper().replace("O", "0").replace("B", "8")) == code
    assert recovery.understood(persian) == code
    assert recovery.understood(arabic.replace(" ", "")) == code
    assert recovery.understood(f"\u200e{code[:9]} - {code[9:]}\n") == code


@given(CODES, st.integers(0, recovery.LENGTH - 1), st.sampled_from(ids.ALPHABET))
def test_every_wrong_character_is_noticed(code: str, at: int, sign: str) -> None:
    wrong = code[:at] + sign + code[at + 1 :]

    if wrong != code:
        with pytest.raises(Problem) as raised:
            recovery.understood(wrong)
        assert raised.value.code is Code.RECOVERY_CODE_NOT_VALID


@given(CODES, st.integers(0, recovery.RANDOM - 2))
def test_two_characters_that_changed_places_are_noticed(code: str, at: int) -> None:
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    if wrong != code:
        with pytest.raises(Problem):
            recovery.understood(wrong)


@pytest.mark.parametrize("typed", ["", "سلام", "1" * 44, "9" * 44, "a" * 27, "a" * 29, "ا" * 28])
def test_what_is_no_code_is_told(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        recovery.understood(typed)

    assert raised.value.code is Code.RECOVERY_CODE_NOT_VALID


def test_a_slot_opens_with_its_code_alone_and_shows_nothing() -> None:
    code = recovery.new_code()
    slot = recovery.make(code, SECRET)

    assert recovery.open_slot(recovery.CodeSlot.of_tree({**slot.to_tree()}), code) == SECRET
    assert "thirty" not in repr(slot)
    with pytest.raises(Problem) as raised:
        recovery.open_slot(slot, recovery.new_code())
    assert raised.value.code is Code.RECOVERY_CODE_WRONG
