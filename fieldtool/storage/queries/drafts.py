"""Named queries on drafts and the journal of their answers.

Saving an answer is what a laptop does all day, so those statements are built once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Executable, Row, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from fieldtool.storage import settings
from fieldtool.storage.models.node import AttachmentRow, DraftRow, JournalRow

# A setting: the last line of the journal of each draft, when a backup was put back.
RESTORED = "drafts_restored"
OPEN, DELETED, FINALISED = "open", "deleted", "finalised"
# On its way to a colleague; `reason` is the name of the hand-over.
HANDED = "handed"


@dataclass(frozen=True)
class Draft:
    """An interview that is not finalised. `started` is ISO with offset, `changed_at` ms UTC.

    Attributes:
        parents: entries that it goes on from, where it was returned; empty for a new one.
        assignment: it was begun from; empty for none.
        asked, answered: questions, when a page of it was last shown.
        meeting: draft of the meeting that it was opened from; empty for none.
    """

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
    parents: tuple[str, ...] = ()
    assignment: str = ""
    asked: int = 0
    answered: int = 0
    meeting: str = ""


@dataclass(frozen=True)
class Line:
    """One answer as it was given."""

    seq: int
    path: str
    value: str = field(repr=False)
    window: str
    at: int


@dataclass(frozen=True)
class Head:
    """What has to be known about a draft before an answer is added."""

    number: str
    state: str
    parents: tuple[str, ...]
    last_seq: int


_draft, _journal = DraftRow.__table__.c, JournalRow.__table__.c
_LINE = (_journal.seq, _journal.path, _journal.value, _journal.window, _journal.at)
_OF_DRAFT = (
    _journal.project_id == bindparam("project"),
    _journal.draft_id == bindparam("draft"),
)
_HEAD = select(
    _draft.number,
    _draft.state,
    _draft.parents,
    select(func.coalesce(func.max(_journal.seq), 0))
    .where(*_OF_DRAFT)
    .scalar_subquery()
    .label("last_seq"),
).where(_draft.project_id == bindparam("project"), _draft.id == bindparam("draft"))
_LINES = select(*_LINE).where(*_OF_DRAFT).order_by(_journal.seq)
_LINES_OF_PATHS = _LINES.where(_journal.path.in_(bindparam("paths", expanding=True)))
_INSERT = insert(JournalRow)
# Adding an answer does not touch the draft's own row: one page less to bring onto the disk.
_LAST_ANSWER = (
    select(func.max(_journal.at))
    .where(_journal.project_id == _draft.project_id, _journal.draft_id == _draft.id)
    .scalar_subquery()
)
_DRAFT = select(
    _draft.id,
    _draft.number,
    _draft.form_hash,
    _draft.site,
    _draft.language,
    _draft.started,
    func.coalesce(_LAST_ANSWER, _draft.changed_at).label("changed_at"),
    _draft.state,
    _draft.reason,
    _draft.place,
    _draft.parents,
    _draft.assignment,
    _draft.asked,
    _draft.answered,
    _draft.meeting,
)


def put(session: Session, project: str, draft: Draft) -> None:
    """Keep a new draft, or what changed about one."""
    row = DraftRow(project_id=project, id=draft.id, number=draft.number, site=draft.site)
    row.form_hash, row.language = draft.form_hash, draft.language
    row.started, row.changed_at = draft.started, draft.changed_at
    row.state, row.reason, row.place = draft.state, draft.reason, draft.place
    row.parents, row.assignment = " ".join(draft.parents), draft.assignment
    row.asked, row.answered, row.meeting = draft.asked, draft.answered, draft.meeting
    session.merge(row)
    session.flush()  # the queries here do not go through the session's own memory


def get(session: Session, project: str, draft: str) -> Draft | None:
    """Return one draft, whatever its state."""
    query = _DRAFT.where(_draft.project_id == project, _draft.id == draft)
    found = _drafts(session, query)
    return found[0] if found else None


def all_of(session: Session, project: str, state: str = OPEN) -> list[Draft]:
    """Return the drafts in *state*, the one worked on last first."""
    query = _DRAFT.where(_draft.project_id == project, _draft.state == state)
    return sorted(_drafts(session, query), key=lambda draft: (-draft.changed_at, draft.id))


def head(session: Session, project: str, draft: str) -> Head | None:
    """Return what has to be known before an answer is added; None where there is no draft."""
    found = session.connection().execute(_HEAD, {"project": project, "draft": draft})
    row = found.one_or_none()
    return (
        None
        if row is None
        else Head(row.number, row.state, tuple(row.parents.split()), row.last_seq)
    )


def journal(session: Session, project: str, draft: str) -> list[Line]:
    """Return every answer ever given in a draft, in the order it was given."""
    found = session.connection().execute(_LINES, {"project": project, "draft": draft})
    return [_line(row) for row in found]


def lines_of(
    session: Session, project: str, draft: str, paths: Sequence[str]
) -> dict[str, list[Line]]:
    """Return the lines of some questions, by path, in the order they were given."""
    names = {"project": project, "draft": draft, "paths": list(paths)}
    found: dict[str, list[Line]] = {}
    for row in session.connection().execute(_LINES_OF_PATHS, names):
        found.setdefault(row.path, []).append(_line(row))
    return found


def write(session: Session, project: str, draft: str, lines: Sequence[Line]) -> None:
    """Add *lines* to the journal; there may be none."""
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
    if rows:
        session.connection().execute(_INSERT, rows)


def forget_journal(session: Session, project: str, draft: str) -> None:
    """Delete the lines of a draft whose answers are in the log."""
    session.execute(
        delete(JournalRow).where(JournalRow.project_id == project, JournalRow.draft_id == draft)
    )


def destroy(session: Session, project: str, draft: str) -> None:
    """Delete a draft, whatever its state, with its answers and the keys of its files."""
    for table in (AttachmentRow, JournalRow):
        session.execute(delete(table).where(table.project_id == project, table.draft_id == draft))
    session.execute(delete(DraftRow).where(_draft.project_id == project, _draft.id == draft))


def ids(session: Session, project: str) -> list[str]:
    """Return the ids of all drafts, whatever their state."""
    return list(session.execute(select(_draft.id).where(_draft.project_id == project)).scalars())


def note_restored(session: Session, project: str) -> None:
    """Remember how far each draft is: what changes from here on is in no copy elsewhere."""
    last = {one: head(session, project, one) for one in ids(session, project)}
    places = {one: found.last_seq for one, found in last.items() if found is not None}
    settings.put(session, project, RESTORED, json.dumps(places))


def _drafts(session: Session, query: Executable) -> list[Draft]:
    return [
        Draft(
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
            tuple(row.parents.split()),
            row.assignment,
            row.asked,
            row.answered,
            row.meeting,
        )
        for row in session.execute(query)
    ]


def _line(row: Row[int, str, str, str, int]) -> Line:
    return Line(row.seq, row.path, row.value, row.window, row.at)
