"""One spelling is stored, and every spelling is found; Pashto keeps all its letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.i18n.letters import for_storage, search_key

TAGS = ["fa-AF", "prs", "ps", "en", "it", ""]
MAN, MEN, WOMAN = "سړی", "سړي", "سړې"
letters = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from("aè\u0301\u0654\u200c\u200f\u0640 \r\n\x00"),
    )
)


def test_dari_is_stored_with_persian_yeh_and_kaf() -> None:
    assert for_storage("علي اكبري", "fa-AF") == "علی اکبری"


def test_pashto_keeps_the_letters_that_tell_a_man_from_men() -> None:
    assert [for_storage(word, "ps-AF") for word in (MAN, MEN, WOMAN)] == [MAN, MEN, WOMAN]


def test_pashto_gets_only_its_kaf_unified() -> None:
    assert for_storage("كندهار ږغ ګل گل", "ps") == "کندهار ږغ ګل گل"


@pytest.mark.parametrize("tag", TAGS)
def test_marks_without_meaning_are_not_stored(tag: str) -> None:
    assert for_storage("\ufeff\u200fHRT\u200b-\u206607\u2069\x00", tag) == "HRT-07"


def test_the_joiner_that_spelling_needs_stays() -> None:
    assert for_storage("می‌روم", "fa-AF") == "می‌روم"


def test_tatweel_and_presentation_forms_become_plain_letters() -> None:
    assert for_storage("ﻛﺎﺑﻞ سـلام", "fa-AF") == "کابل سلام"


def test_digits_and_line_breaks_stay_as_typed() -> None:
    assert for_storage("۳ نفر\r\n4 نفر", "fa-AF") == "۳ نفر\n4 نفر"


def test_arabic_text_of_another_language_is_left_alone() -> None:
    assert for_storage("علي", "ar") == "علي"


@given(letters, st.sampled_from(TAGS))
def test_storing_twice_changes_nothing(text: str, tag: str) -> None:
    stored = for_storage(text, tag)

    assert for_storage(stored, tag) == stored
    assert unicodedata.is_normalized("NFC", stored)


@pytest.mark.parametrize(
    "spellings",
    [
        ("علی‌رضا", "علي رضا", "علیرضا"),
        (MAN, MEN, WOMAN),
        ("احمد", "أحمد", "اَحمد"),
        ("مسؤول", "مسوول"),
        ("ګل", "گل"),
        ("فاطمه", "فاطمة", "فاطمۀ", "فاطمهٔ"),
        ("۱۲", "١٢", "12"),
        ("Forlì", "forli", "FORLÌ"),
        ("کابل", "ﻛﺎﺑﻞ", "كـابل"),
    ],
)
def test_all_spellings_of_a_name_are_found(spellings: tuple[str, ...]) -> None:
    assert len({search_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("کابل", "کابول"), ("رحیم", "رحمان"), ("تور", "ټور")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@given(letters, letters)
def test_part_of_a_name_finds_the_name(part: str, rest: str) -> None:
    assert search_key(part) in search_key(part + rest)


@given(letters, st.sampled_from(TAGS))
def test_what_was_stored_is_found_as_it_was_typed(text: str, tag: str) -> None:
    printable = "".join(letter for letter in text if letter != "\x00")

    assert search_key(for_storage(printable, tag)) == search_key(printable)
