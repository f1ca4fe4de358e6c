"""Paper at the hub: blank forms, and interviews with their answers."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import g, request, url_for

from fieldtool.forms import Form
from fieldtool.outputs.paper.notices import About
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import forms, sites
from fieldtool.storage.queries.forms import FormVersion
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews.attachments import attached
from fieldtool.web.desk.interviews.interviews import moment_of, title
from fieldtool.web.desk.interviews.single import known_interview
from fieldtool.web.desk.interviews.words import form_of
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.paper import filled as papers
from fieldtool.web.paper import wishes
from fieldtool.web.paper.filled import Filled
from fieldtool.web.paper.wishes import Frame
from fieldtool.web.parts.reading import language_of, read

_FRAME = "desk/_desk.html"


@desk.get("/forms/<form_hash>/print")
@permitted("form.read")
def ask_print(visit: Visit, form_hash: str) -> Answer:
    """Ask how a blank form is to be printed."""
    version, form = _known(visit, form_hash)
    url, back = url_for("desk.print_sheets", form_hash=form_hash), url_for("desk.all_forms")
    return wishes.ask(form, version.title, Frame(_FRAME, url, back, "desk.all_forms"))


@desk.get("/forms/<form_hash>/sheets")
@permitted("form.read")
def print_sheets(visit: Visit, form_hash: str) -> Answer:
    """Show the sheets of a blank form."""
    version, form = _known(visit, form_hash)
    back = url_for("desk.ask_print", form_hash=form_hash)
    frame = Frame(_FRAME, request.path, back, "desk.all_forms")
    return wishes.sheets(form, form_hash, version.title, frame)


@desk.get("/forms/<form_hash>/notice")
@permitted("form.read")
def print_notice(visit: Visit, form_hash: str) -> Answer:
    """Show the information notice for a form."""
    version, _form = _known(visit, form_hash)
    settings = visit.settings
    about = About(version.form_id, version.title, settings.notice, settings.profile)
    frame = Frame(_FRAME, request.path, url_for("desk.all_forms"), "desk.all_forms")
    return wishes.show_notice(about, frame)


@desk.get("/interviews/<interview>/print")
@permitted("interview.read")
def print_interview(visit: Visit, interview: str) -> Answer:
    """Show an interview with its answers as it is printed; that is a reading, and audited."""
    found = known_interview(visit, interview)
    one = found.interview
    if found.is_closed:
        raise Problem(Code.HUB_LOCKED)
    form = form_of(visit, one.form_hash)
    if form is None:
        raise Problem(Code.INTERVIEW_WITHOUT_FORM, {"number": one.number})
    finished = moment_of(one.finished)
    language = language_of(form, request.args.get("read", ""), g.locale)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    versions = forms.versions(visit.session, visit.project, one.form_id)
    named = next((title(each) for each in versions if each.hash == one.form_hash), one.form_id)
    shown = Filled(
        number=one.number,
        title=named,
        version=one.form_version,
        person=one.person,
        place=tuple(places.full_name(one.site)) if one.site else (),
        started=moment_of(one.started),
        finished=finished,
        reading=read(form, found.answers, language, g.locale, finished or datetime.now(UTC)),
        numbers=papers.numbers_of(form, one.form_hash),
        project=visit.settings.label,
        files=attached(visit, one),
    )
    back = url_for("desk.interview", interview=interview)
    page = papers.page(form, shown, Frame(_FRAME, request.path, back, "desk.all_interviews"))
    visit.audit_reading("interview:print", one.number, id=interview)
    return page


def _known(visit: Visit, form_hash: str) -> tuple[FormVersion, Form]:
    versions = forms.versions(visit.session, visit.project)
    version = next((one for one in versions if one.hash == form_hash), None)
    form = form_of(visit, form_hash) if version else None
    if version is None or form is None:
        raise Problem(Code.FORM_NOT_PUBLISHED)
    return version, form
