"""Named queries on interviews whose merged answers the form's own logic is to be run on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldtool.storage.models.projections import InterviewRow
from fieldtool.storage.revisions import DUE, UNMERGED, WAITING
from fieldtool.storage.sealed import is_open


def to_check(session: Session, project: str, most: int) -> list[str]:
    """Return interviews whose logic is still to be run and whose form is here."""
    query = select(InterviewRow.id).where(
        InterviewRow.project_id == project,
        InterviewRow.logic == DUE,
        InterviewRow.state != WAITING,
    )
    if not is_open(session, project):
        query = query.where(InterviewRow.sealed == "")
    return list(session.execute(query.order_by(InterviewRow.id).limit(most)).scalars())


def heads(session: Session, project: str, interview: str) -> str:
    """Return what names the heads of an interview; "" where it is not here."""
    row = session.get(InterviewRow, (project, interview), populate_existing=True)
    return row.heads if row else ""


@dataclass(frozen=True)
class Said:
    """What the form's logic says of an interview with these *heads*, and of no other state.

    Attributes:
        logic: how many answers do not fit, or why that is not known.
        state: what the revisions are together: what a sealed interview is, nobody knew before.
    """

    heads: str
    logic: str
    state: str


def note(session: Session, project: str, interview: str, said: Said) -> None:
    """Keep what was found out, unless something arrived meanwhile."""
    place = (
        InterviewRow.project_id == project,
        InterviewRow.id == interview,
        InterviewRow.heads == said.heads,
        InterviewRow.logic == DUE,
    )
    unmerged = update(InterviewRow).where(*place, InterviewRow.state == UNMERGED)
    session.execute(unmerged.values(state=said.state))
    session.execute(update(InterviewRow).where(*place).values(logic=said.logic))
