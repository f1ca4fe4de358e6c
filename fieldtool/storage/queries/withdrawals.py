"""Named queries on what people ask to have erased by their code, and whose interview that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log.entry import Entry
from fieldtool.log.withdrawals import Withdrawal
from fieldtool.problems import Problem
from fieldtool.storage import revisions
from fieldtool.storage.models.projections import InterviewRow, WithdrawalRow
from fieldtool.storage.queries import entries
from fieldtool.storage.sealed import Opening

_AT_ONCE = 200


@dataclass(frozen=True)
class Asked:
    """A request that waits; `code` is empty where it is sealed and cannot be read here now."""

    subject: str
    person: str
    at: int
    code: str = field(default="", repr=False)


def keep(session: Session, project: str, log: str, entry: Entry) -> None:
    """Remember that an entry asks for an erasure; keeping again changes nothing."""
    row = WithdrawalRow(project_id=project, log=log, id=entry.id)
    row.subject, row.person = entry.header.subject, entry.header.person
    row.at = entry.header.clock.wall
    session.merge(row)


def waiting(session: Session, project: str) -> list[Asked]:
    """Return the requests that nobody has carried out, the earliest first; times are ms UTC."""
    query = select(WithdrawalRow).where(WithdrawalRow.project_id == project)
    rows = session.execute(query.order_by(WithdrawalRow.at, WithdrawalRow.id)).scalars().all()
    opening = Opening(session, project)
    return [
        Asked(row.subject, row.person, row.at, _code(session, opening, project, row))
        for row in rows
    ]


def find(session: Session, project: str, code: str) -> list[str]:
    """Return the interviews that were given *code*: one, hardly ever more.

    Every interview is looked at: no table names the codes, so that none tells whose is whose.

    Raises:
        Problem: HUB_LOCKED.
    """
    names = list(
        session.execute(select(InterviewRow.id).where(InterviewRow.project_id == project)).scalars()
    )
    opening, found = Opening(session, project), list[str]()
    for first in range(0, len(names), _AT_ONCE):
        some = revisions.of_interviews(session, project, names[first : first + _AT_ONCE], opening)
        found += [
            name
            for name, said in some.items()
            if any(one.revision.withdrawal == code for one in said)
        ]
    return sorted(found)


def _code(session: Session, opening: Opening, project: str, row: WithdrawalRow) -> str:
    entry = entries.get(session, project, row.log, row.id)
    if entry is None or entry.is_stub:
        return ""
    try:
        return Withdrawal.from_content(opening.content(entry.content())).code
    except Problem:
        return ""
