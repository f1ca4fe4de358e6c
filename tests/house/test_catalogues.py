"""Every sentence is there in every language, and nothing was guessed."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message

from tests.house import tree
from translations import catalogues

CODES = list(catalogues.PLURALS)
# One word per thing, in each language: what is not written, and what is written instead.
OTHER_WORDS = {
    "fa_AF": {
        "فولدر": "پوشه",
        "پروگرام": "برنامه",
        "اینجا": "این‌جا",
        "(?<!\\w)آنجا": "آن‌جا",
        "در بارهٔ": "دربارهٔ",
        "آغاز": "شروع",
        "مگابایت": "میگابایت",
        "مصاحبه‌?(?:های)? نو(?!\\w)": "جدید",
    },
    "ps": {
        "ټلیفون": "ټیلیفون",
        "کاري کتاب": "د Excel فایل",
        "(?<!\\w)په کې(?!\\w)": "پکې",
        "آزمو": "ازمو",
        "(?<!\\w)ستنه": "ستون",
        # The dotted ye stands at the end of a word.
        "(?<!خوند)ي(?=\\w)": "ی",
    },
    "it": {"foglio di lavoro": "file Excel", "'": "’", "“": "«", "sincronizz": "contatto"},
}
MARKS = {chr(point) for point in (*range(0x200E, 0x2010), *range(0x202A, 0x202F), 0x61C, 0xFEFF)}


def test_the_catalogues_are_up_to_date_with_the_program() -> None:
    assert catalogues.stale() == []  # else: python -m translations.catalogues update


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_translated_and_fits_its_source(code: str) -> None:
    assert catalogues.faults(code) == []


@pytest.mark.parametrize("code", CODES)
def test_each_thing_has_one_word(code: str) -> None:
    strings = [text for entry in catalogues.read(code) for text in _texts(entry)]
    found = [
        f"{text!r}: write {wanted}"
        for text in strings
        for other, wanted in OTHER_WORDS[code].items()
        if re.search(other, text)
    ]

    assert found == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_obsolete_is_kept(code: str) -> None:
    assert list(catalogues.read(code).obsolete) == []


@pytest.mark.parametrize("code", CODES)
def test_plurals_are_counted_as_the_language_does(code: str) -> None:
    assert catalogues.read(code).plural_forms == catalogues.PLURALS[code]


@pytest.mark.parametrize(
    ("string", "fault"),
    [
        ("", "not translated"),
        ("%(n)s مصاحبه?", "Latin punctuation"),
        ("%(number)s مصاحبه.", "placeholders differ"),
        ("%(n)s مصاحبه", "begins or ends otherwise"),
        ("\u200f%(n)s مصاحبه.", "direction marks, or letters of another keyboard"),
        ("%(n)s باقي است.", "direction marks, or letters of another keyboard"),
    ],
)
def test_each_kind_of_fault_is_found(string: str, fault: str) -> None:
    assert fault in catalogues.faults_of(_entry(string), "fa_AF")


def test_a_translated_sentence_without_fault_passes() -> None:
    assert catalogues.faults_of(_entry("%(n)s مصاحبه باقی است."), "fa_AF") == []


def test_a_new_sentence_gets_no_guessed_translation() -> None:
    known, template = Catalog(), Catalog()
    known.add("%(n)s interview remains.", "%(n)s مصاحبه باقی است.")
    template.add("%(n)s interviews remain.")

    (entry,) = [entry for entry in catalogues.merged(template, known) if entry.id]

    assert (entry.string, entry.fuzzy, entry.user_comments) == ("", False, ["review: draft"])


def test_a_known_translation_and_its_review_are_kept() -> None:
    known, template = Catalog(), Catalog()
    known.add("Save", "ذخیره", user_comments=["review: reviewed"])
    template.add("Save")

    (entry,) = [entry for entry in catalogues.merged(template, known) if entry.id]

    assert (entry.string, entry.user_comments) == ("ذخیره", ["review: reviewed"])


def _texts(entry: Message) -> tuple[str, ...]:
    if not entry.id:
        return ()
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def _entry(string: str) -> Message:
    return Message("%(n)s interview remains.", string, user_comments=["review: draft"])


def test_no_direction_mark_is_typed_into_sources() -> None:
    sources = tree.files(tree.PACKAGE, "*.py", "*.html", "*.js", "*.css")

    assert [tree.name(path) for path in sources if MARKS & set(tree.text(path))] == []
