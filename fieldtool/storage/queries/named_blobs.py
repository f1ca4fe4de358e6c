"""Named queries on the blobs that entries name; which of them are here, the folder says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from fieldtool.log.entry import Entry
from fieldtool.storage import upserts
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import BlobRow

# A relay speaks for many laptops: no more names in one question than any database minds.
_AT_ONCE = 500
_BLOB, _ENTRY = BlobRow.__table__.c, EntryRow.__table__.c
# Two questions rather than a join: SQLite would read every entry of a log to find its few blobs.
_NAMED = select(_BLOB.log, _BLOB.entry, _BLOB.name, _BLOB.size).where(
    _BLOB.project_id == bindparam("project"), _BLOB.log.in_(bindparam("logs", expanding=True))
)
_NAMING = select(_ENTRY.log, _ENTRY.id, _ENTRY.subject, _ENTRY.count).where(
    _ENTRY.project_id == bindparam("project"),
    _ENTRY.log.in_(bindparam("logs", expanding=True)),
    _ENTRY.id.in_(bindparam("ids", expanding=True)),
    _ENTRY.payload.is_not(None),
)


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
    upserts.insert_new(session, BlobRow, rows)


def named(session: Session, project: str, log: str) -> list[NamedBlob]:
    """Return the blobs that the entries of *log* name, in the order of the log.

    What only erased entries name is not among them: nobody wants it any more.
    """
    return list(_found(session, project, (log,), None).get(log, {}).values())


def named_in(session: Session, project: str, logs: Sequence[str]) -> Iterator[NamedBlob]:
    """Yield the blobs that the entries of *logs* name, log by log."""
    for first in range(0, len(logs), _AT_ONCE):
        some = logs[first : first + _AT_ONCE]
        found = _found(session, project, some, None)
        for log in some:
            yield from found.get(log, {}).values()


def find(session: Session, project: str, log: str, name: str) -> NamedBlob | None:
    """Return a blob that an entry of *log* names."""
    return _found(session, project, (log,), name).get(log, {}).get(name)


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


def _found(
    session: Session, project: str, logs: Sequence[str], name: str | None
) -> dict[str, dict[str, NamedBlob]]:
    """Return by log and name what *logs* name, each where it is named first."""
    query = _NAMED if name is None else _NAMED.where(_BLOB.name == bindparam("name"))
    given = {"project": project, "logs": list(logs), "name": name}
    named = session.connection().execute(query, given).all()
    naming = _naming(session, project, sorted({(row.log, row.entry) for row in named}))
    all_ = [
        (row.log, NamedBlob(row.name, row.size, row.entry, *naming[row.log, row.entry]))
        for row in named
        if (row.log, row.entry) in naming
    ]
    found: dict[str, dict[str, NamedBlob]] = {}
    for log, one in sorted(all_, key=lambda each: (each[1].count, each[1].entry, each[1].name)):
        found.setdefault(log, {}).setdefault(one.name, one)
    return found


def _naming(
    session: Session, project: str, places: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, int]]:
    """Return subject and place in its chain of each of those entries whose content is here."""
    connection, found = session.connection(), dict[tuple[str, str], tuple[str, int]]()
    for first in range(0, len(places), _AT_ONCE):
        some = places[first : first + _AT_ONCE]
        given = {
            "project": project,
            "logs": sorted({log for log, _entry in some}),
            "ids": [entry for _log, entry in some],
        }
        for log, entry, subject, count in connection.execute(_NAMING, given):
            found[log, entry] = (subject, count)
    return found
