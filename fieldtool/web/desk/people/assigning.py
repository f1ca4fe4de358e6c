"""Assignments: who is to hold which interviews where, how far they are, and what changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import flash, g, redirect, render_template, url_for

from fieldtool.log import ids
from fieldtool.log.assignments import WITHDRAWN, Assignment
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import assignments, sites
from fieldtool.storage.queries.assignments import Done, Held
from fieldtool.sync.hub import assigning
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.interviews import titles
from fieldtool.web.desk.people.assignment_fields import (
    Typed,
    assignment_of,
    audiences,
    day_of,
    held_in,
    offered,
    typed_in,
)
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.progress import Bar, bars_of


@dataclass(frozen=True)
class Row:
    """An assignment as a list or its own page shows it.

    Attributes:
        held: how many interviews were held, and of them with women and men; by_person of whom.
        days: first and last, None for no bound.
    """

    assignment: Assignment
    form: str
    places: tuple[str, ...]
    held: Held
    by_person: tuple[tuple[str, Held], ...]
    bars: tuple[Bar, ...]
    days: tuple[date | None, date | None]

    @property
    def id(self) -> str:
        """Return the assignment's id."""
        return self.assignment.id

    @property
    def done(self) -> int:
        """Return how many interviews were held."""
        return self.held.total

    @property
    def unknown(self) -> int:
        """Return how many interviews count neither for women nor for men."""
        return self.held.total - self.held.women - self.held.men

    @property
    def whose(self) -> str:
        """Return the code of the person or team it is for."""
        return self.assignment.person or self.assignment.team

    @property
    def is_withdrawn(self) -> bool:
        """Return whether nothing new is begun for it."""
        return self.assignment.state == WITHDRAWN


@desk.get("/assignments")
@permitted("assignment.read")
def all_assignments(visit: Visit) -> Answer:
    """Show every assignment with how far it is, those that are over last."""
    rows = _rows(visit)
    ordered = sorted(rows, key=lambda row: (row.is_withdrawn, row.assignment.until or "9"))
    return render_template("desk/assignments.html", rows=ordered)


@desk.get("/assignments/new")
@permitted("assignment.write")
def new_assignment(visit: Visit) -> Answer:
    """Ask for a new assignment."""
    return _form(visit, Typed({}), None)


@desk.post("/assignments/new")
@permitted("assignment.write", writes=True)
def assign(visit: Visit) -> Answer:
    """Make an assignment; the laptops get it when they next sync."""
    typed = typed_in(visit, None)
    if choosing_places.is_searching():
        return _form(visit, replace(typed, errors={}), None)
    if typed.errors:
        return _form(visit, typed, None), 422
    now = services().clock.now()
    try:
        made = assigning.assign(
            visit.session, services().identity, visit.project, assignment_of("", typed), now
        )
    except Problem as problem:
        if problem.code is not Code.ASSIGNMENT_WITHOUT_LAPTOP:
            raise
        errors = {"whose": said(problem)[0]}
        return _form(visit, replace(typed, errors=errors), None), problem.status
    visit.audit("assignment:make", made.person or made.team, target=str(made.target))
    flash(_("The assignment is made. The laptops get it when they next sync."), "good")
    return redirect(url_for("desk.assignment", assignment=made.id), 303)


@desk.get("/assignments/<assignment>")
@permitted("assignment.read")
def assignment(visit: Visit, assignment: str) -> Answer:
    """Show one assignment and who has held how many of its interviews."""
    return render_template("desk/assignment.html", row=_row(visit, assignment))


@desk.get("/assignments/<assignment>/change")
@permitted("assignment.write")
def ask_change_assignment(visit: Visit, assignment: str) -> Answer:
    """Show what can be changed about an assignment."""
    row = _row(visit, assignment)
    return _form(visit, held_in(row.assignment), row)


@desk.post("/assignments/<assignment>/change")
@permitted("assignment.write", writes=True)
def change_assignment(visit: Visit, assignment: str) -> Answer:
    """Change an assignment; the laptops hear of it when they next sync."""
    row = _row(visit, assignment)
    typed = typed_in(visit, row.assignment)
    if choosing_places.is_searching():
        return _form(visit, replace(typed, errors={}), row)
    if typed.errors:
        return _form(visit, typed, row), 422
    wanted = assignment_of(assignment, typed)
    now = services().clock.now()
    assigning.change(visit.session, services().identity, visit.project, wanted, now)
    visit.audit("assignment:change", row.whose, target=str(wanted.target))
    flash(_("The changes are written. The laptops get them when they next sync."), "good")
    return redirect(url_for("desk.assignment", assignment=assignment), 303)


@desk.post("/assignments/<assignment>/withdraw")
@permitted("assignment.write", writes=True)
def withdraw_assignment(visit: Visit, assignment: str) -> Answer:
    """Withdraw an assignment; what was begun for it goes on."""
    row = _row(visit, assignment)
    hub, now = services().identity, services().clock.now()
    assigning.withdraw(visit.session, hub, visit.project, assignment, now)
    visit.audit("assignment:withdraw", row.whose)
    flash(_("The assignment is withdrawn. The laptops hear of it when they next sync."), "good")
    return redirect(url_for("desk.assignment", assignment=assignment), 303)


def _rows(visit: Visit) -> list[Row]:
    found = assignments.all_of(visit.session, visit.project)
    names = titles(visit)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    done: dict[str, list[Done]] = {}
    with visit.everything():
        parts = assignments.done(visit.session, visit.project)
    for part in parts:
        done.setdefault(part.assignment, []).append(part)
    return [_shown(one, names, places, done.get(one.id, [])) for one in found]


def _shown(one: Assignment, names: Mapping[str, str], places: Places, done: list[Done]) -> Row:
    held = Held.of(done)
    people = sorted({part.person for part in done} | ({one.person} if one.person else set()))
    return Row(
        assignment=one,
        form=names.get(one.form_id, one.form_id),
        places=tuple(places.name(site) for site in one.sites),
        held=held,
        bars=bars_of(one, held),
        by_person=tuple(
            (person, Held.of(part for part in done if part.person == person)) for person in people
        ),
        days=(day_of(one.since), day_of(one.until)),
    )


def _row(visit: Visit, assignment: str) -> Row:
    is_id = ids.is_id(assignment, ids.ASSIGNMENT)
    found = (row for row in _rows(visit) if row.id == assignment) if is_id else iter(())
    row = next(found, None)
    if row is None:
        raise Problem(Code.ASSIGNMENT_UNKNOWN)
    return row


def _form(visit: Visit, typed: Typed, row: Row | None) -> str:
    among = {site.id for site in offered(visit, row.assignment if row else None)}
    return render_template(
        "desk/assignment_edit.html",
        typed=typed,
        row=row,
        audiences=audiences(visit),
        forms=list(titles(visit).items()),
        offered=choosing_places.offer(visit, among, typed.places),
    )
