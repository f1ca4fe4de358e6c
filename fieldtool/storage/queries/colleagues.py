"""Named queries on colleagues: who could take a draft over, as the hub says it to each team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, literal, select
from sqlalchemy.orm import Session

from fieldtool.log.canonical import from_base64, to_base64
from fieldtool.log.entry import Entry
from fieldtool.log.handovers import Colleague
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub, is_to_one, team_log
from fieldtool.storage.models.handovers import ColleagueRow
from fieldtool.storage.models.hub import PersonRow, WorkspaceRow

_OWN, _PERSON, _NAMED = (table.__table__.c for table in (WorkspaceRow, PersonRow, ColleagueRow))
_TEAM = func.coalesce(_PERSON.team, "")
_TOLD_IN = case((_TEAM == "", PROJECT_LOG), else_=literal(team_log("")) + _TEAM)


def _working(columns: Sequence[Any]) -> Select[Any]:
    """Return a query on the laptops that are not locked, with their people."""
    of_person = (_PERSON.project_id == _OWN.project_id) & (_PERSON.code == _OWN.person)
    return (
        select(*columns)
        .select_from(WorkspaceRow.__table__)
        .outerjoin(PersonRow.__table__, of_person)
        .where(_OWN.project_id == bindparam("project"), _OWN.revoked_at.is_(None))
    )


# Asked in every sync: to put a question together takes longer than to answer it.
_UNNAMED = _working((_OWN.id, _OWN.person, _TEAM, _OWN.box_key)).where(
    ~select(_NAMED.workspace)
    .where(
        _NAMED.project_id == _OWN.project_id,
        _NAMED.workspace == _OWN.id,
        _NAMED.log == _TOLD_IN,
    )
    .exists()
)
_TEAMS = _working((_TEAM, func.count())).group_by(_TEAM).having(func.count() > 1)
_MISNAMED = (
    _working((_NAMED.workspace, _NAMED.person, _NAMED.log))
    .join(
        ColleagueRow.__table__,
        (_NAMED.project_id == _OWN.project_id) & (_NAMED.workspace == _OWN.id),
    )
    .where(_NAMED.log != _TOLD_IN)
)


@dataclass(frozen=True)
class Announced:
    """A colleague as a log of the hub says it; `at` is ms UTC by the hub's clock."""

    colleague: Colleague
    log: str
    at: int


def note(session: Session, project: str, log: str, entry: Entry) -> None:
    """Keep whom a log of the hub names to a team, or to those without one; raises Problem."""
    if not is_of_hub(log) or is_to_one(log):
        return
    said = Colleague.from_content(entry.header.subject, entry.content())
    if not said.box_key:
        place = (ColleagueRow.project_id == project, ColleagueRow.log == log)
        session.execute(
            delete(ColleagueRow).where(*place, ColleagueRow.workspace == said.workspace)
        )
        return
    row = ColleagueRow(project_id=project, log=log, workspace=said.workspace)
    row.person, row.box_key = said.person, to_base64(said.box_key)
    row.at = entry.header.clock.wall
    session.merge(row)
    session.flush()


def all_of(session: Session, project: str) -> list[Announced]:
    """Return whom the hub named, by person, of one person the laptop that was named last first."""
    query = select(ColleagueRow).where(ColleagueRow.project_id == project)
    found = [
        Announced(Colleague(row.workspace, row.person, from_base64(row.box_key)), row.log, row.at)
        for row in session.execute(query).scalars()
    ]
    return sorted(found, key=lambda one: (one.colleague.person, -one.at, one.colleague.workspace))


def unnamed(session: Session, project: str) -> list[tuple[str, str, str, bytes]]:
    """Return workspace, person, team and key of those whose team was not told of them.

    Whoever is alone in a team has no colleague, and is named to nobody.
    """
    connection, given = session.connection(), {"project": project}
    found = connection.execute(_UNNAMED, given).all()
    if not found:
        return []
    many = {row[0] for row in connection.execute(_TEAMS, given)}
    return sorted((row[0], row[1], row[2], row[3]) for row in found if row[2] in many)


def misnamed(session: Session, project: str) -> list[tuple[str, str, str]]:
    """Return workspace, person and log of those who were named to a team that they left."""
    found = session.connection().execute(_MISNAMED, {"project": project})
    return sorted((row[0], row[1], row[2]) for row in found)
