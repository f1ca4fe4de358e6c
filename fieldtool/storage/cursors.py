"""Named queries on how far two sides of a sync are with a log."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fieldtool.log.receipt import Receipt
from fieldtool.storage.models.log import EntryRow, ReceiptRow

# Two lines of 2^30 entries each need no more.
_MOST_LANDMARKS = 64


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
