"""Preparing a form: upload a workbook with its files, look at it, try it, upload it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.datastructures import FileStorage

from fieldtool.forms.checking import Finding, Severity
from fieldtool.log.kinds import FormPublished
from fieldtool.problems import Code, Problem, Problems
from fieldtool.storage.queries import audit, candidates, registers
from fieldtool.storage.queries.candidates import LIST, MEDIUM, WORKBOOK, Candidate
from fieldtool.sync.forms.candidates import Upload, candidate_of, findings_of, form_of, is_ready
from fieldtool.sync.forms.uploads import MOST_BYTES, Attached, attached, base_name
from fieldtool.sync.hub.publishing import Workbook, with_media
from fieldtool.web.desk.accounts.sitting import SEAT
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.forms import trying
from fieldtool.web.desk.forms.differing import Comparison, comparison
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

# The files, and the workbook beside them.
MOST_UPLOADED = MOST_BYTES + 24 * 1024 * 1024
_UPLOADS = frozenset({"desk.upload", "desk.upload_again", "desk.look_at_sites"})
_FORMS = (".xlsx", ".xlsm", ".xls", ".csv", ".md", ".xml")


@dataclass(frozen=True)
class Found:
    """A finding as it is shown: where, the sentence, the number to say aloud."""

    place: str
    question: str
    sentence: str
    reference: str


@dataclass(frozen=True)
class Looked:
    """A candidate as it is shown."""

    id: str
    name: str
    form_id: str
    version: str
    title: str
    login: str
    changed: datetime | None
    ready: bool
    errors: list[Found] = field(default_factory=list)
    warnings: list[Found] = field(default_factory=list)


def allow_uploads(app: Flask) -> None:
    """Let those who are signed in send large files; everybody else is held to the usual size."""

    def allow() -> None:
        # A trial's pages take photos and recordings as those of a laptop do.
        is_upload = request.endpoint in _UPLOADS or request.blueprint == "field"
        if is_upload and SEAT in cookie:
            request.max_content_length = MOST_UPLOADED

    app.before_request(allow)


@desk.get("/forms/new")
@permitted("form.publish")
def new_form(_visit: Visit) -> Answer:
    """Ask for a workbook."""
    return _ask()


@desk.post("/forms/new")
@permitted("form.publish")
def upload(visit: Visit) -> Answer:
    """Keep a new candidate and show what was found in it."""
    return _uploaded(visit, None)


@desk.get("/forms/candidates/<candidate>/upload")
@permitted("form.publish")
def ask_again(visit: Visit, candidate: str) -> Answer:
    """Ask for the corrected workbook of a candidate."""
    return _ask(known(visit, candidate))


@desk.post("/forms/candidates/<candidate>/upload")
@permitted("form.publish")
def upload_again(visit: Visit, candidate: str) -> Answer:
    """Put a new state of the form in the place of the one before."""
    return _uploaded(visit, known(visit, candidate))


@desk.get("/forms/candidates/<candidate>")
@permitted("form.read")
def look(visit: Visit, candidate: str) -> Answer:
    """Show what was found in a candidate and what is different from the published version."""
    found = known(visit, candidate)
    form = form_of(found)
    compared = _compared(visit, found.id, form) if form is not None else None
    return render_template(
        "desk/candidate.html",
        candidate=looked(visit, found),
        files=candidates.sizes(visit.session, visit.project, found.id),
        compared=compared,
    )


@desk.post("/forms/candidates/<candidate>/try")
@permitted("form.try")
def try_candidate(visit: Visit, candidate: str) -> Answer:
    """Begin a trial of a candidate that can be compiled, even where it must not be published."""
    found = known(visit, candidate)
    form = form_of(found)
    if form is None:
        raise Problem(Code.CANDIDATE_NOT_READY)
    media = candidates.files(visit.session, visit.project, found.id, MEDIUM)
    prepared = with_media(form, media)
    back = url_for("desk.look", candidate=found.id)
    return trying.begin(visit, prepared.form, back, prepared.sealed.__getitem__)


@desk.post("/forms/candidates/<candidate>/discard")
@permitted("form.publish", writes=True)
def discard(visit: Visit, candidate: str) -> Answer:
    """Throw a candidate away."""
    found = known(visit, candidate)
    candidates.remove(visit.session, visit.project, found.id)
    visit.audit("form:discard", found.form_id or found.name, version=found.version)
    flash(_("The form was thrown away. What is published stays as it is."), "good")
    return redirect(url_for("desk.all_forms"), 303)


def known(visit: Visit, candidate: str) -> Candidate:
    """Return a candidate; raises Problem where it is published or thrown away."""
    found = candidates.get(visit.session, visit.project, candidate)
    if found is None:
        raise Problem(Code.CANDIDATE_NOT_HERE)
    return found


def looked(visit: Visit, candidate: Candidate) -> Looked:
    """Return what pages show of a candidate."""
    found = findings_of(candidate)
    form = form_of(candidate)
    return Looked(
        id=candidate.id,
        name=candidate.name,
        form_id=candidate.form_id,
        version=candidate.version,
        title=named(form.title, g.locale.code, form.form_id) if form else "",
        login=candidate.login,
        changed=visit.moment(candidate.changed_at),
        ready=is_ready(candidate),
        errors=[_found(one) for one in found if one.severity is Severity.ERROR],
        warnings=[_found(one) for one in found if one.severity is Severity.WARNING],
    )


def _compared(visit: Visit, candidate: str, form: FormPublished) -> Comparison:
    media = candidates.files(visit.session, visit.project, candidate, MEDIUM)
    return comparison(visit, form, media)


def _found(one: Finding) -> Found:
    sentence, reference = said(one.problem)
    # Sheets, rows and columns as the workbook itself names them, in whatever language we speak.
    parts = [one.sheet, str(one.row) if one.row else "", one.column]
    return Found(" · ".join(part for part in parts if part), one.question, sentence, reference)


def _uploaded(visit: Visit, earlier: Candidate | None) -> Answer:
    sheet = request.files.get("workbook")
    if sheet is None or not sheet.filename:
        return _ask(earlier, error=_("Choose a workbook.")), 422
    if not sheet.filename.lower().endswith(_FORMS):
        said_so = _(
            "This is no workbook. Choose a file that ends in .xlsx, .xls, .csv, .md or .xml."
        )
        return _ask(earlier, error=said_so), 422
    try:
        files = _attached(visit, earlier)
    except Problems as wrong:
        return _ask(earlier, wrong.problems), 422
    workbook = Workbook(base_name(sheet.filename), sheet.read(), files.lists, media=files.media)
    # Checking a large workbook takes seconds; laptops that sync need not wait for it.
    kept = tuple(one.dataset for one in registers.registers(visit.session, visit.project))
    upload_ = Upload(workbook, visit.account.login, visit.now, kept)
    made = candidate_of(upload_, earlier.id if earlier else "")
    _keep(visit, made, workbook)
    return redirect(url_for("desk.look", candidate=made.id), 303)


def _attached(visit: Visit, earlier: Candidate | None) -> Attached:
    sent = [_named(file) for file in request.files.getlist("files") if file.filename]
    if earlier is None or request.form.get("keep") != "yes":
        return attached(sent)
    before = candidates.files(visit.session, visit.project, earlier.id, LIST, MEDIUM)
    # Sent again is sent instead: only what has no new file of its name is taken from before.
    new = attached(sent)
    names = {*new.lists, *new.media}
    return attached(
        [*new.lists.items(), *new.media.items()]
        + [(name, content) for name, content in before.items() if name not in names]
    )


def _named(file: FileStorage) -> tuple[str, bytes]:
    return base_name(file.filename or ""), file.read()


def _keep(visit: Visit, made: Candidate, workbook: Workbook) -> None:
    files = {(WORKBOOK, workbook.name): workbook.content}
    files |= {(LIST, name): content for name, content in workbook.files.items()}
    files |= {(MEDIUM, name): content for name, content in workbook.media.items()}
    line = visit.line("form:upload", made.form_id or made.name, {"version": made.version})
    with services().database.work() as session:
        candidates.put(session, visit.project, made, files)
        audit.write(session, visit.project, line)


def _ask(
    earlier: Candidate | None = None, problems: tuple[Problem, ...] = (), error: str = ""
) -> str:
    return render_template(
        "desk/form_new.html",
        earlier=earlier,
        problems=[said(problem) for problem in problems],
        error=error,
        most=MOST_BYTES // (1024 * 1024),
    )
