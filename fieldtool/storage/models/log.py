"""Tables of the log: entries as they were written, signed tips, receipts, settings."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldtool.storage.models import BOTH, Kept


class EntryRow(Kept):
    """One entry; without salt and payload it is a stub."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_position", "project_id", "position", unique=True),
        Index("ix_entry_count", "project_id", "log", "count"),
        Index("ix_entry_subject", "project_id", "subject"),
        {"info": BOTH},
    )

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    # Order in which this computer stored the entries of the project; other computers differ.
    position: Mapped[int] = mapped_column(BigInteger)
    # Place in its chain, from 1: the number of entries this one proves, itself included.
    count: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[int] = mapped_column(BigInteger)
    # Copies of what the header says, to find entries by.
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    header: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)


class TipRow(Kept):
    """The signature of a log's writer over an entry and all before it."""

    __tablename__ = "tip"
    __table_args__ = ({"info": BOTH},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class ReceiptRow(Kept):
    """The hub's signature over a tip: what proves that entries are there."""

    __tablename__ = "receipt"
    __table_args__ = ({"info": BOTH},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    tip: Mapped[str] = mapped_column(Text, primary_key=True)
    epoch: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    hub_time: Mapped[int] = mapped_column(BigInteger)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class CounterRow(Kept):
    """The last position given in a project; its lock makes positions follow the commits."""

    __tablename__ = "counter"
    __table_args__ = ({"info": BOTH},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class SettingRow(Kept):
    """A named text that belongs to this database alone and is in no log."""

    __tablename__ = "setting"
    __table_args__ = ({"info": BOTH},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
