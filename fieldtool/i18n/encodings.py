"""What letters a file of text is written in: detected where it is certain, else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fieldtool.problems import Code, Problem

UTF_8, UTF_16, ARABIC, WESTERN = "UTF-8", "UTF-16", "Windows-1256", "Windows-1252"
# A workbook is an archive, and an old one a compound file.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_RUN = re.compile(rb"[\x80-\xff]+")
_ARABIC_WORD = re.compile("[\u0621-\u06ff\u200c\u200d]{2,}")
# What Italian, French and German write beyond ASCII.
_WESTERN_LETTERS = frozenset("àèéìíîòóùúÀÈÉÌÍÒÓÙÚâêôûëïüöäÂÊÔÛËÏÜÖÄßçÇñÑ’‘“”–—«»°ºª€œŒ·\u00a0")


@dataclass(frozen=True)
class Read:
    """A text and the name of the encoding it was read in."""

    text: str
    encoding: str

    @property
    def is_guessed(self) -> bool:
        """Return whether nothing in the file proves the encoding."""
        return self.encoding in (ARABIC, WESTERN)


def decoded(raw: bytes) -> Read:
    """Return the text of a file; old encodings of Windows are told apart by what comes out.

    Raises:
        Problem: LIST_IS_WORKBOOK, or LIST_ENCODING where it is not certain.
    """
    if raw.startswith(_WORKBOOKS):
        raise Problem(Code.LIST_IS_WORKBOOK)
    found = _unicode(raw) or _old(raw)
    if found is None or "\0" in found.text:
        raise Problem(Code.LIST_ENCODING)
    return found


def _unicode(raw: bytes) -> Read | None:
    wide = _wide(raw)
    try:
        if wide:
            return Read(raw.decode(wide).removeprefix("\ufeff"), UTF_16)
        return Read(raw.decode("utf-8-sig"), UTF_8)
    except UnicodeDecodeError:
        return None


def _wide(raw: bytes) -> str:
    """Return which UTF-16 it is, also where a program left out the mark; empty for none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:400]
    if len(raw) % 2 or start.count(0) < len(start) // 8:
        return ""
    # Separators and ends of lines are ASCII in any list: their zero stands behind or before them.
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _old(raw: bytes) -> Read | None:
    runs = _RUN.findall(raw)
    long = sum(len(run) for run in runs if len(run) > 1)
    # Words in Arabic letters are runs of high bytes; accents stand alone among Latin letters.
    if 2 * long > sum(map(len, runs)):
        text = _strict(raw, "cp1256")
        is_good = text is not None and _is_arabic(text)
        return Read(text or "", ARABIC) if is_good else None
    text = _strict(raw, "cp1252")
    is_good = text is not None and all(ord(one) < 128 or one in _WESTERN_LETTERS for one in text)
    return Read(text or "", WESTERN) if is_good else None


def _is_arabic(text: str) -> bool:
    beyond = sum(ord(one) > 127 for one in text)
    return 10 * sum(map(len, _ARABIC_WORD.findall(text))) >= 8 * beyond


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
