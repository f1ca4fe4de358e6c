"""The laptop's side of a sync: send what is not proven, take what the hub has to say."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import cursors, entries
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.laptop import purging
from fieldtool.sync.laptop.taking import Marks, take
from fieldtool.sync.wire import exchange, exchange_keys, protocol, requests
from fieldtool.sync.wire.pace import Pace
from fieldtool.sync.wire.watching import UNWATCHED, Watch

if TYPE_CHECKING:
    import httpx

    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace

# Answers in a row that bring nothing new, before something must be wrong.
_IDLE_ROUNDS = 3


@dataclass(frozen=True)
class SyncResult:
    """What one sync did.

    Attributes:
        sent: entries that this sync got proven.
        proven: entries of this workspace that receipts prove, in all.
        waiting: entries that no receipt proves yet.
        received: new entries of the hub's logs: forms, sites, settings.
    """

    sent: int = 0
    proven: int = 0
    waiting: int = 0
    received: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


@dataclass
class _Sync:
    """One sync, request after request."""

    ws: Workspace
    client: httpx.Client
    clock: Clock
    pace: Pace = field(default_factory=Pace)
    marks: Marks = field(default_factory=Marks)
    result: SyncResult = field(default_factory=SyncResult)
    watch: Watch = UNWATCHED

    def run(self) -> SyncResult:
        """Exchange until everything is proven and nothing waits at the hub."""
        before, idle = self._proven(), 0
        while idle < _IDLE_ROUNDS:
            at = (self._proven(), self.result.received, self.marks)
            is_done = self._round()
            proven = self._proven()
            waiting = self._written() - proven
            self.result = replace(
                self.result, sent=max(0, proven - before), proven=proven, waiting=waiting
            )
            if is_done and waiting == 0:
                return self.result
            idle = idle + 1 if at == (proven, self.result.received, self.marks) else 0
        raise Problem(Code.SYNC_STUCK)

    def _round(self) -> bool:
        raw, reply, sealed_to = self._exchanged()
        given, body = requests.checked(self.ws, reply)
        if given.request != hashlib.sha256(raw).hexdigest():
            raise requests.wrong(self.ws)
        taken = take(self.ws, given, body, self.clock.now())
        self.marks = taken.marks
        self.watch.proved()
        self.result = replace(
            self.result,
            received=self.result.received + taken.received,
            requests=self.result.requests + 1,
            bytes_up=self.result.bytes_up + len(raw),
            bytes_down=self.result.bytes_down + len(reply),
        )
        # With another key the next request also shows the hub that this laptop knows it.
        is_told = exchange_keys.at_laptop(self.ws) != sealed_to
        return not (body.more or body.known or is_told)

    def _exchanged(self) -> tuple[bytes, bytes, bytes]:
        """Return a request, the reply to it, and the key that it was sealed to."""
        url = f"{self.ws.membership.hub_url}/sync"
        while True:
            asked = requests.prepared(self.ws, self.clock, self.marks)
            raw = requests.packed(self.ws, asked, self.pace.limit)
            self.watch.asks(len(raw))
            began = time.monotonic()
            try:
                reply = exchange.post(self.client, url, raw, protocol.CONTENT_TYPE)
            except Problem as problem:
                if not self._is_told(problem, raw, asked.box_key):
                    self.pace.failed(problem, len(raw))
                continue
            self.pace.quick(time.monotonic() - began)
            return raw, reply, asked.box_key

    def _is_told(self, problem: Problem, raw: bytes, sealed_to: bytes) -> bool:
        """Return whether the hub refused *raw* for its seal alone, and said what to seal to."""
        sender, sent = Sender(self.ws.project_id, self.ws.log), hashlib.sha256(raw).hexdigest()
        key = self.ws.membership.hub_key
        is_told = exchange_keys.is_told(self.ws.database, problem, sender, key, sent)
        return is_told and exchange_keys.at_laptop(self.ws) != sealed_to

    def _proven(self) -> int:
        with self.ws.database.read() as session:
            receipt = cursors.newest_receipt(session, self.ws.project_id, self.ws.log)
        return receipt.count if receipt else 0

    def _written(self) -> int:
        with self.ws.database.read() as session:
            newest = entries.tip(session, self.ws.project_id, self.ws.log)
        return newest.tip.count if newest else 0


def sync(ws: Workspace, client: httpx.Client, clock: Clock, watch: Watch = UNWATCHED) -> SyncResult:
    """Bring the hub everything that it has not proven, and take what it has for this laptop.

    Nothing is taken from the laptop by this; a sync that breaks off is simply done again.

    Raises:
        Problem: the hub is down or slow, refuses, or is not the hub that was enrolled with.
        PausedError: *watch* asked for a pause.
    """
    result = _Sync(ws, client, clock, watch=watch).run()
    purging.purge(ws, clock.now().wall)
    return result
