"""Tables of a workspace that never leave the laptop: drafts, their journal, their attachments."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldtool.storage.models import NODE_ONLY, Kept


class DraftRow(Kept):
    """An interview that is not finalised."""

    __tablename__ = "draft"
    __table_args__ = ({"info": NODE_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    form_hash: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    # ISO date-time with its offset, as the interviewer's clock said.
    started: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    # The page the interviewer was on.
    place: Mapped[str] = mapped_column(Text)
    # What a returned interview goes on from: ids of entries, apart by spaces.
    parents: Mapped[str] = mapped_column(Text, server_default="")
    # Id of the assignment it was begun from; empty for none.
    assignment: Mapped[str] = mapped_column(Text, server_default="")
    # How far it was when a page of it was last shown: questions that were asked, and answered.
    asked: Mapped[int] = mapped_column(BigInteger, server_default="0")
    answered: Mapped[int] = mapped_column(BigInteger, server_default="0")
    # Id of the draft of the meeting it was opened from; empty for none.
    meeting: Mapped[str] = mapped_column(Text, server_default="")


class JournalRow(Kept):
    """One answer as it was given; lines are added, the last one of a path holds."""

    __tablename__ = "journal"
    # Clustered by its key: one page to write per answer instead of two.
    __table_args__ = ({"info": NODE_ONLY, "sqlite_with_rowid": False},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    draft_id: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    # Random name of the browser window that sent it.
    window: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


class AttachmentRow(Kept):
    """A file that is the answer to a question of a draft: where its blob is and what opens it."""

    __tablename__ = "attachment"
    __table_args__ = ({"info": NODE_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    draft_id: Mapped[str] = mapped_column(Text, primary_key=True)
    # The answer.
    file: Mapped[str] = mapped_column(Text, primary_key=True)
    blob: Mapped[str] = mapped_column(Text)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    # Of the blob; the content itself is `length` bytes.
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(Text)
    length: Mapped[int] = mapped_column(BigInteger)
