"""The laptop's side of a sync: send what is not proven, take what the hub has to say."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.log import chain
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub
from fieldtool.problems import Code, Problem
from fieldtool.storage import cursors, entries, interviews
from fieldtool.sync import container, exchange, protocol, runs
from fieldtool.sync.messages import AnswerBody, AnswerHeader, RequestBody, RequestHeader
from fieldtool.sync.taking import Marks, take

if TYPE_CHECKING:
    import httpx

    from fieldtool.log.chain import Run
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

FIRST_BYTES, LEAST_BYTES, MOST_BYTES = 128 * 1024, 4 * 1024, 2 * 1024 * 1024
QUICK_SECONDS = 2.0
# Slow answers in a row before the person is told; each try is half as long as the one before.
_PATIENCE = 3
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
class _Pace:
    """How much to put into one request on this link."""

    limit: int = FIRST_BYTES
    slow: int = 0

    def quick(self, seconds: float) -> None:
        self.slow = 0
        if seconds < QUICK_SECONDS:
            self.limit = min(self.limit * 2, MOST_BYTES)

    def failed(self, problem: Problem, size: int) -> None:
        """Make the next request half of *size*, or give up."""
        self.slow += 1
        is_size = problem.code in {Code.HUB_SLOW, Code.CONTAINER_TOO_LARGE}
        if not is_size or self.slow > _PATIENCE or size <= LEAST_BYTES:
            raise problem
        self.limit = max(min(self.limit, size) // 2, LEAST_BYTES)


@dataclass
class _Sync:
    """One sync, request after request."""

    ws: Workspace
    client: httpx.Client
    clock: Clock
    pace: _Pace = field(default_factory=_Pace)
    marks: Marks = field(default_factory=Marks)
    result: SyncResult = field(default_factory=SyncResult)

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
        header, raw, reply = self._exchanged()
        digest = hashlib.sha256(raw).hexdigest()
        given, body = self._checked(reply, header, digest)
        taken = take(self.ws, given, body, self.clock.now())
        self.marks = taken.marks
        self.result = replace(
            self.result,
            received=self.result.received + taken.received,
            requests=self.result.requests + 1,
            bytes_up=self.result.bytes_up + len(raw),
            bytes_down=self.result.bytes_down + len(reply),
        )
        return not body.more and not body.known

    def _exchanged(self) -> tuple[RequestHeader, bytes, bytes]:
        url = f"{self.ws.membership.hub_url}/sync"
        while True:
            header, own, back = self._prepared()
            raw = self._packed(header, own, back)
            began = time.monotonic()
            try:
                reply = exchange.post(self.client, url, raw, protocol.CONTENT_TYPE)
            except Problem as problem:
                self.pace.failed(problem, len(raw))
                continue
            self.pace.quick(time.monotonic() - began)
            return header, raw, reply

    def _packed(self, header: RequestHeader, own: Run | None, back: list[Run]) -> bytes:
        size = runs.roughly(own.entries, self.pace.limit) if own else 0
        while True:
            parts = [runs.first_part(own, size, self.ws.identity)] if own else []
            parts += back
            body = RequestBody(tuple(runs.to_wire(run) for run in parts))
            raw = container.pack(
                header.to_tree(),
                body.to_tree(),
                self.ws.identity,
                self.ws.membership.hub_box_key,
            )
            if len(raw) <= self.pace.limit or size <= 1:
                return raw
            size = max(1, min(size - 1, int(size * self.pace.limit / len(raw) * 0.95)))

    def _prepared(self) -> tuple[RequestHeader, Run | None, list[Run]]:
        project, log = self.ws.project_id, self.ws.log
        with self.ws.database.read() as session:
            newest = entries.tip(session, project, log)
            header = RequestHeader(
                project=project,
                log=log,
                tip=newest.tip.id if newest else "",
                count=newest.tip.count if newest else 0,
                finalised=interviews.counts_by_log(session, project).get(log, 0),
                have=_have(session, project),
                clock=self.clock.now(),
            )
            own = entries.run(session, project, log, self._after(session))
            back = self._to_give_back(session)
        if own is not None and not own.entries:
            own = None
        if own is not None:
            chain.follow(own.entries, own.after, log)
        return header, own, back

    def _after(self, session: Session) -> str:
        if self.marks.own is not None:
            return self.marks.own
        receipt = cursors.newest_receipt(session, self.ws.project_id, self.ws.log)
        return receipt.tip if receipt else ""

    def _to_give_back(self, session: Session) -> list[Run]:
        found = (
            entries.run(session, self.ws.project_id, log, common)
            for log, common in self.marks.common.items()
        )
        return [run for run in found if run is not None and run.entries]

    def _checked(
        self, reply: bytes, asked: RequestHeader, digest: str
    ) -> tuple[AnswerHeader, AnswerBody]:
        try:
            sealed = container.peek(reply)
            given = protocol.read_answer(sealed.header)
            body = protocol.read_answer_body(
                sealed.body(self.ws.membership.hub_key, self.ws.identity)
            )
        except Problem as problem:
            if problem.code is Code.PROTOCOL_UNKNOWN:
                raise
            raise self._wrong() from problem
        if (given.project, given.log, given.request) != (asked.project, asked.log, digest):
            raise self._wrong()
        return given, body

    def _wrong(self) -> Problem:
        return Problem(Code.HUB_ANSWER_WRONG, {"address": self.ws.membership.hub_url})

    def _proven(self) -> int:
        with self.ws.database.read() as session:
            receipt = cursors.newest_receipt(session, self.ws.project_id, self.ws.log)
        return receipt.count if receipt else 0

    def _written(self) -> int:
        with self.ws.database.read() as session:
            newest = entries.tip(session, self.ws.project_id, self.ws.log)
        return newest.tip.count if newest else 0


def sync(ws: Workspace, client: httpx.Client, clock: Clock) -> SyncResult:
    """Bring the hub everything that it has not proven, and take what it has for this laptop.

    Nothing is taken from the laptop by this; a sync that breaks off is simply done again.

    Raises:
        Problem: the hub is down or slow, refuses, or is not the hub that was enrolled with.
    """
    return _Sync(ws, client, clock).run()


def _have(session: Session, project: str) -> dict[str, str]:
    logs = {PROJECT_LOG, *filter(is_of_hub, entries.logs(session, project))}
    tips = {log: entries.tip(session, project, log) for log in sorted(logs)}
    return {log: newest.tip.id if newest else "" for log, newest in tips.items()}
