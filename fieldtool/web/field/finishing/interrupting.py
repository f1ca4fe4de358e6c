"""Somebody came in: a harmless questionnaire at once, the passphrase back, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, url_for

from fieldtool.problems import N_
from fieldtool.web.field.blueprint import (
    blueprint,
    open_to_all,
    sittings,
    workspace,
)
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.signing_in import signing_in
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import inside

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

# What anybody may hear. Nothing that is chosen there is sent or kept.
_HARMLESS = (
    (
        N_("How far is the nearest market?"),
        (N_("Less than ten minutes"), N_("Up to half an hour"), N_("More than half an hour")),
    ),
    (
        N_("How often do you buy bread?"),
        (N_("Every day"), N_("Several times a week"), N_("We bake it ourselves")),
    ),
    (
        N_("Where does your drinking water come from?"),
        (N_("From a pipe in the house"), N_("From a well"), N_("From a shop")),
    ),
    (
        N_("How do you heat in winter?"),
        (N_("With wood"), N_("With gas"), N_("With electricity")),
    ),
)


@blueprint.post("/interrupt")
@open_to_all
def interrupt() -> Response:
    """Lock the work and show harmless questions."""
    if g.sittings is not None:
        mailbox.settle(workspace())
    signing_in.let_go()
    back = inside(request.form.get("next", ""))
    return redirect(url_for("field.everyday", next=back), 303)


@blueprint.get("/everyday")
@open_to_all
def everyday() -> str:
    """Show questions that anybody may hear, and a small way back to the passphrase."""
    asked = [(_(question), [_(one) for one in choices]) for question, choices in _HARMLESS]
    return render_template(
        "field/everyday.html", asked=asked, next=inside(request.args.get("next", ""))
    )


@blueprint.get("/interviews/<interview>/interrupted")
def interrupted(interview: str) -> str:
    """Ask how an interview goes on that somebody interrupted."""
    with sittings().of(interview) as sitting:
        agreed = sitting.interview.guarding.standing.taking_part == "yes"
        number = sitting.draft.number
    return render_template(
        "field/interrupted.html", interview=interview, number=number, agreed=agreed
    )
