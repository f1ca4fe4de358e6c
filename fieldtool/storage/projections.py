"""Entries to rows: what screens read is a function of the log, and can be made again from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from fieldtool.forms.safety import is_restricted
from fieldtool.log import revocations as log_revocations
from fieldtool.log.assignments import ASSIGN, Assignment
from fieldtool.log.blobs import refs_to_content
from fieldtool.log.canonical import encode
from fieldtool.log.entry import Entry
from fieldtool.log.erasures import ERASE
from fieldtool.log.exchange import EXCHANGE, ExchangeKey
from fieldtool.log.handovers import COLLEAGUE
from fieldtool.log.handovers import KINDS as HANDING_OVER
from fieldtool.log.kinds import (
    FINALISE,
    FORM,
    PROJECT,
    PROJECT_LOG,
    RETIRE,
    REVISIONS,
    SITES,
    FormPublished,
    FormRetired,
    ProjectSettings,
    Revision,
    is_of_hub,
    is_of_workspace,
    is_to_one,
    workspace_log,
)
from fieldtool.log.people import PERSON, PersonTold
from fieldtool.log.referrals import REFERRAL, Referral
from fieldtool.log.refusals import REFUSAL
from fieldtool.log.registers import ENTITY, change_of
from fieldtool.log.sites import Sites
from fieldtool.log.withdrawals import WITHDRAW
from fieldtool.problems import Problem
from fieldtool.storage import areas, revisions
from fieldtool.storage.models import projected_tables
from fieldtool.storage.models.log import CounterRow
from fieldtool.storage.models.projections import (
    FormRow,
    OfferRow,
    ProjectRow,
    QuarantineRow,
)
from fieldtool.storage.queries import (
    assignments,
    colleagues,
    erasures,
    handovers,
    named_blobs,
    purged,
    referrals,
    refusals,
    registers,
    reviews,
    revocations,
    sites,
    told,
    withdrawals,
)
from fieldtool.storage.queries import entries as log_entries
from fieldtool.storage.queries.entries import Placed

# Raised whenever the same entries would give other rows; every database is then projected again.
PROJECTION_VERSION = "15"
_AT_ONCE = 500


@dataclass(frozen=True)
class _Given:
    """An entry and where it stands on this computer."""

    project: str
    log: str
    entry: Entry
    position: int
    stored_at: int


def apply(session: Session, project: str, log: str, entry: Entry) -> None:
    """Bring *entry*, which is stored already, into the tables that screens read."""
    apply_all(session, project, log, [entry])


def apply_all(session: Session, project: str, log: str, entries: Sequence[Entry]) -> None:
    """Bring several entries of one log in; applying again changes nothing."""
    apply_placed(session, project, log, log_entries.placed(session, project, log, entries))


def apply_placed(session: Session, project: str, log: str, placed: Sequence[Placed]) -> None:
    """Do the same where it is known already where the entries are.

    Kinds that this version does not know are passed over: they stay in the log and are applied
    after an upgrade. An entry that cannot be read is put aside alone. Whoever writes it may see
    less than what its rows are made of.
    """
    with areas.everything(session):
        _apply_all(session, project, log, placed)


def _apply_all(session: Session, project: str, log: str, placed: Sequence[Placed]) -> None:
    late = revocations.settle(session, project, log)
    if late.released:
        placed = (*placed, *log_entries.placed(session, project, log, late.released))
    entries = [one.entry for one in placed]
    # Also of kinds that nobody here knows: they are kept for those who do.
    named_blobs.note(session, project, log, entries)
    erasures.note(session, project, log, (one for one in entries if one.is_stub))
    found: list[revisions.Found] = []
    reviewed: set[str] = set()
    changed: set[str] = set()
    for one in placed:
        entry = one.entry
        if entry.id in late.held:
            continue
        given = _Given(project, log, entry, one.position, one.stored_at)
        try:
            _apply(session, given, found)
            if entry.header.kind in reviews.KINDS and _is_said(session, given):
                reviewed.add(entry.header.subject)
            if entry.header.kind == ENTITY and not entry.is_stub:
                changed.add(_entity(entry))
        except Problem as problem:
            put_aside(session, project, log, entry, problem.code.name)
    revisions.apply(session, project, found, reviewed)
    registers.project(session, project, changed)


def rebuild(session: Session, project: str) -> None:
    """Empty the tables of *project* that are made from the log, and make them again."""
    for table in projected_tables():
        session.execute(delete(table).where(table.c.project_id == project))
    session.expire_all()
    # A version that did not know erasures may have stored some and what they are about.
    erasures.carry_out_all(session, project)
    purged.project(session, project)
    past = 0
    while some := log_entries.in_order(session, project, past, _AT_ONCE):
        for log in sorted({name for name, _entry, _position in some}):
            apply_all(session, project, log, [entry for name, entry, _ in some if name == log])
        past = some[-1][2]


def rebuild_all(session: Session) -> None:
    """Make the tables of every project in this database again."""
    for project in session.execute(select(CounterRow.project_id)).scalars().all():
        rebuild(session, project)


def retry(session: Session, project: str) -> tuple[int, int]:
    """Read again what laptops wrote and was put aside; return how many could be, and how many not.

    The hub's own words are left: an old one among them would take the place of a newer one.
    """
    place = QuarantineRow.project_id == project
    query = select(QuarantineRow.log, QuarantineRow.id).where(place)
    found = [tuple(row) for row in session.execute(query) if not is_of_hub(row.log)]
    for log, entry_id in found:
        session.execute(
            delete(QuarantineRow).where(
                place, QuarantineRow.log == log, QuarantineRow.id == entry_id
            )
        )
        entry = log_entries.get(session, project, log, entry_id)
        if entry is not None:
            apply_all(session, project, log, [entry])
    session.flush()
    left = session.execute(select(func.count()).select_from(QuarantineRow).where(place)).scalar()
    return len(found) - (left or 0), left or 0


def _apply(session: Session, given: _Given, found: list[revisions.Found]) -> None:
    kind = given.entry.header.kind
    if kind == ERASE and given.log == PROJECT_LOG:
        erasures.carry_out(session, given.project, given.entry)
    if given.entry.is_stub:
        return
    if kind in REVISIONS:
        if not (is_of_workspace if kind == FINALISE else is_of_hub)(given.log):
            return  # laptops finalise, the hub settles; nobody does the other's work
        revision = Revision.from_entry(given.entry)
        found.append(revisions.Found(revision, given.entry, given.log, given.stored_at))
        return
    for kinds, may_say in _SPEAKERS:
        # A log of another kind that says such a thing was written by somebody who may not.
        if kind in kinds and may_say(given.log):
            kinds[kind](session, given)
            return


def _is_said(session: Session, given: _Given) -> bool:
    return not given.entry.is_stub and reviews.note(session, given.project, given.log, given.entry)


def _entity(entry: Entry) -> str:
    """Return the entity that a change is about, if it can be read; raises Problem."""
    change_of(entry)
    return entry.header.subject


def _project(session: Session, given: _Given) -> None:
    content = ProjectSettings.from_content(given.entry.content()).to_content()
    session.merge(ProjectRow(project_id=given.project, content=encode(content).decode()))


def _form(session: Session, given: _Given) -> None:
    form = FormPublished.from_content(given.entry.content())
    if session.get(FormRow, (given.project, form.hash)) is None:
        row = FormRow(project_id=given.project, hash=form.hash, form_id=form.form_id)
        row.version, row.xform = form.version, form.xform
        row.title, row.files = _compact(form.title), _compact(form.files)
        row.media = encode(refs_to_content(form.media)).decode()
        row.position, row.restricted = given.position, is_restricted(form.xform)
        session.add(row)
    offer = OfferRow(project_id=given.project, log=given.log, hash=form.hash)
    offer.form_id, offer.position, offer.retired = form.form_id, given.position, False
    session.merge(offer)
    revisions.form_arrived(session, given.project, form.hash)


def _retire(session: Session, given: _Given) -> None:
    form_id = FormRetired.from_content(given.entry.content()).form_id
    offers = (
        OfferRow.project_id == given.project,
        OfferRow.log == given.log,
        OfferRow.form_id == form_id,
        OfferRow.position < given.position,
    )
    session.flush()
    session.execute(update(OfferRow).where(*offers).values(retired=True))


def _sites(session: Session, given: _Given) -> None:
    said = Sites.from_content(given.entry.content()).sites
    # The order of the register: entry by entry, line by line.
    sites.keep(session, given.project, said, given.position << 20)


def _person(session: Session, given: _Given) -> None:
    told_person = PersonTold.from_content(given.entry.content())
    told.keep(session, given.project, given.log, told_person)


def _assign(session: Session, given: _Given) -> None:
    if given.log == PROJECT_LOG:
        return  # it is somebody's
    said = Assignment.from_content(given.entry.header.subject, given.entry.content())
    assignments.keep(session, given.project, given.log, said, given.position)


def _refusal(session: Session, given: _Given) -> None:
    refusals.keep(session, given.project, given.log, given.entry)


def _withdraw(session: Session, given: _Given) -> None:
    withdrawals.keep(session, given.project, given.log, given.entry)


def _colleague(session: Session, given: _Given) -> None:
    colleagues.note(session, given.project, given.log, given.entry)


def _hand(session: Session, given: _Given) -> None:
    handovers.note(session, given.project, given.log, given.entry)


def _referral(session: Session, given: _Given) -> None:
    referrals.keep(session, given.project, Referral.from_content(given.entry.content()))


def _exchange(_session: Session, given: _Given) -> None:
    # Whoever sends asks the log itself; one that names no key is put aside.
    ExchangeKey.from_content(given.entry.content())


def _about_workspace(session: Session, given: _Given) -> None:
    revocations.note(session, given.project, given.entry)
    # What is late, or is not any more, follows from that.
    apply_all(session, given.project, workspace_log(given.entry.header.subject), [])


def put_aside(session: Session, project: str, log: str, entry: Entry, reason: str) -> None:
    """Note that *entry* cannot be applied; *reason* is the name of a problem."""
    row = QuarantineRow(project_id=project, log=log, id=entry.id)
    row.kind, row.reason = entry.header.kind, reason
    session.merge(row)


def _compact(texts: dict[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


_Kinds: TypeAlias = dict[str, Callable[[Session, _Given], None]]
_OF_THE_PROJECT: _Kinds = {
    PROJECT: _project,
    SITES: _sites,
    REFERRAL: _referral,
    EXCHANGE: _exchange,
    **dict.fromkeys(log_revocations.KINDS, _about_workspace),
}
_OF_AN_AUDIENCE: _Kinds = {
    FORM: _form,
    RETIRE: _retire,
    ASSIGN: _assign,
    COLLEAGUE: _colleague,
}
_OF_ONE_LAPTOP: _Kinds = {
    PERSON: _person,
}
_BY_A_LAPTOP: _Kinds = {
    REFUSAL: _refusal,
    WITHDRAW: _withdraw,
}
_OF_BOTH: _Kinds = dict.fromkeys(HANDING_OVER, _hand)
# Which kinds count, and in which logs.
_SPEAKERS: tuple[tuple[_Kinds, Callable[[str], bool]], ...] = (
    (_OF_THE_PROJECT, lambda log: log == PROJECT_LOG),
    (_OF_AN_AUDIENCE, is_of_hub),
    (_OF_ONE_LAPTOP, is_to_one),
    (_BY_A_LAPTOP, is_of_workspace),
    (_OF_BOTH, lambda log: is_of_workspace(log) or is_to_one(log)),
)
