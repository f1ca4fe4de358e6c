"""What holds for the whole project, as far as it can be changed after it was begun."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for

from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage
from fieldtool.problems import Code, Problem
from fieldtool.sync.hub import publishing, sealing
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

# Ten years; what is to stay for good stays at the hub.
_LONGEST = 3650
_LONGEST_REASON = 200


@desk.get("/project")
@permitted("project.change")
def project(visit: Visit) -> Answer:
    """Show what holds, and what can be changed."""
    return _page(visit, visit.settings.grace)


@desk.post("/project")
@permitted("project.change", writes=True)
def change_project(visit: Visit) -> Answer:
    """Tell every laptop for how many days it keeps what the hub has."""
    typed = request.form.get("grace", "")
    grace = to_ascii(typed).strip()
    if grace and not (grace.isdecimal() and len(grace) < 5 and int(grace) <= _LONGEST):
        problem = Problem(Code.GRACE_NOT_VALID, {"most": _LONGEST})
        return _page(visit, typed, {"grace": said(problem)[0]}), 422
    settings = replace(visit.settings, grace=str(int(grace)) if grace else "")
    if settings != visit.settings:
        hub, clock = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, settings, clock)
        visit.audit("project:change", visit.project, days=str(settings.grace_days))
    flash(_("Saved. Each laptop keeps to it from its next contact on."), "good")
    return redirect(url_for("desk.project"), 303)


@desk.post("/project/safety")
@permitted("project.change", writes=True)
def change_safety(visit: Visit) -> Answer:
    """Tell every laptop whether class C is asked by somebody of the same sex alone."""
    same_sex = "" if request.form.get("same_sex") == "yes" else "no"
    settings = replace(visit.settings, same_sex=same_sex)
    if settings != visit.settings:
        hub, clock = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, settings, clock)
        visit.audit("project:protect", visit.project, same_sex=same_sex or "yes")
    flash(_("Saved. Each laptop keeps to it from its next contact on."), "good")
    return redirect(url_for("desk.project"), 303)


@desk.post("/project/sealing")
@permitted("project.change", writes=True)
def change_sealing(visit: Visit) -> Answer:
    """Keep that somebody decided to do without sealing, with the reason, or take that back."""
    settings, reason = visit.settings, _reason(request.form.get("unsealed", ""))
    is_waiving = settings.sealing != sealing.WAIVED
    if is_waiving and not reason:
        wrong = {"unsealed": said(Problem(Code.UNSEALED_WITHOUT_REASON))[0]}
        return _page(visit, settings.grace, wrong), 422
    if not settings.seal_key:
        changed = replace(settings, sealing=sealing.WAIVED if is_waiving else "")
        hub, clock = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, changed, clock)
        event = "seal:waive" if is_waiving else "seal:want"
        visit.audit(event, visit.project, reason=reason)
    flash(_("Saved."), "good")
    return redirect(url_for("desk.project"), 303)


def _reason(typed: str) -> str:
    return for_storage(typed, "").strip()[:_LONGEST_REASON]


def _page(visit: Visit, grace: str, wrong: dict[str, str] | None = None) -> str:
    return render_template(
        "desk/project.html",
        settings=visit.settings,
        grace=grace,
        sensitivity=state().labels.of_project(visit.session, visit.settings),
        usual=replace(visit.settings, grace="").grace_days,
        unsealed=request.form.get("unsealed", ""),
        wrong=wrong or {},
    )
