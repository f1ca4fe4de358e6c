"""Named queries on the files that are answers in drafts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fieldtool.log.blobs import BlobRef
from fieldtool.storage.models.node import AttachmentRow, DraftRow, JournalRow
from fieldtool.storage.queries.drafts import FINALISED


@dataclass(frozen=True)
class Attachment:
    """A file of a draft; *file* is the answer, *length* the bytes of the content."""

    draft: str
    file: str
    ref: BlobRef
    length: int


def put(session: Session, project: str, attachment: Attachment) -> None:
    """Keep where the blob of a file is."""
    row = AttachmentRow(project_id=project, draft_id=attachment.draft, file=attachment.file)
    row.blob, row.key, row.size = attachment.ref.name, attachment.ref.key, attachment.ref.size
    row.type, row.length = attachment.ref.type, attachment.length
    session.merge(row)
    session.flush()


def of_draft(session: Session, project: str, draft: str) -> dict[str, Attachment]:
    """Return the files of a draft by name."""
    query = select(AttachmentRow).where(
        AttachmentRow.project_id == project, AttachmentRow.draft_id == draft
    )
    return {row.file: _attachment(row) for row in session.scalars(query)}


def unused(session: Session, project: str) -> list[Attachment]:
    """Return the files that are no answer any more, or that never became one.

    What was answered in a removed row counts: the row may come back. Once an interview is finalised
    its log names the files that belong to it, so none is left in this table but those in no answer.
    """
    query = select(AttachmentRow).where(AttachmentRow.project_id == project)
    found = [_attachment(row) for row in session.scalars(query)]
    drafts = {attachment.draft for attachment in found}
    used = {draft: _answers(session, project, draft) for draft in drafts}
    return [attachment for attachment in found if attachment.file not in used[attachment.draft]]


def blobs(session: Session, project: str) -> frozenset[str]:
    """Return the names of the blobs that drafts have as answers."""
    query = select(AttachmentRow.blob).where(AttachmentRow.project_id == project)
    return frozenset(session.execute(query).scalars())


def forget(session: Session, project: str, draft: str, file: str) -> None:
    """Forget a file, and with it the key of its blob."""
    session.execute(
        delete(AttachmentRow).where(
            AttachmentRow.project_id == project,
            AttachmentRow.draft_id == draft,
            AttachmentRow.file == file,
        )
    )


def _answers(session: Session, project: str, draft: str) -> set[str]:
    state = session.get(DraftRow, (project, draft))
    if state is None or state.state == FINALISED:
        return set()
    lines = (
        select(JournalRow.path, JournalRow.value)
        .where(JournalRow.project_id == project, JournalRow.draft_id == draft)
        .order_by(JournalRow.seq)
    )
    return set({row.path: row.value for row in session.execute(lines)}.values())


def _attachment(row: AttachmentRow) -> Attachment:
    ref = BlobRef(row.blob, row.key, row.size, row.type)
    return Attachment(row.draft_id, row.file, ref, row.length)
