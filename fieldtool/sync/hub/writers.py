"""Who sends something to the hub, and which of the hub's logs are for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log.kinds import PROJECT_LOG, log_to, team_log
from fieldtool.log.relays import relay_of
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import projects, relays, workspaces
from fieldtool.storage.queries.workspaces import Workspace

if TYPE_CHECKING:
    from fieldtool.storage.database import Database, Session
    from fieldtool.storage.queries.relays import Relay


def writer_of(database: Database, project: str, log: str) -> tuple[Workspace, tuple[str, ...]]:
    """Return the workspace that writes *log*, and the logs of the hub that it hears.

    A revoked one hears the project alone: that it is revoked, and nothing that anybody answered.

    Raises:
        Problem: there is no such project or workspace here, or another hub revoked it.
    """
    _kind, _slash, name = log.partition("/")
    with database.ask() as session:
        sender = workspaces.sender(session, project, name)
        if sender is None and projects.find(session, project) is None:
            raise Problem(Code.PROJECT_OTHER, {"project": project})
    if sender is None:
        raise Problem(Code.WORKSPACE_UNKNOWN, {"workspace": name})
    workspace, team = sender.workspace, sender.team
    if sender.is_revoked:
        return workspace, (PROJECT_LOG,)
    if workspace.revoked_at is not None:
        raise Problem(Code.WORKSPACE_REVOKED, {"workspace": name})
    own = log_to(workspace.id)
    return workspace, (PROJECT_LOG, team_log(team), own) if team else (PROJECT_LOG, own)


def relay_writing(session: Session, project: str, log: str) -> Relay:
    """Return the relay that writes *log*.

    Raises:
        Problem: there is no such project or relay here, or it was revoked.
    """
    name = relay_of(log)
    if projects.find(session, project) is None:
        raise Problem(Code.PROJECT_OTHER, {"project": project})
    relay = relays.get(session, project, name) if name else None
    if relay is None:
        raise Problem(Code.RELAY_UNKNOWN, {"relay": name})
    if relay.revoked_at is not None:
        raise Problem(Code.RELAY_REVOKED, {"relay": name})
    return relay
