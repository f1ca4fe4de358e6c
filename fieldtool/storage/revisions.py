"""The state of an interview: a function of the set of its revisions, in any order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import Revision
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import FormRow, InterviewRow

READY, WAITING, CONFLICT = "ready", "waiting", "conflict"
_AT_ONCE = 500

# A hub takes in a thousand interviews a second: rows are plain cells here, written all at once.
Cells: TypeAlias = dict[str, str | int]
_TABLE = InterviewRow.__table__
_INSERT = insert(InterviewRow)
_UPDATE = (
    update(InterviewRow)
    .where(
        InterviewRow.project_id == bindparam("of_project"), InterviewRow.id == bindparam("of_id")
    )
    .values({name: bindparam(name) for name in _TABLE.c.keys() if name not in {"project_id", "id"}})  # noqa: SIM118
)


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
    old = _rows(session, project, {one.revision.interview for one in found})
    known = _known_forms(session, project, {one.revision.form_hash for one in found})
    new: dict[str, Cells] = {}
    for one in found:
        name = one.revision.interview
        cells = old.get(name) or new.setdefault(name, _unseen(project, name))
        _take(session, cells, one, known)
    connection = session.connection()
    if new:
        connection.execute(_INSERT, list(new.values()))
    if old:
        connection.execute(_UPDATE, [_keyed(cells) for cells in old.values()])


def form_arrived(session: Session, project: str, form_hash: str) -> None:
    """Let the interviews go on that waited for this form version."""
    query = select(*_TABLE.c).where(
        InterviewRow.project_id == project,
        InterviewRow.form_hash == form_hash,
        InterviewRow.state == WAITING,
    )
    connection = session.connection()
    waiting: list[Cells] = [dict(row) for row in connection.execute(query).mappings()]
    for cells in waiting:
        cells["state"] = _state(cells, {form_hash})
    if waiting:
        connection.execute(_UPDATE, [_keyed(cells) for cells in waiting])


def _unseen(project: str, interview: str) -> Cells:
    return {
        "project_id": project,
        "id": interview,
        "heads": "[]",
        "superseded": "[]",
        "revision": "",
    }


def _keyed(cells: Cells) -> Cells:
    keyed: Cells = {**cells, "of_project": cells["project_id"], "of_id": cells["id"]}
    del keyed["project_id"], keyed["id"]
    return keyed


def _take(session: Session, cells: Cells, one: Found, known: set[str]) -> None:
    superseded = _ids(cells["superseded"]) | set(one.entry.header.parents)
    heads = (_ids(cells["heads"]) | {one.entry.id}) - superseded
    cells["heads"], cells["superseded"] = json.dumps(sorted(heads)), json.dumps(sorted(superseded))
    # No clock decides which of several heads is shown, only the same rule everywhere.
    shown = max(heads, default=str(cells["revision"]))
    if shown == one.entry.id:
        _show(cells, one)
    elif shown not in {cells["revision"], ""}:
        _show(cells, _from_log(session, cells, shown))
        known |= _known_forms(session, str(cells["project_id"]), {str(cells["form_hash"])})
    cells["state"] = _state(cells, known)


def _show(cells: Cells, one: Found) -> None:
    revision = one.revision
    cells.update(
        revision=one.entry.id,
        log=one.log,
        number=revision.number,
        form_id=revision.form_id,
        form_version=revision.form_version,
        form_hash=revision.form_hash,
        site=revision.site,
        language=revision.language,
        result=revision.result,
        person=one.entry.header.person,
        day=revision.started[:10],
        started=revision.started,
        finished=revision.finished,
        received_at=one.stored_at,
        answers=_compact(revision.answers),
        paradata=_compact(revision.paradata),
    )


def _from_log(session: Session, cells: Cells, entry_id: str) -> Found:
    query = select(EntryRow).where(
        EntryRow.project_id == cells["project_id"],
        EntryRow.subject == cells["id"],
        EntryRow.id == entry_id,
    )
    stored = session.execute(query).scalars().first()
    if stored is None:
        raise LookupError(entry_id)
    entry = log_entry.restored(stored.header, stored.salt, stored.payload)
    return Found(Revision.from_entry(entry), entry, stored.log, stored.stored_at)


def _state(cells: Cells, known: set[str]) -> str:
    if cells["form_hash"] not in known:
        return WAITING
    return CONFLICT if len(_ids(cells["heads"])) > 1 else READY


def _ids(text: str | int) -> set[str]:
    return set(json.loads(str(text)))


def _rows(session: Session, project: str, ids: set[str]) -> dict[str, Cells]:
    query = select(*_TABLE.c).where(InterviewRow.project_id == project)
    found: dict[str, Cells] = {}
    for some in _chunks(sorted(ids)):
        chosen = query.where(InterviewRow.id.in_(some))
        for row in session.connection().execute(chosen).mappings():
            found[row["id"]] = dict(row)
    return found


def _known_forms(session: Session, project: str, hashes: set[str]) -> set[str]:
    query = select(FormRow.hash).where(
        FormRow.project_id == project, FormRow.hash.in_(sorted(hashes))
    )
    return set(session.execute(query).scalars())


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def _compact(texts: dict[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
