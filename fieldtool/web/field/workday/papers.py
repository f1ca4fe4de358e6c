"""Paper at the laptop: blank forms, and interviews with their answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import g, render_template, request, url_for

from fieldtool.collect import drafts, facts, looking_back
from fieldtool.outputs.paper.notices import About
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries.drafts import OPEN
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.filling import places
from fieldtool.web.paper import filled as papers
from fieldtool.web.paper import wishes
from fieldtool.web.paper.filled import Filled
from fieldtool.web.paper.wishes import Frame
from fieldtool.web.parts.reading import language_of, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.forms import Form
    from fieldtool.storage.queries.forms import FormVersion

_FRAME = "field/_base.html"


@blueprint.get("/paper")
def paper() -> str:
    """Show what can be printed here, and where paper is typed in."""
    return overview()


def overview(typed: str = "", error: str = "") -> str:
    """Return that page; *error* says what is wrong with the number that was *typed*."""
    forms = [
        (form.hash, places.in_readers_language(form.title, form.form_id))
        for form in facts.forms(workspace())
    ]
    return render_template("field/paper.html", forms=forms, typed=typed, error=error)


@blueprint.get("/paper/<form_hash>")
def ask_print(form_hash: str) -> str:
    """Ask how a blank form is to be printed."""
    version = _version(form_hash)
    url, back = url_for("field.print_sheets", form_hash=form_hash), url_for("field.paper")
    return wishes.ask(sittings().form(form_hash), version.title, Frame(_FRAME, url, back))


@blueprint.get("/paper/<form_hash>/sheets")
def print_sheets(form_hash: str) -> str:
    """Show the sheets of a blank form."""
    version = _version(form_hash)
    url, back = request.path, url_for("field.ask_print", form_hash=form_hash)
    form = sittings().form(form_hash)
    return wishes.sheets(form, form_hash, version.title, Frame(_FRAME, url, back))


@blueprint.get("/paper/<form_hash>/notice")
def print_notice(form_hash: str) -> str:
    """Show the information notice for a form."""
    version, project = _version(form_hash), facts.project(workspace())
    about = About(version.form_id, version.title, project.notice, project.profile)
    return wishes.show_notice(about, Frame(_FRAME, request.path, url_for("field.paper")))


@blueprint.get("/interviews/<interview>/print")
def print_interview(interview: str) -> str:
    """Show an interview with its answers as it is printed: a draft, or a finished one."""
    draft = _draft(interview)
    if draft is not None:
        return _open(interview)
    found = looking_back.readable(workspace(), interview)
    one = found.interview
    form = sittings().form(one.form_hash)
    finished = datetime.fromisoformat(one.finished)
    shown = _filled(
        form,
        found.answers,
        (one.number, one.form_hash, one.site),
        datetime.fromisoformat(one.started),
        finished,
    )
    return _page(form, shown, url_for("field.interviews"))


def _draft(interview: str) -> str | None:
    try:
        found = drafts.read(workspace(), interview)
    except Problem as problem:
        if problem.code is not Code.DRAFT_UNKNOWN:
            raise
        return None
    return found.id if found.state == OPEN else None


def _open(interview: str) -> str:
    with sittings().of(interview) as sitting:
        draft, form = sitting.draft, sitting.form
        answers = sitting.interview.answers()
        answers |= sitting.interview.row_order()
    about = (draft.number, draft.form_hash, draft.site)
    shown = _filled(form, answers, about, datetime.fromisoformat(draft.started), None)
    return _page(form, shown, url_for("field.review", interview=interview))


def _filled(
    form: Form,
    answers: Mapping[str, str],
    about: tuple[str, str, str],
    started: datetime,
    finished: datetime | None,
) -> Filled:
    number, form_hash, site = about
    language = language_of(form, request.args.get("read", ""), g.locale)
    version = facts.form_version(workspace(), form_hash)
    title = version.title if version else {}
    now = finished or clock().now().moment
    return Filled(
        number=number,
        title=places.in_readers_language(title, form.title),
        version=form.version,
        person=workspace().person,
        place=(places.name(workspace(), site),),
        started=started,
        finished=finished,
        reading=read(form, answers, language, g.locale, now),
        numbers=papers.numbers_of(form, form_hash),
        project=facts.project(workspace()).label,
        is_draft=finished is None,
    )


def _page(form: Form, shown: Filled, back: str) -> str:
    return papers.page(form, shown, Frame(_FRAME, request.path, back))


def _version(form_hash: str) -> FormVersion:
    found = facts.form_version(workspace(), form_hash)
    if found is None:
        raise Problem(Code.FORM_NOT_HERE)
    return found
