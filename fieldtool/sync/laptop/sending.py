"""Sending all that lies on a laptop in a thread of its own: looked at, paused, gone on with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security import escrow
from fieldtool.storage.queries import interviews
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.laptop.carrying import carry
from fieldtool.sync.laptop.node import sync
from fieldtool.sync.wire import bundles
from fieldtool.sync.wire.watching import PausedError, Watch

if TYPE_CHECKING:
    import httpx

    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.mail import Mail, Parcel

_LINK = frozenset({Code.HUB_SLOW, Code.HUB_UNREACHABLE})
_WHOLE_DAY = 86_400.0


class Stage(StrEnum):
    """What is being sent, in this order."""

    WORK = "work"
    PHOTOS = "photos"
    COLLEAGUES = "colleagues"


class State(StrEnum):
    """How a sending is; RUNNING, PAUSING and BROKEN have a thread."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    # The link broke; it is tried again.
    BROKEN = "broken"
    # Somebody has to do something first, or nobody looked on any more when the link was broken.
    STOPPED = "stopped"
    DONE = "done"


ALIVE = frozenset({State.RUNNING, State.PAUSING, State.BROKEN})


@dataclass(frozen=True)
class Progress:
    """How far a sending is.

    Attributes:
        requests, bytes_up: what left this laptop, lost on the way or not.
        on_its_way: bytes of the request that nothing came back for yet.
        arrived: bytes of photos that the hub said it took since it last proved anything.
        proven: interviews that this sending got proven.
        received: new entries of the hub's logs: forms, places, settings.
        bytes_taken: bytes of photos that the hub said it took, in all.
        parcels, refused: sealed parcels of colleagues that the hub took, and did not take.
        damaged: photos or files that a disk has spoilt; the others went on.
        notes: what was wrong with answers that lay in the inbox; they stopped nothing.
        problem: why it is BROKEN or STOPPED.
        again_in: seconds until it is tried again.
        finished_at: when it was DONE, by the laptop's clock in milliseconds UTC.
    """

    state: State = State.IDLE
    stage: Stage = Stage.WORK
    requests: int = 0
    bytes_up: int = 0
    on_its_way: int = 0
    arrived: int = 0
    bytes_taken: int = 0
    proven: int = 0
    received: int = 0
    parcels: int = 0
    refused: int = 0
    damaged: int = 0
    notes: tuple[Problem, ...] = ()
    problem: Problem | None = None
    again_in: int = 0
    finished_at: int = 0

    @property
    def is_alive(self) -> bool:
        """Return whether it goes on by itself."""
        return self.state in ALIVE


@dataclass(frozen=True)
class Patience:
    """How long one waits for what, in seconds.

    Attributes:
        page: for a sending, before the page says how far it is.
        delays: after a broken link, before it is tried again; the last one stays.
        seen_for: after somebody last looked on, before a broken link is left alone. A page looks
            every second; one without JavaScript only when somebody presses.
    """

    page: float = 1.0
    delays: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0, 60.0)
    seen_for: float = 60.0


@dataclass(frozen=True)
class Job:
    """What there is to send, and by which way.

    Attributes:
        client_for: makes a client for the hub at an address.
    """

    ws: Workspace
    clock: Clock
    mail: Mail
    client_for: Callable[[str], httpx.Client]
    patience: Patience = Patience()


