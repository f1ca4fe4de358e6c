"""Somebody does not take part: the page that says what happens then, and counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import refusing
from fieldtool.forms.safety import NO, OPEN, TOO_YOUNG, WITHDRAWN
from fieldtool.log import refusals
from fieldtool.problems import N_, Problem
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.collect.sitting import Sitting

_OUTCOMES = {
    refusals.REFUSED: (
        N_("The person does not want to take part"),
        N_("Nothing of the person is kept."),
    ),
    refusals.WITHDRAWN: (
        N_("The person agreed at first and does not want to be in it any more"),
        N_("All answers given so far are destroyed."),
    ),
    refusals.UNREACHABLE: (
        N_("Nobody could be asked"),
        N_("Nobody was at home, or the place could not be reached."),
    ),
}
_SEXES = {
    "female": N_("A woman"),
    "male": N_("A man"),
    # Translators: whether a woman or a man did not take part.
    "": N_("Not known"),
}
# What is proposed, by what the answers say of taking part.
_PROPOSED = {NO: refusals.REFUSED, WITHDRAWN: refusals.WITHDRAWN, OPEN: ""}


@blueprint.get("/interviews/<interview>/refuse")
def ask_refuse(interview: str) -> str:
    """Say what happens when somebody does not take part, and ask how it ended."""
    return _page(interview)


@blueprint.post("/interviews/<interview>/refuse")
def refuse(interview: str) -> tuple[str, int] | Response:
    """Destroy the interview and count that somebody did not take part."""
    outcome, sex = request.form.get("outcome", ""), request.form.get("sex", "")
    try:
        refusing.refuse(sittings(), interview, outcome, sex, clock())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _page(interview, said(problem)[0]), problem.status
    diagnostics.event("interview:refused", interview=interview)
    mailbox.settle(workspace())
    flash(_("Nothing of the interview is left on this laptop."), "good")
    return redirect(url_for("field.home"), 303)


def _page(interview: str, error: str = "") -> str:
    with sittings().of(interview) as sitting:
        standing = sitting.interview.guarding.standing
        number = sitting.draft.number
    return render_template(
        "field/refuse.html",
        interview=interview,
        number=number,
        too_young=standing.age == TOO_YOUNG,
        outcomes=[(code, _(name), _(meaning)) for code, (name, meaning) in _OUTCOMES.items()],
        chosen=request.values.get("outcome", _PROPOSED.get(standing.taking_part, "")),
        sexes=[(code, _(name)) for code, name in _SEXES.items()],
        sex=request.values.get("sex", standing.sex if standing.sex in refusals.SEXES else ""),
        error=error,
    )


def ended(sitting: Sitting) -> str:
    """Return why an interview must not go on: too_young, no or withdrawn; empty where it may."""
    standing = sitting.interview.guarding.standing
    if standing.age == TOO_YOUNG:
        return TOO_YOUNG
    return standing.taking_part if standing.taking_part in (NO, WITHDRAWN) else ""
