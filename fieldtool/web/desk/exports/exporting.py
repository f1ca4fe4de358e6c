"""Downloading interviews, in tiers: without whom they are about, or complete for a purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import Response, g, redirect, render_template, request

from fieldtool.forms import Form
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.letters import for_storage
from fieldtool.i18n.locales import LOCALES
from fieldtool.log import sensitivity
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs.codebook_csv import codebook_csv
from fieldtool.outputs.csv_writing import Style
from fieldtool.outputs.deidentified import Deidentified
from fieldtool.outputs.disclosure import is_wide_enough
from fieldtool.outputs.interviews_csv import interviews_csv
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import interviews, sites
from fieldtool.storage.queries.forms import FormSource
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.exports import releasing
from fieldtool.web.desk.interviews import filters
from fieldtool.web.desk.interviews.filters import Filter
from fieldtool.web.desk.interviews.interviews import choices, titles
from fieldtool.web.desk.labels import TRAITS, label
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said

LABELS, CODES = "labels", "codes"
# How much of an interview leaves the hub, as the audit says it.
COUNTED, DEIDENTIFIED, FULL = "0", "1", "2"
_DELIMITERS = {"comma": ",", "semicolon": ";"}
_LONGEST = 200


@desk.get("/interviews/export")
@permitted("interview.export")
def export(visit: Visit) -> Answer:
    """Show which files there are, and ask which interviews shall be in one."""
    return _page(visit, _with_form(visit, filters.read(request.args)))


@desk.post("/interviews/export")
@permitted("interview.export-full")
def download(visit: Visit) -> Answer:
    """Give everything, a piece at a time; that it was asked for, and why, is noted first."""
    chosen = filters.read(request.form)
    if chosen.errors:
        return redirect(filters.link("desk.export", chosen), 303)
    _expect_form(visit, chosen)
    purpose = for_storage(request.form.get("purpose", ""), "").strip()[:_LONGEST]
    if not purpose:
        wrong = {"purpose": said(Problem(Code.EXPORT_PURPOSE_MISSING))[0]}
        return _page(visit, chosen, wrong), Code.EXPORT_PURPOSE_MISSING.status
    how = sensitivity.of_everything(*sensitivities(visit, chosen["form"]))
    release = releasing.agreed(visit, chosen) if how.needs_second else None
    if how.needs_second and release is None:
        return releasing.ask(visit, chosen, purpose, how)
    wanted, style = chosen.wanted(sites.all_of(visit.session, visit.project)), style_given(how)
    count = interviews.count(visit.session, visit.project, wanted)
    pieces = interviews_csv(visit.database, visit.project, wanted, compiler(), style)
    who = {"agreed": release.agreed} if release else {}
    _note(visit, chosen, FULL, style, interviews=str(count), purpose=purpose, **who)
    if release is not None:
        releasing.use(visit, release)
    return as_file(pieces, "interviews.csv")


@desk.get("/interviews/export/deidentified")
@permitted("interview.export")
def deidentified(visit: Visit) -> Answer:
    """Show how well people are hidden among each other, before the file is given."""
    chosen = filters.read(request.args)
    if chosen.errors:
        return redirect(filters.link("desk.export", chosen), 303)
    how = sensitivity.of_deidentified(*sensitivities(visit, chosen["form"]))
    found = _deidentified(visit, chosen, style_given(how)).report()
    return render_template(
        "desk/deidentified.html",
        filter=chosen,
        report=found,
        sensitivity=how,
        traits=[label(TRAITS, one.value) for one in found.traits],
        least=services().config.smallest_group,
        form_title=titles(visit)[chosen["form"]],
    )


@desk.get("/interviews/export/codebook")
@permitted("interview.export")
def codebook(visit: Visit) -> Answer:
    """Give what the columns of a form's files mean; no answer is in it."""
    chosen = filters.read(request.args)
    _expect_form(visit, chosen)
    form, style = chosen["form"], style_given()
    pieces = codebook_csv(visit.database, visit.project, form, compiler(), style)
    return as_file(pieces, "codebook.csv")


