"""Named queries on drafts and the journal of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from fieldtool.storage.models.node import DraftRow, JournalRow

_LINE = (JournalRow.seq, JournalRow.path, JournalRow.value, JournalRow.window, JournalRow.at)
# With more names than this it is quicker to read the whole journal of the draft.
_MANY = 50

OPEN, DELETED, FINALISED = "open", "deleted", "finalised"


@dataclass(frozen=True)
class Draft:
    """An interview that is not finalised. `started` is ISO with offset, `changed_at` ms UTC."""

    id: str
    number: str
    form_hash: str
    site: str
    language: str
    started: str
    changed_at: int
    state: str = OPEN
    reason: str = ""
    place: str = ""


@dataclass(frozen=True)
class Line:
    """One answer as it was given."""

    seq: int
    path: str
    value: str = field(repr=False)
    window: str
    at: int


def put(session: Session, project: str, draft: Draft) -> None:
    """Keep a new draft, or what changed about one."""
    row = DraftRow(project_id=project, id=draft.id, number=draft.number, site=draft.site)
    row.form_hash, row.language = draft.form_hash, draft.language
    row.started, row.changed_at = draft.started, draft.changed_at
    row.state, row.reason, row.place = draft.state, draft.reason, draft.place
    session.merge(row)


def get(session: Session, project: str, draft: str) -> Draft | None:
    """Return one draft, whatever its state."""
    row = session.get(DraftRow, (project, draft))
    return None if row is None else _draft(row)


def all_of(session: Session, project: str, state: str = OPEN) -> list[Draft]:
    """Return the drafts in *state*, the one worked on last first."""
    query = select(DraftRow).where(DraftRow.project_id == project, DraftRow.state == state)
    rows = session.execute(query.order_by(DraftRow.changed_at.desc(), DraftRow.id)).scalars()
    return [_draft(row) for row in rows]


def journal(session: Session, project: str, draft: str) -> list[Line]:
    """Return every answer ever given in a draft, in the order it was given."""
    query = select(*_LINE).where(JournalRow.project_id == project, JournalRow.draft_id == draft)
    return [Line(*row) for row in session.execute(query.order_by(JournalRow.seq))]


def lines_of(session: Session, project: str, draft: str, paths: list[str]) -> dict[str, list[Line]]:
    """Return the lines of some questions, by path, in the order they were given."""
    query = select(*_LINE).where(JournalRow.project_id == project, JournalRow.draft_id == draft)
    if len(paths) < _MANY:
        query = query.where(JournalRow.path.in_(paths))
    found: dict[str, list[Line]] = {}
    for row in session.execute(query.order_by(JournalRow.seq)):
        found.setdefault(row.path, []).append(Line(*row))
    return found


def touch(session: Session, project: str, draft: str, at: int) -> None:
    """Note that somebody worked on a draft."""
    session.get_one(DraftRow, (project, draft)).changed_at = at


def last_seq(session: Session, project: str, draft: str) -> int:
    """Return the number of the last line; 0 for an empty journal."""
    query = select(func.max(JournalRow.seq)).where(
        JournalRow.project_id == project, JournalRow.draft_id == draft
    )
    return session.execute(query).scalar() or 0


def write(session: Session, project: str, draft: str, lines: list[Line]) -> None:
    """Add *lines* to the journal."""
    rows: list[Mapping[str, object]] = [
        {
            "project_id": project,
            "draft_id": draft,
            "seq": line.seq,
            "path": line.path,
            "value": line.value,
            "window": line.window,
            "at": line.at,
        }
        for line in lines
    ]
    session.execute(insert(JournalRow), rows)


def forget_journal(session: Session, project: str, draft: str) -> None:
    """Delete the lines of a draft whose answers are in the log."""
    session.execute(
        delete(JournalRow).where(JournalRow.project_id == project, JournalRow.draft_id == draft)
    )


def _draft(row: DraftRow) -> Draft:
    return Draft(
        row.id,
        row.number,
        row.form_hash,
        row.site,
        row.language,
        row.started,
        row.changed_at,
        row.state,
        row.reason,
        row.place,
    )
