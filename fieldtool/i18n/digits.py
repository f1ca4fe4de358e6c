"""Digits of all keyboards: ۳۳, ٣٣ and 33 are one number."""

from __future__ import annotations

import re
from decimal import Decimal

ARABIC_SCRIPT = ("fa_AF", "ps")  # the languages shown with ۰–۹

_ASCII = "0123456789"
_EASTERN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_TO_ASCII = str.maketrans(_EASTERN + _ARABIC, _ASCII * 2)
_TO_NATIVE = str.maketrans(_ASCII, _EASTERN)

# Direction marks come along with copied text; thousands are parted by any of the second group.
_NOISE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d+|\d{1,3}(?P<parted>[\u066c \u00a0\u202f'’,.])\d{3}(?:(?P=parted)\d{3})*)?"
    r"(?:(?P<point>[.,\u066b])(?P<fraction>\d+))?",
    re.ASCII,
)
_LONGEST = 40  # longer than any answer; and Python refuses to read 4301 digits


def to_ascii(text: str) -> str:
    """Return *text* with Dari, Pashto and Arabic digits as 0–9; all else stays."""
    return text.translate(_TO_ASCII)


def to_native(text: str, locale_code: str) -> str:
    """Return *text* with the digits readers of the language expect."""
    return text.translate(_TO_NATIVE) if locale_code in ARABIC_SCRIPT else text


def parse_integer(text: str) -> int | None:
    """Return the whole number somebody typed, or None when it is not surely one.

    Thousands may be parted by ٬, comma, space or apostrophe. `1.234` is refused: it is a thousand
    to one reader and a fraction to the next.
    """
    typed = _read(text)
    if typed is None or not typed["whole"]:
        return None
    digits = _digits(typed["whole"])
    if typed["point"]:
        if not _could_be_thousands(typed):
            return None
        digits += typed["fraction"]
    return int(typed["sign"] + digits)


def parse_decimal(text: str, *, comma: bool = False) -> Decimal | None:
    """Return the decimal number somebody typed, or None when it is not surely one.

    The decimal sign is ٫, full stop or comma. `1,234` is refused as it has two meanings, unless the
    writer's language has the *comma* for a decimal sign; `1,5`, `0,125`, `1,234.5` and `1.234,5`
    have one.
    """
    typed = _read(text)
    if typed is None or (not comma and _could_be_thousands(typed)):
        return None
    fraction = f".{typed['fraction']}" if typed["fraction"] else ""
    return Decimal(typed["sign"] + _digits(typed["whole"] or "0") + fraction)


def _read(text: str) -> re.Match[str] | None:
    tidy = to_ascii(_NOISE.sub("", text)).replace("\u2212", "-").strip()
    typed = _NUMBER.fullmatch(tidy) if len(tidy) <= _LONGEST else None
    if typed is None or not (typed["whole"] or typed["fraction"]):
        return None
    return None if typed["point"] and typed["point"] == typed["parted"] else typed


def _could_be_thousands(typed: re.Match[str]) -> bool:
    return (
        typed["point"] == ","
        and not typed["parted"]
        and len(typed["fraction"]) == 3
        and re.fullmatch(r"[1-9]\d{0,2}", typed["whole"] or "") is not None
    )


def _digits(whole: str) -> str:
    return re.sub(r"[^0-9]", "", whole)
