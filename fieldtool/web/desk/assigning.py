"""Assignments: who is to hold which interviews where, how far they are, and what changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n import dates
from fieldtool.i18n.dates import parse_day
from fieldtool.i18n.digits import to_ascii
from fieldtool.log import ids
from fieldtool.log.assignments import WAVES, WITHDRAWN, Assignment
from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem
from fieldtool.storage import assignments, people, sites
from fieldtool.sync import assigning
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews import titles
from fieldtool.web.desk.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_TEAM, _PERSON = "team:", "person:"
_MOST = 100_000


@dataclass(frozen=True)
class Row:
    """An assignment as a list or its own page shows it.

    Attributes:
        done: how many interviews were held; by_person who held how many of them.
        days: first and last, None for no bound.
    """

    assignment: Assignment
    form: str
    places: tuple[str, ...]
    done: int
    by_person: tuple[tuple[str, int], ...]
    days: tuple[date | None, date | None]

    @property
    def id(self) -> str:
        """Return the assignment's id."""
        return self.assignment.id

    @property
    def whose(self) -> str:
        """Return the code of the person or team it is for."""
        return self.assignment.person or self.assignment.team

    @property
    def is_withdrawn(self) -> bool:
        """Return whether nothing new is begun for it."""
        return self.assignment.state == WITHDRAWN


@dataclass(frozen=True)
class Typed:
    """What was filled in, and what is wrong with it by field."""

    texts: Mapping[str, str]
    places: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return what was typed into field *name*."""
        return self.texts.get(name, "")


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
    typed = _typed(visit, None)
    if typed.errors:
        return _form(visit, typed, None), 422
    now = services().clock.now()
    try:
        made = assigning.assign(
            visit.session, services().identity, visit.project, _assignment("", typed), now
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
    return _form(visit, _of(row.assignment), row)


@desk.post("/assignments/<assignment>/change")
@permitted("assignment.write", writes=True)
def change_assignment(visit: Visit, assignment: str) -> Answer:
    """Change an assignment; the laptops hear of it when they next sync."""
    row = _row(visit, assignment)
    typed = _typed(visit, row.assignment)
    if typed.errors:
        return _form(visit, typed, row), 422
    wanted = _assignment(assignment, typed)
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
    by_person: dict[str, list[tuple[str, int]]] = {}
    with visit.everything():
        done = assignments.done(visit.session, visit.project)
    for one in done:
        by_person.setdefault(one.assignment, []).append((one.person, one.count))
    return [_shown(one, names, places, sorted(by_person.get(one.id, ()))) for one in found]


def _shown(
    one: Assignment, names: Mapping[str, str], places: Places, by_person: list[tuple[str, int]]
) -> Row:
    return Row(
        assignment=one,
        form=names.get(one.form_id, one.form_id),
        places=tuple(places.name(site) for site in one.sites),
        done=sum(count for _person, count in by_person),
        by_person=tuple(by_person),
        days=(_day(one.since), _day(one.until)),
    )


def _row(visit: Visit, assignment: str) -> Row:
    is_id = ids.is_id(assignment, ids.ASSIGNMENT)
    found = (row for row in _rows(visit) if row.id == assignment) if is_id else iter(())
    row = next(found, None)
    if row is None:
        raise Problem(Code.ASSIGNMENT_UNKNOWN)
    return row


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _of(one: Assignment) -> Typed:
    """Return what the fields hold before something is changed."""
    texts = {"form": one.form_id, "wave": one.wave, "target": str(one.target)}
    texts |= {"women": str(one.women or ""), "men": str(one.men or "")}
    for name, text in (("since", one.since), ("until", one.until)):
        day = _day(text)
        texts[name] = dates.for_input(day, g.locale.code, filters.calendar()) if day else ""
    return Typed(texts, one.sites)


def _typed(visit: Visit, known: Assignment | None) -> Typed:
    given = {name: text.strip() for name, text in request.form.items()}
    typed = Typed(given, tuple(request.form.getlist("places")))
    typed.errors.update(_wrong(visit, typed, known))
    return typed


def _wrong(visit: Visit, typed: Typed, known: Assignment | None) -> dict[str, str]:
    register = {site.id for site in _offered(visit, known)}
    wrong = {
        "whose": (
            known is None and not _is_known(visit, typed["whose"]),
            _("Choose a team or a person."),
        ),
        "form": (typed["form"] not in titles(visit), _("Choose a form.")),
        "places": (
            not typed.places or not register.issuperset(typed.places),
            _("Choose one place or several."),
        ),
        "target": (not _number(typed["target"]), _("Write how many interviews, such as 20.")),
        "women": (_more(typed), _("Women and men together are more than all interviews.")),
    }
    errors = {name: sentence for name, (is_wrong, sentence) in wrong.items() if is_wrong}
    for name in ("since", "until"):
        try:
            _iso(typed[name])
        except Problem as problem:
            errors[name] = said(problem)[0]
    if not errors and _iso(typed["until"]) and _iso(typed["until"]) < _iso(typed["since"]):
        errors["until"] = _("The last day is before the first one.")
    return errors


def _offered(visit: Visit, known: Assignment | None) -> list[Site]:
    """Return the places of the visitor's area, and those that the assignment has already."""
    register, area = sites.all_of(visit.session, visit.project), visit.area
    kept = known.sites if known else ()
    return [one for one in register if area is None or one.id in area.sites or one.id in kept]


def _is_known(visit: Visit, whose: str) -> bool:
    return whose in {value for _heading, options in _audiences(visit) for value, _name in options}


def _audiences(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    teams = people.teams(visit.session, visit.project)
    everybody = people.all_of(visit.session, visit.project)
    return [
        (_("Teams"), [(_TEAM + team, team) for team in teams]),
        (_("People"), [(_PERSON + one.code, f"{one.code} · {one.name}") for one in everybody]),
    ]


def _number(text: str) -> int:
    digits = to_ascii(text)
    return min(int(digits), _MOST) if digits.isascii() and digits.isdecimal() else 0


def _more(typed: Typed) -> bool:
    target = _number(typed["target"])
    return target > 0 and _number(typed["women"]) + _number(typed["men"]) > target


def _iso(text: str) -> str:
    return parse_day(text, filters.calendar()).isoformat() if text else ""


def _assignment(assignment: str, typed: Typed) -> Assignment:
    whose = typed["whose"]
    return Assignment(
        id=assignment,
        form_id=typed["form"],
        sites=tuple(dict.fromkeys(typed.places)),
        target=_number(typed["target"]),
        person=whose.removeprefix(_PERSON) if whose.startswith(_PERSON) else "",
        team=whose.removeprefix(_TEAM) if whose.startswith(_TEAM) else "",
        wave=typed["wave"] if typed["wave"] in WAVES else "",
        women=_number(typed["women"]),
        men=_number(typed["men"]),
        since=_iso(typed["since"]),
        until=_iso(typed["until"]),
    )


def _form(visit: Visit, typed: Typed, row: Row | None) -> str:
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    offered = {site.id: 0 for site in _offered(visit, row.assignment if row else None)}
    return render_template(
        "desk/assignment_edit.html",
        typed=typed,
        row=row,
        audiences=_audiences(visit),
        forms=list(titles(visit).items()),
        places=places.options(offered),
    )
