"""The letters, digits and marks of the four languages."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.questionnaires.sheets import EN, FA, IDS, IT, LANGUAGES, PS, texts

COMMON = set("ءآأابتثجحخدذرزسشصضطظعغفقلمنوؤهئ") | set("پچژکی")
DARI = COMMON | set("گ") | {"\u064b", "\u0654"}  # tanwin, and the hamza of ناحیهٔ
PASHTO = COMMON | set("ټډړږښګڼېۍيځڅ") | {"\u064b"}
NATIVE_DIGITS = set("۰۱۲۳۴۵۶۷۸۹")
NATIVE_MARKS = set(" ‌.:،؛؟!«»()/…")
every = pytest.mark.parametrize("form", IDS)
# Said alike in Dari and Pashto.
SHARED = {"نه موافق نه مخالف", "پارک یا میدان", "سند یا جواز", "پولیس یا محکمه"}
REFERENCE = re.compile(r"\$\{\w+\}")


@every
@pytest.mark.parametrize(("language", "letters"), [(FA, DARI), (PS, PASHTO)])
def test_arabic_script_has_the_letters_digits_and_marks_of_its_language_alone(
    form: str, language: str, letters: set[str]
) -> None:
    allowed = letters | NATIVE_DIGITS | NATIVE_MARKS
    for place, text in texts(language, of=form):
        strange = set(REFERENCE.sub("", text)) - allowed

        assert not strange, (place, sorted(map(unicodedata.name, strange)))


@every
@pytest.mark.parametrize("language", [EN, IT])
def test_latin_script_has_no_other_letters_and_typographic_marks_only(
    form: str, language: str
) -> None:
    allowed = re.compile(r"[A-Za-zÀ-ÿ0-9 .,:;?!()/’“”«»…-]*")
    for place, text in texts(language, of=form):
        assert allowed.fullmatch(REFERENCE.sub("", text)), (place, text)


@every
def test_texts_are_composed_and_trimmed(form: str) -> None:
    for place, text in texts(*LANGUAGES, of=form):
        assert text == unicodedata.normalize("NFC", text).strip(), place
        assert "  " not in text, place
        assert not re.search(r" [.,:;?!،؛؟]", text), place


@every
def test_no_text_is_left_in_another_language(form: str) -> None:
    pashto = dict(texts(PS, of=form))
    for place, text in texts(FA, of=form):
        if len(text.split()) > 2 and text not in SHARED:
            assert text != pashto[place], place
    italian = dict(texts(IT, of=form))
    for place, text in texts(EN, of=form):
        if len(text.split()) > 2:
            assert text != italian[place], place


@every
@pytest.mark.parametrize(
    ("language", "iranian"),
    [(FA, "شهرداری|استان|دانشگاه|خیابان|بیمارستان|دبیرستان|امنیت|خدمتکار|پلیس|ماشین")],
)
def test_dari_is_that_of_afghanistan(form: str, language: str, iranian: str) -> None:
    assert [place for place, text in texts(language, of=form) if re.search(iranian, text)] == []


@every
def test_pashto_verbs_and_plurals_end_in_their_own_letters(form: str) -> None:
    # Typed on a Persian keyboard these end in ی, which is another word or none.
    mistyped = re.compile(r"(?<!\w)(کوی|لری|دی وی|شی|کیږی|کېږی|وکړی|خوندی|راضی)(?!\w)")

    assert [place for place, text in texts(PS, of=form) if mistyped.search(text)] == []


@every
def test_people_are_addressed_politely(form: str) -> None:
    # Second person singular would be rude to a stranger.
    familiar = {
        FA: r"(?<!\w)(تو|خودت|می‌کنی|داری)(?!\w)",
        PS: r"(?<!\w)(کوې|غواړې|وایې|پوهېږې)(?!\w)",
    }
    familiar[IT] = r"\b(tu|tuo|tua|sei|hai|puoi)\b"
    for language, words in familiar.items():
        assert [place for place, text in texts(language, of=form) if re.search(words, text)] == []


def test_a_place_for_the_age_is_in_every_language_of_the_first_question() -> None:
    labels = {language: dict(texts(language))["adults label"] for language in LANGUAGES}

    assert "${min_age_local}" in labels[FA]
    assert "${min_age_local}" in labels[PS]
    assert "${min_age}" in labels[EN]
    assert "${min_age}" in labels[IT]
