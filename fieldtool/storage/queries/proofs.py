"""Named queries at a relay: what the higher hub has proven, and which lines it has not.

Everything that is passed on ends at a tip that the writer of the log signed; a relay signs for
nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from fieldtool.log.chain import Run, SignedTip
from fieldtool.log.entry import Entry, restored
from fieldtool.log.receipt import Receipt
from fieldtool.storage import settings
from fieldtool.storage.models.hub import ProofRow
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.queries import entries

# A setting: the epoch of the higher hub.
_EPOCH = "higher_epoch"


def put(session: Session, project: str, receipt: Receipt) -> None:
    """Keep a receipt of the higher hub; the first one for a tip in an epoch holds."""
    place = (project, receipt.log, receipt.tip, receipt.epoch)
    if session.get(ProofRow, place) is None:
        row = ProofRow(project_id=project, log=receipt.log, tip=receipt.tip, epoch=receipt.epoch)
        row.count, row.hub_time = receipt.count, receipt.hub_time
        row.signature = receipt.signature
        session.add(row)


def of_log(session: Session, project: str, log: str) -> list[Receipt]:
    """Return the higher hub's receipts for *log*, of every epoch, the one that proves least first.

    Those of another epoch than the present one prove nothing, but tell that it is worth asking.
    """
    query = select(ProofRow).where(ProofRow.project_id == project, ProofRow.log == log)
    return [
        Receipt(row.log, row.tip, row.count, row.epoch, row.hub_time, row.signature)
        for row in session.execute(query.order_by(ProofRow.count, ProofRow.hub_time)).scalars()
    ]


def epoch(session: Session, project: str) -> str:
    """Return the epoch of the higher hub's last answer; empty before the first one."""
    return settings.get(session, project, _EPOCH) or ""


def begin_epoch(session: Session, project: str, now: str) -> None:
    """Note the epoch of an answer: receipts of others prove nothing any more."""
    settings.put(session, project, _EPOCH, now)


def newest(session: Session, project: str, log: str) -> tuple[str, ...]:
    """Return the tips of *log* that the higher hub has proven, the one that proves most first."""
    query = select(ProofRow.tip).where(
        ProofRow.project_id == project,
        ProofRow.log == log,
        ProofRow.epoch == epoch(session, project),
    )
    return tuple(session.execute(query.order_by(ProofRow.count.desc(), ProofRow.tip)).scalars())


def counts(session: Session, project: str) -> dict[str, int]:
    """Return how many entries of the longest line of each log the higher hub has proven."""
    query = select(ProofRow.log, func.max(ProofRow.count)).where(
        ProofRow.project_id == project, ProofRow.epoch == epoch(session, project)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(ProofRow.log))}


def waiting(session: Session, project: str, log: str) -> int:
    """Return how many entries of *log*, on all its lines, the higher hub has not proven."""
    there = newest(session, project, log)
    lines = (line(session, project, log, end, there) for end in ends(session, project, log))
    found = {entry.id for run in lines if run is not None for entry in run.entries}
    return len(found)


def forget(session: Session, project: str, log: str) -> None:
    """Forget what was proven of *log*: the higher hub says that it misses something."""
    session.execute(delete(ProofRow).where(ProofRow.project_id == project, ProofRow.log == log))


def ends(session: Session, project: str, log: str) -> list[SignedTip]:
    """Return the signed tips where lines of *log* end; several where a laptop was copied."""
    signed = entries.tips(session, project, log)
    if not signed or not _is_forked(session, project, log):
        return signed[:1]
    query = select(EntryRow.header).where(*_in(project, log))
    headers = session.execute(query).scalars()
    followed = {restored(header, None, None).header.prev for header in headers}
    return [one for one in signed if one.tip.id not in followed]


def line(
    session: Session, project: str, log: str, end: SignedTip, there: Collection[str]
) -> Run | None:
    """Return what leads to *end* after the last entry on that line that is among *there*.

    None where *end* is among them.
    """
    start = 0
    if not _is_forked(session, project, log):
        places = (entries.count_of(session, project, log, one) for one in there)
        start = max((place for place in places if place is not None), default=0)
    query = select(EntryRow).where(
        *_in(project, log), EntryRow.count > start, EntryRow.count <= end.tip.count
    )
    rows = {row.id: row for row in session.execute(query).scalars()}
    found: list[Entry] = []
    wanted = end.tip.id
    while wanted in rows and wanted not in there:
        row = rows[wanted]
        found.append(restored(row.header, row.salt, row.payload))
        wanted = found[-1].header.prev
    return Run(wanted, tuple(found[::-1]), end) if found else None


def _is_forked(session: Session, project: str, log: str) -> bool:
    query = select(func.count(), func.max(EntryRow.count)).where(*_in(project, log))
    count, longest = session.execute(query).one()
    return bool(count > (longest or 0))


def _in(project: str, log: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EntryRow.project_id == project, EntryRow.log == log
