"""What surrounds the questions of a page: languages, calendar, addresses, number, place."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, request, session, url_for

from fieldtool.collect import facts, guarding
from fieldtool.collect import returning as said_of
from fieldtool.i18n import dates, locales
from fieldtool.i18n.digits import to_native
from fieldtool.web.field.blueprint import workspace
from fieldtool.web.field.contact import returning
from fieldtool.web.field.filling import media, places, posted
from fieldtool.web.field.filling import page as pages
from fieldtool.web.field.filling.showing import Reader
from fieldtool.web.field.finishing import refusing
from fieldtool.web.field.workday import meeting, passing_on
from fieldtool.web.paper.filled import numbers_of
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import Language
    from fieldtool.i18n.dates import Calendar
    from fieldtool.web.field.filling.page import Conflict, Place

_TAG = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True)
class LanguageShown:
    """A language of the form; *shown* is its name without the tag in brackets."""

    name: str
    tag: str
    direction: str
    shown: str


@dataclass(frozen=True)
class Around:
    """All of a filling page that is not questions.

    Attributes:
        ended: why the interview must not go on: too_young, no or withdrawn; empty where it may.
        other_sex: the page asks what should be asked by somebody of the respondent's sex.
    """

    number: str
    form_title: str
    place: str
    url: str
    answer_url: str
    row_url: str
    file_url: str
    window: str
    language: LanguageShown
    languages: tuple[LanguageShown, ...]
    beside: LanguageShown | None
    calendar: Calendar
    focus: bool
    ended: str
    refuse_url: str
    other_sex: bool
    delicate: bool
    interrupted_url: str
    sheet_url: str
    end_url: str


def view(
    sitting: Sitting,
    number: int,
    conflicts: Mapping[str, Conflict],
    *,
    missing: bool = False,
    whole: bool = True,
    at: Place | None = None,
) -> dict[str, Any]:
    """Return what the templates of a filling page need.

    *missing*: questions without a needed answer are shown as wrong. *whole*: it is a page of its
    own, with titles, and a summary of errors takes the focus; else a fragment of one. *at*: the
    row that is open; the one the request names if left out.
    """
    reader = reader_of(sitting, missing=missing)
    place = at or pages.Place(request.values.get("open", ""))
    page = pages.shown(sitting, number, reader, conflicts, place)
    return {
        "page": page,
        "fill": _around(sitting, number, reader, whole=whole),
        "comments": returning.shown(sitting) if whole else None,
        "handed": passing_on.shown(sitting) if whole else None,
        "meeting": meeting.bar(sitting, page),
    }


def reader_of(sitting: Sitting, *, missing: bool = False) -> Reader:
    """Return for whom pages of this interview are made."""
    language = language_of(sitting)
    locale = locale_of(language)
    return Reader(
        language=language,
        locale=locale,
        calendar=_calendar(locale),
        tag=g.locale.tag,
        translate=gettext,
        missing=missing,
        beside=_beside(sitting),
        show=filters.value,
        zone=sitting.interview.now().tzinfo,
        media=media.addresses(sitting.draft.id, sitting.draft.form_hash),
        remarks=said_of.remarks(workspace(), sitting.draft).by_path,
        numbers=_numbers(sitting, locale),
        personal=sitting.form.safety.personal,
    )


def _numbers(sitting: Sitting, locale: str) -> dict[str, str]:
    """Return the numbers that stand on the paper, for an interview that is typed in from there."""
    if sitting.paper is None:
        return {}
    numbers = numbers_of(sitting.form, sitting.draft.form_hash)
    return {path: to_native(str(number), locale) for path, number in numbers.items()}


def reader_in(language: Language, zone: tzinfo | None) -> Reader:
    """Return for whom a page is made that shows answers of no sitting, in *language*."""
    locale = locale_of(language)
    calendar = _calendar(locale)
    return Reader(language, locale, calendar, g.locale.tag, gettext, show=filters.value, zone=zone)


def language_of(sitting: Sitting) -> Language:
    """Return the form's language that questions are asked in."""
    return next(one for one in sitting.form.languages if one.name == sitting.interview.language)


def locale_of(language: Language) -> str:
    """Return our language nearest to the form's: for digits, months and letters."""
    locale = locales.find(language.tag) if language.tag else None
    return locale.code if locale else str(g.locale.code)


def _calendar(locale: str) -> Calendar:
    chosen = session.get("calendar")
    return posted.calendar_of(chosen) if chosen else dates.usual_calendar(locale)


def _title(sitting: Sitting) -> str:
    version = facts.form_version(workspace(), sitting.draft.form_hash)
    return (
        places.in_readers_language(version.title, sitting.form.title)
        if version
        else sitting.form.title
    )


def _beside(sitting: Sitting) -> Language | None:
    wanted = session.get("beside")
    if not wanted or wanted == sitting.interview.language:
        return None
    return next((one for one in sitting.form.languages if one.name == wanted), None)


def _around(sitting: Sitting, number: int, reader: Reader, *, whole: bool) -> Around:
    return Around(
        number=sitting.draft.number,
        form_title=_title(sitting) if whole or number == pages.WHOLE else "",
        place=places.name(workspace(), sitting.draft.site) if whole else "",
        url=url_for("field.fill", interview=sitting.draft.id, number=number),
        answer_url=url_for("field.answer", interview=sitting.draft.id, number=number),
        row_url=url_for("field.change_row", interview=sitting.draft.id, number=number),
        file_url=url_for("field.attach_file", interview=sitting.draft.id, number=number),
        window=request.form.get("window", "")[:16] or secrets.token_hex(4),
        language=shown(reader.language),
        languages=tuple(map(shown, sitting.form.languages)),
        beside=shown(reader.beside) if reader.beside else None,
        calendar=reader.calendar,
        focus=whole,
        ended=refusing.ended(sitting),
        refuse_url=url_for("field.ask_refuse", interview=sitting.draft.id),
        other_sex=guarding.asks_across(sitting, number),
        delicate=sitting.form.safety.is_delicate,
        interrupted_url=_url("field.interrupted", sitting),
        sheet_url=_url("field.help_sheet", sitting, site=sitting.draft.site),
        end_url=url_for("field.ask_finish", interview=sitting.draft.id),
    )


def _url(endpoint: str, sitting: Sitting, site: str = "") -> str:
    """Return the address of a page that a trial at the hub does not have; empty there."""
    if g.get("trial"):
        return ""
    if site:
        return url_for(endpoint, site=site, back=sitting.draft.id)
    return url_for(endpoint, interview=sitting.draft.id)


def shown(language: Language) -> LanguageShown:
    """Return *language* as a menu shows it."""
    name = _TAG.sub("", language.name) or language.name
    # What a language without a name is written in, only its letters tell.
    direction = language.direction if language.name else "auto"
    return LanguageShown(language.name, language.tag, direction, name)
