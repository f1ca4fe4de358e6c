"""The four languages of the interface and the many names browsers and forms give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import babel


@dataclass(frozen=True)
class Locale:
    """One language of the interface.

    Attributes:
        code: name of the catalogue and of the setting, such as `fa_AF`.
        tag: BCP 47, for `<html lang>`.
        name: what its own readers call it. Never from CLDR, which calls Dari “فارسی (افغانستان)”.
        formats: the CLDR locale for numbers and names of months. `ps` alone would start the week
            on Monday, as in Pakistan.
    """

    code: str
    tag: str
    name: str
    direction: Literal["ltr", "rtl"]
    formats: str

    @property
    def babel(self) -> babel.Locale:
        """Return CLDR's data; the first use of each locale reads it from the disk."""
        from babel import Locale as CldrLocale

        return CldrLocale.parse(self.formats)


LOCALES = (
    Locale("fa_AF", "fa-AF", "دری", "rtl", "fa_AF"),
    Locale("ps", "ps-AF", "پښتو", "rtl", "ps_AF"),
    Locale("en", "en", "English", "ltr", "en_GB"),
    Locale("it", "it", "Italiano", "ltr", "it_IT"),
)
_BY_CODE = {locale.code: locale for locale in LOCALES}

# CLDR has no `prs` although Dari speakers' systems say so; ISO 639 has four codes for Pashto.
# Readers of Iranian Persian get Dari rather than English.
_ALIASES = {
    **dict.fromkeys(("fa", "prs", "dari", "fas", "per"), "fa_AF"),
    **dict.fromkeys(("ps", "pbt", "pbu", "pst", "pus", "pashto"), "ps"),
    **dict.fromkeys(("en", "eng"), "en"),
    **dict.fromkeys(("it", "ita"), "it"),
}


def by_code(code: str) -> Locale:
    """Return the locale of an exact catalogue code; KeyError for any other."""
    return _BY_CODE[code]


def find(name: str) -> Locale | None:
    """Return the locale a code, BCP 47 tag or alias means, whatever its region or letter case."""
    language = name.strip().replace("_", "-").lower().partition("-")[0]
    code = _ALIASES.get(language)
    return _BY_CODE[code] if code else None


def negotiate(accept_language: str, default: str = "en") -> Locale:
    """Return the locale a browser's Accept-Language header prefers, else *default*."""
    wishes = sorted(map(_wish, accept_language.split(",")), key=lambda wish: -wish[1])
    for name, quality in wishes:
        locale = find(name)
        if locale and quality > 0:
            return locale
    return _BY_CODE[default]


def _wish(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    quality = parameter.strip().removeprefix("q=")
    try:
        return name, float(quality) if quality else 1.0
    except ValueError:
        return name, 0.0
