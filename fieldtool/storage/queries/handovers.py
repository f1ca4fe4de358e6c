"""Named queries on hand-overs: who could take a draft, what is on its way, what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from fieldtool.log.blobs import BlobRef
from fieldtool.log.entry import Entry
from fieldtool.log.handovers import (
    BACK,
    GIVEN,
    HAND,
    IS_TAKEN,
    TAKEN,
    WAITS,
    Handed,
    Outline,
    Word,
    became,
    name_of,
    said_by,
)
from fieldtool.log.kinds import (
    is_of_workspace,
    is_to_one,
    log_to,
    workspace_log,
    workspace_of,
)
from fieldtool.problems import Code, Problem
from fieldtool.storage import settings, upserts
from fieldtool.storage.models.handovers import HandRow
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.queries import attachments, entries, erasures
from fieldtool.storage.sealed import Opening

_AT_ONCE = 500
# Before the id of a draft, a setting of a laptop.
_REMARKS = "handed_remarks "


_HAND, _TOLD = HandRow.__table__.c, HandRow.__table__.alias()
_DUE = select(_HAND.id).where(
    _HAND.project_id == bindparam("project"),
    _HAND.log.startswith(workspace_log("")),
    ~select(_TOLD.c.id)
    .where(
        _TOLD.c.project_id == _HAND.project_id,
        _TOLD.c.name == _HAND.name,
        _TOLD.c.kind == _HAND.kind,
        _TOLD.c.log.startswith(log_to("")),
    )
    .exists(),
)


@dataclass(frozen=True)
class Offer:
    """A draft that is offered: by a laptop in its own log, by the hub in one to a laptop.

    Attributes:
        entry: its id in `log`.
        at: by the clock of its writer, milliseconds UTC.
    """

    entry: str
    log: str
    interview: str
    outline: Outline
    at: int


def note(session: Session, project: str, log: str, entry: Entry) -> None:
    """Remember what an entry says of a hand-over; raises Problem where it cannot be read."""
    kind, tree = entry.header.kind, entry.content()
    if not (is_to_one(log) or is_of_workspace(log)) or (kind == GIVEN and not is_to_one(log)):
        return
    said = Outline.from_content(tree) if kind == HAND else Outline("", "", "", "", "", "")
    row = {
        "project_id": project,
        "log": log,
        "id": entry.id,
        "kind": kind,
        "interview": entry.header.subject,
        "name": "" if kind == GIVEN else name_of(tree),
        "receiver": said.to,
        "person": said_by(tree) or entry.header.person,
        "number": said.number,
        "form_id": said.form_id,
        "form_hash": said.form_hash,
        "site": said.site,
        "root": said.root,
        "parents": json.dumps(entry.header.parents),
        "at": entry.header.clock.wall,
    }
    upserts.insert_new(session, HandRow, [row])


def forget_entries(session: Session, project: str, ids: Collection[str]) -> None:
    """Forget what entries say that do not count any more, however many."""
    for first in range(0, len(ids), _AT_ONCE):
        some = sorted(ids)[first : first + _AT_ONCE]
        session.execute(delete(HandRow).where(HandRow.project_id == project, HandRow.id.in_(some)))


@dataclass(frozen=True)
class Happened:
    """What a person said of a hand-over: `at` by the laptop's clock, both times ms UTC."""

    entry: str
    kind: str
    person: str
    at: int
    position: int
    stored_at: int


@dataclass(frozen=True)
class Due:
    """What a laptop said of a hand-over, and the hub to nobody; `person` wrote it."""

    kind: str
    name: str
    person: str
    offer: Offer


def due(session: Session, project: str) -> list[Due]:
    """Return what laptops said of hand-overs that the hub has told nobody, the first one first."""
    session.flush()
    # Asked in every sync, and hardly ever anything is.
    given = {"project": project}
    names = session.connection().execute(_DUE, given).scalars().all()
    if not names:
        return []
    query = select(HandRow).where(HandRow.project_id == project, HandRow.id.in_(names))
    rows = session.execute(query.order_by(HandRow.at, HandRow.id)).scalars()
    return [Due(row.kind, row.name, row.person, _offer(row)) for row in rows]


def offers(session: Session, project: str, log: str = "") -> list[Offer]:
    """Return every offer, or those of one *log*, the first one first."""
    query = select(HandRow).where(HandRow.project_id == project, HandRow.kind == HAND)
    if log:
        query = query.where(HandRow.log == log)
    rows = session.execute(query.order_by(HandRow.at, HandRow.id)).scalars()
    return [_offer(row) for row in rows]


def words(session: Session, project: str) -> dict[str, frozenset[Word]]:
    """Return what is said of each hand-over, by its name."""
    columns = (HandRow.name, HandRow.kind, HandRow.log)
    query = select(*columns).where(HandRow.project_id == project, HandRow.name != "")
    found: dict[str, set[Word]] = {}
    for name, kind, log in session.execute(query):
        found.setdefault(name, set()).add(Word(kind, log))
    return {name: frozenset(some) for name, some in found.items()}


