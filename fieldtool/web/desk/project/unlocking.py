"""Sealed interviews at the hub: unlocking for some hours, locking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys
from fieldtool.security.sealing import SEAL
from fieldtool.storage.queries import audit
from fieldtool.sync.hub import sealing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.project import holding
from fieldtool.web.desk.project.holding import FIELDS, told
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.filters import digits
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

HOURS = (1, 2, 4, 8)


@dataclass(frozen=True)
class LockState:
    """Whether sealed interviews can be read now; `until` is when the hub locks itself.

    `is_held` where the key is here: a relay has none, and cannot be unlocked.
    """

    until: datetime | None
    is_held: bool

    @property
    def is_open(self) -> bool:
        """Return whether they can."""
        return self.until is not None

    @property
    def hour(self) -> str:
        """Return the time of the day at which it locks itself."""
        return f"{self.until:%H:%M}" if self.until else ""


@desk.app_template_global()
def lock_state() -> LockState | None:
    """Return whether the hub is locked; None where nothing is sealed, or nobody is signed in."""
    visit: Visit | None = g.get("visit")
    if visit is None or not visit.account.login or not visit.settings.seal_key:
        return None
    left = services().keys.seconds_left(visit.project)
    until = None if left is None else visit.moment(visit.now + int(left * 1000))
    return LockState(until, sealing.is_held(visit.session, visit.project))


@desk.app_template_global()
def wants_sealing() -> bool:
    """Return whether interviews of this project should be sealed, and are not yet."""
    visit: Visit = g.visit
    settings, is_relay = visit.settings, services().identity.higher is not None
    return not is_relay and not settings.seal_key and sealing.is_usual(settings)


@desk.app_template_global()
def is_sealing_decided() -> bool:
    """Return whether laptops may be set up."""
    visit: Visit = g.visit
    return sealing.is_decided(visit.settings)


@desk.app_template_global()
def hour_options() -> list[tuple[str, str]]:
    """Return for how long a hub may be unlocked."""
    return [
        (str(one), digits(ngettext("%(num)s hour", "%(num)s hours", one) % {"num": one}))
        for one in HOURS
    ]


@desk.get("/unlock")
@permitted("seal.unlock")
def ask_unlock(visit: Visit) -> Answer:
    """Ask who unlocks, and for how long."""
    return _unlock_page(visit, {})


@desk.post("/unlock")
@permitted("seal.unlock")
def unlock(visit: Visit) -> Answer:
    """Hold the key in memory for some hours; opening it proves that it opens."""
    held = sealing.key_of(visit.session, visit.project)
    who, hours = request.form.get("holder", ""), request.form.get("hours", "")
    if hours not in {str(one) for one in HOURS}:
        wrong = Problem(Code.UNLOCK_HOURS_NOT_VALID, {"most": HOURS[-1]})
        return _unlock_page(visit, {"hours": told(wrong)}), wrong.status
    try:
        secret = holding.secret(held, who)
    except Problem as problem:
        wrong_at = {FIELDS.get(problem.code, "holder"): told(problem)}
        return _unlock_page(visit, wrong_at), problem.status
    line = visit.line("seal:unlock", "", {"hours": hours})
    with services().database.work() as session:
        held_keys.note_proven(session, visit.project, SEAL, held, who, visit.now)
        audit.write(session, visit.project, line)
    services().keys.unlock(visit.project, held_keys.with_earlier(held, secret), int(hours))
    flash(_("The hub is unlocked. Lock it when you have read what you need."), "good")
    return redirect(url_for("desk.all_interviews"), 303)


@desk.post("/lock")
@permitted("seal.lock")
def lock(visit: Visit) -> Answer:
    """Let go of the key now; anybody who works here may do that."""
    services().keys.lock(visit.project)
    with services().database.work() as session:
        audit.write(session, visit.project, visit.line("seal:lock", "", {}))
    flash(_("The hub is locked. Interviews are received and counted as before."), "good")
    return redirect(url_for("desk.overview"), 303)


def _unlock_page(visit: Visit, wrong: dict[str, str]) -> str:
    held = sealing.key_of(visit.session, visit.project)
    return render_template(
        "desk/unlock.html",
        choices=holding.choices(held),
        chosen=request.form.get("holder", ""),
        hours=request.form.get("hours", "2"),
        wrong=wrong,
    )
