"""Answering a laptop that has no network: its request comes as a file, the answer goes as one."""

from __future__ import annotations

from flask import make_response, render_template, request

from fieldtool.problems import Problem
from fieldtool.security.enrolment import Request
from fieldtool.storage.queries import audit, workspaces
from fieldtool.sync.hub.enrolment import answer_enrolment
from fieldtool.sync.laptop import enrol_files
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said


@desk.get("/people/request")
@permitted("enrolment.make")
def ask_request(_visit: Visit) -> Answer:
    """Ask for the request that a laptop wrote."""
    return _page()


@desk.post("/people/request")
@permitted("enrolment.make")
def answer_request(visit: Visit) -> Answer:
    """Enrol the laptop that proves it has a code, and give the answer as a file."""
    chosen, here = request.files.get("file"), services()
    raw = chosen.stream.read(enrol_files.MOST_BYTES) if chosen is not None else b""
    try:
        asked = enrol_files.asked_in(raw)
        answer = answer_enrolment(here.database, here.identity, asked, here.clock)
    except Problem as problem:
        sentence, reference = said(problem)
        return _page(f"{sentence} ({filters.value(reference)})"), problem.status
    name = Request.of_bytes(asked).workspace
    with here.database.work() as session:
        made = workspaces.get(session, visit.project, name)
        details = {"person": made.person} if made is not None else {}
        audit.write(session, visit.project, visit.line("enrolment:answer", name, details))
    response = make_response(enrol_files.answer_file(asked, answer))
    response.headers["Content-Type"] = "application/octet-stream"
    disposition = f'attachment; filename="{enrol_files.ANSWER_NAME}"'
    response.headers["Content-Disposition"] = disposition
    return response


def _page(error: str = "") -> str:
    return render_template("desk/enrol_request.html", error=error)
