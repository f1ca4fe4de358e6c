"""Enrolment codes and laptops: make a code, hand it over as a file, revoke a laptop."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, g, make_response, redirect, render_template, request, url_for

from fieldtool.log.revocations import REASONS
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment
from fieldtool.storage.queries import enrolments
from fieldtool.sync.hub import revoking
from fieldtool.sync.hub.inviting import Invitation, invitation_file, invite
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.labels import REVOKED_WORDS, label, named
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.laptops.laptops import Laptop
from fieldtool.web.desk.people.people import known_person
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

# Days a code may be good for; a code for tomorrow's training need not live for a month.
LIVES = (1, 3, 7, 14, 30)
USUAL_DAYS = 3


@desk.get("/people/<code>/enrol")
@permitted("enrolment.make")
def enrol(visit: Visit, code: str) -> Answer:
    """Ask how long a new code shall live."""
    return render_template(
        "desk/enrol.html", person=known_person(visit, code), lives=LIVES, usual=USUAL_DAYS
    )


@desk.post("/people/<code>/enrol")
@permitted("enrolment.make", writes=True)
def make_code(visit: Visit, code: str) -> Answer:
    """Make a code and show it, this once."""
    person = known_person(visit, code)
    days = request.form.get("days", "")
    life = timedelta(days=int(days) if days in {str(life) for life in LIVES} else USUAL_DAYS)
    invitation = invite(visit.session, visit.project, code, now=visit.now, life=life)
    visit.audit("enrolment:make", code, days=str(life.days))
    return render_template(
        "desk/enrol_code.html",
        person=person,
        groups=invitation.code.split("-"),
        code=invitation.code,
        hub_url=hub_url(),
        expires=visit.moment(invitation.expires_at),
    )


@desk.post("/people/<code>/enrol/file")
@permitted("enrolment.make")
def code_file(visit: Visit, code: str) -> Answer:
    """Give the code that the page shows as a file; the hub tells it to nobody a second time."""
    shown = request.form.get("code", "")
    found = enrolments.get(visit.session, visit.project, enrolment.lookup(shown))
    if found is None or found.person != code:
        raise Problem(Code.CODE_UNKNOWN)
    title = named(visit.settings.title, g.locale.code, visit.project)
    invitation = Invitation(shown, code, found.expires_at)
    content = invitation_file(
        services().identity, hub_url(), title, invitation, visit.settings.roots
    )
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    # Neither the project nor the person: a file name is seen by whoever sees the stick.
    response.headers["Content-Disposition"] = 'attachment; filename="enrolment.ft-enrol"'
    return response


@desk.get("/laptops/<laptop>/revoke")
@permitted("workspace.revoke")
def ask_revoke(visit: Visit, laptop: str) -> Answer:
    """Explain what revoking does, and ask why."""
    return _revoke_page(laptops.known(visit, laptop), "", {})


@desk.post("/laptops/<laptop>/revoke")
@permitted("workspace.revoke", writes=True)
def revoke(visit: Visit, laptop: str) -> Answer:
    """Revoke a laptop's workspace."""
    found = laptops.known(visit, laptop)
    reason = request.form.get("reason", "")
    try:
        laptops.revoke(visit, found, reason)
    except Problem as problem:
        return _revoke_page(found, reason, {"reason": said(problem)[0]}), problem.status
    visit.audit("workspace:revoke", laptop, person=found.person, reason=reason)
    flash(_("The laptop was revoked. It locks itself when it is next in contact."), "good")
    return redirect(url_for("desk.person", code=found.person), 303)


@desk.get("/laptops/<laptop>/readmit")
@permitted("workspace.readmit")
def ask_readmit(visit: Visit, laptop: str) -> Answer:
    """Explain when a laptop may be trusted again, and ask."""
    return render_template("desk/readmit.html", laptop=laptops.known(visit, laptop))


@desk.post("/laptops/<laptop>/readmit")
@permitted("workspace.readmit", writes=True)
def readmit(visit: Visit, laptop: str) -> Answer:
    """Trust a laptop's workspace again."""
    found = laptops.known(visit, laptop)
    own = services().identity.writer(visit.project)
    revoking.readmit(visit.session, own, laptop, services().clock.now())
    visit.audit("workspace:readmit", laptop, person=found.person)
    flash(_("The laptop is accepted again. Its work opens when it is next in contact."), "good")
    return redirect(url_for("desk.person", code=found.person), 303)


def hub_url() -> str:
    """Return the address laptops reach this hub at."""
    return services().config.public_url or request.host_url.rstrip("/")


def _revoke_page(laptop: Laptop, reason: str, errors: dict[str, str]) -> str:
    reasons = [(code, label(REVOKED_WORDS, code)) for code in REASONS]
    return render_template(
        "desk/revoke.html", laptop=laptop, reasons=reasons, chosen=reason, errors=errors
    )
