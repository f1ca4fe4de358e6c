"""How somebody wants a form printed, as the fields of a page say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, render_template, request

from fieldtool.i18n import dates, locales
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.digits import to_ascii
from fieldtool.outputs.paper import notices
from fieldtool.outputs.paper.layout import MOST_COPIES, MOST_ROWS
from fieldtool.web.paper.printing import USUAL_ROWS, Wish, locale_of, printed
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.forms import Form, Language
    from fieldtool.i18n.dates import Calendar
    from fieldtool.outputs.paper.notices import About

_CALENDARS: dict[str, Calendar] = {"solar": "solar", "gregorian": "gregorian"}


@dataclass(frozen=True)
class Frame:
    """Where a page of paper stands: in the pages of a laptop or of the hub.

    Attributes:
        template: of the pages around it.
        section: of the menu at the hub.
        url: of the same page with the answers; *back* of the one before.
    """

    template: str
    url: str
    back: str
    section: str = ""


def ask(form: Form, titles: Mapping[str, str], frame: Frame) -> str:
    """Ask in which languages, how often and with what a form is to be printed."""
    usual = language_of(form, "", g.locale)
    title = titles.get(g.locale.code) or title_in(titles, usual, form.title)
    return render_template(
        "paper/options.html",
        frame=frame,
        title=title,
        languages=[(address_of(one), named(one)) for one in form.languages],
        language=address_of(usual),
        calendar=dates.usual_calendar(locale_of(usual, g.locale).code),
        rows=USUAL_ROWS,
        most_rows=MOST_ROWS,
        most_copies=MOST_COPIES,
        has_rows=any(each.repeat for each in form.definitions),
    )


def sheets(form: Form, form_hash: str, titles: Mapping[str, str], frame: Frame) -> str:
    """Show the copies as the fields of `ask` want them."""
    wish = _wish(form)
    title = title_in(titles, wish.language, form.title)
    made = printed(form, form_hash, title, wish)
    return render_template("paper/sheets.html", frame=frame, printed=made, title=title)


def show_notice(about: About, frame: Frame) -> str:
    """Show the information notice in the languages that the address wishes for."""
    chosen = notices.locales_of(request.args.get("language", ""), g.locale)
    made = [notices.notice(about, one, catalogue(one.code).gettext) for one in chosen]
    return render_template("paper/notice.html", frame=frame, notices=made)


def address_of(language: Language) -> str:
    """Return how an address names one of a form's languages."""
    return language.tag or language.name


def named(language: Language) -> str:
    """Return what a language is called, without the tag that forms put behind it."""
    name = language.name.partition("(")[0].strip() or language.name or language.tag
    return name or _("Language of the questionnaire")


def _wish(form: Form) -> Wish:
    first = language_of(form, request.args.get("language", ""), g.locale)
    second = request.args.get("second", "")
    others = [one for one in form.languages if second and address_of(one) == second]
    return Wish(
        language=first,
        locale=locale_of(first, g.locale),
        second=others[0] if others and others[0] != first else None,
        calendar=_CALENDARS.get(request.args.get("calendar", "")),
        rows=_count("rows", USUAL_ROWS, MOST_ROWS),
        copies=_count("copies", 1, MOST_COPIES),
        guidance=request.args.get("guidance") == "yes",
    )


def _count(name: str, usual: int, most: int) -> int:
    text = to_ascii(request.args.get(name, "")).strip()
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 5 else usual


def title_in(titles: Mapping[str, str], language: Language, otherwise: str) -> str:
    """Return a title in the language of a paper, else in the reader's, else in any."""
    locale = locales.find(language.tag) if language.tag else None
    found = titles.get(locale.code if locale else "") or titles.get(g.locale.code)
    return found or titles.get("en") or next(iter(titles.values()), "") or otherwise
