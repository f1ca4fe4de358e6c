"""People who interview: the list, one person, adding one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from flask import flash, redirect, render_template, request, url_for

from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage
from fieldtool.i18n.locales import LOCALES, find
from fieldtool.log.kinds import is_team
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import enrolments, interviews, people
from fieldtool.storage.queries.enrolments import Enrolment
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub import telling
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.labels import SEXES
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.people import teams
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_CODE = re.compile(r"[A-Z]{2,5}-[0-9]{2,3}")
LONGEST_NAME = 100


@dataclass(frozen=True)
class Filled:
    """What was typed into the form, and what is wrong with it by field."""

    code: str = ""
    name: str = field(default="", repr=False)
    sex: str = ""
    trained: bool = False
    language: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@desk.get("/people")
@permitted("person.read")
def all_people(visit: Visit) -> Answer:
    """Show everybody who interviews, and the enrolments."""
    working: dict[str, int] = {}
    for laptop in laptops.all_of(visit):
        if laptop.revoked_at is None:
            working[laptop.person] = working.get(laptop.person, 0) + 1
    return render_template(
        "desk/people.html",
        people=people.all_of(visit.session, visit.project),
        laptops=working,
        invited=invited(visit),
        now=visit.now,
        interviews=interviews.counts_by_person(visit.session, visit.project),
    )


@desk.get("/people/new")
@permitted("person.add")
def new_person(visit: Visit) -> Answer:
    """Ask for a new person."""
    return _form(Filled(language=visit.account.language))


@desk.post("/people/new")
@permitted("person.add", writes=True)
def add_person(visit: Visit) -> Answer:
    """Add a person."""
    filled = _filled(visit)
    team = people.usual_team(filled.code)
    if not filled.errors.get("code") and (elsewhere := teams.elsewhere(visit, team)):
        filled.errors["code"] = elsewhere
    if filled.errors:
        return _form(filled), 422
    person = Person(filled.code, filled.name, filled.sex, filled.trained, filled.language, team)
    people.put(visit.session, visit.project, person)
    visit.audit("person:add", person.code)
    added = _("%(code)s was added. The next step is an enrolment code.")
    flash(added % {"code": person.code}, "good")
    return redirect(url_for("desk.person", code=person.code), 303)


@desk.get("/people/<code>")
@permitted("person.read")
def person(visit: Visit, code: str) -> Answer:
    """Show one person with laptops and enrolments."""
    return _shown(visit, known_person(visit, code))


@desk.get("/people/<code>/change")
@permitted("person.add")
def ask_change(visit: Visit, code: str) -> Answer:
    """Show what can be changed about a person."""
    known = known_person(visit, code)
    filled = Filled(code, known.name, known.sex, known.trained, known.language)
    return _form(filled, known)


@desk.post("/people/<code>/change")
@permitted("person.add", writes=True)
def change_person(visit: Visit, code: str) -> Answer:
    """Change a person; her laptops hear of it when they next sync, her name apart."""
    known = known_person(visit, code)
    filled = replace(_typed(), code=code)
    filled.errors.update(_missing(filled))
    if filled.errors:
        return _form(filled, known), 422
    changed = Person(code, filled.name, filled.sex, filled.trained, filled.language, known.team)
    _change(visit, changed)
    visit.audit("person:change", code)
    flash(_("The changes are written. The laptops get them when they next sync."), "good")
    return redirect(url_for("desk.person", code=code), 303)


@desk.post("/people/<code>/team")
@permitted("person.add", writes=True)
def change_team(visit: Visit, code: str) -> Answer:
    """Put a person into another team, or into none."""
    person = known_person(visit, code)
    team = to_ascii(request.form.get("team", "")).strip().upper()
    if team and not is_team(team):
        return _shown(visit, person, said(Problem(Code.TEAM_UNKNOWN, {"team": team}))[0], team), 422
    if elsewhere := teams.elsewhere(visit, team):
        return _shown(visit, person, elsewhere, team), 422
    _change(visit, replace(person, team=team))
    visit.audit("person:team", code, team=team)
    flash(_("The team was changed. The laptops get its forms when they next sync."), "good")
    return redirect(url_for("desk.person", code=code), 303)


def _change(visit: Visit, person: Person) -> None:
    hub, now = services().identity, services().clock.now()
    telling.change_person(visit.session, hub, visit.project, person, now)


def _shown(visit: Visit, person: Person, error: str = "", typed: str | None = None) -> str:
    code = person.code
    invited = enrolments.all_of(visit.session, visit.project)
    return render_template(
        "desk/person.html",
        person=person,
        team=person.team if typed is None else typed,
        team_error=error,
        laptops=laptops.all_of(visit, code),
        enrolments=[one for one in invited if one.person == code],
        here=interviews.counts_by_person(visit.session, visit.project).get(code, 0),
        now=visit.now,
    )


def invited(visit: Visit) -> dict[str, Enrolment]:
    """Return the newest enrolment code of each person that was not used."""
    found: dict[str, Enrolment] = {}
    for one in enrolments.all_of(visit.session, visit.project):
        if one.used_at is None:
            found.setdefault(one.person, one)
    return found


def known_person(visit: Visit, code: str) -> Person:
    """Return the person with *code*; raises Problem where there is none."""
    is_code = _CODE.fullmatch(code) is not None
    found = people.get(visit.session, visit.project, code) if is_code else None
    if found is None:
        raise Problem(Code.PERSON_NOT_HERE)
    return found


def _form(filled: Filled, known: Person | None = None) -> str:
    return render_template("desk/person_new.html", filled=filled, known=known, locales=LOCALES)


def _filled(visit: Visit) -> Filled:
    filled = _typed()
    filled.errors.update(errors_of(visit, filled))
    return filled


def _typed() -> Filled:
    given = request.form
    language = find(given.get("language", ""))
    return Filled(
        code=to_ascii(given.get("code", "")).strip().upper(),
        name=for_storage(given.get("name", "").strip()[:LONGEST_NAME], given.get("language", "")),
        sex=given.get("sex", ""),
        trained=given.get("trained") == "yes",
        language=language.code if language else "",
    )


def errors_of(visit: Visit, filled: Filled) -> dict[str, str]:
    """Return what is wrong with a person who is to be added, by field."""
    errors = {}
    if _CODE.fullmatch(filled.code) is None:
        errors["code"] = said(Problem(Code.PERSON_CODE_NOT_VALID, {"code": filled.code}))[0]
    elif _is_taken(visit, filled.code):
        errors["code"] = said(Problem(Code.PERSON_CODE_TAKEN, {"code": filled.code}))[0]
    return errors | _missing(filled)


def _is_taken(visit: Visit, code: str) -> bool:
    # By somebody of another area, too: a code names one person of the project.
    with visit.everything():
        return people.get(visit.session, visit.project, code) is not None


def _missing(filled: Filled) -> dict[str, str]:
    errors = {}
    if not filled.name:
        errors["name"] = _("Write the person's name. It stays in the hub's database.")
    if filled.sex not in SEXES:
        errors["sex"] = _("Choose one of the two.")
    if not filled.language:
        errors["language"] = _("Choose the language the person works in.")
    return errors
