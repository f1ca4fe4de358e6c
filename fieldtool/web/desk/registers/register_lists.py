"""A list for a register from a file: every problem with its line, nothing taken in before."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.log.kinds import is_team
from fieldtool.log.registers import is_name
from fieldtool.problems import Problem
from fieldtool.questionnaires.registers import REGISTERS
from fieldtool.storage import areas
from fieldtool.storage.queries import registers, sites
from fieldtool.sync.registers import register_lists
from fieldtool.sync.registers.register_lists import Line
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.people.people_lists import MOST_BYTES, decoded
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.registers.registering import registrar
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters, registered
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext


@desk.get("/registers/list")
@permitted("register.write")
def register_list(visit: Visit) -> Answer:
    """Ask for a list of entities."""
    return _page(visit, "", [])


@desk.post("/registers/list")
@permitted("register.write", writes=True)
def take_in(visit: Visit) -> Answer:
    """Show what the list says; take all of it in when that was asked for and nothing is wrong."""
    typed, dataset = request.form.get("list", ""), request.form.get("register", "")
    team = request.form.get("team", "")
    if not is_name(dataset) or (team and not is_team(team)):
        return _page(visit, typed, [], {"register": _("Choose a register.")}), 422
    try:
        typed = _file() or typed
        there = register_lists.into(
            registrar(visit), dataset, sites.all_of(visit.session, visit.project)
        )
        lines = register_lists.lines(typed, there, g.locale.code)
    except Problem as problem:
        return _page(visit, typed, [], {"file": said(problem)[0]}), problem.status
    if any(line.problems for line in lines):
        return _page(visit, typed, lines), 422
    if request.form.get("do") != "add":
        return _page(visit, typed, lines)
    done = register_lists.take_in(registrar(visit), dataset, lines, team)
    visit.audit("register:take-in", dataset, entries=str(done))
    sentence = ngettext("%(n)s entry was taken in.", "%(n)s entries were taken in.", done)
    flash(sentence % {"n": filters.number(done)}, "good")
    return redirect(url_for("desk.register", dataset=dataset), 303)


def _file() -> str:
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return ""
    return decoded(chosen.stream.read(MOST_BYTES))


def _page(visit: Visit, typed: str, lines: list[Line], errors: dict[str, str] | None = None) -> str:
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    names = {one.dataset for one in registers.registers(visit.session, visit.project)}
    titles = {name: registered.title(name, g.locale.code) for name in [*REGISTERS, *sorted(names)]}
    wrong = [
        (f"line{line.number}", said(problem)[0]) for line in lines for problem in line.problems
    ]
    return render_template(
        "desk/register_list.html",
        typed=typed,
        lines=[(line, [said(problem)[0] for problem in line.problems]) for line in lines],
        place=places.name,
        wrong=[*(errors or {}).items(), *wrong],
        errors=errors or {},
        register_options=list(titles.items()),
        teams=[(team, team) for team in areas.teams(visit.session, visit.project)],
        most=register_lists.MOST_LINES,
    )
