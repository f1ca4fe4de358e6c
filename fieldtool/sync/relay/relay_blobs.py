"""A relay's side of blobs: its laptops' photos go up, the media of forms come down."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import named_blobs, relays
from fieldtool.storage.queries.named_blobs import NamedBlob
from fieldtool.sync.laptop import photos
from fieldtool.sync.laptop.carrying import Carried, Carrying
from fieldtool.sync.relay.relaying import Relay, pass_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import httpx

    from fieldtool.security.keys import Identity
    from fieldtool.storage.blobs import BlobStore


def carry(relay: Relay, client: httpx.Client, seconds: float) -> Carried:
    """Carry photos up and media down for about *seconds*, one range at least.

    Entries go first and after it, so that the higher hub says under its signature what it has.
    """
    until = time.monotonic() + seconds
    return _OfRelay(_AsCarrier(relay), client, relay.clock, until, relay=relay).run()


@dataclass(frozen=True)
class _AsCarrier:
    """A relay as one whose blobs are carried."""

    relay: Relay

    @property
    def project_id(self) -> str:
        """Return the project."""
        return self.relay.project

    @property
    def log(self) -> str:
        """Return the log of the relay, which signs the ranges."""
        return self.relay.log

    @property
    def identity(self) -> Identity:
        """Return the keys that sign."""
        return self.relay.identity.keys

    @property
    def hub_url(self) -> str:
        """Return the address of the higher hub."""
        return self.relay.higher.url

    @property
    def blobs(self) -> BlobStore:
        """Return the blobs that are here."""
        return self.relay.blobs

    @property
    def folder(self) -> Path:
        """Return the folder, whose disk must keep some room."""
        return self.relay.folder


@dataclass
class _OfRelay(Carrying):
    """One stretch; *past* counts blobs that the higher hub lacks and that are not here either."""

    relay: Relay = field(kw_only=True)
    past: int = 0

    def _send_all(self) -> bool:
        sent: set[str] = set()
        self._sync()
        while True:
            said, waiting = self._said(), self._sendable()
            waiting = [one for one in waiting if one[0].name not in self.damaged]
            if not waiting and not said.more:
                return True
            if waiting and all(one.name in sent for one, _here in waiting):
                raise Problem(Code.SYNC_STUCK)
            is_all = self._send_some(waiting)
            sent |= {one.name for one, _here in waiting}
            self.past += len(said.blobs) - len(waiting)
            self._sync()
            if not is_all:
                return False

    def _sync(self) -> None:
        pass_on(self.relay, self.client, blobs_past=self.past)

    def _said(self) -> photos.Lacks:
        with self.relay.database.read() as session:
            said = photos.lacks(session, self.relay.project)
        return said or photos.Lacks((), more=False, count=0)

    def _sendable(self) -> list[tuple[NamedBlob, int]]:
        found = []
        with self.relay.database.read() as session:
            for one in self._said().blobs:
                size = named_blobs.size_of(session, self.relay.project, one.blob)
                if size is not None and self.relay.blobs.has(one.blob):
                    found.append((NamedBlob(one.blob, size, "", "", 0), one.here))
        return found

    def _wanted(self) -> Sequence[NamedBlob]:
        """Return what the hub's logs name, since any of its laptops may want it."""
        project = self.relay.project
        with self.relay.database.read() as session:
            logs = (PROJECT_LOG, *sorted(relays.logs_of_hub(session, project)))
            named = [one for log in logs for one in named_blobs.named(session, project, log)]
        return [one for one in named if not self.relay.blobs.has(one.name)]
