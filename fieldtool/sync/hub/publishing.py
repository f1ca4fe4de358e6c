"""What the hub tells every laptop: the project, its forms and its register of places."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldtool.forms import Form, compile_form, convert_workbook, form_hash
from fieldtool.log import ids
from fieldtool.log.blobs import BlobRef, is_file_name
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import (
    PROJECT,
    SITES,
    FormPublished,
    ProjectSettings,
)
from fieldtool.log.media_types import type_of
from fieldtool.log.sites import Site, Sites
from fieldtool.problems import Code, Problem, Problems
from fieldtool.questionnaires.registers import REGISTERS
from fieldtool.security import writer
from fieldtool.security.blobs import seal
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms, registers, sites
from fieldtool.sync.hub.offering import Offering

_SITES_AT_ONCE = 1000
# The start tag of the primary instance's root, in the XForm that pyxform writes.
_ROOT = re.compile(r"(<instance>\s*<[^\s>/]+)([^>]*)>")


@dataclass(frozen=True)
class Workbook:
    """An XLSForm to be published.

    Attributes:
        files: the lists that it reads, by file name.
        title: its name per language.
        media: pictures, recordings and films that its texts show, by file name.
    """

    name: str
    content: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    title: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Prepared:
    """A form version ready to be published; `sealed` are its media by name of the blob."""

    form: FormPublished
    sealed: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def begin_project(
    session: Session, hub: HubIdentity, wanted: ProjectSettings, clock: ClockEvidence
) -> ProjectSettings:
    """Begin a project at the hub and return its settings with the id it was given.

    Raises:
        Problem: TITLE_MISSING or ZONE_UNKNOWN.
    """
    settings = replace(wanted, id=ids.new_id(ids.PROJECT))
    publish_project(session, hub, settings, clock)
    return settings


def publish_project(
    session: Session, hub: HubIdentity, settings: ProjectSettings, clock: ClockEvidence
) -> Entry:
    """Tell every laptop what holds for the project from now on.

    Raises:
        Problem: TITLE_MISSING or ZONE_UNKNOWN.
    """
    if not any(title.strip() for title in settings.title.values()):
        raise Problem(Code.TITLE_MISSING)
    zone_named(settings.zone)
    return writer.append(
        session,
        hub.writer(settings.id),
        PROJECT,
        settings.id,
        settings.to_content(),
        clock=clock,
    )


def publish_form(
    session: Session,
    hub: HubIdentity,
    project: str,
    workbook: Workbook,
    clock: ClockEvidence,
    blobs: BlobStore,
) -> FormPublished:
    """Publish a form version for life; publishing the same content again changes nothing.

    A sheet without a version gets one from its content, because a project knows a form version
    by (form, version).

    Raises:
        Problems: all that is wrong with the workbook.
        Problem: FORM_VERSION_TAKEN.
    """
    known = [one.dataset for one in registers.registers(session, project)]
    ready = prepared(workbook, known)
    return publish_prepared(session, hub, project, ready, clock, blobs)


def publish_prepared(
    session: Session,
    hub: HubIdentity,
    project: str,
    ready: Prepared,
    clock: ClockEvidence,
    blobs: BlobStore,
) -> FormPublished:
    """Publish to everybody what `prepared` made, which takes long and needs no database.

    Its media are on the disk before the entry that names them; a medium with the content of an
    earlier one is that blob, which laptops have already.

    Raises:
        Problem: FORM_VERSION_TAKEN.
    """
    offering = Offering(session, hub, project, clock)
    offering.refuse_taken(ready.form)
    published = with_media_kept(session, project, ready, blobs)
    offering.publish(published)
    return published


def with_media_kept(
    session: Session, project: str, ready: Prepared, blobs: BlobStore
) -> FormPublished:
    """Put the media of a form on the disk, where they are not, and return what to publish."""
    earlier = forms.media_by_hash(session, project)
    media = {name: _kept(ref, ready, earlier, blobs) for name, ref in ready.form.media.items()}
    return replace(ready.form, media=media)


def prepared(workbook: Workbook, known: Collection[str] = ()) -> Prepared:
    """Return what would be published; raises Problems with all that is wrong.

    *known* are registers of the project, beside those that every project may have.
    """
    xform, version = versioned(convert_workbook(workbook.name, workbook.content).xform)
    form = compile_form(xform, workbook.files)
    _check_files(form, {*known, *REGISTERS, *form.datasets})
    _check_media(workbook.media)
    made = replace(form, version=form.version or version)
    return with_media(described(made, xform, workbook), workbook.media)


def described(form: Form, xform: str, workbook: Workbook) -> FormPublished:
    """Return what would be published of a compiled form, without its media."""
    return FormPublished(
        form_id=form.form_id,
        version=form.version,
        hash=form_hash(xform, {**workbook.files, **workbook.media}),
        title=dict(workbook.title) or {"": form.title},
        xform=xform,
        files={
            name: text.decode("utf-8", errors="replace") for name, text in workbook.files.items()
        },
    )


def with_media(form: FormPublished, media: Mapping[str, bytes]) -> Prepared:
    """Return *form* with its media sealed, ready to be published."""
    sealed = {name: _sealed(content) for name, content in media.items()}
    refs = {name: ref for name, (ref, _ciphertext) in sealed.items()}
    ciphertexts = {ref.name: ciphertext for ref, ciphertext in sealed.values()}
    return Prepared(replace(form, media=refs), ciphertexts)


def publish_sites(
    session: Session, hub: HubIdentity, project: str, wanted: Iterable[Site], clock: ClockEvidence
) -> tuple[Entry, ...]:
    """Add places to the register, or replace those with the same id; nothing when none changed.

    Many places are several entries, so that a laptop on a bad link gets them piece by piece.
    """
    known = {site.id: site for site in sites.all_of(session, project)}
    changed = [site for site in wanted if known.get(site.id) != site]
    return tuple(
        writer.append(
            session,
            hub.writer(project),
            SITES,
            project,
            Sites(tuple(changed[start : start + _SITES_AT_ONCE])).to_content(),
            clock=clock,
        )
        for start in range(0, len(changed), _SITES_AT_ONCE)
    )


def _check_files(form: Form, allowed: set[str]) -> None:
    known = allowed & set(form.registers)
    missing = [
        Problem(Code.FORM_FILE_MISSING, {"file": secondary.source.rpartition("/")[2]})
        for secondary in form.secondaries.values()
        if secondary.source.startswith("jr://file")
        and secondary.document is None
        and secondary.name not in known
    ]
    if missing:
        raise Problems(tuple(missing))


def _check_media(media: Mapping[str, bytes]) -> None:
    wrong = [name for name in media if not is_file_name(name)]
    if wrong:
        raise Problems(tuple(Problem(Code.FILE_NAME_NOT_VALID, {"file": name}) for name in wrong))


def _sealed(content: bytes) -> tuple[BlobRef, bytes]:
    ref, ciphertext = seal(content, type_of(content))
    return replace(ref, hash=hashlib.sha256(content).hexdigest()), ciphertext


def _kept(
    ref: BlobRef, ready: Prepared, earlier: Mapping[str, BlobRef], blobs: BlobStore
) -> BlobRef:
    known = earlier.get(ref.hash)
    if known is not None and blobs.has(known.name):
        return known
    blobs.put(ref.name, ready.sealed[ref.name])
    return ref


def versioned(xform: str) -> tuple[str, str]:
    """Return an XForm that has a version, and the version it was given; "" when it had one."""
    root = _ROOT.search(xform)
    if root is None or " version=" in root[2]:
        return xform, ""
    version = hashlib.sha256(xform.encode("utf-8")).hexdigest()[:8]
    return f'{xform[: root.end(1)]} version="{version}"{xform[root.end(1) :]}', version


def zone_named(zone: str) -> ZoneInfo:
    """Return the time zone with an IANA name.

    Raises:
        Problem: ZONE_UNKNOWN.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Problem(Code.ZONE_UNKNOWN, {"zone": zone}) from error
