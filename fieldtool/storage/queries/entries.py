"""Named queries on the log: store entries, read a run, keep tips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.chain import Run, SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FINALISE
from fieldtool.problems import Code, Problem
from fieldtool.storage import upserts
from fieldtool.storage.models.log import CounterRow, EntryRow, TipRow
from fieldtool.storage.queries import erasures

# More names in one question than any database minds.
_AT_ONCE = 500

# Asked several times in every sync: to put a question together takes longer than to answer it.
_ENTRY, _COUNTER = EntryRow.__table__.c, CounterRow.__table__
_THESE = (
    _ENTRY.project_id == bindparam("project"),
    _ENTRY.log == bindparam("log"),
    _ENTRY.id.in_(bindparam("ids", expanding=True)),
)
_KNOWN = select(
    _ENTRY.id, _ENTRY.count, _ENTRY.position, _ENTRY.stored_at, _ENTRY.payload.is_(None)
).where(*_THESE)
_POSITION = (
    select(_COUNTER.c.position)
    .where(_COUNTER.c.project_id == bindparam("project"))
    .with_for_update()
)
_MOVE = (
    update(CounterRow)
    .where(_COUNTER.c.project_id == bindparam("project"))
    .values(position=_COUNTER.c.position + bindparam("steps"))
    .returning(_COUNTER.c.position)
)
_INSERT = insert(EntryRow)


@dataclass(frozen=True)
class Placed:
    """An entry, and where and when (milliseconds UTC) this computer stored it."""

    entry: Entry
    position: int
    stored_at: int


class _Known(NamedTuple):
    """What is to be known of an entry that is here; `place` is in its chain, from 1."""

    place: int
    position: int
    stored_at: int
    is_stub: bool


def lock(session: Session, project: str) -> int:
    """Let nobody else add entries to *project* until this work ends; return the last position.

    Whoever extends a log reads its tip after this, else two threads could write a fork.
    """
    connection, place = session.connection(), {"project": project}
    found = connection.execute(_POSITION, place).scalar()
    if found is None:
        upserts.insert_new(session, CounterRow, [{"project_id": project, "position": 0}])
        found = connection.execute(_POSITION, place).scalar_one()
    return int(found)


def store(
    session: Session, project: str, log: str, entries: Sequence[Entry], at: int
) -> tuple[Entry, ...]:
    """Keep those of *entries* that are not here yet, as one line, and return them as they are kept.

    An erased subject's become stubs at once, and a stub that is here, and was not erased, gets back
    the content that comes now. *at* is the time of this computer, milliseconds UTC. Storing again
    changes nothing.

    Raises:
        Problem: the entry before the first one is not here, so there would be a gap.
    """
    last = _move(session, project, len(entries)) - len(entries)
    known = _known(session, project, log, _named(entries))
    new = _add(session, (project, log), entries, known, (last, at))
    return tuple(one.entry for one in new)


def extend(session: Session, project: str, run: Run, at: int) -> tuple[Placed, ...] | None:
    """Keep the entries of *run* and its tip, as `store` does; None where its beginning is not here.

    Raises:
        Problem: the tip counts other entries than there are.
    """
    tip, size = run.signed.tip, len(run.entries)
    last = _move(session, project, size) - size
    known = _known(session, project, tip.log, _named(run.entries) | {run.after})
    before = 0 if run.after == "" else known[run.after].place if run.after in known else None
    if before is None:
        _move(session, project, -size)
        return None
    if before + size != tip.count:
        raise Problem(Code.CHAIN_BROKEN, {"log": tip.log, "entry": tip.id})
    new = _add(session, (project, tip.log), run.entries, known, (last, at))
    put_tip(session, run.signed)
    return new


def have(session: Session, project: str, log: str, ids: Iterable[str]) -> frozenset[str]:
    """Return those of *ids* that are here."""
    return frozenset(_known(session, project, log, ids))


def get(session: Session, project: str, log: str, entry_id: str) -> Entry | None:
    """Return one entry."""
    row = session.get(EntryRow, (project, log, entry_id))
    return None if row is None else _entry(row)


def size(session: Session, project: str, log: str) -> int:
    """Return how many entries of *log* are here, on all its lines."""
    query = select(func.count()).select_from(EntryRow).where(*_in(project, log))
    return session.execute(query).scalar_one()


def is_there_any(session: Session) -> bool:
    """Say whether this database has an entry of any project."""
    return session.execute(select(CounterRow.project_id).limit(1)).first() is not None


def count_of(session: Session, project: str, log: str, entry_id: str) -> int | None:
    """Return the place of an entry in its chain, from 1; None when it is not here."""
    known = _known(session, project, log, [entry_id]).get(entry_id)
    return None if known is None else known.place


def logs(session: Session, project: str) -> dict[str, int]:
    """Return every log of *project* here with the number of its entries."""
    query = (
        select(EntryRow.log, func.count())
        .where(EntryRow.project_id == project)
        .group_by(EntryRow.log)
    )
    return {row.log: row[1] for row in session.execute(query)}


def run(session: Session, project: str, log: str, after: str = "") -> Run | None:
    """Return what follows *after* ("" for the beginning) up to the newest signed tip.

    None when there is no signed tip, or when *after* is not on the line that leads to it. A run
    without entries says that the other side has everything.
    """
    newest = tip(session, project, log)
    if newest is not None and newest.tip.id == after:
        return Run(after, (), newest)
    if newest is None:
        return None
    start = 0 if after == "" else count_of(session, project, log, after)
    if start is None or start > newest.tip.count:
        return None
    line = _line(session, (project, log), start, newest.tip)
    first = line[0].header.prev if line else newest.tip.id
    return Run(after, tuple(line), newest) if first == after else None


def after(session: Session, project: str, log: str, tip_id: str) -> list[Entry]:
    """Return the entries after *tip_id* up to the newest signed tip; [] where there are none."""
    found = run(session, project, log, tip_id)
    return [] if found is None else list(found.entries)


def tip(session: Session, project: str, log: str) -> SignedTip | None:
    """Return the newest signed tip: the one that proves most entries."""
    found = _tips(session, project, log, 1)
    return found[0] if found else None


def tips(session: Session, project: str, log: str) -> list[SignedTip]:
    """Return every signed tip of *log*, the one that proves most first."""
    return _tips(session, project, log, None)


def put_tip(session: Session, signed: SignedTip) -> None:
    """Keep a signed tip; putting it again changes nothing."""
    row = {
        "project_id": signed.tip.project,
        "log": signed.tip.log,
        "id": signed.tip.id,
        "count": signed.tip.count,
        "signature": signed.signature,
    }
    upserts.insert_new(session, TipRow, [row])


def all_of(session: Session, project: str, log: str) -> list[Entry]:
    """Return every entry of *log* on all its lines, in the order they were stored."""
    query = select(EntryRow).where(*_in(project, log)).order_by(EntryRow.position)
    return [_entry(row) for row in session.execute(query).scalars()]


def of_kind(session: Session, project: str, log: str, kind: str) -> list[tuple[Entry, int]]:
    """Return the entries of one kind in *log*, in the order they were stored, and when that was."""
    query = select(EntryRow).where(*_in(project, log), EntryRow.kind == kind)
    rows = session.execute(query.order_by(EntryRow.position)).scalars()
    return [(_entry(row), row.stored_at) for row in rows]


def in_order(session: Session, project: str, past: int, limit: int) -> list[tuple[str, Entry, int]]:
    """Return up to *limit* (log, entry, position) stored after position *past*."""
    query = (
        select(EntryRow)
        .where(EntryRow.project_id == project, EntryRow.position > past)
        .order_by(EntryRow.position)
        .limit(limit)
    )
    rows = session.execute(query).scalars()
    return [(row.log, _entry(row), row.position) for row in rows]


def placed(
    session: Session, project: str, log: str, entries: Sequence[Entry]
) -> tuple[Placed, ...]:
    """Return *entries*, all of which are here, with where they are."""
    known = _known(session, project, log, [one.id for one in entries])
    return tuple(Placed(one, *known[one.id][1:3]) for one in entries)


def _move(session: Session, project: str, steps: int) -> int:
    """Take so many positions, and let nobody else take one until this work ends."""
    connection, given = session.connection(), {"project": project, "steps": steps}
    found = connection.execute(_MOVE, given).scalar()
    if found is None:
        lock(session, project)
        found = connection.execute(_MOVE, given).scalar_one()
    return int(found)


def _add(
    session: Session,
    where: tuple[str, str],
    entries: Sequence[Entry],
    known: dict[str, _Known],
    since: tuple[int, int],
) -> tuple[Placed, ...]:
    """Keep what is not *known*; *since* is the position after which there is room, and the time."""
    (project, log), (position, at) = where, since
    counts = {name: one.place for name, one in known.items()}
    entries = erasures.without_erased(session, project, entries)
    new, rows = _filled(session, where, entries, known), []
    for entry in entries:
        if entry.id in counts:
            continue
        before = 0 if entry.header.prev == "" else counts.get(entry.header.prev)
        if before is None:
            raise Problem(Code.CHAIN_BROKEN, {"log": log, "entry": entry.id})
        counts[entry.id] = before + 1
        position += 1
        new.append(Placed(entry, position, at))
        rows.append(_row(project, log, entry, (position, before + 1, at)))
    if rows:
        session.connection().execute(_INSERT, rows)
    if len(rows) < len(entries):
        _move(session, project, len(rows) - len(entries))
    return tuple(new)


def _filled(
    session: Session, where: tuple[str, str], entries: Sequence[Entry], known: dict[str, _Known]
) -> list[Placed]:
    """Give stubs that are here the content that *entries* bring, and return those."""
    found: list[Placed] = []
    for entry in entries:
        stub = known.get(entry.id)
        if entry.is_stub or stub is None or not stub.is_stub:
            continue
        content = {"salt": entry.salt, "payload": entry.payload}
        place = (*_in(*where), EntryRow.id == entry.id)
        session.execute(update(EntryRow).where(*place).values(content))
        erasures.forget_gone(session, *where, entry.id)
        found.append(Placed(entry, stub.position, stub.stored_at))
    return found


def _tips(session: Session, project: str, log: str, limit: int | None) -> list[SignedTip]:
    query = select(TipRow).where(TipRow.project_id == project, TipRow.log == log)
    ordered = query.order_by(TipRow.count.desc(), TipRow.id).limit(limit)
    return [
        SignedTip(Tip(row.project_id, row.log, row.id, row.count), row.signature)
        for row in session.execute(ordered).scalars()
    ]


def _in(project: str, log: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EntryRow.project_id == project, EntryRow.log == log


def _row(project: str, log: str, entry: Entry, place: tuple[int, int, int]) -> dict[str, object]:
    position, count, at = place
    return {
        "project_id": project,
        "log": log,
        "id": entry.id,
        "position": position,
        "count": count,
        "stored_at": at,
        "kind": entry.header.kind,
        "subject": entry.header.subject,
        "header": entry.header.raw,
        "salt": entry.salt,
        "payload": entry.payload,
    }


def _entry(row: EntryRow) -> Entry:
    return log_entry.restored(row.header, row.salt, row.payload)


def _named(entries: Sequence[Entry]) -> set[str]:
    """Return the ids of *entries* and of those before them."""
    return {entry.id for entry in entries} | {entry.header.prev for entry in entries} - {""}


def _known(session: Session, project: str, log: str, ids: Iterable[str]) -> dict[str, _Known]:
    connection, found = session.connection(), dict[str, _Known]()
    for some in _chunks(sorted(ids)):
        place = {"project": project, "log": log, "ids": some}
        for name, *known in connection.execute(_KNOWN, place):
            found[name] = _Known(*known)
    return found


def _line(session: Session, place: tuple[str, str], start: int, end: Tip) -> list[Entry]:
    # A cloned laptop makes two lines of one log; from the tip backwards there is only one.
    query = select(EntryRow).where(
        *_in(*place), EntryRow.count > start, EntryRow.count <= end.count
    )
    known = {row.id: row for row in session.execute(query).scalars()}
    line: list[Entry] = []
    wanted = end.id
    while wanted in known:
        line.append(_entry(known[wanted]))
        wanted = line[-1].header.prev
    return line[::-1]


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def last_of(
    session: Session, project: str, log: str, subject: str, kind: str = FINALISE
) -> Entry | None:
    """Return the newest entry of that *kind* in *log* about *subject*."""
    about = (EntryRow.subject == subject, EntryRow.kind == kind)
    query = select(EntryRow).where(*_in(project, log), *about)
    row = session.execute(query.order_by(EntryRow.position.desc()).limit(1)).scalar_one_or_none()
    return None if row is None else _entry(row)
