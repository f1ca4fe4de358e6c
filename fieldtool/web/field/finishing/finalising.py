"""Finishing an interview with its result; afterwards it is in the log and cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import drafts, facts, finalising, work
from fieldtool.forms.safety import YES
from fieldtool.problems import N_, Problem
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.finishing import referring, withdrawing
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.storage.queries.drafts import Draft
    from fieldtool.web.field.finishing.referring import SheetShown

NAMES = {
    finalising.COMPLETE: N_("Complete"),
    finalising.PARTIAL: N_("Partial"),
    finalising.REFUSED: N_("Refused"),
    finalising.UNREACHABLE: N_("Not reached"),
}
_MEANINGS = {
    finalising.COMPLETE: N_("All questions that need an answer have one."),
    finalising.PARTIAL: N_("The interview stopped early; what was said counts."),
    finalising.REFUSED: N_("The person did not want to take part or to go on."),
    finalising.UNREACHABLE: N_("Nobody could be interviewed."),
}


# Whoever does not take part after all is counted on a page of its own.
_COUNTED_ELSEWHERE = (finalising.COMPLETE, finalising.PARTIAL)


@blueprint.get("/interviews/<interview>/finish")
def ask_finish(interview: str) -> str | Response:
    """Ask how the interview ended; without consent there is none that could be finished."""
    with sittings().of(interview) as sitting:
        agreed = sitting.interview.guarding.standing.taking_part == YES
    if not agreed:
        return redirect(url_for("field.ask_refuse", interview=interview))
    return _page(interview)


@blueprint.post("/interviews/<interview>/finish")
def finish(interview: str) -> tuple[str, int] | Response:
    """Write the interview into the log."""
    result = request.form.get("result", "")
    if not result:
        return _page(interview, error=_("Choose how the interview ended.")), 422
    try:
        finalising.finalise(sittings(), interview, result, clock())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _page(interview, result, said(problem)[0]), 422
    diagnostics.event("interview:finalised", interview=interview)
    mailbox.settle(workspace())
    return redirect(url_for("field.finished", interview=interview), 303)


@blueprint.get("/interviews/<interview>/finished")
def finished(interview: str) -> str:
    """Say that it is finished, its number, and what can be done next."""
    draft = drafts.read(workspace(), interview)
    waiting = len(work.overview(workspace()).to_send)
    return render_template(
        "field/finished.html",
        number=draft.number,
        waiting=waiting,
        is_sealed=facts.seals(workspace()),
        interview=interview,
        slip=withdrawing.slip_of(interview),
        site=draft.site,
        sheet=_sheet(draft),
    )


def _sheet(draft: Draft) -> SheetShown | None:
    """Return the sheet of help where questions were asked after which it is always offered."""
    try:
        asks = sittings().form(draft.form_hash).safety.of_class("C")
    except Problem:
        return None
    return referring.shown(draft.site, draft.language) if asks else None


def _page(interview: str, chosen: str = "", error: str = "") -> str:
    with sittings().of(interview) as sitting:
        missing = len(finalising.check(sitting))
        number = sitting.draft.number
        site, has_class_c = sitting.draft.site, bool(sitting.form.safety.of_class("C"))
        offered = _COUNTED_ELSEWHERE if sitting.form.safety.has_gate else finalising.RESULTS
    if not chosen and not missing:
        chosen = finalising.COMPLETE
    return render_template(
        "field/finish.html",
        interview=interview,
        number=number,
        missing=missing,
        results=[(code, _(NAMES[code]), _(_MEANINGS[code])) for code in offered],
        site=site,
        has_class_c=has_class_c,
        may_withdraw=offered is _COUNTED_ELSEWHERE,
        chosen=chosen,
        error=error,
        is_sealed=facts.seals(workspace()),
    )
