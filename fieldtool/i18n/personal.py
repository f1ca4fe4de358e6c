"""What in a free text looks like a way to find somebody: telephones, e-mails, numbers of papers.

Guessed from form alone, in digits of all scripts, and told to whoever writes; never a reason to
refuse a text, for no rule of form is right about people.
"""

from __future__ import annotations

import re

from fieldtool.i18n.digits import to_ascii

PHONE, EMAIL, PAPER = "phone", "email", "paper"

_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069]")
_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
# Italian tax code: also with the letters that stand for digits where two people share one.
_TAX_CODE = re.compile(
    r"\b[A-Z]{6}[\dLMNP-V]{2}[ABCDEHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b", re.IGNORECASE
)
# Passports and identity cards: letters and then digits, as a rule.
_DOCUMENT = re.compile(r"\b(?:[A-Z]{1,2}\d{7,8}|[A-Z]{2}\d{5}[A-Z]{2})\b", re.IGNORECASE)
_RUN = re.compile(r"(?<![\w.,])(?:\+|00)?\d(?:[ \t\u00a0()./\u2010-\u2015-]{0,2}\d){5,}(?![\w%])")
_DATE = re.compile(
    r"(?:1[34]|19|20)\d\d[-/. ]{1,2}\d{1,2}[-/. ]{1,2}\d{1,2}"
    r"|\d{1,2}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}(?:1[34]|19|20)\d\d"
)
_YEARS = re.compile(r"(?:1[34]|19|20)\d\d[^\d]{1,3}(?:1[34]|19|20)\d\d")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
# A tazkira has 13 digits in groups of four, four and five; a paper one a number of up to eight.
_TAZKIRA = 13
_LEAST_PAPER = 6
# Round numbers are sums of money and counts of people.
_ROUND = re.compile(r"\d+0{3}")
_PHONE = re.compile(r"(?:\+|00)\d{8,14}|07\d{8}|3\d{8,9}|0\d{7,10}|7\d{8}")


def looks_personal(text: str) -> tuple[str, ...]:
    """Return what *text* seems to hold: phone, email and paper, each once, in this order."""
    plain = _INVISIBLE.sub("", to_ascii(text))
    found = {EMAIL} if _EMAIL.search(plain) else set()
    if _TAX_CODE.search(plain) or _DOCUMENT.search(plain):
        found.add(PAPER)
    found |= {kind for run in _RUN.findall(plain) if (kind := _kind(run))}
    return tuple(kind for kind in (PHONE, EMAIL, PAPER) if kind in found)


def _kind(run: str) -> str:
    """Return what a run of digits is; empty for a date, years, money or a short number."""
    if any(form.fullmatch(run) for form in (_DATE, _YEARS, _THOUSANDS)):
        return ""
    digits = re.sub(r"\D", "", run)
    whole = f"+{digits}" if run.startswith("+") else digits
    is_abroad = whole.startswith(("+", "00"))
    if (is_abroad or len(digits) != _TAZKIRA) and _PHONE.fullmatch(whole):
        return PHONE
    is_count = all(len(group) < 3 for group in re.split(r"\D+", run))
    if len(digits) < _LEAST_PAPER or _ROUND.fullmatch(run) or is_count:
        return ""
    return PAPER
