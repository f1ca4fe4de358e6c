"""How often somebody may try a password: by login and by address, in this process's memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW = 15 * 60.0
# A coordinator mistypes on a foreign keyboard; a guesser needs thousands.
TRIES_PER_LOGIN = 8
TRIES_PER_ADDRESS = 40
# A flood of invented logins must not fill the memory of the hub.
KEPT_AT_MOST = 20_000


@dataclass
class Throttle:
    """Failed tries of the last quarter of an hour; *seconds* is a monotonic clock.

    A hub is one process with threads, so memory is enough; a restart forgets, which is no help
    to a guesser who cannot restart it.
    """

    seconds: Callable[[], float]
    _tries: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, login: str, address: str) -> float:
        """Return the seconds until another try is allowed; 0 when it is allowed now."""
        with self._lock:
            return max(
                self._wait(("login", login), TRIES_PER_LOGIN),
                self._wait(("address", address), TRIES_PER_ADDRESS),
            )

    def failed(self, login: str, address: str) -> None:
        """Count a failed try."""
        with self._lock:
            if len(self._tries) > KEPT_AT_MOST:
                self._forget_old()
            for key in (("login", login), ("address", address)):
                self._tries.setdefault(key, deque()).append(self.seconds())

    def succeeded(self, login: str) -> None:
        """Forget the failed tries of *login*; those of the address stay."""
        with self._lock:
            self._tries.pop(("login", login), None)

    def _wait(self, key: tuple[str, str], allowed: int) -> float:
        tries = self._tries.get(key)
        if tries is None:
            return 0.0
        now = self.seconds()
        while tries and now - tries[0] >= WINDOW:
            tries.popleft()
        if len(tries) < allowed:
            return 0.0
        return WINDOW - (now - tries[-allowed])

    def _forget_old(self) -> None:
        now = self.seconds()
        for key in [key for key, tries in self._tries.items() if now - tries[-1] >= WINDOW]:
            del self._tries[key]
