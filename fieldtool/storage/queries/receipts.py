"""Named queries on receipts: what a hub has proven of a log, kept there and on the laptop."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from fieldtool.log.receipt import Receipt
from fieldtool.storage import upserts
from fieldtool.storage.models.log import ReceiptRow

_ROW = ReceiptRow.__table__.c
_FIND = select(_ROW.count, _ROW.hub_time, _ROW.signature).where(
    _ROW.project_id == bindparam("project"),
    _ROW.log == bindparam("log"),
    _ROW.tip == bindparam("tip"),
    _ROW.epoch == bindparam("epoch"),
)


def put(session: Session, project: str, receipt: Receipt) -> None:
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


def find(session: Session, project: str, log: str, tip_id: str, epoch: str) -> Receipt | None:
    """Return the receipt for *tip_id* in *epoch*."""
    place = {"project": project, "log": log, "tip": tip_id, "epoch": epoch}
    row = session.connection().execute(_FIND, place).first()
    return None if row is None else Receipt(log, tip_id, row[0], epoch, row[1], row[2])


def all_of(session: Session, project: str, log: str) -> list[Receipt]:
    """Return all receipts of *log*, the oldest first."""
    query = select(ReceiptRow).where(ReceiptRow.project_id == project, ReceiptRow.log == log)
    rows = session.execute(query.order_by(ReceiptRow.hub_time, ReceiptRow.count)).scalars()
    return [_receipt(row) for row in rows]


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(row.log, row.tip, row.count, row.epoch, row.hub_time, row.signature)
