"""Named queries on interviews whose merged answers the form's own logic is to be run on."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldtool.storage.models.projections import InterviewRow
from fieldtool.storage.revisions import DUE, WAITING


def to_check(session: Session, project: str, most: int) -> list[str]:
    """Return interviews whose logic is still to be run and whose form is here."""
    query = select(InterviewRow.id).where(
        InterviewRow.project_id == project,
        InterviewRow.logic == DUE,
        InterviewRow.state != WAITING,
    )
    return list(session.execute(query.order_by(InterviewRow.id).limit(most)).scalars())


def heads(session: Session, project: str, interview: str) -> str:
    """Return what names the heads of an interview; "" where it is not here."""
    row = session.get(InterviewRow, (project, interview), populate_existing=True)
    return row.heads if row else ""


def note_logic(session: Session, project: str, interview: str, heads: str, said: str) -> None:
    """Keep what the form's logic says of an interview with these *heads*, and of no other state."""
    place = (
        InterviewRow.project_id == project,
        InterviewRow.id == interview,
        InterviewRow.heads == heads,
        InterviewRow.logic == DUE,
    )
    session.execute(update(InterviewRow).where(*place).values(logic=said))
