"""Who sends to a hub: by the addresses of their mailboxes, and how much is here of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log.kinds import workspace_log
from fieldtool.log.relays import relay_log
from fieldtool.storage.queries import interviews, projects, relays, workspaces
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.wire import bundles

if TYPE_CHECKING:
    from fieldtool.storage.database import Database


@dataclass(frozen=True)
class Known:
    """A workspace or a relay of this hub, and what is sealed for it."""

    id: str
    called: Sender
    box_key: bytes


def by_address(database: Database) -> dict[str, Known]:
    """Return all who seal to this hub by the address of their mailbox.

    Only they and the hub know such an address, so what comes from there is meant for this hub,
    whatever key it is sealed to.
    """
    with database.read() as session:
        found = [
            Known(one.id, Sender(project, workspace_log(one.id)), one.box_key)
            for project in projects.ids(session)
            for one in workspaces.all_of(session, project)
            if not one.relay
        ]
        found += [
            Known(one.id, Sender(project, relay_log(one.id)), one.box_key)
            for project in projects.ids(session)
            for one in relays.all_of(session, project)
        ]
    return {bundles.address(one.box_key): one for one in found}


def interviews_of(database: Database) -> Counter[str]:
    """Return how many interviews are here of each workspace."""
    found: Counter[str] = Counter()
    with database.read() as session:
        for project in projects.ids(session):
            for log, count in interviews.finalised_by_log(session, project).items():
                found[log.rpartition("/")[2]] = count
    return found


def relays_of(database: Database) -> dict[str, str]:
    """Return through which relay each workspace is known here; empty for its own ones."""
    with database.read() as session:
        return {
            one.id: one.relay
            for project in projects.ids(session)
            for one in workspaces.all_of(session, project)
        }


def missing(database: Database, read: Container[str]) -> tuple[Workspace, ...]:
    """Return the workspaces that are expected to send and are not among those *read*."""
    with database.read() as session:
        return tuple(
            one
            for project in projects.ids(session)
            for one in workspaces.all_of(session, project)
            if one.id not in read and one.revoked_at is None and not one.relay
        )
