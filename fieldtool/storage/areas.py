"""Areas: a session of somebody who sees what belongs to some sites, and nothing else.

An interview belongs to its site, an entity to the site that it names. People belong to the place
of their team, and with them their laptops, enrolment codes and assignments.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import event, select
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    with_loader_criteria,
)

from fieldtool.log.kinds import PROJECT_LOG, log_to, team_log, workspace_log
from fieldtool.storage import settings
from fieldtool.storage.models.handovers import HandRow
from fieldtool.storage.models.hub import EnrolmentRow, PersonRow, RelayRow, WorkspaceRow
from fieldtool.storage.models.projections import (
    AssignmentRow,
    EntityRow,
    GoneRow,
    HeldRow,
    InterviewRow,
    QuarantineRow,
    RefusalRow,
    WithdrawalRow,
)
from fieldtool.storage.queries import people, sites

if TYPE_CHECKING:
    from fieldtool.storage.database import Database

_AREA = "area"
_PLACES = "places of teams"


@dataclass(frozen=True)
class Area:
    """What belongs to some sites: the sites in them, teams, codes of people, workspaces."""

    sites: frozenset[str]
    teams: frozenset[str]
    people: frozenset[str]
    workspaces: frozenset[str]

    @property
    def logs(self) -> frozenset[str]:
        """Return the logs of its laptops and teams, and the one that is everybody's."""
        own = {log for one in self.workspaces for log in (workspace_log(one), log_to(one))}
        return frozenset({PROJECT_LOG, *own, *map(team_log, self.teams)})


class Reads(Protocol):
    """What interviews are read from: a database, or what somebody sees of it."""

    def read(self) -> AbstractContextManager[Session]:
        """Give a session that sees one moment."""
        ...


@dataclass(frozen=True)
class Within:
    """A database as somebody who sees *area* reads it; None is no limit."""

    database: Database
    area: Area | None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment of what belongs to the area."""
        with self.database.read() as session:
            confine(session, self.area)
            yield session


def of(session: Session, project: str, roots: Collection[str]) -> Area:
    """Return what belongs to *roots* and all that lies in them."""
    inside = sites.inside(session, project, roots)
    teams = frozenset(
        team for team, place in places_of_teams(session, project).items() if place in inside
    )
    team_of = _teams_by_person(session, project)
    working = select(WorkspaceRow.id, WorkspaceRow.person).where(WorkspaceRow.project_id == project)
    found = [(row.id, row.person) for row in session.execute(working)]
    # Whoever works at a relay is not on this hub's list; the code says the team then.
    for _workspace, person in found:
        team_of.setdefault(person, people.usual_team(person))
    codes = frozenset(code for code, team in team_of.items() if team in teams)
    return Area(inside, teams, codes, frozenset(one for one, person in found if person in codes))


def confine(session: Session, area: Area | None) -> None:
    """Let every query of *session* see what belongs to *area* alone; None is no limit.

    One place for all pages: a query that forgot the area would show what it must not. What is
    read past the mapped tables, such as settings, is not narrowed.
    """
    if area is None:
        return
    criteria = _criteria(area)
    session.info[_AREA] = area

    def narrow(state: ORMExecuteState) -> None:
        if state.is_select and session.info.get(_AREA) is not None:
            state.statement = state.statement.options(*criteria)

    event.listen(session, "do_orm_execute", narrow)


@contextmanager
def everything(session: Session) -> Iterator[None]:
    """Let *session* see everything inside the block, for what no area can be left out of."""
    area = session.info.pop(_AREA, None)
    try:
        yield
    finally:
        if area is not None:
            session.info[_AREA] = area


def places_of_teams(session: Session, project: str) -> dict[str, str]:
    """Return the site that each team works in, as far as somebody said so."""
    found = json.loads(settings.get(session, project, _PLACES) or "{}")
    return {str(team): str(site) for team, site in found.items()}


def put_places_of_teams(session: Session, project: str, places: dict[str, str]) -> None:
    """Keep the site that each team works in."""
    text = json.dumps({team: site for team, site in sorted(places.items()) if site})
    settings.put(session, project, _PLACES, text)


def teams(session: Session, project: str) -> list[str]:
    """Return every team that somebody is in, at relays too."""
    found = set(_teams_by_person(session, project).values())
    query = select(WorkspaceRow.person).where(
        WorkspaceRow.project_id == project, WorkspaceRow.relay != ""
    )
    found |= {people.usual_team(person) for person in session.execute(query).scalars()}
    return sorted(found - {""})


def _teams_by_person(session: Session, project: str) -> dict[str, str]:
    # Columns alone: a person who were loaded whole would be found in the session's memory later.
    query = select(PersonRow.code, PersonRow.team).where(PersonRow.project_id == project)
    return {row.code: row.team for row in session.execute(query)}


def _criteria(area: Area) -> list[LoaderCriteriaOption]:
    logs = tuple(area.logs)
    return [
        with_loader_criteria(table, condition)
        for table, condition in (
            (InterviewRow, InterviewRow.site.in_(tuple(area.sites))),
            (EntityRow, EntityRow.site.in_(tuple(area.sites))),
            (RefusalRow, RefusalRow.site.in_(tuple(area.sites))),
            # What only names a hand-over has no site.
            (HandRow, HandRow.site.in_(("", *area.sites))),
            (WithdrawalRow, WithdrawalRow.log.in_(logs)),
            (PersonRow, PersonRow.code.in_(tuple(area.people))),
            (EnrolmentRow, EnrolmentRow.person.in_(tuple(area.people))),
            (WorkspaceRow, WorkspaceRow.id.in_(tuple(area.workspaces))),
            (AssignmentRow, AssignmentRow.log.in_(logs)),
            (GoneRow, GoneRow.log.in_(logs)),
            (HeldRow, HeldRow.log.in_(logs)),
            (QuarantineRow, QuarantineRow.log.in_(logs)),
            # A relay passes on for laptops of any area.
            (RelayRow, RelayRow.id.in_(())),
        )
    ]
