"""Named queries on relays as the higher hub knows them, and on what they say of their laptops."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fieldtool.log.entry import restored
from fieldtool.log.relays import ENROL, Enrolled, relay_log
from fieldtool.problems import Problem
from fieldtool.storage.models.hub import RelayRow, WorkspaceRow
from fieldtool.storage.models.log import EntryRow, TipRow


@dataclass(frozen=True)
class Relay:
    """A hub that passes on what its laptops wrote. Times are milliseconds UTC by this hub's clock.

    Attributes:
        name: what people here call it.
        first_key: the number of the exchange key of this hub that it was enrolled with.
        knows_key: that of the newest one that it has sealed to.
    """

    id: str
    name: str
    device: str
    sign_key: bytes
    box_key: bytes
    enrolled_at: int
    revoked_at: int | None = None
    last_contact: int | None = None
    first_key: int = 1
    knows_key: int = 1


def put(session: Session, project: str, relay: Relay) -> None:
    """Keep a new relay."""
    row = RelayRow(project_id=project, id=relay.id, name=relay.name, device=relay.device)
    row.sign_key, row.box_key = relay.sign_key, relay.box_key
    row.enrolled_at, row.revoked_at = relay.enrolled_at, relay.revoked_at
    row.last_contact = relay.last_contact
    row.first_key, row.knows_key = relay.first_key, relay.knows_key
    session.add(row)


def get(session: Session, project: str, relay: str) -> Relay | None:
    """Return one relay."""
    row = session.get(RelayRow, (project, relay))
    return None if row is None else _relay(row)


def all_of(session: Session, project: str) -> list[Relay]:
    """Return all relays by name."""
    query = select(RelayRow).where(RelayRow.project_id == project)
    rows = session.execute(query.order_by(RelayRow.name, RelayRow.id)).scalars()
    return [_relay(row) for row in rows]


def contact(session: Session, project: str, relay: str, at: int) -> None:
    """Note that the relay was in contact."""
    session.get_one(RelayRow, (project, relay)).last_contact = at


def note_keys(session: Session, project: str, relay: str, *, knows: int, box_key: bytes) -> None:
    """Note to which exchange key of this hub it sealed, and what its answers are sealed to."""
    row = session.get_one(RelayRow, (project, relay))
    row.knows_key, row.box_key = max(row.knows_key, knows), box_key


def revoke(session: Session, project: str, relay: str, at: int) -> None:
    """Note that nothing is to be taken from the relay any more."""
    row = session.get_one(RelayRow, (project, relay))
    if row.revoked_at is None:
        row.revoked_at = at


def said(session: Session, project: str, relay: str) -> dict[str, Enrolled]:
    """Return what the log of *relay* says last of each of its workspaces."""
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.log == relay_log(relay),
        EntryRow.kind == ENROL,
        EntryRow.payload.is_not(None),
    )
    found: dict[str, Enrolled] = {}
    for row in session.execute(query.order_by(EntryRow.position)).scalars():
        content = restored(row.header, row.salt, row.payload).content()
        try:
            found[row.subject] = Enrolled.from_content(row.subject, content)
        except Problem:  # a later version says it in other words
            continue
    return found


def logs_of_hub(session: Session, project: str) -> frozenset[str]:
    """Return the logs of the hub for teams and workspaces that have entries."""
    query = select(TipRow.log).where(
        TipRow.project_id == project, or_(TipRow.log.like("team/%"), TipRow.log.like("to/%"))
    )
    return frozenset(session.execute(query.distinct()).scalars())


def counts(session: Session, project: str) -> Counter[str]:
    """Return the number of laptops behind each relay."""
    query = select(WorkspaceRow.relay).where(
        WorkspaceRow.project_id == project, WorkspaceRow.relay != ""
    )
    return Counter(session.execute(query).scalars())


def _relay(row: RelayRow) -> Relay:
    return Relay(
        row.id,
        row.name,
        row.device,
        row.sign_key,
        row.box_key,
        row.enrolled_at,
        row.revoked_at,
        row.last_contact,
        row.first_key,
        row.knows_key,
    )
