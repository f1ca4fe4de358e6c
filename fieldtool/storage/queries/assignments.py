"""Named queries on assignments, and on how many of their interviews are here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from fieldtool.log.assignments import FEMALE, MALE, Assignment
from fieldtool.log.canonical import encode, parse
from fieldtool.log.reviews import REJECTED
from fieldtool.storage.models.projections import AssignmentRow, InterviewRow

# Interviews with these results were not held: nobody was found, or nobody wanted.
_NOT_HELD = ("refused", "unreachable")


@dataclass(frozen=True)
class Done:
    """How many interviews of an assignment one person has held.

    Attributes:
        counts: what they count as: female, male or empty.
    """

    assignment: str
    person: str
    counts: str
    count: int


@dataclass(frozen=True)
class Held:
    """How many interviews were held; of them with women and with men, where that is counted."""

    total: int = 0
    women: int = 0
    men: int = 0

    @classmethod
    def of(cls, parts: Iterable[Done]) -> Held:
        """Add up *parts*."""
        counts = Counter[str]()
        for part in parts:
            counts[part.counts] += part.count
        return cls(counts.total(), counts[FEMALE], counts[MALE])


def keep(session: Session, project: str, log: str, assignment: Assignment, position: int) -> None:
    """Keep the last word of *log* about an assignment."""
    content = encode(assignment.to_content()).decode("utf-8")
    row = AssignmentRow(project_id=project, log=log, id=assignment.id)
    row.content, row.position = content, position
    session.merge(row)


def all_of(session: Session, project: str, logs: Collection[str] | None = None) -> list[Assignment]:
    """Return what *logs* say, or all logs, each assignment once, the first one said first.

    What was said to several laptops is the same; of two words the later one stored here holds.
    """
    query = select(AssignmentRow).where(AssignmentRow.project_id == project)
    found: dict[str, Assignment] = {}
    for row in session.execute(query.order_by(AssignmentRow.position)).scalars():
        if logs is None or row.log in logs:
            content = parse(row.content.encode("utf-8"))
            found[row.id] = Assignment.from_content(row.id, content)
    return list(found.values())


def get(session: Session, project: str, assignment: str) -> Assignment | None:
    """Return one assignment, whoever it was said to."""
    found = (one for one in all_of(session, project) if one.id == assignment)
    return next(found, None)


def counts_as(session: Session, project: str, assignment: str, answers: Mapping[str, str]) -> str:
    """Return what an interview with these *answers* counts as for *assignment*, if it is here."""
    found = get(session, project, assignment) if assignment else None
    return found.counts_as(answers) if found else ""


def logs_of(session: Session, project: str, assignment: str) -> list[str]:
    """Return the logs that say an assignment."""
    query = select(AssignmentRow.log).where(
        AssignmentRow.project_id == project, AssignmentRow.id == assignment
    )
    return sorted(session.execute(query).scalars())


def done(session: Session, project: str, log: str = "") -> list[Done]:
    """Return how many interviews were held per assignment, person and sex, of a *log* or of all.

    Those that a coordinator rejected, and those that were not held, do not count.
    """
    row = InterviewRow
    query = select(row.assignment, row.person, row.counts, func.count()).where(
        row.project_id == project,
        # Said as the partial index says it, so that databases know that they can use that.
        row.assignment != literal_column("''"),
        row.result.not_in(_NOT_HELD),
        row.review != REJECTED,
    )
    if log:
        query = query.where(row.log == log)
    grouped = query.group_by(row.assignment, row.person, row.counts)
    return [Done(*found) for found in session.execute(grouped)]
