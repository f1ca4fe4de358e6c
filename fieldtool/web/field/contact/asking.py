"""Asking the coordinator to correct or to cancel an interview that is finalised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.collect import asking
from fieldtool.i18n.letters import for_storage
from fieldtool.log import ids
from fieldtool.log.reviews import APPROVED, CHANGED, REASONS, REJECTED, RETURNED
from fieldtool.problems import N_, Code, Problem
from fieldtool.web.field.blueprint import blueprint, clock, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.filling import places
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from fieldtool.collect.asking import Heard

_WISHES = {
    "mistake": (
        N_("An answer was written down wrongly"),
        N_("The interview comes back to you, and you correct it."),
    ),
    "missing": (
        N_("Something is missing"),
        N_("The interview comes back to you, and you complete it."),
    ),
    "withdrawn": (
        N_("The respondent does not want to be in it any more"),
        N_("The interview is to be cancelled and erased everywhere."),
    ),
    "wrong": (
        N_("It was held with the wrong person or household"),
        N_("The interview is to be cancelled."),
    ),
    "twice": (
        N_("The same interview was held twice"),
        N_("This one is to be cancelled."),
    ),
    "test": (N_("It was only a test"), N_("The interview is to be cancelled.")),
}
STATES = {
    # Translators: what a coordinator said of an interview, on the laptop of whoever held it.
    APPROVED: N_("Approved"),
    # Translators: what a coordinator said of an interview, on the laptop of whoever held it.
    REJECTED: N_("Rejected"),
    # Translators: what a coordinator said of an interview, on the laptop of whoever held it.
    RETURNED: N_("Returned to you"),
    # Translators: what a coordinator said of an interview; it is another one since.
    CHANGED: N_("Reviewed, and changed since"),
}


_KINDS = {APPROVED: "good", REJECTED: "bad", RETURNED: "warn"}


@dataclass(frozen=True)
class HeardShown:
    """What a list says of the talk about an interview; `asked` is an open wish in words."""

    state: str
    kind: str
    comment: str = field(repr=False)
    asked: str = ""
    may_ask: bool = True


NOTHING = HeardShown("", "", "")


@blueprint.get("/interviews/<interview>/ask")
def ask(interview: str) -> str:
    """Ask what is to be done about an interview."""
    return _page(interview)


@blueprint.post("/interviews/<interview>/ask")
def send_request(interview: str) -> tuple[str, int] | Response:
    """Write down what is asked; it goes to the hub with the next sync."""
    reason = request.form.get("reason", "")
    comment = for_storage(request.form.get("comment", ""), g.locale.code)
    known = _known(interview)
    try:
        asking.ask(workspace(), interview, reason, comment, clock())
    except Problem as problem:
        if problem.code is not Code.REQUEST_REASON_MISSING:
            raise
        return _page(interview, comment, said(problem)[0]), problem.status
    mailbox.settle(workspace())
    sentence = _("Your question about %(number)s goes to the coordinator with the next sync.")
    flash(sentence % {"number": known}, "good")
    return redirect(url_for("field.interviews"), 303)


def heard() -> Mapping[str, HeardShown]:
    """Return what a list says of each interview of which anything is said."""
    return {interview: _shown(one) for interview, one in asking.heard(workspace()).items()}


def left_of(state: str) -> HeardShown:
    """Return what is left to say where the comments were destroyed with the answers."""
    return HeardShown(_(STATES[state]), _KINDS.get(state, ""), "") if state in STATES else NOTHING


def _shown(one: Heard) -> HeardShown:
    standing = one.standing
    wish = _WISHES.get(one.asked.reason) if one.asked else None
    return HeardShown(
        state=_(STATES[standing.state]) if standing.state in STATES else "",
        kind=_KINDS.get(standing.state, ""),
        comment=one.comment,
        asked=_(wish[0]) if wish else "",
        may_ask=not standing.asked and not standing.is_returned,
    )


def _known(interview: str) -> str:
    if not ids.is_id(interview, ids.INTERVIEW):
        raise Problem(Code.DRAFT_UNKNOWN)
    return asking.find(workspace(), interview).number


def _page(interview: str, comment: str = "", error: str = "") -> str:
    number = _known(interview)
    found = asking.find(workspace(), interview)
    return render_template(
        "field/ask.html",
        interview=interview,
        number=number,
        place=places.name(workspace(), found.site),
        reasons=[
            (reason, _(_WISHES[reason][0]), _(_WISHES[reason][1]))
            for reasons in REASONS.values()
            for reason in reasons
        ],
        comment=comment,
        error=error,
    )
