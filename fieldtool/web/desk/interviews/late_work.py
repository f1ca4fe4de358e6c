"""What revoked laptops sent since: held for review, until an administrator accepts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.log.kinds import REVISIONS, Revision
from fieldtool.problems import Problem
from fieldtool.storage.queries import revocations, sites
from fieldtool.storage.queries.revocations import Held
from fieldtool.sync.hub import revoking
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.labels import RESULTS, REVOKED_WORDS, label
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import ngettext


@dataclass(frozen=True)
class Late:
    """One late entry as the list shows it; it holds no answer.

    Attributes:
        day: when the interview was held, as the laptop's clock said; None where it says no day.
        reason: why the laptop was revoked, in the reader's words.
    """

    entry: str
    person: str
    number: str
    site: list[str]
    day: date | None
    result: str
    received_at: datetime | None
    reason: str


@desk.get("/late")
@permitted("late.decide")
def late_work(visit: Visit) -> Answer:
    """List what is held for review, and what was left aside."""
    found = revocations.held(visit.session, visit.project)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    return render_template(
        "desk/late.html",
        waiting=[_shown(visit, places, one) for one in found if not one.is_left],
        left=[_shown(visit, places, one) for one in found if one.is_left],
    )


@desk.post("/late")
@permitted("late.decide", writes=True)
def decide_late(visit: Visit) -> Answer:
    """Let what was chosen count, or leave it aside."""
    is_accepted = request.form.get("decision") == "accept"
    own = services().identity.writer(visit.project)
    count = revoking.decide(
        visit.session,
        own,
        frozenset(request.form.getlist("entry")),
        is_accepted=is_accepted,
        clock=services().clock.now(),
    )
    visit.audit("late:accept" if is_accepted else "late:leave", interviews=str(count))
    flash(_told(count, is_accepted=is_accepted), "good")
    return redirect(url_for("desk.late_work"), 303)


def _told(count: int, *, is_accepted: bool) -> str:
    if is_accepted:
        sentence = ngettext(
            "%(n)s is accepted and counts like all others.",
            "%(n)s are accepted and count like all others.",
            count,
        )
    else:
        sentence = ngettext(
            "%(n)s is left aside. It is kept, and you can still accept it.",
            "%(n)s are left aside. They are kept, and you can still accept them.",
            count,
        )
    return sentence % {"n": filters.number(count)}


def _shown(visit: Visit, places: Places, one: Held) -> Late:
    revision = _revision(one)
    started = moment_of(revision.started) if revision else None
    revoked = revocations.find(visit.session, visit.project, one.workspace)
    return Late(
        entry=one.entry.id,
        person=one.entry.header.person,
        number=revision.number if revision else "",
        site=places.full_name(revision.site) if revision and revision.site else [],
        day=started.date() if started else None,
        result=label(RESULTS, revision.result) if revision else "",
        received_at=visit.moment(one.stored_at),
        reason=label(REVOKED_WORDS, revoked.reason) if revoked else "",
    )


def _revision(one: Held) -> Revision | None:
    if one.entry.header.kind not in REVISIONS:
        return None
    try:
        return Revision.from_entry(one.entry)
    except Problem:  # accepted or not, no program of this version can read it
        return None
