"""Passphrase and recovery code of one's own work: change them, and come back by the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security import escrow, recovery, slots
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.web.field.blueprint import blueprint, now, open_to_all, services, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.signing_in import signing_in
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

Answer = str | tuple[str, int]

# Which field of a page a problem belongs to.
_NEW = {Code.PASSPHRASE_SHORT: "passphrase", Code.PASSPHRASE_COMMON: "passphrase"}
_CODE = frozenset(
    {Code.RECOVERY_CODE_NOT_VALID, Code.RECOVERY_CODE_WRONG, Code.RECOVERY_NOT_SET_UP}
)


@blueprint.get("/passphrase")
def passphrase() -> str:
    """Ask for another passphrase, and say how it is with the recovery code."""
    return _page({})


@blueprint.post("/passphrase")
def change_passphrase() -> Answer | Response:
    """Let another passphrase open the work."""
    new, wrong = _new_passphrase()
    if wrong:
        return _page(wrong), 422
    try:
        old = request.form.get("old", "")
        slots.change_passphrase(workspace(), old, new, now(), services().effort)
    except Problem as problem:
        return _page({_NEW.get(problem.code, "old"): _told(problem)}), problem.status
    flash(_("The passphrase was changed. The earlier one opens nothing any more."), "good")
    return redirect(url_for("field.passphrase"), 303)


@blueprint.post("/recovery-code")
def renew_recovery_code() -> Answer:
    """Make a new recovery code and show it, this once."""
    ws = workspace()
    try:
        code = slots.renew_code(ws, request.form.get("current", ""), now())
    except Problem as problem:
        return _page({"current": _told(problem)}), problem.status
    return shown_once(code)


@blueprint.get("/recover")
@open_to_all
def ask_recovery_code() -> str | Response:
    """Ask for the recovery code and a new passphrase."""
    if not workspaces.listing(services().config.folder):
        return redirect(url_for("field.enroll"))
    return _recover_page({})


@blueprint.post("/recover")
@open_to_all
def recover() -> Answer:
    """Open the work by its recovery code, under a new passphrase, and show the new code."""
    new, wrong = _new_passphrase()
    if wrong:
        return _recover_page(wrong), 422
    try:
        opened, code = slots.recover(
            services().config.folder,
            request.form.get("who", ""),
            request.form.get("code", ""),
            new,
            now(),
            services().effort,
        )
    except Problem as problem:
        diagnostics.event("workspace:not-recovered", reason=problem.code.reference)
        field = "code" if problem.code in _CODE else _NEW.get(problem.code, "who")
        return _recover_page({field: _told(problem)}), problem.status
    signing_in.begin(opened)
    flash(_("Your work is open, and your new passphrase holds from now on."), "good")
    return shown_once(code)


def shown_once(code: str) -> str:
    """Return the page that shows a recovery code; it is made here and nowhere kept to be read."""
    ws = workspace()
    mailbox.settle(ws)
    return render_template(
        "field/recovery_code.html",
        letters=recovery.shown(code),
        digits=recovery.in_digits(code),
        waits=escrow.waits(ws),
        others=services().together.file() is not None,
    )


def _new_passphrase() -> tuple[str, dict[str, str]]:
    new = request.form.get("passphrase", "")
    if new != request.form.get("again", ""):
        return new, {"again": _("The two passphrases differ. Type both again.")}
    return new, {}


def _told(problem: Problem) -> str:
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _page(wrong: dict[str, str]) -> str:
    ws = workspace()
    return render_template(
        "field/passphrase.html",
        wrong=wrong,
        least=LEAST_LENGTH,
        has_code=slots.has_code(ws),
        waits=escrow.waits(ws),
    )


def _recover_page(wrong: dict[str, str]) -> str:
    people = workspaces.listing(services().config.folder)
    return render_template(
        "field/recover.html",
        people=people,
        chosen=request.form.get("who", people[0][0]),
        code=request.form.get("code", ""),
        wrong=wrong,
        least=LEAST_LENGTH,
    )
