"""Named queries on published form versions."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fieldtool.log.blobs import BlobRef, refs_from_content
from fieldtool.log.canonical import parse
from fieldtool.log.entry import restored
from fieldtool.log.kinds import FORM, PROJECT_LOG, FormPublished
from fieldtool.storage import settings
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import FormRow, OfferRow

# A setting of a laptop's database.
_HEARS = "hears"
# A laptop may write what it likes into its own log, and would be believed here.
_IS_OF_HUB = or_(EntryRow.log == PROJECT_LOG, EntryRow.log.like("team/%"))


@dataclass(frozen=True)
class FormVersion:
    """A form version in a list; its XForm is read on its own."""

    form_id: str
    version: str
    hash: str
    title: dict[str, str]
    position: int
    is_restricted: bool = False


@dataclass(frozen=True)
class Offer:
    """A form version in one of the hub's logs; the log says to whom it is offered."""

    log: str
    form_id: str
    hash: str
    retired: bool


@dataclass(frozen=True)
class FormSource:
    """What a form version is compiled from."""

    hash: str
    xform: str = field(repr=False)
    files: dict[str, str] = field(repr=False)


def versions(session: Session, project: str, form_id: str = "") -> list[FormVersion]:
    """Return the form versions of *project*, or of one form, in the order they were published."""
    query = select(
        FormRow.form_id,
        FormRow.version,
        FormRow.hash,
        FormRow.title,
        FormRow.position,
        FormRow.restricted,
    ).where(FormRow.project_id == project)
    if form_id:
        query = query.where(FormRow.form_id == form_id)
    return [
        FormVersion(
            row.form_id,
            row.version,
            row.hash,
            json.loads(row.title),
            row.position,
            row.restricted,
        )
        for row in session.execute(query.order_by(FormRow.position, FormRow.hash))
    ]


def current(session: Session, project: str) -> list[FormVersion]:
    """Return the newest version of each form, whoever it was published to."""
    newest = {form.form_id: form for form in versions(session, project)}
    return list(newest.values())


def offers(session: Session, project: str) -> list[Offer]:
    """Return what is offered to whom, in the order it was published."""
    query = select(OfferRow).where(OfferRow.project_id == project)
    return [
        Offer(row.log, row.form_id, row.hash, row.retired)
        for row in session.execute(query.order_by(OfferRow.position, OfferRow.log)).scalars()
    ]


def offered(session: Session, project: str, logs: Collection[str]) -> list[FormVersion]:
    """Return what new interviews are started with by those who hear *logs*.

    A team that has a version of its own uses that one until it is retired for the team, whatever
    was published to everybody: between two logs there is no order that all laptops would agree on.
    """
    heard = [one for one in offers(session, project) if one.log in logs and not one.retired]
    chosen: dict[str, Offer] = {}
    for offer in sorted(heard, key=lambda one: one.log != PROJECT_LOG):
        chosen[offer.form_id] = offer
    wanted = {offer.hash for offer in chosen.values()}
    return [form for form in versions(session, project) if form.hash in wanted]


def hear(session: Session, project: str, logs: Collection[str]) -> None:
    """Note on a laptop which logs of the hub are meant for it; a person may change teams."""
    settings.put(session, project, _HEARS, " ".join(logs))


def heard(session: Session, project: str) -> frozenset[str]:
    """Return which logs of the hub are meant for this laptop."""
    logs = settings.get(session, project, _HEARS)
    return frozenset({PROJECT_LOG} if logs is None else logs.split())


def startable(session: Session, project: str) -> list[FormVersion]:
    """Return what new interviews are started with on this laptop."""
    return offered(session, project, heard(session, project))


def source(session: Session, project: str, form_hash: str) -> FormSource | None:
    """Return the XForm and its files; None where the version is not here."""
    row = session.get(FormRow, (project, form_hash))
    return None if row is None else FormSource(row.hash, row.xform, json.loads(row.files))


def sources(session: Session, project: str, form_id: str) -> list[FormSource]:
    """Return the XForms of all versions of a form, the newest first."""
    published = versions(session, project, form_id)
    found = (source(session, project, one.hash) for one in reversed(published))
    return [one for one in found if one is not None]


def published(session: Session, project: str, form_hash: str) -> FormPublished | None:
    """Return the whole of what was published as *form_hash*; None where it is not here."""
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.subject == form_hash,
        EntryRow.kind == FORM,
        _IS_OF_HUB,
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
        EntryRow.project_id == project, EntryRow.kind == FORM, _IS_OF_HUB
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(EntryRow.subject))}
