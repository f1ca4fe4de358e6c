"""A relay passes on: what its laptops wrote goes up, what the higher hub says comes down.

It sends for nobody but signs for nobody either: every run ends at a tip that the writer of its log
signed. What it has once it keeps, so whatever breaks off is simply done again.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.relays import ENROL, Enrolled, relay_log
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys, writer
from fieldtool.storage.queries import people, proofs, relays, revocations, workspaces
from fieldtool.sync.hub import erasing
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.relay import relay_requests, relay_taking
from fieldtool.sync.relay.relay_requests import Missed, Plan
from fieldtool.sync.wire import exchange, protocol
from fieldtool.sync.wire import exchange_keys as sealing_to
from fieldtool.sync.wire.pace import Pace

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from fieldtool.log.clock import Clock
    from fieldtool.security.exchange_keys import Ring
    from fieldtool.security.higher import Higher
    from fieldtool.security.hubkeys import HubIdentity, HubWriter
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database, Session
    from fieldtool.storage.queries.workspaces import Workspace
    from fieldtool.sync.wire.messages import AnswerBody

# Answers in a row that bring nothing new, before something must be wrong.
_IDLE_ROUNDS = 3


@dataclass(frozen=True)
class Relay:
    """A hub that is a relay, and what it works with; `folder` is where its files lie."""

    database: Database
    identity: HubIdentity
    blobs: BlobStore
    clock: Clock
    folder: Path

    @property
    def higher(self) -> Higher:
        """Return the higher hub.

        Raises:
            Problem: NOT_A_RELAY.
        """
        if self.identity.higher is None:
            raise Problem(Code.NOT_A_RELAY)
        return self.identity.higher

    @property
    def project(self) -> str:
        """Return the project that is passed on."""
        return self.higher.project

    @property
    def log(self) -> str:
        """Return the log that this relay alone writes."""
        return relay_log(self.higher.relay)

    @property
    def own(self) -> HubWriter:
        """Return the relay as the writer of its log."""
        return self.identity.writer(self.project, self.log)

    @property
    def sender(self) -> Sender:
        """Return the relay as the hub above calls it."""
        return Sender(self.project, self.log)

    def ring(self, session: Session) -> Ring:
        """Return the relay's exchange keys: laptops seal to them, and the hub above its answers."""
        return exchange_keys.ring(session, self.identity)


@dataclass(frozen=True)
class Passed:
    """What passing on did.

    Attributes:
        sent: entries of laptops that the higher hub newly proved.
        received: new entries of the higher hub's logs.
        refused: logs that the higher hub takes nothing of, as when it knows other keys for one.
    """

    sent: int = 0
    received: int = 0
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    refused: tuple[str, ...] = ()
    has_erased: bool = False


def pass_on(
    relay: Relay, client: httpx.Client, pace: Pace | None = None, *, blobs_past: int = 0
) -> Passed:
    """Bring the higher hub all that it has not proven, and take what it has for this relay.

    *blobs_past*: of how many of the first blobs that it lacks it shall not speak.

    Raises:
        Problem: this is no relay, or the higher hub is down or slow, refuses, or is another one.
    """
    announce(relay)
    passed = _Passing(relay, client, pace or Pace(), blobs_past).run()
    diagnostics.event("relay:passed", sent=passed.sent, received=passed.received)
    return passed


def announce(relay: Relay) -> int:
    """Write into the relay's log what it does not say yet of its workspaces; return how much."""
    project = relay.project
    with relay.database.read() as session:
        if not _unsaid(session, relay):
            return 0
    with relay.database.work() as session:
        unsaid = _unsaid(session, relay)
        for one in unsaid:
            content, now = one.to_content(), relay.clock.now()
            writer.append(session, relay.own, ENROL, one.workspace, content, clock=now)
    diagnostics.event("relay:announced", project=project, workspaces=len(unsaid))
    return len(unsaid)


def _unsaid(session: Session, relay: Relay) -> list[Enrolled]:
    said = relays.said(session, relay.project, relay.higher.relay)
    known = workspaces.all_of(session, relay.project)
    now = [_described(session, relay.project, one) for one in known]
    return [one for one in now if said.get(one.workspace) != one]


