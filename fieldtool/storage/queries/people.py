"""Named queries on people who interview; their names are in the hub's database alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import PersonRow


@dataclass(frozen=True)
class Person:
    """Someone who interviews. `code` is what logs know, such as HRT-07.

    The hub's log for `team` goes to this person's laptops; empty for no team.
    """

    code: str
    name: str = field(repr=False)
    sex: str
    trained: bool
    language: str
    team: str = ""


def usual_team(code: str) -> str:
    """Return the team that a person's code begins with: HRT for HRT-07."""
    return code.partition("-")[0]


def put(session: Session, project: str, person: Person) -> None:
    """Add *person*, or replace what was known under the same code."""
    row = PersonRow(project_id=project, code=person.code, name=person.name, sex=person.sex)
    row.trained, row.language, row.team = person.trained, person.language, person.team
    session.merge(row)


def get(session: Session, project: str, code: str) -> Person | None:
    """Return the person with *code*."""
    row = session.get(PersonRow, (project, code))
    return None if row is None else _person(row)


def all_of(session: Session, project: str) -> list[Person]:
    """Return everybody by code."""
    query = select(PersonRow).where(PersonRow.project_id == project).order_by(PersonRow.code)
    return [_person(row) for row in session.execute(query).scalars()]


def teams(session: Session, project: str) -> dict[str, int]:
    """Return every team that has members, with their number."""
    query = select(PersonRow.team, func.count()).where(
        PersonRow.project_id == project, PersonRow.team != ""
    )
    rows = session.execute(query.group_by(PersonRow.team).order_by(PersonRow.team))
    return {row[0]: row[1] for row in rows}


def _person(row: PersonRow) -> Person:
    return Person(row.code, row.name, row.sex, row.trained, row.language, row.team)
