"""Publishing a form: an XLSForm workbook with the files it reads."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from fieldtool.problems import Problem, Problems
from fieldtool.storage import audit
from fieldtool.sync.publishing import Workbook, prepared, publish_prepared
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@desk.get("/forms/new")
@permitted("form.publish")
def new_form(_visit: Visit) -> Answer:
    """Ask for a workbook."""
    return _page()


@desk.post("/forms/new")
@permitted("form.publish")
def publish(visit: Visit) -> Answer:
    """Publish a workbook, or say all that is wrong with it."""
    workbook = _workbook()
    if workbook is None:
        return _page((), _("Choose a workbook.")), 422
    try:
        _publish(visit, workbook)
    except (Problem, Problems) as error:
        found = error.problems if isinstance(error, Problems) else (error,)
        return _page(found), 422
    flash(_("The form is published. Laptops get it when they next sync."), "good")
    return redirect(url_for("desk.all_forms"), 303)


def _publish(visit: Visit, workbook: Workbook) -> None:
    # Converting a large workbook takes seconds; laptops that sync need not wait for it.
    ready = prepared(workbook)
    with services().database.work() as session:
        now = services().clock.now()
        hub, blobs = services().identity, services().blobs
        form = publish_prepared(session, hub, visit.project, ready, now, blobs)
        line = visit.line("form:publish", form.form_id, {"version": form.version})
        audit.write(session, visit.project, line)


def _workbook() -> Workbook | None:
    sheet = request.files.get("workbook")
    if sheet is None or not sheet.filename:
        return None
    files = {_name(file): file.read() for file in request.files.getlist("files") if file.filename}
    return Workbook(_name(sheet), sheet.read(), files)


def _name(file: FileStorage) -> str:
    # Some browsers send the whole path; a form names its files without folders.
    return (file.filename or "").replace("\\", "/").rpartition("/")[2]


def _page(problems: tuple[Problem, ...] = (), error: str = "") -> str:
    return render_template(
        "desk/form_new.html", problems=[said(problem) for problem in problems], error=error
    )