def _described(session: Session, project: str, one: Workspace) -> Enrolled:
    person = people.get(session, project, one.person)
    # What the hub above decided it need not be told, and it may decide otherwise.
    from_above = revocations.find(session, project, one.id) is not None
    return Enrolled(
        workspace=one.id,
        person=one.person,
        team=person.team if person else "",
        sex=person.sex if person else "",
        trained=person.trained if person else False,
        device=one.device,
        sign_key=one.sign_key,
        box_key=one.box_key,
        enrolled_at=one.enrolled_at,
        revoked_at=None if from_above else one.revoked_at,
    )


@dataclass
class _Passing:
    """One stretch of passing on, request after request."""

    relay: Relay
    client: httpx.Client
    pace: Pace
    blobs_past: int
    missed: Missed = field(default_factory=Missed)
    result: Passed = field(default_factory=Passed)

    def run(self) -> Passed:
        """Exchange until everything is proven and nothing waits at the higher hub."""
        before, idle = self._proven(), 0
        while idle < _IDLE_ROUNDS:
            at = self._state()
            is_done = self._round()
            if is_done:
                sent = sum(self._proven().values()) - sum(before.values())
                refused = tuple(sorted(self.missed.refused))
                return replace(self.result, sent=max(0, sent), refused=refused)
            idle = idle + 1 if self._state() == at else 0
        raise Problem(Code.SYNC_STUCK)

    def _round(self) -> bool:
        raw, reply, plan, is_all = self._exchanged()
        given, body = relay_taking.checked(self.relay, reply)
        if given.request != hashlib.sha256(raw).hexdigest():
            raise relay_taking.wrong(self.relay)
        is_new_epoch = given.epoch != self._epoch()
        received = relay_taking.take(self.relay, given, body, self.missed)
        # An erasure may have come; what lies beside the tables goes after the commit.
        erasing.remember(self.relay.database, self.relay.folder)
        has_erased = erasing.finish_at_hub(self.relay.database, self.relay.blobs)
        self.result = replace(
            self.result,
            received=self.result.received + received,
            requests=self.result.requests + 1,
            bytes_up=self.result.bytes_up + len(raw),
            bytes_down=self.result.bytes_down + len(reply),
            has_erased=self.result.has_erased or has_erased,
        )
        # With another key the next request also shows the hub above that this relay knows it.
        is_told = sealing_to.at_relay(self.relay.database, self.relay.higher) != plan.box_key
        return is_all and not (is_new_epoch or body.more or is_told or self._misses(body))

    def _epoch(self) -> str:
        with self.relay.database.read() as session:
            return proofs.epoch(session, self.relay.project)

    def _misses(self, body: AnswerBody) -> bool:
        return any(log not in self.missed.refused for log in body.known)

    def _exchanged(self) -> tuple[bytes, bytes, Plan, bool]:
        url = f"{self.relay.higher.url}/sync"
        while True:
            plan = relay_requests.planned(self.relay, self.missed, self.blobs_past)
            raw, is_all = relay_requests.packed(self.relay, plan, self.pace.limit)
            began = time.monotonic()
            try:
                reply = exchange.post(self.client, url, raw, protocol.CONTENT_TYPE)
            except Problem as problem:
                if not self._is_told(problem, raw, plan.box_key):
                    self.pace.failed(problem, len(raw))
                continue
            self.pace.quick(time.monotonic() - began)
            return raw, reply, plan, is_all

    def _is_told(self, problem: Problem, raw: bytes, sealed_to: bytes) -> bool:
        """Return whether the hub above refused *raw* for its seal alone, and said another key."""
        relay, sent = self.relay, hashlib.sha256(raw).hexdigest()
        key = relay.higher.sign_key
        is_told = sealing_to.is_told(relay.database, problem, relay.sender, key, sent)
        return is_told and sealing_to.at_relay(relay.database, relay.higher) != sealed_to

    def _proven(self) -> dict[str, int]:
        with self.relay.database.read() as session:
            return proofs.counts(session, self.relay.project)

    def _state(self) -> object:
        return self._proven(), self.result.received, self.missed.fingerprint()
