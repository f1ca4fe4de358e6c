"""Numbers, shares and sizes as readers of each language write them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from fieldtool.i18n.digits import ARABIC_SCRIPT, to_native
from fieldtool.i18n.locales import by_code

_UNITS = {
    "fa_AF": ("بایت", "کیلوبایت", "میگابایت", "گیگابایت"),
    "ps": ("بایټه", "کیلوبایټه", "میګابایټه", "ګیګابایټه"),
    "en": ("bytes", "kB", "MB", "GB"),
    "it": ("byte", "kB", "MB", "GB"),
}


_SMALL = 100


def number(value: float | Decimal, locale_code: str, *, native_digits: bool = True) -> str:
    """Return *value* with the language's separators, three decimals at most.

    Without *native_digits* Dari and Pashto get 0–9 and English separators, as their readers type.
    """
    if isinstance(value, int) and abs(value) < _SMALL:
        return _small(value, locale_code, native_digits=native_digits)
    return _written(value, locale_code, native_digits=native_digits)


@lru_cache(maxsize=1_024)
def _small(value: int, locale_code: str, *, native_digits: bool) -> str:
    """Remember the numbers that a page is full of: months, marks, counts."""
    return _written(value, locale_code, native_digits=native_digits)


def _written(value: float | Decimal, locale_code: str, *, native_digits: bool) -> str:
    from babel.numbers import format_decimal

    if locale_code not in ARABIC_SCRIPT:
        return format_decimal(value, locale=by_code(locale_code).formats)
    if not native_digits:
        return format_decimal(value, locale="en_GB")
    # CLDR's Latin system would part Pashto thousands with full stops, and Babel never writes ۰–۹.
    text = format_decimal(value, locale=by_code(locale_code).formats, numbering_system="default")
    return to_native(text, locale_code)


def in_digits(stored: str, locale_code: str) -> str:
    """Return a number such as -12 or 2.5 with the reader's digits and decimal sign, not parted."""
    return to_native(stored.replace(".", decimal_sign(locale_code)), locale_code)


def group_sign(locale_code: str) -> str:
    """Return what parts thousands for readers of the language."""
    return number(1000, locale_code)[1:-3]


@cache
def decimal_sign(locale_code: str) -> str:
    """Return what parts a whole number from its fraction for readers of the language."""
    return number(Decimal("1.5"), locale_code)[1:-1]


def percent(
    share: float | Decimal, locale_code: str, *, decimals: int = 0, native_digits: bool = True
) -> str:
    """Return *share* (0.26) as percent (26%, ۲۶٪)."""
    rounded = round(Decimal(str(share)) * 100, decimals)
    text = number(rounded, locale_code, native_digits=native_digits)
    return text + ("٪" if locale_code in ARABIC_SCRIPT and native_digits else "%")


def size_in_bytes(size: int, locale_code: str, *, native_digits: bool = True) -> str:
    """Return *size* in the largest fitting unit of a thousand: 950 bytes, 1.2 kB, 48 MB."""
    amount, unit = Decimal(size), 0
    while amount >= 1000 and unit < len(_UNITS[locale_code]) - 1:
        amount, unit = amount / 1000, unit + 1
    rounded = round(amount, 1 if unit and amount < 10 else 0)
    text = number(rounded, locale_code, native_digits=native_digits)
    return f"{text} {_UNITS[locale_code][unit]}"
