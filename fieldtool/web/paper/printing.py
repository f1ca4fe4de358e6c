"""What a page shows of a form that is to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldtool.forms import Form, Language
from fieldtool.i18n import dates, locales
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.dates import Calendar
from fieldtool.i18n.digits import to_native
from fieldtool.i18n.locales import Locale
from fieldtool.log import papers
from fieldtool.log.papers import PaperId
from fieldtool.outputs.paper.layout import Plan, lay_out
from fieldtool.outputs.paper.sheet import Sheet
from fieldtool.web.paper.words import words_of
from fieldtool.web.parts import qr

USUAL_ROWS = 3


@dataclass(frozen=True)
class Wish:
    """How somebody wants a form printed.

    Attributes:
        second: a language beside the first; None for none.
        rows: how often each repeat is printed.
    """

    language: Language
    locale: Locale
    second: Language | None = None
    calendar: Calendar | None = None
    rows: int = USUAL_ROWS
    copies: int = 1
    guidance: bool = True


@dataclass(frozen=True)
class Copy:
    """One copy with its number, as letters and as the path of a QR code so many units wide."""

    paper: PaperId
    drawing: str
    size: int


@dataclass(frozen=True)
class Printed:
    """A form as a page shows it; `words` are the fixed ones, in the language of the paper."""

    title: str
    language: Language
    second: Language | None
    sheet: Sheet
    copies: tuple[Copy, ...]
    words: Mapping[str, str]
    locale: str
    calendar: Calendar
    months: tuple[str, ...]

    def number(self, count: int) -> str:
        """Return *count* in the digits of the paper."""
        return to_native(str(count), self.locale)


def printed(form: Form, form_hash: str, title: str, wish: Wish) -> Printed:
    """Return the copies of a form version, each with a number of its own."""
    locale = wish.locale.code
    translate = catalogue(locale).gettext
    calendar = wish.calendar or dates.usual_calendar(locale)
    plan = Plan(
        language=wish.language,
        locale=locale,
        translate=translate,
        calendar=calendar,
        second=wish.second,
        rows=wish.rows,
        guidance=wish.guidance,
    )
    return Printed(
        title=title,
        language=wish.language,
        second=wish.second,
        sheet=lay_out(form, plan),
        copies=tuple(_copy(form_hash) for _ in range(wish.copies)),
        words=words_of(translate),
        locale=locale,
        calendar=calendar,
        months=dates.month_names(locale, calendar),
    )


def locale_of(language: Language, reader: Locale) -> Locale:
    """Return our language nearest to the form's, else the reader's: for the fixed words."""
    return (locales.find(language.tag) if language.tag else None) or reader


def _copy(form_hash: str) -> Copy:
    paper = papers.new(form_hash)
    drawing, size = qr.drawn(f"{papers.PREFIX}{paper.text}")
    return Copy(paper, drawing, size)
