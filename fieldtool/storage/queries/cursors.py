"""Named queries on how far two sides of a sync are with a log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from fieldtool.log.chain import SignedTip, Tip
from fieldtool.log.receipt import Receipt
from fieldtool.storage.models.log import EntryRow, ReceiptRow, TipRow

# Two lines of 2^30 entries each need no more.
_MOST_LANDMARKS = 64
_AT_ONCE = 500

_TIP = TipRow.__table__.c
_THESE = (_TIP.project_id == bindparam("project"), _TIP.log.in_(bindparam("logs", expanding=True)))
_MOST = (
    select(_TIP.log, func.max(_TIP.count).label("most"))
    .where(*_THESE)
    .group_by(_TIP.log)
    .subquery()
)
_NEWEST = (
    select(_TIP.log, _TIP.id, _TIP.count, _TIP.signature)
    .join(_MOST, (_TIP.log == _MOST.c.log) & (_TIP.count == _MOST.c.most))
    .where(*_THESE)
    .order_by(_TIP.id)
)


def newest_tips(session: Session, project: str, logs: Sequence[str]) -> dict[str, SignedTip]:
    """Return the newest signed tip of each of *logs* that has one, as `entries.tip` does."""
    connection, found = session.connection(), dict[str, SignedTip]()
    for first in range(0, len(logs), _AT_ONCE):
        given = {"project": project, "logs": logs[first : first + _AT_ONCE]}
        for log, entry, count, signature in connection.execute(_NEWEST, given):
            found.setdefault(log, SignedTip(Tip(project, log, entry, count), signature))
    return found


def landmarks(session: Session, project: str, log: str) -> list[str]:
    """Return ids of *log* for finding what two sides have in common, the newest first.

    The last entry and those 1, 2, 4, 8 … before it, on every line of the log.
    """
    place = (EntryRow.project_id == project, EntryRow.log == log)
    last: int | None = session.execute(select(func.max(EntryRow.count)).where(*place)).scalar()
    if last is None:
        return []
    counts = [last, *(last - (1 << step) for step in range(40) if last > (1 << step))]
    query = select(EntryRow.id).where(*place, EntryRow.count.in_(counts))
    ordered = query.order_by(EntryRow.count.desc(), EntryRow.id).limit(_MOST_LANDMARKS)
    return list(session.execute(ordered).scalars())


def newest_receipt(session: Session, project: str, log: str) -> Receipt | None:
    """Return the receipt that proves most of *log*."""
    query = (
        select(ReceiptRow)
        .where(ReceiptRow.project_id == project, ReceiptRow.log == log)
        .order_by(ReceiptRow.count.desc(), ReceiptRow.hub_time)
        .limit(1)
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    return Receipt(row.log, row.tip, row.count, row.epoch, row.hub_time, row.signature)


def void_receipts(session: Session, project: str, log: str, beyond: int) -> None:
    """Forget the receipts that prove more than *beyond* entries: the hub has lost those."""
    session.execute(
        delete(ReceiptRow).where(
            ReceiptRow.project_id == project, ReceiptRow.log == log, ReceiptRow.count > beyond
        )
    )
