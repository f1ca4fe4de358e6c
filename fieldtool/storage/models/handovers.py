"""Tables about drafts on their way to colleagues, made from the log like `projections`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldtool.storage.models import Projected


class ColleagueRow(Projected):
    """A workspace that drafts can be handed over to, as a log of the hub last said."""

    __tablename__ = "colleague"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    # Base64.
    box_key: Mapped[str] = mapped_column(Text)
    # By the hub's clock, milliseconds UTC.
    at: Mapped[int] = mapped_column(BigInteger)


class HandRow(Projected):
    """An entry about a hand-over; all of a name together say what became of it."""

    __tablename__ = "hand"
    __table_args__ = (Index("ix_hand_name", "project_id", "name"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    # Of the entry.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    interview: Mapped[str] = mapped_column(Text)
    # Of the hand-over; empty where a returned interview was given to another.
    name: Mapped[str] = mapped_column(Text)
    # The rest is empty where an entry only names it. For whom it is: a workspace.
    receiver: Mapped[str] = mapped_column(Text)
    # Who had it, a code.
    person: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    form_id: Mapped[str] = mapped_column(Text)
    form_hash: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    # The hand-over that the hub gave to another with this one.
    root: Mapped[str] = mapped_column(Text)
    # Entries that a `given` names, as JSON.
    parents: Mapped[str] = mapped_column(Text)
    # By the clock of whoever wrote it, milliseconds UTC.
    at: Mapped[int] = mapped_column(BigInteger)
