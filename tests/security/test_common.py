"""Passphrases that many people choose, in every language of the interface."""

from __future__ import annotations

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase
from fieldtool.security.common import is_common


@pytest.mark.parametrize(
    "typed",
    [
        "password1234",
        "Passphrase!!",
        "qwertyuiop[]",
        "1234 5678 9012",
        "۱۲۳۴۵۶۷۸۹۰۱۲",
        "0799 123 456 78",
        "بسم الله الرحمن الرحیم",
        "بسم‌الله الرحمن الرحيم ۷۸۶",
        "افغانستان ۱۴۰۴",
        "زما پټ نوم ۱۲۳",
        "ژوندی دی وی افغانستان",
        "توانا بود هر که دانا بود",
        "ضصثقفغعهخحجچ",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "باران باران باران",
        "forza italia 2026",
        "Nel mezzo del cammin di nostra vita",
        "correct horse battery staple",
        "kabul herat 2024",
    ],
)
def test_what_a_guesser_tries_first_is_refused(typed: str) -> None:
    assert is_common(typed)
    with pytest.raises(Problem) as raised:
        passphrase.check(typed)
    assert raised.value.code is Code.PASSPHRASE_COMMON


@pytest.mark.parametrize(
    "typed",
    [
        "باران می‌بارد ۷۲",
        "انار شیرین کوچه",
        "څلور کلمې او یو کاغذ",
        "quattro lumache viola",
        "lamp river nine goats",
        "kabul orange teapot",
        "83 19 55 02 77 41 60 38",
    ],
)
def test_words_that_do_not_belong_together_are_taken_without_capitals_or_signs(typed: str) -> None:
    passphrase.check(typed)

    assert not is_common(typed)


def test_what_belongs_to_the_person_or_the_project_is_common_for_them() -> None:
    own = ("HRT-07", "هرات امن‌تر")

    assert is_common("هرات امن تر ۱۴۰۴", own)
    assert is_common("HRT 07 HRT 07", own)
    assert not is_common("هرات امن‌تر دو کبوتر سفید", own)
