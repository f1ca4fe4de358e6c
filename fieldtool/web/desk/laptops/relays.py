"""Relays: at the hub above, who passes on to it; at a relay, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for

from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment, exchange_keys
from fieldtool.storage import drives
from fieldtool.storage import sticks as folders
from fieldtool.storage.queries import interviews, people, relays, workspaces
from fieldtool.storage.queries.relays import Relay
from fieldtool.sync.hub.inviting import LONGEST_NAME, invite_relay
from fieldtool.sync.relay import enrol_relay, relay_bundles, rounds
from fieldtool.sync.relay.relay_bundles import Written
from fieldtool.sync.relay.standing import Share, standing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.people.enrolling import hub_url
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

# A page is not kept waiting longer than this for photos; the rounds go on with them.
_SECONDS = 10.0


@dataclass(frozen=True)
class Below:
    """A relay as the hub above it shows it; `interviews` are those that came through it."""

    id: str
    name: str
    laptops: int
    interviews: int
    last_contact: datetime | None
    revoked_at: datetime | None
    check_number: str


@dataclass(frozen=True)
class Above:
    """How far this hub is as a relay."""

    address: str
    laptops: tuple[tuple[Share, str], ...]
    entries: int
    proven: int
    last_contact: datetime | None
    minutes: int
    problem: tuple[str, str] | None
    check_number: str


@desk.get("/relays")
@permitted("relay.read")
def all_relays(visit: Visit) -> Answer:
    """Show who passes on to this hub, or how far this hub is as a relay."""
    return _page(visit)


@desk.post("/relays/pass-on")
@permitted("relay.pass")
def pass_on(_visit: Visit) -> Answer:
    """Pass on now, without waiting for the next round."""
    found = services().rounds
    if found is None:
        raise Problem(Code.NOT_A_RELAY)
    done = found.once(_SECONDS)
    if done.problem is None:
        sent = done.passed.sent
        told = ngettext("%(num)s entry was passed on.", "%(num)s entries were passed on.", sent)
        flash(filters.digits(told % {"num": sent}), "good")
    return redirect(url_for("desk.all_relays"), 303)


@desk.post("/relays/stick")
@permitted("relay.pass")
def write_stick(visit: Visit) -> Answer:
    """Write onto a memory stick what the hub above has not got, for whoever goes there."""
    found = services().rounds
    if found is None:
        raise Problem(Code.NOT_A_RELAY)
    try:
        place = folders.folder(request.form.get("drive") or request.form.get("place", ""))
        written = relay_bundles.write(found.relay, place)
    except Problem as problem:
        sentence, reference = said(problem)
        return _page(visit, place_error=f"{sentence} ({filters.value(reference)})"), 422
    visit.audit_reading("relay:stick", entries=str(written.entries), photos=str(written.photos))
    return _page(visit, written=written)


@desk.post("/relays")
@permitted("relay.make", writes=True)
def invite(visit: Visit) -> Answer:
    """Make a code with which a hub becomes a relay of this one, and show it, this once."""
    name = request.form.get("name", "").strip()[:LONGEST_NAME]
    try:
        made = invite_relay(visit.session, visit.project, name, now=visit.now)
    except Problem as problem:
        return _page(visit, error=said(problem)[0]), 422
    visit.audit("relay:invite", name)
    return render_template(
        "desk/relay_code.html",
        name=name,
        groups=made.code.split("-"),
        hub_url=hub_url(),
        expires=visit.moment(made.expires_at),
    )


@desk.get("/relays/<relay>/revoke")
@permitted("relay.make")
def ask_revoke_relay(visit: Visit, relay: str) -> Answer:
    """Explain what revoking a relay does, and ask."""
    return render_template("desk/relay_revoke.html", relay=_known(visit, relay))


@desk.post("/relays/<relay>/revoke")
@permitted("relay.make", writes=True)
def revoke_relay(visit: Visit, relay: str) -> Answer:
    """Take nothing from a relay any more."""
    found = _known(visit, relay)
    relays.revoke(visit.session, visit.project, relay, visit.now)
    visit.audit("relay:revoke", found.name)
    flash(_("The relay was revoked. Nothing is taken from it any more."), "good")
    return redirect(url_for("desk.all_relays"), 303)


def _known(visit: Visit, relay: str) -> Relay:
    found = relays.get(visit.session, visit.project, relay)
    if found is None:
        raise Problem(Code.RELAY_NOT_HERE)
    return found


def _page(
    visit: Visit, error: str = "", place_error: str = "", written: Written | None = None
) -> str:
    counts = relays.counts(visit.session, visit.project)
    here = _interviews(visit)
    return render_template(
        "desk/relays.html",
        above=_above(visit),
        below=[
            _below(visit, one, counts[one.id], here.get(one.id, 0))
            for one in relays.all_of(visit.session, visit.project)
        ],
        name=request.form.get("name", ""),
        error=error,
        longest=LONGEST_NAME,
        written=written,
        place_error=place_error,
        drives=[str(place) for place in drives.removable()],
        chosen=request.form.get("drive", ""),
        place=request.form.get("place", ""),
    )


def _interviews(visit: Visit) -> dict[str, int]:
    by_log = interviews.finalised_by_log(visit.session, visit.project)
    found: dict[str, int] = {}
    for one in workspaces.all_of(visit.session, visit.project):
        count = by_log.get(f"workspace/{one.id}", 0)
        found[one.relay] = found.get(one.relay, 0) + count
    return found


def _below(visit: Visit, relay: Relay, laptops: int, here: int) -> Below:
    hub = services().identity
    ring = exchange_keys.ring(visit.session, hub)
    keys = (hub.keys.verify_key, ring.numbered(relay.first_key).public)
    return Below(
        id=relay.id,
        name=relay.name,
        laptops=laptops,
        interviews=here,
        last_contact=visit.moment(relay.last_contact),
        revoked_at=visit.moment(relay.revoked_at),
        check_number=enrolment.check_number((relay.sign_key, relay.box_key), keys),
    )


def _above(visit: Visit) -> Above | None:
    found = services().rounds
    if found is None:
        return None
    now = standing(visit.session, found.relay)
    names = {one.code: one.name for one in people.all_of(visit.session, visit.project)}
    problem = found.last.problem if found.last else None
    return Above(
        address=found.relay.higher.url,
        laptops=tuple(
            (one, names.get(one.person, "")) for one in now.laptops if visit.sees(one.person)
        ),
        entries=now.entries,
        proven=now.proven,
        last_contact=visit.moment(now.last_contact),
        minutes=rounds.minutes(visit.session),
        problem=said(problem) if problem else None,
        check_number=enrol_relay.check_number(services().database, services().identity),
    )
