"""Which key a laptop, or a relay, seals to: pinned at enrolment, until the hub says another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.storage.queries import exchange_keys
from fieldtool.sync.hub import key_notices
from fieldtool.sync.hub.key_notices import Sender

if TYPE_CHECKING:
    from fieldtool.problems import Problem
    from fieldtool.security.higher import Higher
    from fieldtool.security.workspace import Membership, Workspace
    from fieldtool.storage.database import Database, Session


def of_hub(session: Session, member: Membership) -> bytes:
    """Return the key that a laptop seals to.

    What the log of a project says of the hub above a relay does not hold for the relay.
    """
    hears = member.logs_key == member.hub_key
    return exchange_keys.to_seal_to(session, member.project_id, member.hub_box_key, hears=hears)


def of_higher(session: Session, higher: Higher) -> bytes:
    """Return the key that a relay seals to."""
    hears = higher.logs_key == higher.sign_key
    return exchange_keys.to_seal_to(session, higher.project, higher.box_key, hears=hears)


def at_laptop(ws: Workspace) -> bytes:
    """Return the key that this laptop seals to now."""
    with ws.database.read() as session:
        return of_hub(session, ws.membership)


def at_relay(database: Database, higher: Higher) -> bytes:
    """Return the key that this relay seals to now."""
    with database.read() as session:
        return of_higher(session, higher)


def is_told(
    database: Database, problem: Problem, sender: Sender, hub_key: bytes, sent: str
) -> bool:
    """Follow the notice in a refusal of the request with the SHA-256 *sent*; return whether it is.

    Without a notice that the pinned hub signed for this very request nothing changes: anybody on
    the way could make a laptop seal to an earlier key.
    """
    notice = key_notices.of_problem(problem)
    if (
        notice is None
        or notice.request != sent
        or not key_notices.is_proven(notice, sender, hub_key)
    ):
        return False
    with database.work() as session:
        exchange_keys.tell(session, sender.project, notice.key)
    return True