def history(session: Session, project: str, interview: str) -> list[Happened]:
    """Return what laptops said of the hand-overs of an interview, in the order it came."""
    query = (
        select(
            HandRow.id,
            HandRow.kind,
            HandRow.person,
            HandRow.at,
            EntryRow.position,
            EntryRow.stored_at,
        )
        .join(
            EntryRow,
            (EntryRow.project_id == HandRow.project_id)
            & (EntryRow.log == HandRow.log)
            & (EntryRow.id == HandRow.id),
        )
        .where(
            HandRow.project_id == project,
            HandRow.interview == interview,
            HandRow.log.startswith(workspace_log("")),
        )
    )
    return [Happened(*row) for row in session.execute(query.order_by(EntryRow.position))]


def drafts(session: Session, project: str, limit: int) -> list[str]:
    """Return ids of drafts that were handed over, also of those that never became an interview."""
    found = select(HandRow.interview).where(HandRow.project_id == project).distinct()
    return list(session.execute(found.order_by(HandRow.interview).limit(limit)).scalars())


def is_any(session: Session, project: str) -> bool:
    """Say whether anything was ever handed over."""
    query = select(HandRow.id).where(HandRow.project_id == project, HandRow.name != "")
    return session.execute(query.limit(1)).first() is not None


def is_elsewhere(
    session: Session, project: str, interview: str, holding: Collection[str], own: str
) -> bool:
    """Say whether somebody else goes through an interview again that *holding* returned.

    A coordinator gave it to another, or whoever writes the log *own* handed it over and was not
    given it back; then what it was handed over with says which returns it knew.
    """
    to_own = log_to(workspace_of(own))
    query = select(HandRow).where(
        HandRow.project_id == project,
        HandRow.interview == interview,
        HandRow.log.in_((own, to_own)),
        HandRow.kind.in_((GIVEN, HAND)),
    )
    said = words(session, project)
    for row in session.execute(query).scalars():
        is_over = row.kind == GIVEN if row.log == to_own else False
        if row.log == own:
            is_over = became(said[row.name], own, to_own) in (WAITS, IS_TAKEN)
        if is_over and set(holding) <= set(json.loads(row.parents)):
            return True
    return False


def content(session: Session, project: str, offer: Offer) -> Handed:
    """Return the whole draft that is offered, where this computer can open it.

    Raises:
        Problem: HAND_OVER_CLOSED, its form is not here, or it is sealed to somebody else.
    """
    entry = entries.get(session, project, offer.log, offer.entry)
    if entry is None or entry.is_stub:
        raise Problem(Code.HAND_OVER_UNKNOWN)
    try:
        return Handed.from_content(Opening(session, project).content(entry.content()))
    except Problem:
        raise Problem(Code.HAND_OVER_CLOSED, {"number": offer.outline.number}) from None


def open_offers(session: Session, project: str, own: str) -> list[Offer]:
    """Return what colleagues offer to who writes *own*, and was not taken, the last one first."""
    here = log_to(workspace_of(own))
    said = words(session, project)
    return [
        one
        for one in offers(session, project, here)
        if not {Word(TAKEN, own), Word(BACK, here)} & said[one.outline.name]
    ][::-1]


def files(session: Session, project: str, own: str) -> dict[str, BlobRef]:
    """Return the photos and recordings of what was handed over to who writes *own*, by name.

    Of what is not open yet all that can be read here; of what is, those of its draft.
    """
    found: dict[str, BlobRef] = {}
    for offer in open_offers(session, project, own):
        with suppress(Problem):
            refs = content(session, project, offer).attachments.values()
            found |= {ref.name: ref for ref in refs}
    for draft in {one.interview for one in offers(session, project, log_to(workspace_of(own)))}:
        kept = attachments.of_draft(session, project, draft).values()
        found |= {one.ref.name: one.ref for one in kept}
    return found


def destroy_brought(session: Session, project: str, interview: str, own: str) -> None:
    """Let nothing be left here of what a colleague handed over to who writes *own*.

    The hub's log to this laptop holds it as well as the draft, and opens here.
    """
    here = log_to(workspace_of(own))
    erasures.destroy(session, project, interview, here, HAND)
    brought = (HandRow.log == here, HandRow.interview == interview, HandRow.kind == HAND)
    session.execute(delete(HandRow).where(HandRow.project_id == project, *brought))


def keep_remarks(
    session: Session,
    project: str,
    draft: str,
    general: Sequence[str],
    by_path: Mapping[str, Sequence[str]],
) -> None:
    """Keep what a coordinator said of a draft that was handed over, where it was returned."""
    if general or by_path:
        said = {"by_path": by_path, "general": general}
        settings.put(session, project, _REMARKS + draft, json.dumps(said))


def remarks_of(
    session: Session, project: str, draft: str
) -> tuple[list[str], dict[str, list[str]]]:
    """Return what came with a draft that was handed over: of the whole, and by question."""
    text = settings.get(session, project, _REMARKS + draft)
    said = json.loads(text) if text else {"general": [], "by_path": {}}
    return said["general"], said["by_path"]


def forget_remarks(session: Session, project: str, draft: str) -> None:
    """Forget what came with a draft; it is finished, or goes on elsewhere."""
    settings.remove(session, project, _REMARKS + draft)


def _offer(row: HandRow) -> Offer:
    outline = Outline(
        name=row.name,
        to=row.receiver,
        number=row.number,
        form_id=row.form_id,
        form_hash=row.form_hash,
        site=row.site,
        by=row.person,
        root=row.root,
    )
    return Offer(row.id, row.log, row.interview, outline, row.at)