class Sending(Watch):
    """The one sending of an unlocked workspace: one thread at a time, any number who look on."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._progress = Progress()
        self._wants_pause = False
        self._seen_at = self._again_at = 0.0
        # How many interviews were proven before it began.
        self._base = 0
        self._changed = threading.Condition()

    def start(self) -> None:
        """Begin or go on; where it waits for the link, try now."""
        with self._changed:
            self._wants_pause, self._seen_at, self._again_at = False, time.monotonic(), 0.0
            if self._progress.is_alive:
                self._put(state=State.RUNNING)
                return
            self._progress = Progress(state=State.RUNNING)
            threading.Thread(target=self._run, daemon=True, name="sending").start()

    def pause(self) -> None:
        """Let no further request leave; the one on its way comes to its end."""
        with self._changed:
            self._wants_pause = True
            if self._progress.is_alive:
                self._put(state=State.PAUSING)

    def seen(self) -> Progress:
        """Return how far it is, to somebody who looks on: a broken link is tried for them."""
        with self._changed:
            self._seen_at = time.monotonic()
            left = max(0.0, self._again_at - self._seen_at)
            return replace(self._progress, again_in=round(left))

    def wait(self, seconds: float) -> None:
        """Wait until it is over, or the link is broken, or for *seconds*."""
        busy = (State.RUNNING, State.PAUSING)
        with self._changed:
            self._changed.wait_for(lambda: self._progress.state not in busy, seconds)

    def asks(self, size: int) -> None:
        """Count a request; raises PausedError where somebody wants a pause."""
        if self._wants_pause:
            raise PausedError
        done = self._progress
        self._put(requests=done.requests + 1, bytes_up=done.bytes_up + size, on_its_way=size)

    def took(self, size: int) -> None:
        """Count what the hub took of a photo."""
        done = self._progress
        self._put(arrived=done.arrived + size, bytes_taken=done.bytes_taken + size, on_its_way=0)

    def proved(self) -> None:
        """Look what is proven now."""
        self._put(arrived=0, on_its_way=0, proven=self._proven() - self._base)

    def _run(self) -> None:
        # A fault of the program: nobody is to look at a sending that seems to go on.
        state, problem = State.STOPPED, _failed()
        finished_at = 0
        try:
            self._base = self._proven()
            self._persist()
            state, problem, finished_at = State.DONE, None, self.job.clock.now().wall
        except PausedError:
            state, problem = State.PAUSED, None
        except Problem as stopped:
            diagnostics.event("sync:failed", reason=stopped.code.reference)
            problem = stopped
        finally:
            self._put(state=state, problem=problem, finished_at=finished_at, on_its_way=0)

    def _persist(self) -> None:
        """Send all, again and again while the link breaks and somebody looks on."""
        tries = 0
        while True:
            before = self._progress
            try:
                self._send()
            except Problem as problem:
                if problem.code not in _LINK:
                    raise
                after = self._progress
                has_moved = (before.proven, before.bytes_taken) != (after.proven, after.bytes_taken)
                tries = 0 if has_moved else tries + 1
                self._await_link(problem, tries)
            else:
                return

    def _await_link(self, problem: Problem, tries: int) -> None:
        delays = self.job.patience.delays
        diagnostics.event("sync:failed", reason=problem.code.reference)
        with self._changed:
            self._again_at = time.monotonic() + delays[min(tries, len(delays) - 1)]
            if not self._wants_pause:
                self._put(state=State.BROKEN, problem=problem, on_its_way=0)
            while not self._wants_pause and (left := self._again_at - time.monotonic()) > 0:
                self._changed.wait(left)
            if self._wants_pause:
                raise PausedError
            if time.monotonic() - self._seen_at > self.job.patience.seen_for:
                raise problem
            self._put(state=State.RUNNING, problem=None)

    def _send(self) -> None:
        ws, clock = self.job.ws, self.job.clock
        self._put(stage=Stage.WORK)
        escrow.hand_over(ws, clock)
        with self.job.client_for(ws.membership.hub_url) as client:
            result = sync(ws, client, clock, self)
            received = self._progress.received + result.received
            self._put(stage=Stage.PHOTOS, received=received)
            carried = carry(ws, client, clock, _WHOLE_DAY, self)
        settled = outbox.settle(ws, self.job.mail, clock)
        self._put(damaged=carried.damaged, notes=(*self._progress.notes, *settled.refused))
        if carried.problem is not None:
            raise carried.problem
        self._put(stage=Stage.COLLEAGUES)
        self._send_colleagues()
        diagnostics.event("sync:done", sent=result.sent, received=result.received)

    def _send_colleagues(self) -> None:
        refused = 0
        for parcel in of_colleagues(self.job.ws, self.job.mail):
            if parcel.is_answered:
                continue
            self.asks(parcel.size)
            problem = couriers.send(self.job.mail, parcel, self.job.client_for).problem
            if problem is not None and problem.code in _LINK:
                raise problem
            # What the hub refuses is for its own person to hear of; the others go on.
            refused += problem is not None
            self._put(parcels=self._progress.parcels + (problem is None), refused=refused)

    def _proven(self) -> int:
        ws = self.job.ws
        with ws.database.read() as session:
            return len(interviews.proven(session, ws.project_id, ws.log))

    def _put(self, **changed: Any) -> None:
        with self._changed:
            self._progress = replace(self._progress, **changed)
            self._changed.notify_all()


def _failed() -> Problem | None:
    return Problem(Code.PROGRAM_FAILED)


def of_colleagues(ws: Workspace, mail: Mail) -> tuple[Parcel, ...]:
    """Return the parcels of others that wait on this laptop; nobody here can read them."""
    own = bundles.address(ws.identity.box_key)
    return tuple(one for one in mail.waiting() if one.address != own)


def own_parcel(ws: Workspace, mail: Mail) -> Parcel | None:
    """Return the parcel with all of *ws* that nobody proved; its size is about what will go."""
    own = bundles.address(ws.identity.box_key)
    return next((one for one in mail.waiting() if one.address == own), None)
