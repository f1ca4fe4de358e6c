"""Setting up without a network: the request as a file, and the hub's answer as another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security import recovery
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.sync.laptop import enrol_files
from fieldtool.web.field.blueprint import blueprint, now, open_to_all, services
from fieldtool.web.field.signing_in import enrolling, own_keys, signing_in
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_OF_ANSWER = {Code.PASSPHRASE_WRONG: "mine"}


@blueprint.get("/set-up/files")
@open_to_all
def enroll_by_file() -> str:
    """Ask for the invitation, or for the answer to a request that waits."""
    return _page({})


@blueprint.post("/set-up/files")
@open_to_all
def ask_by_file() -> tuple[str, int] | Response:
    """Make a request that is carried to the hub."""
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        return _page({"again": _(enrolling.NOT_THE_SAME)}), 422
    here = services()
    try:
        enrol_files.begin(
            here.config.folder, enrolling.invitation(), passphrase, now(), here.effort
        )
    except Problem as problem:
        field = enrolling.FIELDS.get(problem.code, "hub")
        return _page({field: _told(problem)}), 422
    flash(_("The request is made. Save its file on the stick now."), "good")
    return redirect(url_for("field.enroll_by_file"), 303)


@blueprint.get("/set-up/files/<name>")
@open_to_all
def request_file(name: str) -> Response:
    """Give a request as a file; it holds no secret."""
    for one in enrol_files.waiting(services().config.folder):
        if one.workspace == name:
            response = make_response(enrol_files.request_file(one))
            response.headers["Content-Type"] = "application/octet-stream"
            # Neither the project nor the person: a name is seen by whoever sees the stick.
            disposition = f'attachment; filename="{enrol_files.REQUEST_NAME}"'
            response.headers["Content-Disposition"] = disposition
            return response
    raise Problem(Code.ENROLMENT_NOT_ASKED)


@blueprint.post("/set-up/files/answer")
@open_to_all
def answer_by_file() -> str | tuple[str, int]:
    """Take the hub's answer, open the new work, and show its recovery code."""
    chosen, here = request.files.get("answer"), services()
    raw = chosen.stream.read(enrol_files.MOST_BYTES) if chosen is not None else b""
    code = recovery.new_code()
    try:
        made = enrol_files.finish(
            here.config.folder, raw, request.form.get("mine", ""), here.effort, code
        )
    except Problem as problem:
        diagnostics.event("workspace:not-enrolled", reason=problem.code.reference)
        field = _OF_ANSWER.get(problem.code, "answer")
        return _page({field: _told(problem)}), problem.status
    signing_in.begin(made)
    flash(
        _("This laptop is set up for you. Questionnaires come with the next stick or sync."), "good"
    )
    return own_keys.shown_once(code)


@blueprint.post("/set-up/files/<name>/forget")
@open_to_all
def forget_request(name: str) -> Response:
    """Throw a request away; its code can still be used."""
    enrol_files.forget(services().config.folder, name)
    flash(_("The request was thrown away."), "good")
    return redirect(url_for("field.enroll_by_file"), 303)


def _told(problem: Problem) -> str:
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _page(wrong: dict[str, str]) -> str:
    return render_template(
        "field/enrol_files.html",
        wrong=wrong,
        hub=request.form.get("hub", ""),
        code=request.form.get("code", ""),
        least=LEAST_LENGTH,
        waiting=[
            (one.workspace, enrolling.local_moment(one.started))
            for one in enrol_files.waiting(services().config.folder)
        ],
    )
