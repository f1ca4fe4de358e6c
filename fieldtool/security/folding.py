"""Folding of passphrases: the same words from any keyboard are the same."""

from __future__ import annotations

import unicodedata

# Version 1 of the folding, for ever: it is part of what the key is made from. Keyboards for
# Persian, Pashto and Arabic have different code points under the same printed letter. Capitals
# stay capitals: whoever types them means them, most scripts here have none, and the pages tell
# when Caps Lock is on.
_FOLDED = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh
        "ى": "ی",  # alef maksura
        "ك": "ک",  # Arabic kaf
        "ګ": "گ",  # Pashto gaf
        "ھ": "ه",  # heh of Urdu keyboards
        "ہ": "ه",
        "ة": "ه",
        "أ": "ا",
        "إ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ـ": "",  # tatweel
        "’": "'",
        "‘": "'",
    }
)
FOLDING = "1"


def fold(text: str) -> str:
    """Return *text* as every keyboard would type it: letters, digits and spaces folded."""
    shapes = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_FOLDED))
    signs = (_folded(sign) for sign in shapes)
    return " ".join("".join(signs).split())


def _folded(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(sign)
    if category in {"Cf", "Mn"}:
        return ""  # joiners, direction marks and vowel signs cannot be seen while typing
    return " " if category in {"Zs", "Zl", "Zp", "Cc"} else sign
