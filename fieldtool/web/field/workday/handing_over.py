"""Handing a draft over to a colleague: at this laptop by a passphrase, at another by the hub."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import drafts, handing_over, returning
from fieldtool.collect import passing_on as sending_over
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace as workspaces
from fieldtool.web.field.blueprint import blueprint, clock, now, services, sittings, workspace
from fieldtool.web.field.workday import home, passing_on
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_OF_PASSPHRASE = frozenset({Code.PASSPHRASE_WRONG, Code.PASSPHRASE_WAIT})


@blueprint.get("/interviews/<interview>/hand-over")
def ask_hand_over(interview: str) -> str:
    """Ask to whom the draft goes, and for that person's passphrase."""
    drafts.read_open(workspace(), interview)
    return _page(interview, {})


@blueprint.post("/interviews/<interview>/hand-over")
def hand_over(interview: str) -> tuple[str, int] | Response:
    """Move the draft into the work of the colleague."""
    ws, here = workspace(), services()
    draft = drafts.read_open(ws, interview)
    who = request.form.get("who", "")
    if who not in {name for name, _person in _colleagues()}:
        return _refused(interview, Problem(Code.WORKSPACE_MISSING))
    try:
        words = request.form.get("passphrase", "")
        with closing(workspaces.unlock(here.config.folder, who, words, now())) as other:
            remarks = returning.remarks(ws, draft)
            sittings().forget(interview)
            handing_over.hand_over(ws, other, draft, remarks, now())
            person = other.person
    except Problem as problem:
        return _refused(interview, problem)
    told = _("Interview %(number)s is now with %(person)s and no longer in your work.")
    flash(told % {"number": draft.number, "person": person}, "good")
    return redirect(url_for("field.home"), 303)


@blueprint.post("/interviews/<interview>/send-over")
def send_over(interview: str) -> tuple[str, int] | Response:
    """Offer the draft to the colleague, and close it here."""
    ws = workspace()
    draft = drafts.read_open(ws, interview)
    to = request.form.get("to", "")
    try:
        remarks = returning.remarks(ws, draft)
        sending_over.hand_over(ws, draft, to, remarks, clock())
        sittings().forget(interview)
    except Problem as problem:
        return _refused(interview, problem, "to")
    told = _("Interview %(number)s is closed here and goes to %(person)s with the next sending.")
    person = sending_over.passed(ws)[0].person
    flash(told % {"number": draft.number, "person": person}, "good")
    return redirect(url_for("field.home"), 303)


def _refused(interview: str, problem: Problem, field: str = "who") -> tuple[str, int]:
    diagnostics.event("draft:not-handed-over", reason=problem.code.reference)
    sentence, reference = said(problem)
    field = "passphrase" if problem.code in _OF_PASSPHRASE else field
    return _page(interview, {field: f"{sentence} ({filters.value(reference)})"}), problem.status


def _colleagues() -> list[tuple[str, str]]:
    everybody = workspaces.listing(services().config.folder)
    return [one for one in everybody if one[0] != workspace().id]


def _page(interview: str, wrong: dict[str, str]) -> str:
    return render_template(
        "field/hand_over.html",
        draft=home.shown(drafts.read(workspace(), interview)),
        colleagues=_colleagues(),
        elsewhere=passing_on.elsewhere(),
        chosen=request.form.get("who", ""),
        sent_to=request.form.get("to", ""),
        wrong=wrong,
    )
