"""What the pages of each face work with, wired once at the start."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from fieldtool.config import Config
    from fieldtool.log.clock import Clock
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Database


class OpenWorkspaces:
    """The unlocked workspaces of this process, by the random token of a browser session.

    They live in memory alone: when the process ends, everybody is signed out.
    """

    def __init__(self) -> None:
        self._open: dict[str, Workspace] = {}
        self._lock = threading.Lock()

    def find(self, token: str) -> Workspace | None:
        """Return the workspace of a session, or None when it is locked."""
        with self._lock:
            return self._open.get(token)

    def keep(self, token: str, workspace: Workspace) -> None:
        """Hold *workspace* open for the session *token*."""
        with self._lock:
            self._open[token] = workspace

    def lock(self, token: str) -> None:
        """Close the workspace of one session; nothing happens when it is closed already."""
        with self._lock:
            workspace = self._open.pop(token, None)
        if workspace is not None:
            workspace.close()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            workspaces, self._open = list(self._open.values()), {}
        for workspace in workspaces:
            workspace.close()


@dataclass(frozen=True)
class NodeServices:
    """A laptop.

    Attributes:
        hub_client: makes a client for the hub at an address, given the address.
    """

    config: Config
    clock: Clock
    hub_client: Callable[[str], httpx.Client]
    workspaces: OpenWorkspaces = field(default_factory=OpenWorkspaces)

    def close(self) -> None:
        """Lock everybody's work."""
        self.workspaces.close()


@dataclass(frozen=True)
class HubServices:
    """The central server."""

    config: Config
    clock: Clock
    database: Database
    identity: HubIdentity

    def close(self) -> None:
        """Close the database."""
        self.database.close()
