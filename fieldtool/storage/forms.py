"""Named queries on published form versions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.log.blobs import BlobRef, refs_from_content
from fieldtool.log.canonical import parse
from fieldtool.log.entry import restored
from fieldtool.log.kinds import FORM, PROJECT_LOG, FormPublished
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import FormRow


@dataclass(frozen=True)
class FormVersion:
    """A form version in a list; its XForm is read on its own."""

    form_id: str
    version: str
    hash: str
    title: dict[str, str]
    position: int


@dataclass(frozen=True)
class FormSource:
    """What a form version is compiled from."""

    hash: str
    xform: str = field(repr=False)
    files: dict[str, str] = field(repr=False)


def versions(session: Session, project: str, form_id: str = "") -> list[FormVersion]:
    """Return the form versions of *project*, or of one form, in the order they were published."""
    query = select(
        FormRow.form_id, FormRow.version, FormRow.hash, FormRow.title, FormRow.position
    ).where(FormRow.project_id == project)
    if form_id:
        query = query.where(FormRow.form_id == form_id)
    return [
        FormVersion(row.form_id, row.version, row.hash, json.loads(row.title), row.position)
        for row in session.execute(query.order_by(FormRow.position, FormRow.hash))
    ]


def current(session: Session, project: str) -> list[FormVersion]:
    """Return the newest version of each form: what new interviews are started with."""
    newest = {form.form_id: form for form in versions(session, project)}
    return list(newest.values())


def source(session: Session, project: str, form_hash: str) -> FormSource | None:
    """Return the XForm and its files; None where the version is not here."""
    row = session.get(FormRow, (project, form_hash))
    return None if row is None else FormSource(row.hash, row.xform, json.loads(row.files))


def published(session: Session, project: str, form_hash: str) -> FormPublished | None:
    """Return the whole of what was published as *form_hash*; None where it is not here."""
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.subject == form_hash,
        EntryRow.kind == FORM,
        EntryRow.payload.is_not(None),
    )
    row = session.execute(query.order_by(EntryRow.position).limit(1)).scalar_one_or_none()
    if row is None:
        return None
    return FormPublished.from_content(restored(row.header, row.salt, row.payload).content())


def media(session: Session, project: str, form_hash: str) -> dict[str, BlobRef]:
    """Return the media of a form version by file name; none where the version is not here."""
    row = session.get(FormRow, (project, form_hash))
    return {} if row is None else refs_from_content(parse(row.media.encode()), FORM)


def media_by_hash(session: Session, project: str) -> dict[str, BlobRef]:
    """Return every medium of every form version of *project* by the hash of its content."""
    query = select(FormRow.media).where(FormRow.project_id == project).order_by(FormRow.position)
    refs: dict[str, BlobRef] = {}
    for text in session.execute(query).scalars():
        for ref in refs_from_content(parse(text.encode()), FORM).values():
            refs.setdefault(ref.hash, ref)
    return refs


def published_at(session: Session, project: str) -> dict[str, int]:
    """Return when this computer stored each form version, milliseconds UTC, by hash."""
    query = select(EntryRow.subject, func.min(EntryRow.stored_at)).where(
        EntryRow.project_id == project, EntryRow.log == PROJECT_LOG, EntryRow.kind == FORM
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(EntryRow.subject))}
