"""Drafts on their way from one laptop to another: where each is, and giving it to somebody else.

Numbers, forms and people are shown, never an answer: what was said is sealed to its receiver.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.problems import Problem
from fieldtool.review import reviewing
from fieldtool.storage.queries import forms, people, sites, workspaces
from fieldtool.sync.hub import handing
from fieldtool.sync.hub.handing import OnTheWay, Passing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@dataclass(frozen=True)
class Row:
    """A draft on its way.

    Attributes:
        sender, receiver: code and name of whose laptop it comes from and goes to.
        is_stuck: the laptop that it is for was locked.
        can_go_back: the laptop that it comes from was not.
    """

    name: str
    number: str
    form: str
    site: list[str]
    sender: str
    receiver: str
    at: datetime | None
    is_stuck: bool
    can_go_back: bool


@desk.get("/hand-overs")
@permitted("handover.decide")
def all_hand_overs(visit: Visit) -> Answer:
    """Show what laptops handed over and nobody has opened yet."""
    return _page(visit)


@desk.post("/hand-overs/<name>/give")
@permitted("handover.decide", writes=True)
def give(visit: Visit, name: str) -> Answer:
    """Give a draft to somebody else than it was handed over to."""
    number, to = _number(visit, name), request.form.get("to", "")
    try:
        _passing(visit).give(name, to)
    except Problem as problem:
        return _page(visit, name, problem), problem.status
    visit.audit("handover:give", number, id=name, person=_person(visit, to))
    told = _("Interview %(number)s goes to the laptop that you chose when that next syncs.")
    return _done(told, number)


@desk.post("/hand-overs/<name>/back")
@permitted("handover.decide", writes=True)
def give_back(visit: Visit, name: str) -> Answer:
    """Give a draft back to who handed it over."""
    number = _number(visit, name)
    try:
        _passing(visit).give_back(name)
    except Problem as problem:
        return _page(visit, name, problem), problem.status
    visit.audit("handover:back", number, id=name)
    told = _("Interview %(number)s opens again on the laptop it came from when that next syncs.")
    return _done(told, number)


def waiting(visit: Visit) -> list[OnTheWay]:
    """Return what nobody has opened yet, what needs somebody first."""
    return handing.waiting(handing.on_the_way(visit.session, visit.project))


def names(visit: Visit) -> dict[str, str]:
    """Return code and name of everybody on this hub's list, by code."""
    found = people.all_of(visit.session, visit.project)
    return {one.code: f"{one.code} {one.name}".strip() for one in found}


def _passing(visit: Visit) -> Passing:
    return Passing(visit.session, services().identity, visit.project, services().clock.now())


def _number(visit: Visit, name: str) -> str:
    found = (one.offer.outline for one in waiting(visit))
    return next((one.number for one in found if one.name == name), "")


def _person(visit: Visit, workspace: str) -> str:
    known = workspaces.get(visit.session, visit.project, workspace)
    return known.person if known else ""


def _done(told: str, number: str) -> Answer:
    flash(told % {"number": number}, "good")
    return redirect(url_for("desk.all_hand_overs"), 303)


def _page(visit: Visit, name: str = "", problem: Problem | None = None) -> str:
    shown = names(visit)
    receivers = [
        (one.id, shown.get(one.person, one.person))
        for one in reviewing.receivers(visit.session, visit.project)
    ]
    return render_template(
        "desk/hand_overs.html",
        rows=_rows(visit),
        receivers=receivers,
        refused=name,
        chosen=request.form.get("to", ""),
        problem=said(problem) if problem else None,
    )


def _rows(visit: Visit) -> list[Row]:
    found = waiting(visit)
    if not found:
        return []
    session, project = visit.session, visit.project
    titles = {one.hash: one.title for one in forms.versions(session, project)}
    places = places_of(sites.all_of(session, project), g.locale.code)
    shown = names(visit)
    return [_row(visit, one, titles, places, shown) for one in found]


def _row(
    visit: Visit,
    one: OnTheWay,
    titles: dict[str, dict[str, str]],
    places: Places,
    shown: dict[str, str],
) -> Row:
    outline = one.offer.outline
    title = titles.get(outline.form_hash, {})
    sender, holder = one.sender, one.holder
    return Row(
        name=outline.name,
        number=outline.number,
        form=named(title, g.locale.code, outline.form_id),
        site=places.full_name(outline.site),
        sender=shown.get(outline.by, outline.by),
        receiver=shown.get(holder.person, holder.person) if holder else "",
        at=visit.moment(one.offer.at),
        is_stuck=one.state == handing.STUCK,
        can_go_back=sender is not None and sender.revoked_at is None,
    )
