"""What the pages of each face work with, wired once at the start."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from fieldtool.collect.form_cache import FormCache
    from fieldtool.collect.sitting import Sittings
    from fieldtool.config import Config
    from fieldtool.log.clock import Clock
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.passphrase import Effort
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database


class OpenWork:
    """The unlocked workspaces of this process, by the random token of a browser session.

    They live in memory alone: when the process ends, everybody is signed out.
    """

    def __init__(self) -> None:
        self._open: dict[str, Sittings] = {}
        self._lock = threading.Lock()

    def find(self, token: str) -> Sittings | None:
        """Return the open work of a session, or None when it is locked."""
        with self._lock:
            return self._open.get(token)

    def keep(self, token: str, sittings: Sittings) -> None:
        """Hold *sittings* open for the session *token*.

        Two windows signed in to the same work share one database and one set of drafts in memory.
        """
        with self._lock:
            same = [one for one in self._open.values() if _are_one(one, sittings)]
            if same and same[0] is not sittings:
                sittings.workspace.close()
            self._open[token] = same[0] if same else sittings

    def lock(self, token: str) -> None:
        """Let go of the work of one session; it closes when no other session has it."""
        with self._lock:
            sittings = self._open.pop(token, None)
            if sittings is not None and sittings not in self._open.values():
                sittings.workspace.close()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            for sittings in {id(one): one for one in self._open.values()}.values():
                sittings.workspace.close()
            self._open.clear()


def _are_one(one: Sittings, other: Sittings) -> bool:
    return one.workspace.id == other.workspace.id


@dataclass(frozen=True)
class NodeServices:
    """A laptop.

    Attributes:
        forms: the compiled forms of everybody.
        hub_client: makes a client for the hub at an address, given the address.
        effort: what one guess of a new passphrase costs; measured on this computer if not given.
    """

    config: Config
    clock: Clock
    forms: FormCache
    hub_client: Callable[[str], httpx.Client]
    work: OpenWork = field(default_factory=OpenWork)
    effort: Effort | None = None

    def close(self) -> None:
        """Lock everybody's work."""
        self.work.close()


@dataclass(frozen=True)
class HubServices:
    """The central server.

    Attributes:
        blobs: photos and recordings of all interviews, and the media of forms.
        closes: to be called when it stops, before the database closes.
        effort: what one guess of the passphrase of a key's holder costs.
    """

    config: Config
    clock: Clock
    database: Database
    identity: HubIdentity
    blobs: BlobStore
    closes: list[Callable[[], None]] = field(default_factory=list)
    effort: Effort | None = None

    def close(self) -> None:
        """Close the database."""
        for close in self.closes:
            close()
        self.database.close()
