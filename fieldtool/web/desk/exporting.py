"""Downloading interviews as CSV: what is in the file is said before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, g, redirect, render_template, request

from fieldtool.forms import Form
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.locales import LOCALES
from fieldtool.outputs.interviews_csv import Style, interviews_csv
from fieldtool.problems import Code, Problem
from fieldtool.storage import interviews, sites
from fieldtool.storage.forms import FormSource
from fieldtool.web.desk import filters
from fieldtool.web.desk.blueprint import desk, state
from fieldtool.web.desk.filters import Filter
from fieldtool.web.desk.interviews import choices, titles
from fieldtool.web.desk.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted

LABELS, CODES = "labels", "codes"
_DELIMITERS = {"comma": ",", "semicolon": ";"}


@desk.get("/interviews/export")
@permitted("interview.export")
def export(visit: Visit) -> Answer:
    """Show what would be in the file, and ask how it shall be written."""
    chosen = _with_form(visit, filters.read(request.args))
    register = sites.all_of(visit.session, visit.project)
    wanted = chosen.wanted(register)
    count = interviews.count(visit.session, visit.project, wanted) if chosen["form"] else 0
    return render_template(
        "desk/export.html",
        filter=chosen,
        count=count,
        form_title=titles(visit).get(chosen["form"], chosen["form"]),
        **choices(visit, places_of(register, g.locale.code)),
    )


@desk.post("/interviews/export")
@permitted("interview.export")
def download(visit: Visit) -> Answer:
    """Give the file, a piece at a time; that it was asked for is noted first."""
    chosen = filters.read(request.form)
    if chosen.errors:
        return redirect(filters.link("desk.export", chosen), 303)
    if chosen["form"] not in titles(visit):
        raise Problem(Code.FORM_NOT_PUBLISHED)
    wanted = chosen.wanted(sites.all_of(visit.session, visit.project))
    count = interviews.count(visit.session, visit.project, wanted)
    style = _style()
    pieces = interviews_csv(visit.database, visit.project, wanted, _compiler(), style)
    visit.audit_reading(
        "interviews:export",
        chosen["form"],
        interviews=str(count),
        written=LABELS if style.labels else CODES,
        language=style.locale,
        **{name: text for name, text in chosen.texts.items() if text and name != "form"},
    )
    return Response(
        pieces,
        content_type="text/csv; charset=utf-8",
        # Neither project, place nor form: a file name is seen by whoever sees the computer.
        headers={"Content-Disposition": 'attachment; filename="interviews.csv"'},
    )


def _compiler() -> Callable[[FormSource], Form]:
    # The file is written after the request has ended, so nothing of it may be asked for then.
    cache = state().forms

    def compiled(source: FormSource) -> Form:
        return cache.get(source.hash, lambda: source)

    return compiled


def _style() -> Style:
    given = request.form
    code = given.get("language", "")
    locale = code if code in {locale.code for locale in LOCALES} else g.locale.code
    return Style(
        locale=locale,
        labels=given.get("written") != CODES,
        delimiter=_DELIMITERS.get(given.get("delimiter", ""), ","),
        translate=catalogue(locale).gettext,
    )


def _with_form(visit: Visit, chosen: Filter) -> Filter:
    known = titles(visit)
    if chosen["form"] in known or len(known) != 1:
        return chosen
    return replace(chosen, texts={**chosen.texts, "form": next(iter(known))})
