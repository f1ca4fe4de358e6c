"""Lists stand in the order of ICU 78, whose answers are kept in the files beside this one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.i18n.sorting import sort_key

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("code", "name"), [("fa_AF", "fa_AF_and_ps"), ("ps", "fa_AF_and_ps"), ("it", "it")]
)
def test_words_stand_in_the_order_of_icu(code: str, name: str) -> None:
    expected = (HERE / f"sorted_by_icu_{name}.txt").read_text(encoding="utf-8").splitlines()
    shuffled = random.Random(7).sample(expected, len(expected))  # noqa: S311 - a shuffle

    assert sorted(shuffled, key=lambda word: sort_key(word, code)) == expected


def test_pashto_letters_stand_in_their_alphabet() -> None:
    words = ["ږمنځ", "ټول", "پلار", "ځوان", "تور", "جمال"]

    in_order = sorted(words, key=lambda word: sort_key(word, "ps"))

    assert in_order == ["پلار", "تور", "ټول", "جمال", "ځوان", "ږمنځ"]


def test_readers_find_their_own_script_first() -> None:
    words = ["Herat", "هرات"]

    assert sorted(words, key=lambda word: sort_key(word, "fa_AF")) == ["هرات", "Herat"]
    assert sorted(words, key=lambda word: sort_key(word, "it")) == ["Herat", "هرات"]


def test_digits_of_both_keyboards_stand_together() -> None:
    words = ["ناحیه 2", "ناحیه ۱", "ناحیه ۳"]

    in_order = sorted(words, key=lambda word: sort_key(word, "fa_AF"))

    assert in_order == ["ناحیه ۱", "ناحیه 2", "ناحیه ۳"]


@given(st.lists(st.text(max_size=6), min_size=2), st.sampled_from(["fa_AF", "en"]))
def test_any_texts_can_be_sorted_and_different_texts_never_tie(words: list[str], code: str) -> None:
    keys = {sort_key(word, code) for word in words}

    assert len(keys) == len({word.swapcase() for word in words})
    assert sorted(keys)
