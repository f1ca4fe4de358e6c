"""The withdrawal code: shown once to whoever was asked, and typed here by whoever has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import withdrawing
from fieldtool.problems import Code, Problem
from fieldtool.security import withdrawal
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


@dataclass(frozen=True)
class Slip:
    """A code as it is written down, in letters and in digits."""

    letters: str
    digits: str


def slip_of(interview: str) -> Slip | None:
    """Return the code of an interview that was just finished; None where it is not shown."""
    code = sittings().receipts.get(interview)
    return Slip(withdrawal.shown(code), withdrawal.in_digits(code)) if code else None


@blueprint.post("/interviews/<interview>/slip")
def put_slip_away(interview: str) -> Response:
    """Forget the code: the person has it."""
    sittings().receipts.pop(interview, None)
    return redirect(url_for("field.finished", interview=interview), 303)


@blueprint.get("/withdraw")
def ask_withdraw() -> str:
    """Ask for a withdrawal code."""
    return _page()


@blueprint.post("/withdraw")
def withdraw() -> tuple[str, int] | Response:
    """Write down that the interview with this code is to be erased."""
    typed = request.form.get("code", "")
    try:
        withdrawing.ask(workspace(), typed, clock())
    except Problem as problem:
        if problem.code is not Code.WITHDRAWAL_CODE_NOT_VALID:
            raise
        return _page(typed, said(problem)[0]), problem.status
    diagnostics.event("withdrawal:asked")
    mailbox.settle(workspace())
    flash(_("It goes to the hub with the next sync, and is erased there and everywhere."), "good")
    return redirect(url_for("field.home"), 303)


def _page(typed: str = "", error: str = "") -> str:
    return render_template("field/withdraw.html", typed=typed, error=error)
