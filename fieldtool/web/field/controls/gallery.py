"""Every control in every state, from a form made for it; shown only while developing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import url_for

from fieldtool.forms import Interview, Violation, compile_form, convert_workbook
from fieldtool.i18n import dates, locales
from fieldtool.web.field.controls.kinds import ASKED, kind_of
from fieldtool.web.field.filling import showing, uploads
from fieldtool.web.field.filling.questions import FileShown
from fieldtool.web.field.filling.showing import Reader
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldtool.forms import Form, Language, NodeState
    from fieldtool.i18n.locales import Locale
    from fieldtool.web.field.filling.questions import QuestionShown, UploadShown, Words

_KABUL = ZoneInfo("Asia/Kabul")

# What somebody answered, as it is stored; questions without a line here have text.
ANSWERED = {
    "words/name": "شورای انکشافی ناحیهٔ پنجم",
    "words/phone": "0700123456",
    "words/page": "example.org/fa",
    "words/card": "AF-2207-13",
    "numbers/age": "34",
    "numbers/cost": "1250000",
    "numbers/hours": "2.5",
    "numbers/rooms": "3",
    "days/since": "2021-05-10",
    "days/month": "2021-04-21",
    "days/year": "2021-03-21",
    "days/feast": "2026-03-20",
    "days/dusk": "18:30:00.000+04:30",
    "days/met": "2026-03-21T14:05:00.000+04:30",
    "scales/trust": "7",
    "scales/share": "0.35",
    "scales/height": "3",
    "scales/people": "20",
    "scales/service": "4",
    "order/needs": "school road market park",
    "one/night": "4",
    "one/again": "1",
    "one/scale": "2",
    "one/sign": "tape",
    "many/avoid": "park road",
    "many/folded": "market",
    "many/found": "market school",
    "table/help": "1",
    "table/heard": "4",
    "table/water": "2",
    "places/here": "34.3529 62.2040 920.0 12.0",
    "places/well": "34.3529 62.2040 0.0 0.0",
    "places/road": "34.35 62.2 0.0 0.0;34.36 62.21 0.0 0.0",
    "places/field": "34.35 62.2 0 0;34.36 62.21 0 0;34.36 62.2 0 0;34.35 62.2 0 0",
    "other/read": "OK",
    "other/photo": "photo-k3f9qa.jpg",
}
# What cannot be read as it was typed; the others are wrong because nothing was answered.
WRONG = {
    "numbers/age": "سی و سه",
    "numbers/cost": "1250.5",
    "numbers/hours": "دو",
    "numbers/rooms": "many",
    "days/since": "1400/2/",
    "days/month": "/2/1",
    "days/year": "99/1/1",
    "days/feast": "1400/12/31",
    "days/dusk": "25:00",
    "days/met": "1400/2/20 14:",
    "scales/trust": "12",
    "scales/share": "0.33",
    "scales/height": "9",
    "order/needs": "market=1 park=1 road= school=3",
    "places/here": "34.3529 ?",
    "places/well": "134 62.2 0.0 0.0",
    "places/road": "34.35 62.2 0.0 0.0",
    "places/field": "34.35 62.2 0 0;34.36 62.21 0 0",
}
_CHOSEN = "market"
_STATES = ("empty", "answered", "wrong", "readonly")


@dataclass(frozen=True)
class Section:
    """One page of the form in one state."""

    label: Words
    state: str
    items: tuple[QuestionShown, ...]


@cache
def form() -> Form:
    """Return the form with every control, made from its table once."""
    table = files("fieldtool.web.field.controls").joinpath("gallery.md").read_bytes()
    return compile_form(convert_workbook("gallery.md", table).xform, {})


def language_of(locale: Locale) -> Language:
    """Return the form's language that is the reader's."""
    return next(one for one in form().languages if locales.find(one.tag) == locale)


def sections(
    locale: Locale, translate: Callable[[str], str], show: Callable[[str | int], str]
) -> tuple[Section, ...]:
    """Return every page of the form in every state."""
    reader = Reader(
        language=language_of(locale),
        locale=locale.code,
        calendar=dates.usual_calendar(locale.code),
        tag=locale.tag,
        translate=translate,
        missing=True,
        show=show,
        zone=_KABUL,
    )
    interviews = {state: _interview(reader.language.name, state) for state in _STATES}
    return tuple(
        Section(
            marked(page.label),
            state,
            tuple(_shown(interviews[state].state(path), state, reader) for path in page.items),
        )
        for page in interviews["empty"].pages()
        for state in _STATES
    )


def _interview(language: str, state: str) -> Interview:
    made = Interview(form(), lambda: datetime(2026, 3, 21, 9, tzinfo=_KABUL), language=language)
    if state == "empty":
        return made
    for one in list(made.states()):
        if one.kind == "question" and kind_of(one) in ASKED:
            usual = _CHOSEN if one.choices else "—"
            known = ANSWERED.get(one.path, usual)
            made.answer(one.path, WRONG.get(one.path, "") if state == "wrong" else known)
    return made


def _shown(one: NodeState, state: str, reader: Reader) -> QuestionShown:
    asked = kind_of(one) in ASKED
    if state == "readonly" and asked:
        one = replace(one, readonly=True)
    if state == "wrong" and asked and one.violation is None:
        one = replace(one, required=True, violation=Violation(one.path, "required"))
    shown = showing.question(one, 0, reader, None)
    if shown.kind == "upload":
        shown = replace(shown, upload=_upload(one))
    # Every state has the same questions; names on one page are there once.
    return replace(shown, path=f"{state}/{one.path}")


def _upload(one: NodeState) -> UploadShown:
    asked_for = uploads.blank(one)
    picture = FileShown(one.value, "image", 1200, url_for("static", filename="icon.svg"))
    return replace(asked_for, file=picture) if one.value else asked_for
