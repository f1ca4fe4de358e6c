"""The order readers expect in a list; code points would put ټ before پ."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from fieldtool.i18n.digits import ARABIC_SCRIPT, to_ascii

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]

# The order of CLDR for fa_AF and ps. A word is one place; letters within one differ only when all
# else is equal, as à and a do.
_PLACES = (
    "آ اأٱإ ء ب پ ت ټٹ ث ج ځ چ څ ح خ د ډڈ ذ ر ړڑ ز ژ ږ س ش ښ ص ض ط ظ ع غ ف ق کك ګگ ل م ن ں ڼڻ "
    "هۀەہھة وؤ یىےيېۍئ"
)
_ARABIC = {
    letter: (place, rank)
    for place, letters in enumerate(_PLACES.split())
    for rank, letter in enumerate(letters)
}
_NUMBER = re.compile("[0-9]+")
_SIGNS, _DIGITS, _LETTERS, _ARABIC_LETTERS = range(4)
_ARABIC_FIRST = (_SIGNS, _DIGITS, _ARABIC_LETTERS, _LETTERS)
_ACCENTS = {"\u0301": 1, "\u0300": 2}
# Vowel signs, tatweel, ZWNJ and direction marks do not count.
_SKIPPED = frozenset({"Mn", "Cf", "Lm"})


def sort_key(text: str, locale_code: str) -> Key:
    """Return a key by which names sort as readers of the language expect, its own script first."""
    written = to_ascii(unicodedata.normalize("NFC", text))
    places = [_place(letter) for letter in written if unicodedata.category(letter) not in _SKIPPED]
    if locale_code in ARABIC_SCRIPT:
        places = [(_ARABIC_FIRST[group], place, rank) for group, place, rank in places]
    ranks = tuple(rank for _, _, rank in places)
    # Capitals after small letters, when all else is equal.
    return tuple(place[:2] for place in places), ranks, text.swapcase()


def name_key(text: str, locale_code: str) -> Key:
    """Return a key as `sort_key` does, with numbers by their size: ناحیهٔ ۲ before ناحیهٔ ۱۰."""
    return sort_key(_NUMBER.sub(lambda found: found[0].zfill(6), to_ascii(text)), locale_code)


@cache
def _place(letter: str) -> tuple[int, int, int]:
    """Return group, place within it, and rank among the letters that share the place."""
    if letter in _ARABIC:
        return (_ARABIC_LETTERS, *_ARABIC[letter])
    if letter.isdecimal():
        return _DIGITS, int(letter), 0
    if not letter.isalpha():
        return _SIGNS, ord(letter), 0
    parts = unicodedata.normalize("NFD", letter.lower())
    return _LETTERS, ord(parts[0]), _ACCENTS.get(parts[1], 3) if len(parts) > 1 else 0
