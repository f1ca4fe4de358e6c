"""A relay's rounds: every few minutes while its hub runs, and when somebody asks for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Problem
from fieldtool.storage import settings
from fieldtool.sync.laptop.carrying import Carried
from fieldtool.sync.relay import relay_blobs
from fieldtool.sync.relay.relaying import Passed, pass_on

if TYPE_CHECKING:
    import httpx

    from fieldtool.storage.database import Session
    from fieldtool.sync.relay.relay_bundles import FromAbove
    from fieldtool.sync.relay.relaying import Relay

USUAL_MINUTES, MOST_MINUTES = 10, 24 * 60
# What photos and media may take of one round; the next one goes on with them.
_SECONDS_FOR_BLOBS = 300.0
# A setting of the relay's database.
_MINUTES = "relay_minutes"


@dataclass(frozen=True)
class Round:
    """What a round did; `problem` says why it ended before its time, what was done stays done."""

    passed: Passed = field(default_factory=Passed)
    carried: Carried = field(default_factory=Carried)
    problem: Problem | None = None


def minutes(session: Session) -> int:
    """Return how many minutes are between two rounds; 0 for none by itself."""
    return int(settings.get(session, "", _MINUTES) or USUAL_MINUTES)


def set_minutes(session: Session, wanted: int) -> None:
    """Let a round be made every *wanted* minutes; 0 for none by itself."""
    settings.put(session, "", _MINUTES, str(wanted))


class Rounds:
    """The rounds of one relay; they never run beside each other."""

    def __init__(
        self,
        relay: Relay,
        client_for: Callable[[str], httpx.Client],
        on_erased: Callable[[], None],
    ) -> None:
        """Make rounds of *relay*; *on_erased* is called after one that destroyed something."""
        self._relay = relay
        self._client_for = client_for
        self._on_erased = on_erased
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self.last: Round | None = None

    @property
    def relay(self) -> Relay:
        """Return whose rounds these are."""
        return self._relay

    def start(self) -> None:
        """Make rounds until `stop`, the first one at once."""
        self._thread.start()

    def stop(self) -> None:
        """Make no more; one that is on its way may break off, and is done again later."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def once(self, seconds: float = _SECONDS_FOR_BLOBS) -> Round:
        """Make a round now, with *seconds* for photos and media, and say how far it came."""
        with self._lock:
            self.last = self._made(seconds)
        reason = self.last.problem.code.reference if self.last.problem else ""
        diagnostics.event("relay:round", sent=self.last.passed.sent, reason=reason)
        return self.last

    def read(self, above: FromAbove) -> None:
        """Note what came from the hub above by another way than a round."""
        if above.has_erased:
            self._on_erased()

    def _made(self, seconds: float) -> Round:
        passed, carried = Passed(), Carried()
        try:
            with self._client_for(self._relay.higher.url) as client:
                passed = pass_on(self._relay, client)
                carried = relay_blobs.carry(self._relay, client, seconds)
        except Problem as problem:
            return Round(passed, carried, problem)
        finally:
            if passed.has_erased:
                self._on_erased()
        return Round(passed, carried, carried.problem)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._relay.database.read() as session:
                pause = minutes(session)
            if pause:
                self.once()
            # A pause that is set to none is looked at again after a minute.
            self._stopping.wait((pause or 1) * 60)
