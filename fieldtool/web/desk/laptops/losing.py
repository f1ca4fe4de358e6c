"""A laptop in other hands: what was on it in counts, revoking it, and a list of what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for

from fieldtool.log import ids
from fieldtool.log.revocations import LOST, SEIZED
from fieldtool.problems import N_, Code, Problem
from fieldtool.storage.queries import enrolments, incidents
from fieldtool.storage.queries.incidents import Done, Incident
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.laptops.laptops import Laptop
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

Line = tuple[str, int, int, int | None]
KINDS = {
    # Translators: what happened to a laptop.
    "lost": N_("Lost"),
    # Translators: what happened to a laptop.
    "stolen": N_("Stolen"),
    # Translators: what happened to a laptop: an authority or an armed group took it.
    "seized": N_("Seized"),
}
# What laptops and other hubs are told of it.
_REASONS = {"lost": LOST, "stolen": SEIZED, "seized": SEIZED}
REVOKED, CODES = "revoked", "codes"
# In this order; the first two are done by the program.
STEPS = {
    REVOKED: N_("The laptop was revoked: at its next contact it locks itself."),
    CODES: N_("Enrolment codes of its people that were not used are void."),
    "safe": N_("The people who worked with it are safe. Call them before anything else."),
    "state": N_(
        "It is known whether it was on, asleep or off, whether somebody’s work was open, "
        "and whether a passphrase or recovery code was with it."
    ),
    "coerced": N_("It is known whether anybody was made to open the work or to tell a passphrase."),
    "sticks": N_("It is known whether memory sticks or cards were with it."),
    "risk": N_(
        "For the interviews that were on it somebody judged what it means for respondents, "
        "places and facilitators if they are read."
    ),
    "warned": N_("Whoever may be in danger was told, in a way that does not add to the danger."),
    "authority": N_(
        "Where data protection law asks for it: the authority was notified within 72 hours, "
        "or it is written down why not."
    ),
    "others": N_(
        "Colleagues who used the same passphrase elsewhere have changed it, "
        "and their laptops have sent everything."
    ),
    "again": N_("Its people are set up on another laptop, or it is decided that they are not."),
    "learnt": N_("It was talked over with the team what is to be done differently."),
}
AUTHORITY_WITHIN = timedelta(hours=72)


@desk.get("/devices/<device>/lost")
@permitted("incident.manage")
def ask_lost(visit: Visit, device: str) -> Answer:
    """Show what was on the laptop, in counts, and ask what happened."""
    return _ask(visit, _on(visit, device), device)


@desk.post("/devices/<device>/lost")
@permitted("incident.manage", writes=True)
def report_lost(visit: Visit, device: str) -> Answer:
    """Revoke everybody's work on the laptop, void unused codes, and begin the list."""
    found, kind = _on(visit, device), request.form.get("kind", "")
    if kind not in KINDS:
        return _ask(visit, found, device, said(Problem(Code.INCIDENT_KIND_MISSING))[0]), 422
    # Colleagues of another area who work on it are in the same danger.
    with visit.everything():
        made = _reported(visit, _on(visit, device), device, kind)
    visit.audit("incident:report", device, state=kind, laptops=str(len(made.lines)))
    flash(_("The laptop is revoked. Below is what remains to be done, by people."), "good")
    return redirect(url_for("desk.incident", name=made.id), 303)


def _reported(visit: Visit, found: list[Laptop], device: str, kind: str) -> Incident:
    for laptop in found:
        if laptop.revoked_at is None:
            laptops.revoke(visit, laptop, _REASONS[kind])
            visit.audit("workspace:revoke", laptop.id, person=laptop.person, reason=kind)
    enrolments.burn_unused(
        visit.session, visit.project, {laptop.person for laptop in found}, visit.now
    )
    done = Done(visit.now, visit.account.login)
    made = Incident(
        id=ids.new_id(ids.CANDIDATE),
        device=device,
        kind=kind,
        at=visit.now,
        login=visit.account.login,
        lines=tuple(_line(one) for one in found),
        done={REVOKED: done, CODES: done},
    )
    incidents.put(visit.session, visit.project, made)
    return made


@desk.get("/incidents")
@permitted("incident.manage")
def all_incidents(visit: Visit) -> Answer:
    """Show every laptop that was reported."""
    found = [
        one for one in incidents.all_of(visit.session, visit.project) if _lines_seen(visit, one)
    ]
    return render_template(
        "desk/incidents.html",
        incidents=[(one, visit.moment(one.at), _(KINDS[one.kind])) for one in found],
        steps=len(STEPS),
    )


@desk.get("/incidents/<name>")
@permitted("incident.manage")
def incident(visit: Visit, name: str) -> Answer:
    """Show what was on the laptop and what is done about it."""
    found = _known(visit, name)
    deadline = visit.moment(found.at + int(AUTHORITY_WITHIN.total_seconds() * 1000))
    return render_template(
        "desk/incident.html",
        incident=found,
        at=visit.moment(found.at),
        kind=_(KINDS[found.kind]),
        deadline=deadline,
        is_over="authority" not in found.done
        and visit.now > found.at + AUTHORITY_WITHIN.total_seconds() * 1000,
        steps=[(step, _(text), found.done.get(step)) for step, text in STEPS.items()],
        lines=[
            (person, there, here, visit.moment(last))
            for person, there, here, last in _lines_seen(visit, found)
        ],
    )


@desk.post("/incidents/<name>")
@permitted("incident.manage", writes=True)
def tick_incident(visit: Visit, name: str) -> Answer:
    """Note which steps are done, by whom and when."""
    found = _known(visit, name)
    ticked = set(request.form.getlist("step")) & set(STEPS) | {REVOKED, CODES}
    done = {step: one for step, one in found.done.items() if step in ticked}
    new = {step: Done(visit.now, visit.account.login) for step in ticked - set(done)}
    changed = len(new) + len(found.done) - len(done)
    incidents.put(visit.session, visit.project, replace(found, done={**done, **new}))
    visit.audit("incident:tick", found.device, steps=str(changed))
    flash(_("The list was saved."), "good")
    return redirect(url_for("desk.incident", name=name), 303)


def _on(visit: Visit, device: str) -> list[Laptop]:
    found = [one for one in laptops.all_of(visit) if one.device == device]
    if not found:
        raise Problem(Code.LAPTOP_NOT_HERE)
    return found


def _known(visit: Visit, name: str) -> Incident:
    found = incidents.get(visit.session, visit.project, name)
    if found is None or not _lines_seen(visit, found):
        raise Problem(Code.INCIDENT_NOT_HERE)
    return found


def _lines_seen(visit: Visit, found: Incident) -> list[Line]:
    return [line for line in found.lines if visit.sees(line[0])]


def _line(one: Laptop) -> Line:
    last = None if one.last_contact is None else round(one.last_contact.timestamp() * 1000)
    return one.person, one.there, one.here, last


def _ask(visit: Visit, found: list[Laptop], device: str, error: str = "") -> str:
    return render_template(
        "desk/lost.html",
        device=device,
        laptops=found,
        missing=sum(one.missing for one in found),
        kinds=[(kind, _(text)) for kind, text in KINDS.items()],
        grace=visit.settings.grace_days,
        error=error,
    )
