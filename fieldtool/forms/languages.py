"""The languages of a form: their names, tags and directions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*$")
_BARE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_RTL = frozenset(
    {
        "acm", "aeb", "apc", "ar", "arc", "arq", "ary", "arz", "az-arab", "bal", "bqi", "ckb",
        "dv", "fa", "glk", "haz", "he", "iw", "khw", "ks", "lrc", "mzn", "nqo", "pbt", "pbu",
        "pnb", "prs", "ps", "pst", "sd", "syr", "ug", "ur", "uzs", "yi",
    }
)  # fmt: skip
# XLSForms often name a language without its tag.
_NAMES = {
    "arabic": "ar",
    "dari": "fa-AF",
    "pashto": "ps",
    "pushto": "ps",
    "pashtu": "ps",
    "farsi": "fa",
    "persian": "fa",
    "urdu": "ur",
    "hebrew": "he",
    "english": "en",
    "italian": "it",
    "italiano": "it",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "deutsch": "de",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "russian": "ru",
    "uzbek": "uz",
    "turkmen": "tk",
    "دری": "fa-AF",
    "پښتو": "ps",
    "فارسی": "fa",
    "العربية": "ar",
    "اردو": "ur",
    "kurdish": "ckb",
    "sindhi": "sd",
    "uyghur": "ug",
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a form.

    Attributes:
        name: as the form writes it, such as “دری (fa-AF)”; "" when the form has only one, unnamed.
        tag: BCP 47 tag, "" when it cannot be told.
        direction: `rtl` or `ltr`.
    """

    name: str
    tag: str
    direction: str


def language(name: str) -> Language:
    """Return what the name that a form gives to a language tells about it."""
    tag = _tag(name)
    return Language(name, tag, _direction(name, tag))


def _tag(name: str) -> str:
    found = _TAG.search(name)
    if found:
        return found[1].replace("_", "-")
    bare = name.strip()
    known = _NAMES.get(bare.lower())
    if known:
        return known
    return bare.replace("_", "-") if _BARE.fullmatch(bare) else ""


def _direction(name: str, tag: str) -> str:
    parts = tag.lower().split("-")
    if "latn" in parts or "cyrl" in parts:
        return "ltr"
    if parts[0] in _RTL or "arab" in parts or "hebr" in parts:
        return "rtl"
    if not tag and any("֐" <= letter <= "ࣿ" for letter in name):
        return "rtl"
    return "ltr"
