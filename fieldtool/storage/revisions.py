"""The state of an interview: a function of the set of its revisions, in any order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import Revision
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import FormRow, InterviewRow

READY, WAITING, CONFLICT = "ready", "waiting", "conflict"
_AT_ONCE = 500


@dataclass(frozen=True)
class Found:
    """A revision, the entry that holds it, and when this computer stored it."""

    revision: Revision
    entry: Entry
    log: str
    stored_at: int


def apply(session: Session, project: str, found: Sequence[Found]) -> None:
    """Bring *found* into the table of interviews; applying again changes nothing."""
    if not found:
        return
    rows = _rows(session, project, {one.revision.interview for one in found})
    known = _known_forms(session, project, {one.revision.form_hash for one in found})
    for one in found:
        row = rows.get(one.revision.interview)
        if row is None:
            row = InterviewRow(project_id=project, id=one.revision.interview)
            row.heads, row.superseded, row.revision = "[]", "[]", ""
            rows[row.id] = row
            session.add(row)
        _take(session, row, one, known)


def form_arrived(session: Session, project: str, form_hash: str) -> None:
    """Let the interviews go on that waited for this form version."""
    query = select(InterviewRow).where(
        InterviewRow.project_id == project,
        InterviewRow.form_hash == form_hash,
        InterviewRow.state == WAITING,
    )
    for row in session.execute(query).scalars():
        row.state = _state(row, {form_hash})


def _take(session: Session, row: InterviewRow, one: Found, known: set[str]) -> None:
    superseded = set(json.loads(row.superseded)) | set(one.entry.header.parents)
    heads = (set(json.loads(row.heads)) | {one.entry.id}) - superseded
    row.heads, row.superseded = _listed(heads), _listed(superseded)
    # No clock decides which of several heads is shown, only the same rule everywhere.
    shown = max(heads, default=row.revision)
    if shown == one.entry.id:
        _show(row, one)
    elif shown not in {row.revision, ""}:
        _show(row, _from_log(session, row, shown))
        known |= _known_forms(session, row.project_id, {row.form_hash})
    row.state = _state(row, known)


def _show(row: InterviewRow, one: Found) -> None:
    revision = one.revision
    row.revision, row.log, row.received_at = one.entry.id, one.log, one.stored_at
    row.person = one.entry.header.person
    row.number, row.result, row.language = revision.number, revision.result, revision.language
    row.form_id, row.form_version = revision.form_id, revision.form_version
    row.form_hash, row.site = revision.form_hash, revision.site
    row.started, row.finished = revision.started, revision.finished
    row.day = revision.started[:10]
    row.answers = _compact(revision.answers)
    row.paradata = _compact(revision.paradata)


def _from_log(session: Session, row: InterviewRow, entry_id: str) -> Found:
    query = select(EntryRow).where(
        EntryRow.project_id == row.project_id, EntryRow.subject == row.id, EntryRow.id == entry_id
    )
    stored = session.execute(query).scalars().first()
    if stored is None:
        raise LookupError(entry_id)
    entry = log_entry.restored(stored.header, stored.salt, stored.payload)
    return Found(Revision.from_entry(entry), entry, stored.log, stored.stored_at)


def _state(row: InterviewRow, known: set[str]) -> str:
    if row.form_hash not in known:
        return WAITING
    return CONFLICT if len(json.loads(row.heads)) > 1 else READY


def _rows(session: Session, project: str, ids: set[str]) -> dict[str, InterviewRow]:
    query = select(InterviewRow).where(InterviewRow.project_id == project)
    found: dict[str, InterviewRow] = {}
    for some in _chunks(sorted(ids)):
        for row in session.execute(query.where(InterviewRow.id.in_(some))).scalars():
            found[row.id] = row
    return found


def _known_forms(session: Session, project: str, hashes: set[str]) -> set[str]:
    query = select(FormRow.hash).where(
        FormRow.project_id == project, FormRow.hash.in_(sorted(hashes))
    )
    return set(session.execute(query).scalars())


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def _listed(ids: set[str]) -> str:
    return json.dumps(sorted(ids))


def _compact(texts: dict[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
