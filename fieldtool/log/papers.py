"""The number of a printed copy: which form version it is of, and which copy."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fieldtool.i18n.digits import to_ascii
from fieldtool.problems import Code, Problem

# Without I, L, O and U, which are read as 1, 0 and V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILOU", "110V")
_FORM, _COPY, _CHECK = 4, 10, 2
_SIZE = _FORM + _COPY + _CHECK
_BITS = 5
# Twenty bits of the form version's hash are five of its hexadecimal digits.
_HEX = _FORM * _BITS // 4
# A prime below 32²: one wrong letter, or two that changed places, never give the same rest.
_PRIME = 1021
# A scanner of QR codes types this before the number where the code is one of ours.
PREFIX = "FTP"


@dataclass(frozen=True)
class PaperId:
    """The number of one printed copy; *text* has no separators."""

    text: str

    @property
    def groups(self) -> tuple[str, ...]:
        """Return it in groups of four, as it is printed and said aloud."""
        return tuple(self.text[at : at + 4] for at in range(0, _SIZE, 4))

    def is_of(self, form_hash: str) -> bool:
        """Tell whether the copy is of the form version with this hash."""
        return self.text[:_FORM] == _of_form(form_hash)


def new(form_hash: str, chance: Callable[[int], int] = secrets.randbelow) -> PaperId:
    """Return the number of a new copy; *chance* gives a random number below another."""
    said = _of_form(form_hash) + _written(chance(1 << (_COPY * _BITS)), _COPY)
    return PaperId(said + _check(said))


def read(text: str) -> PaperId:
    """Return the number that somebody typed or a scanner read; spaces and hyphens do not matter.

    Raises:
        Problem: PAPER_NUMBER_NOT_VALID.
    """
    tidy = "".join(sign for sign in to_ascii(text).upper() if sign.isascii() and sign.isalnum())
    if len(tidy) == _SIZE + len(PREFIX) and tidy.startswith(PREFIX):
        tidy = tidy.removeprefix(PREFIX)
    tidy = tidy.translate(_READ_AS)
    said = tidy[:-_CHECK]
    if len(tidy) != _SIZE or set(tidy) - set(ALPHABET) or tidy[-_CHECK:] != _check(said):
        raise Problem(Code.PAPER_NUMBER_NOT_VALID, {"text": text.strip()[:40]})
    return PaperId(tidy)


def is_id(text: str) -> bool:
    """Tell whether *text* is the number of a copy as it is kept, without separators."""
    try:
        return read(text).text == text
    except Problem:
        return False


def form_of(paper: PaperId, hashes: Iterable[str]) -> str:
    """Return which of the form versions the copy is of.

    Raises:
        Problem: PAPER_OF_ANOTHER_FORM.
    """
    found = next((one for one in hashes if paper.is_of(one)), None)
    if found is None:
        raise Problem(Code.PAPER_OF_ANOTHER_FORM, {"paper": "-".join(paper.groups)})
    return found


def _of_form(form_hash: str) -> str:
    return _written(int(form_hash[:_HEX], 16), _FORM)


def _check(said: str) -> str:
    number = 0
    for sign in said:
        number = (number * 32 + ALPHABET.find(sign)) % _PRIME
    return _written(number, _CHECK)


def _written(number: int, size: int) -> str:
    signs = [ALPHABET[number >> (_BITS * place) & 31] for place in range(size)]
    return "".join(reversed(signs))
