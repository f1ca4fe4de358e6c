"""Looking for faults in what is stored: logs that do not hold together, rows no log says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.chain import SignedTip
from fieldtool.problems import Code, Problem
from fieldtool.storage import schema
from fieldtool.storage.database import Database
from fieldtool.storage.models import projected_tables
from fieldtool.storage.models.log import CounterRow, EntryRow
from fieldtool.storage.queries import entries

_AT_ONCE = 500


@dataclass
class Line:
    """What walking over the entries of one log found.

    Attributes:
        places: the place of each entry in its chain, by id.
        fault: the first entry that does not hold, and why.
    """

    places: dict[str, int] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    fault: tuple[str, str] | None = None


def projects(session: Session) -> list[str]:
    """Return the ids of all projects in this database."""
    return sorted(session.execute(select(CounterRow.project_id)).scalars())


def walk(session: Session, project: str) -> dict[str, Line]:
    """Recompute every id and payload hash of *project*, and follow every chain, log by log."""
    lines: dict[str, Line] = {}
    for row in _rows(session, project):
        line = lines.setdefault(row.log, Line())
        reason = _fault(row, line)
        line.places[row.id] = row.count
        if reason and line.fault is None:
            line.fault = (row.id, reason)
    return lines


def is_signed(
    session: Session, project: str, log: str, line: Line, holds: Callable[[SignedTip], bool]
) -> bool:
    """Say whether signed tips prove every entry of *log*, and *holds* for each of them."""
    tips = entries.tips(session, project, log)
    proven: set[str] = set()
    for signed in tips:
        if line.places.get(signed.tip.id) != signed.tip.count or not holds(signed):
            return False
        wanted = signed.tip.id
        while wanted and wanted not in proven:
            proven.add(wanted)
            wanted = line.before.get(wanted, "")
    return proven == set(line.places)


def compare_rebuilt(database: Database) -> dict[str, int]:
    """Make all projections again from the log; return how many rows were others, by table.

    In one transaction: whoever reads meanwhile sees the old rows or the new ones.
    """
    with database.work() as session:
        before = {table.name: _digests(session, table) for table in projected_tables()}
        schema.project_again(session)
        session.expire_all()
        after = {table.name: _digests(session, table) for table in projected_tables()}
    return {name: len(before[name] ^ after[name]) for name in before if before[name] != after[name]}


def _rows(session: Session, project: str) -> Iterator[EntryRow]:
    past = -1
    query = select(EntryRow).where(EntryRow.project_id == project).order_by(EntryRow.position)
    while some := session.scalars(query.where(EntryRow.position > past).limit(_AT_ONCE)).all():
        yield from some
        past = some[-1].position
        session.expunge_all()


def _fault(row: EntryRow, line: Line) -> str:
    try:
        found = log_entry.restored(row.header, row.salt, row.payload)
    except Problem as problem:
        return problem.code.reference
    header = found.header
    line.before[row.id] = header.prev
    if found.id != row.id:
        return Code.ENTRY_DAMAGED.reference
    if (header.kind, header.subject) != (row.kind, row.subject):
        return Code.ENTRY_DAMAGED.reference
    place = 0 if header.prev == "" else line.places.get(header.prev, -1)
    return "" if row.count == place + 1 else Code.CHAIN_BROKEN.reference


def _digests(session: Session, table: Table) -> set[bytes]:
    """Return a hash per row: the tables of a large hub do not fit into memory themselves."""
    columns = [
        column.info["later"](table) if "later" in column.info else column for column in table.c
    ]
    rows = session.execute(select(*columns).execution_options(yield_per=_AT_ONCE))
    return {hashlib.sha256(repr(tuple(row)).encode()).digest() for row in rows}
