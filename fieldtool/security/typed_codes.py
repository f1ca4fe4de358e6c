"""Codes in our alphabet as people type them: in letters, or in digits of any script."""

from __future__ import annotations

import unicodedata

from fieldtool.log import ids

# What the alphabet leaves out, because it is taken for something that it has.
_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "8": "b"})


def in_letters(text: str) -> str:
    """Return what was typed as signs of the alphabet, as far as they are."""
    return _signs(text).translate(_LOOKALIKES)


def in_either(text: str, length: int, digits: int) -> str:
    """Return a code of *length* signs that was typed in letters, or as *digits* digits."""
    signs = _signs(text)
    if signs.isdecimal() and len(signs) == digits:
        return _of_number(int(signs), length)
    return signs.translate(_LOOKALIKES)


def number(code: str) -> int:
    """Return the number that *code* writes with 32 different signs."""
    found = 0
    for sign in code:
        found = found * 32 + ids.ALPHABET.index(sign)
    return found


def _signs(text: str) -> str:
    found = []
    for sign in unicodedata.normalize("NFKC", text).lower():
        digit = unicodedata.digit(sign, None)
        if digit is not None or sign.isalnum():
            found.append(str(digit) if digit is not None else sign)
    return "".join(found)


def _of_number(whole: int, length: int) -> str:
    signs = []
    for _place in range(length):
        whole, rest = divmod(whole, 32)
        signs.append(ids.ALPHABET[rest])
    # What is left would be lost, so it must not pass for a code.
    return "" if whole else "".join(reversed(signs))
