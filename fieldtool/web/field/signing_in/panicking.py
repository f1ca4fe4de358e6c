"""Erasing one's work at once, by a button or by a passphrase that is given under pressure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, session, url_for

from fieldtool.problems import Code, Problem
from fieldtool.security import duress
from fieldtool.web.field.blueprint import (
    blueprint,
    now,
    open_when_revoked,
    services,
    workspace,
)
from fieldtool.web.field.contact import mailbox
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

Answer = str | tuple[str, int]


@blueprint.get("/erase")
@open_when_revoked
def ask_erase() -> str:
    """Say what erasing destroys and what stays, and ask."""
    return _page({})


@blueprint.post("/erase")
@open_when_revoked
def erase() -> Answer | Response:
    """Let the outbox hold what is finished, destroy the rest, and show a calendar."""
    if request.form.get("sure") != "yes":
        return _page({"sure": _told(Problem(Code.ERASE_NOT_CONFIRMED))}), 422
    ws = workspace()
    # What is finished lies in the outbox from the moment it was; this is for the very last.
    mailbox.settle(ws)
    services().work.shut(ws.id)
    session.clear()
    g.sittings = None
    duress.erase(mailbox.place(), ws.id)
    return redirect(url_for("field.calendar"), 303)


@blueprint.post("/duress")
def choose_duress() -> Answer | Response:
    """Choose a passphrase that erases, or let none do so."""
    ws, chosen = workspace(), request.form.get("duress", "")
    if chosen != request.form.get("twice", ""):
        return _page({"twice": _("The two passphrases differ. Type both again.")}), 422
    try:
        if chosen:
            duress.choose(ws, request.form.get("current", ""), chosen, now())
            flash(
                _("Saved. Nobody can tell from this laptop that there is such a passphrase."),
                "good",
            )
        else:
            duress.drop(ws, request.form.get("current", ""), now())
            flash(_("No passphrase erases your work now."), "good")
    except Problem as problem:
        return _page({_FIELDS.get(problem.code, "current"): _told(problem)}), problem.status
    return redirect(url_for("field.ask_erase"), 303)


_FIELDS = dict.fromkeys((Code.PASSPHRASE_SHORT, Code.PASSPHRASE_COMMON, Code.DURESS_SAME), "duress")


def _told(problem: Problem) -> str:
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _page(wrong: dict[str, str]) -> str:
    return render_template("field/erase.html", wrong=wrong)
