"""Named queries on the blobs that entries name; which of them are here, the folder says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fieldtool.log.entry import Entry
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import BlobRow


@dataclass(frozen=True)
class NamedBlob:
    """A blob, the first entry of a log that names it, and that entry's place in its chain."""

    name: str
    size: int
    entry: str
    subject: str
    count: int


def note(session: Session, project: str, log: str, entries: Sequence[Entry]) -> None:
    """Remember which blobs *entries* name; noting again changes nothing."""
    rows = [
        {"project_id": project, "log": log, "entry": entry.id, "name": blob.name, "size": blob.size}
        for entry in entries
        for blob in entry.header.blobs
    ]
    if rows:
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        session.execute(insert(BlobRow).on_conflict_do_nothing(), rows)


def named(session: Session, project: str, log: str) -> list[NamedBlob]:
    """Return the blobs that the entries of *log* name, in the order of the log.

    What only erased entries name is not among them: nobody wants it any more.
    """
    return _found(session, project, log, None)


def find(session: Session, project: str, log: str, name: str) -> NamedBlob | None:
    """Return a blob that an entry of *log* names."""
    found = _found(session, project, log, name)
    return found[0] if found else None


def size_of(session: Session, project: str, name: str) -> int | None:
    """Return how large the blob is that any entry here names; None where none does."""
    query = (
        select(BlobRow.size)
        .join(
            EntryRow,
            (EntryRow.project_id == BlobRow.project_id)
            & (EntryRow.log == BlobRow.log)
            & (EntryRow.id == BlobRow.entry),
        )
        .where(BlobRow.project_id == project, BlobRow.name == name, EntryRow.payload.is_not(None))
    )
    found: int | None = session.execute(query.limit(1)).scalar_one_or_none()
    return found


def _found(session: Session, project: str, log: str, name: str | None) -> list[NamedBlob]:
    query = (
        select(BlobRow.name, BlobRow.size, EntryRow.id, EntryRow.subject, EntryRow.count)
        .join(
            EntryRow,
            (EntryRow.project_id == BlobRow.project_id)
            & (EntryRow.log == BlobRow.log)
            & (EntryRow.id == BlobRow.entry),
        )
        .where(BlobRow.project_id == project, BlobRow.log == log, EntryRow.payload.is_not(None))
        .order_by(EntryRow.count, EntryRow.id, BlobRow.name)
    )
    if name is not None:
        query = query.where(BlobRow.name == name)
    first: dict[str, NamedBlob] = {}
    for row in session.execute(query):
        first.setdefault(row[0], NamedBlob(*row))
    return list(first.values())
