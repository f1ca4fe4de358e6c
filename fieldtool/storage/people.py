"""Named queries on people who interview; their names are in the hub's database alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import PersonRow


@dataclass(frozen=True)
class Person:
    """Someone who interviews. `code` is what logs know, such as HRT-07."""

    code: str
    name: str = field(repr=False)
    sex: str
    trained: bool
    language: str


def put(session: Session, project: str, person: Person) -> None:
    """Add *person*, or replace what was known under the same code."""
    row = PersonRow(project_id=project, code=person.code, name=person.name, sex=person.sex)
    row.trained, row.language = person.trained, person.language
    session.merge(row)


def get(session: Session, project: str, code: str) -> Person | None:
    """Return the person with *code*."""
    row = session.get(PersonRow, (project, code))
    return None if row is None else _person(row)


def all_of(session: Session, project: str) -> list[Person]:
    """Return everybody by code."""
    query = select(PersonRow).where(PersonRow.project_id == project).order_by(PersonRow.code)
    return [_person(row) for row in session.execute(query).scalars()]


def _person(row: PersonRow) -> Person:
    return Person(row.code, row.name, row.sex, row.trained, row.language)
