"""Where teams work: what makes their people and laptops part of somebody's area."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from fieldtool.problems import Code, Problem
from fieldtool.storage import areas
from fieldtool.web.desk.accounts.accounts import areas_offered, register
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_FIELD = "place-"


@desk.get("/teams")
@permitted("team.place")
def all_teams(visit: Visit) -> Answer:
    """Show every team with the place it works in."""
    return _page(visit, areas.places_of_teams(visit.session, visit.project))


@desk.post("/teams")
@permitted("team.place", writes=True)
def place_teams(visit: Visit) -> Answer:
    """Keep where the teams work; who is limited to an area sees it at the next page."""
    known = register(visit).sites
    places = areas.places_of_teams(visit.session, visit.project)
    for team in areas.teams(visit.session, visit.project):
        chosen = request.form.get(_FIELD + team, "")
        places[team] = chosen if chosen in known else ""
    if choosing_places.is_searching():
        return _page(visit, places)
    areas.put_places_of_teams(visit.session, visit.project, places)
    visit.audit("team:place", teams=str(sum(1 for site in places.values() if site)))
    flash(_("Where the teams work is written down."), "good")
    return redirect(url_for("desk.all_teams"), 303)


def _page(visit: Visit, places: Mapping[str, str]) -> str:
    return render_template(
        "desk/teams.html",
        teams=areas.teams(visit.session, visit.project),
        places=places,
        offered=areas_offered(visit, places.values()),
        field=_FIELD,
    )


def elsewhere(visit: Visit, team: str) -> str:
    """Return why the visitor may not put anybody into *team*; empty where that may be."""
    if visit.area is None or team in visit.area.teams:
        return ""
    known = ", ".join(sorted(visit.area.teams)) or "–"
    return said(Problem(Code.TEAM_ELSEWHERE, {"team": team or "–", "teams": known}))[0]
