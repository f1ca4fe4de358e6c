"""Named queries on the log: store entries, read a run, keep tips and receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.chain import Run, SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FINALISE
from fieldtool.log.receipt import Receipt
from fieldtool.problems import Code, Problem
from fieldtool.storage import erasures, upserts
from fieldtool.storage.models.log import CounterRow, EntryRow, ReceiptRow, TipRow

# More names in one question than any database minds.
_AT_ONCE = 500

# Asked several times in every sync: to put a question together takes longer than to answer it.
_ENTRY, _COUNTER = EntryRow.__table__.c, CounterRow.__table__
_THESE = (
    _ENTRY.project_id == bindparam("project"),
    _ENTRY.log == bindparam("log"),
    _ENTRY.id.in_(bindparam("ids", expanding=True)),
)
_PLACES = select(_ENTRY.id, _ENTRY.count.label("place")).where(*_THESE)
_STORED = select(_ENTRY.id, _ENTRY.position, _ENTRY.stored_at).where(*_THESE)
_POSITION = (
    select(_COUNTER.c.position)
    .where(_COUNTER.c.project_id == bindparam("project"))
    .with_for_update()
)
_MOVE = update(CounterRow).where(_COUNTER.c.project_id == bindparam("project"))
_INSERT = insert(EntryRow)
_PROOF = ReceiptRow.__table__.c
_RECEIPT = select(_PROOF.count, _PROOF.hub_time, _PROOF.signature).where(
    _PROOF.project_id == bindparam("project"),
    _PROOF.log == bindparam("log"),
    _PROOF.tip == bindparam("tip"),
    _PROOF.epoch == bindparam("epoch"),
)


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
    position = lock(session, project)
    counts = _counts(session, project, log, entries)
    entries = erasures.without_erased(session, project, entries)
    rows, new = [], _filled(session, project, log, [one for one in entries if one.id in counts])
    for entry in entries:
        if entry.id in counts:
            continue
        before = 0 if entry.header.prev == "" else counts.get(entry.header.prev)
        if before is None:
            raise Problem(Code.CHAIN_BROKEN, {"log": log, "entry": entry.id})
        counts[entry.id] = before + 1
        position += 1
        new.append(entry)
        rows.append(_row(project, log, entry, (position, before + 1, at)))
    if rows:
        connection = session.connection()
        connection.execute(_INSERT, rows)
        connection.execute(_MOVE, {"project": project, "position": position})
    return tuple(new)


def have(session: Session, project: str, log: str, ids: Iterable[str]) -> frozenset[str]:
    """Return those of *ids* that are here."""
    return frozenset(_counts_of(session, project, log, list(ids)))


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
    return _counts_of(session, project, log, [entry_id]).get(entry_id)


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


def put_receipt(session: Session, project: str, receipt: Receipt) -> None:
    """Keep a receipt; the first one for a tip in an epoch holds, since it says since when."""
    row = {
        "project_id": project,
        "log": receipt.log,
        "tip": receipt.tip,
        "epoch": receipt.epoch,
        "count": receipt.count,
        "hub_time": receipt.hub_time,
        "signature": receipt.signature,
    }
    upserts.insert_new(session, ReceiptRow, [row])


def receipt(session: Session, project: str, log: str, tip_id: str, epoch: str) -> Receipt | None:
    """Return the receipt for *tip_id* in *epoch*."""
    place = {"project": project, "log": log, "tip": tip_id, "epoch": epoch}
    row = session.connection().execute(_RECEIPT, place).first()
    return None if row is None else Receipt(log, tip_id, row[0], epoch, row[1], row[2])


def receipts(session: Session, project: str, log: str) -> list[Receipt]:
    """Return all receipts of *log*, the oldest first."""
    query = select(ReceiptRow).where(ReceiptRow.project_id == project, ReceiptRow.log == log)
    rows = session.execute(query.order_by(ReceiptRow.hub_time, ReceiptRow.count)).scalars()
    return [_receipt(row) for row in rows]


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


def stored(
    session: Session, project: str, log: str, ids: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Return (position, time of storing) of those of *ids* that are here."""
    connection, found = session.connection(), dict[str, tuple[int, int]]()
    for some in _chunks(ids):
        place = {"project": project, "log": log, "ids": some}
        for name, position, at in connection.execute(_STORED, place):
            found[name] = (position, at)
    return found


def _filled(session: Session, project: str, log: str, known: Sequence[Entry]) -> list[Entry]:
    """Give stubs that are here the content that *known* brings, and return those."""
    with_content = {one.id: one for one in known if not one.is_stub}
    stubs = select(EntryRow.id).where(*_in(project, log), EntryRow.payload.is_(None))
    found: list[Entry] = []
    for some in _chunks(sorted(with_content)):
        for name in session.execute(stubs.where(EntryRow.id.in_(some))).scalars().all():
            entry = with_content[name]
            content = {"salt": entry.salt, "payload": entry.payload}
            place = (*_in(project, log), EntryRow.id == name)
            session.execute(update(EntryRow).where(*place).values(content))
            erasures.forget_gone(session, project, log, name)
            found.append(entry)
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


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(row.log, row.tip, row.count, row.epoch, row.hub_time, row.signature)


def _counts(session: Session, project: str, log: str, entries: Sequence[Entry]) -> dict[str, int]:
    ids = {entry.id for entry in entries}
    before = {entry.header.prev for entry in entries} - {""}
    return _counts_of(session, project, log, sorted(ids | before))


def _counts_of(session: Session, project: str, log: str, ids: Sequence[str]) -> dict[str, int]:
    connection, found = session.connection(), dict[str, int]()
    for some in _chunks(ids):
        place = {"project": project, "log": log, "ids": some}
        found.update({row.id: row.place for row in connection.execute(_PLACES, place)})
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
