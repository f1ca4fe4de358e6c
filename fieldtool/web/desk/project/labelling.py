"""How sensitive the project is: what its forms imply, and what an administrator says (DP-14)."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n.letters import for_storage
from fieldtool.log import sensitivity
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.problems import N_, Code, Problem
from fieldtool.sync.hub import publishing
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.labels import SENSITIVITIES, label
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_LONGEST = 200
MEANINGS = {
    Sensitivity.LOW: N_("If it becomes known, hardly anybody is harmed."),
    Sensitivity.MODERATE: N_("If it becomes known, people may be harmed a little."),
    Sensitivity.HIGH: N_("If it becomes known, people may be harmed seriously."),
    Sensitivity.SEVERE: N_("If it becomes known, lives or freedom are in danger."),
}


@desk.get("/project/sensitivity")
@permitted("project.change")
def ask_sensitivity(visit: Visit) -> Answer:
    """Show how sensitive the project is and why, and ask whether it is more than that."""
    return _page(visit, {}, _shown(visit))


@desk.post("/project/sensitivity")
@permitted("project.change", writes=True)
def change_sensitivity(visit: Visit) -> Answer:
    """Keep how sensitive the project is; less than is usual for its country needs a reason."""
    wanted = sensitivity.read(request.form.get("sensitivity", ""))
    reason = for_storage(request.form.get("reason", ""), "").strip()[:_LONGEST]
    problem, field = _refused(visit, wanted, reason)
    if wanted is None or problem:
        shown = wanted or _shown(visit)
        return _page(visit, {field: said(problem)[0]} if problem else {}, shown), 422
    settings = replace(visit.settings, sensitivity=wanted.value)
    if settings != visit.settings:
        hub, clock = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, settings, clock)
        visit.audit("project:label", visit.project, label=wanted.value, reason=reason)
    flash(_("Saved. It holds for files from now on."), "good")
    return redirect(url_for("desk.ask_sensitivity"), 303)


@desk.app_template_global()
def sensitivity_of_form(form_hash: str) -> Sensitivity:
    """Return how sensitive a form version is."""
    visit: Visit = g.visit
    return state().labels.of_version(visit.session, visit.project, form_hash)


def _refused(visit: Visit, wanted: Sensitivity | None, reason: str) -> tuple[Problem | None, str]:
    of_forms = state().labels.of_forms(visit.session, visit.project)
    if wanted is None:
        return Problem(Code.LABEL_MISSING), "sensitivity"
    if wanted not in sensitivity.from_step(of_forms):
        return Problem(Code.LABEL_BELOW_FORMS), "sensitivity"
    usual = sensitivity.usual(visit.settings.profile)
    if wanted not in sensitivity.from_step(usual) and not reason:
        return Problem(Code.LABEL_WITHOUT_REASON), "reason"
    return None, ""


def _shown(visit: Visit) -> Sensitivity:
    return state().labels.of_project(visit.session, visit.settings)


def _page(visit: Visit, wrong: dict[str, str], chosen: Sensitivity) -> str:
    of_forms = state().labels.of_forms(visit.session, visit.project)
    return render_template(
        "desk/sensitivity.html",
        now=_shown(visit),
        of_forms=of_forms,
        usual=sensitivity.usual(visit.settings.profile),
        is_chosen=visit.settings.sensitivity != "",
        options=[
            (one.value, label(SENSITIVITIES, one), _(MEANINGS[one]))
            for one in sensitivity.from_step(of_forms)
        ],
        chosen=chosen,
        reason=request.form.get("reason", ""),
        wrong=wrong,
    )
