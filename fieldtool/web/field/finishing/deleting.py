"""Putting a draft away with a reason, and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool.collect import drafts
from fieldtool.problems import Problem
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.workday import home
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


@blueprint.get("/interviews/<interview>/delete")
def ask_delete(interview: str) -> str:
    """Ask why the draft is deleted."""
    return _page(interview)


@blueprint.post("/interviews/<interview>/delete")
def delete(interview: str) -> tuple[str, int] | Response:
    """Put the draft away."""
    try:
        draft = drafts.delete(workspace(), interview, request.form.get("reason", ""), clock())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _page(interview, said(problem)[0]), 422
    sittings().forget(interview)
    flash(_("Interview %(number)s is deleted. You can undo it below.") % {"number": draft.number})
    return redirect(url_for("field.home", _anchor="deleted"), 303)


@blueprint.post("/interviews/<interview>/undo-delete")
def undo_delete(interview: str) -> Response:
    """Bring the draft back."""
    draft = drafts.undo_delete(workspace(), interview, clock())
    sittings().forget(interview)
    flash(_("Interview %(number)s is back.") % {"number": draft.number}, "good")
    return redirect(url_for("field.home"), 303)


def _page(interview: str, error: str = "") -> str:
    draft = home.shown(drafts.read(workspace(), interview))
    return render_template("field/delete.html", draft=draft, error=error)
