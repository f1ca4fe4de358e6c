"""Named queries on the finalised entries of one log: what a laptop can prove, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.log.kinds import FINALISE
from fieldtool.storage.models.log import EntryRow


@dataclass(frozen=True)
class Written:
    """The last entry by which an interview was finalised.

    Attributes:
        place: how many entries of the log it proves, itself included.
    """

    interview: str
    entry: str
    place: int


def written(session: Session, project: str, log: str) -> dict[str, Written]:
    """Return the last finalised entry of each interview of *log*, erased ones among them."""
    newest = (
        select(EntryRow.subject, func.max(EntryRow.count).label("place"))
        .where(EntryRow.project_id == project, EntryRow.log == log, EntryRow.kind == FINALISE)
        .group_by(EntryRow.subject)
        .subquery()
    )
    query = (
        select(EntryRow.subject, EntryRow.id, EntryRow.count)
        .join(
            newest,
            (EntryRow.subject == newest.c.subject) & (EntryRow.count == newest.c.place),
        )
        .where(EntryRow.project_id == project, EntryRow.log == log)
        .order_by(EntryRow.count, EntryRow.id)
    )
    return {row[0]: Written(*row) for row in session.execute(query)}
