"""Typing in what was asked on paper: which paper, where and on which day, then the whole form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, session, url_for

from fieldtool.collect import facts, from_paper
from fieldtool.collect.choosing import Askable
from fieldtool.collect.sitting import Beginning
from fieldtool.i18n import dates
from fieldtool.log import papers
from fieldtool.log.kinds import OnPaper
from fieldtool.problems import N_, Code, Problem
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.filling import choosing, places
from fieldtool.web.field.workday.papers import overview
from fieldtool.web.paper.wishes import address_of, named
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import language_of

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.wrappers import Response

    from fieldtool.log.papers import PaperId
    from fieldtool.storage.queries.forms import FormVersion

_MISSING = {
    "site": N_("Choose the place of the interview."),
    "language": N_("Choose a language."),
}


@dataclass(frozen=True)
class _Chosen:
    site: str
    language: str
    day: str


@blueprint.post("/paper/type")
def find_paper() -> tuple[str, int] | Response:
    """Take the number of a paper, typed or read by a scanner."""
    text = request.form.get("paper", "")
    try:
        paper = papers.read(text)
        _version(paper)
        from_paper.refuse_twice(workspace(), paper)
    except Problem as problem:
        return overview(text, said(problem)[0]), problem.status
    return redirect(url_for("field.ask_typing", paper=paper.text), 303)


@blueprint.get("/paper/type/<paper>")
def ask_typing(paper: str) -> str:
    """Ask where, when and in which language the interview on the paper was held."""
    found = papers.read(paper)
    version = _version(found)
    language = language_of(sittings().form(version.hash), "", g.locale)
    return _page(found, version, _Chosen(session.get("site", ""), address_of(language), ""), {})


@blueprint.post("/paper/type/<paper>")
def begin_typing(paper: str) -> str | tuple[str, int] | Response:
    """Begin the interview and show the whole form; or show the places that were asked for."""
    found = papers.read(paper)
    version = _version(found)
    form = request.form
    chosen = _Chosen(form.get("site", ""), form.get("language", ""), form.get("day", ""))
    if choosing.is_asked(chosen.site in Askable(workspace()).sites):
        return _page(found, version, chosen, {})
    wrong, day = _wrong(version, chosen)
    if day is None or wrong:
        return _page(found, version, chosen, wrong), 422
    languages = {address_of(one): one.name for one in sittings().form(version.hash).languages}
    draft = sittings().begin(
        Beginning(
            version.hash,
            chosen.site,
            languages[chosen.language],
            paper=OnPaper(found.text, day.isoformat()),
        )
    )
    session["site"] = chosen.site
    return redirect(url_for("field.resume", interview=draft.id), 303)


def _version(paper: PaperId) -> FormVersion:
    versions = {one.hash: one for one in facts.versions(workspace())}
    return versions[papers.form_of(paper, versions)]


def _wrong(version: FormVersion, chosen: _Chosen) -> tuple[dict[str, str], date | None]:
    languages = {address_of(one) for one in sittings().form(version.hash).languages}
    known = {
        "site": chosen.site in Askable(workspace()).sites,
        "language": chosen.language in languages,
    }
    wrong = {name: _(_MISSING[name]) for name, good in known.items() if not good}
    try:
        return wrong, _day(chosen.day)
    except Problem as problem:
        return {**wrong, "day": said(problem)[0]}, None


def _day(text: str) -> date:
    day = dates.parse_day(text, filters.calendar())
    if day > facts.now(workspace(), clock()).date():
        raise Problem(Code.PAPER_DAY_NOT_POSSIBLE, {"day": filters.day(day)})
    return day


def _page(paper: PaperId, version: FormVersion, chosen: _Chosen, wrong: dict[str, str]) -> str:
    askable = Askable(workspace())
    is_short = len(askable.sites) <= choosing.MOST_IN_LIST
    today = facts.now(workspace(), clock()).date()
    return render_template(
        "field/paper_type.html",
        paper=paper,
        title=places.in_readers_language(version.title, version.form_id),
        languages=[
            (address_of(one), named(one)) for one in sittings().form(version.hash).languages
        ],
        places=places.grouped(askable) if is_short else [],
        choice=None if is_short else choosing.choice(askable, chosen.site),
        example=dates.for_input(today, g.locale.code, filters.calendar()),
        chosen=chosen,
        wrong=wrong,
    )
