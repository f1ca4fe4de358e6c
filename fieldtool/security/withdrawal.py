"""Withdrawal codes: with one, somebody asks to be erased without saying who it is.

A code has seven random characters (35 bits) and one that checks them: every single wrong character
and every two neighbours that changed places are noticed, so that a slip of the pen erases nobody
else's interview. It can be written in digits alone, for those who do not read Latin letters.
"""

from __future__ import annotations

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security import typed_codes

RANDOM, LENGTH, DIGITS = 7, 8, 13
_HALF = 4
# x⁵ + x² + 1: characters are counted in the field of 32 elements.
_FIELD = 0b100101


def new_code() -> str:
    """Return a fresh code, plain: small letters and digits."""
    return with_check(ids.new_id(RANDOM))


def with_check(signs: str) -> str:
    """Return seven characters with the one that checks them."""
    return signs + ids.ALPHABET[_doubled(_sum(signs))]


def shown(code: str) -> str:
    """Return *code* as it is written down: two groups of four capitals and digits."""
    return f"{code[:_HALF]}-{code[_HALF:]}".upper()


def in_digits(code: str) -> str:
    """Return the same code in digits alone, to be read and written in any script."""
    text = f"{typed_codes.number(code):0{DIGITS}d}"
    return " ".join((text[:4], text[4:8], text[8:]))


def understood(text: str) -> str:
    """Return the code that somebody typed, in letters or in digits of any script and grouping.

    Raises:
        Problem: WITHDRAWAL_CODE_NOT_VALID.
    """
    code = typed_codes.in_either(text, LENGTH, DIGITS)
    if not ids.is_id(code, LENGTH) or with_check(code[:RANDOM]) != code:
        raise Problem(Code.WITHDRAWAL_CODE_NOT_VALID, {"length": LENGTH, "digits": DIGITS})
    return code


def _sum(signs: str) -> int:
    total = 0
    for sign in signs:
        total = _doubled(total) ^ ids.ALPHABET.index(sign)
    return total


def _doubled(number: int) -> int:
    return (number << 1) ^ (_FIELD if number & 0b10000 else 0)