@desk.post("/interviews/export/deidentified")
@permitted("interview.export")
def download_deidentified(visit: Visit) -> Answer:
    """Give the interviews without whom they are about."""
    chosen = filters.read(request.form)
    if chosen.errors:
        return redirect(filters.link("desk.export", chosen), 303)
    _expect_form(visit, chosen)
    style = style_given(sensitivity.of_deidentified(*sensitivities(visit, chosen["form"])))
    file = _deidentified(visit, chosen, style)
    wanted = chosen.wanted(sites.all_of(visit.session, visit.project))
    count = interviews.count(visit.session, visit.project, wanted)
    _note(visit, chosen, DEIDENTIFIED, style, interviews=str(count))
    return as_file(file.pieces(), "interviews.csv")


def compiler() -> Callable[[FormSource], Form]:
    """Return what compiles a form after the request has ended: nothing of it may be asked then."""
    cache = state().forms

    def compiled(source: FormSource) -> Form:
        return cache.get(source.hash, lambda: source)

    return compiled


def sensitivities(visit: Visit, form_id: str) -> tuple[Sensitivity, Sensitivity]:
    """Return how sensitive a form is, and the project whatever its forms ask."""
    of_form = state().labels.of_form(visit.session, visit.project, form_id)
    return of_form, visit.settings.label


def style_given(label: Sensitivity | None = None) -> Style:
    """Return how the file is to be written, as a form says it, with the label that it carries."""
    given = request.form
    code = given.get("language", "")
    locale = code if code in {locale.code for locale in LOCALES} else g.locale.code
    return Style(
        locale=locale,
        labels=given.get("written") != CODES,
        delimiter=_DELIMITERS.get(given.get("delimiter", ""), ","),
        translate=catalogue(locale).gettext,
        label=label,
    )


def as_file(pieces: Iterator[bytes], name: str) -> Response:
    """Return the answer that is a file.

    Its name says neither project, place nor form: it is seen by whoever sees the computer.
    """
    return Response(
        pieces,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def expect_wide_enough(visit: Visit, site: str) -> None:
    """Let no file of counts or without whom it is about be of one named community (DP-22).

    Raises:
        Problem: PLACE_TOO_SMALL.
    """
    known = {one.id: one for one in sites.all_of(visit.session, visit.project)}
    seen = visit.area.sites if visit.area else None
    if not is_wide_enough(known, site, seen):
        raise Problem(Code.PLACE_TOO_SMALL)


def _deidentified(visit: Visit, chosen: Filter, style: Style) -> Deidentified:
    _expect_form(visit, chosen)
    expect_wide_enough(visit, chosen["site"])
    wanted = chosen.wanted(sites.all_of(visit.session, visit.project))
    least = services().config.smallest_group
    return Deidentified(visit.database, visit.project, wanted, compiler(), style, least)


def _expect_form(visit: Visit, chosen: Filter) -> None:
    if chosen["form"] not in titles(visit):
        raise Problem(Code.FORM_NOT_PUBLISHED)


def _note(visit: Visit, chosen: Filter, tier: str, style: Style, **details: str) -> None:
    visit.audit_reading(
        "interviews:export",
        chosen["form"],
        tier=tier,
        written=LABELS if style.labels else CODES,
        language=style.locale,
        label=style.label or "",
        **details,
        **{name: text for name, text in chosen.texts.items() if text and name != "form"},
    )


def _page(visit: Visit, chosen: Filter, wrong: dict[str, str] | None = None) -> str:
    register = sites.all_of(visit.session, visit.project)
    wanted = chosen.wanted(register)
    count = interviews.count(visit.session, visit.project, wanted) if chosen["form"] else 0
    of_form = sensitivities(visit, chosen["form"])
    return render_template(
        "desk/export.html",
        filter=chosen,
        wrong={**chosen.errors, **(wrong or {})},
        count=count,
        whole=sensitivity.of_everything(*of_form),
        without=sensitivity.of_deidentified(*of_form),
        form_title=titles(visit).get(chosen["form"], chosen["form"]),
        **choices(visit, places_of(register, g.locale.code)),
    )


def _with_form(visit: Visit, chosen: Filter) -> Filter:
    known = titles(visit)
    if chosen["form"] in known or len(known) != 1:
        return chosen
    return replace(chosen, texts={**chosen.texts, "form": next(iter(known))})
