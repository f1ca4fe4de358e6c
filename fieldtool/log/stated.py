"""The date as a person gave it, where a laptop's own clock cannot be right."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from fieldtool.log.clock import Clock, ClockEvidence

# No laptop runs this program before it was made.
MADE = datetime(2026, 11, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
# A clock that is hours off is told of to the hub and corrected there: only its date must be right.
_TOLERANCE_MS = _DAY_MS
# Nobody works for longer than this without hearing of the hub, not even by stick.
_LONGEST_MS = 400 * _DAY_MS
# A clock that goes on its own drifts by seconds a day; beyond this somebody has set it.
_SET_MS = 600_000


@dataclass(frozen=True)
class Known:
    """What a laptop knows of the time without its clock, in milliseconds UTC.

    Attributes:
        since: a moment that is past for certain.
    """

    since: int

    def fits(self, wall: int) -> bool:
        """Return whether it may be *wall* now."""
        return self.since - _TOLERANCE_MS <= wall <= self.since + _LONGEST_MS


def known(hub_time: int, last_entry: int) -> Known:
    """Return what follows from the hub's last answer and the last entry that it has not got.

    An entry that lies too far ahead was written while the clock was wrong, and says nothing.
    """
    since = Known(max(int(MADE.timestamp() * 1000), hub_time))
    return Known(max(since.since, last_entry)) if since.fits(last_entry) else since


class Stated:
    """What somebody at this laptop said of the date; it is forgotten when the program ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shift: int | None = None
        self._runs = 0
        self._day = date.min

    def say(self, raw: ClockEvidence, wall: int, day: date) -> None:
        """Note that it is *wall* now, on *day* where the person is; *raw* is the laptop's clock."""
        with self._lock:
            self._shift, self._runs, self._day = wall - raw.wall, raw.wall - raw.mono, day

    def forget(self) -> None:
        """Believe the laptop's clock again."""
        with self._lock:
            self._shift = None

    def of(self, raw: ClockEvidence) -> ClockEvidence | None:
        """Return *raw* as the person would have it.

        None where nobody said anything, or where the clock was set since.
        """
        with self._lock:
            if self._shift is None or abs(raw.wall - raw.mono - self._runs) > _SET_MS:
                return None
            return replace(raw, wall=raw.wall + self._shift, stated=True)

    def is_of(self, day: date) -> bool:
        """Return whether somebody said that it is *day*."""
        with self._lock:
            return self._shift is not None and self._day == day


@dataclass(frozen=True)
class StatedClock:
    """A clock that tells the stated date as long as there is one."""

    clock: Clock
    stated: Stated

    def now(self) -> ClockEvidence:
        """Return the evidence, marked where a person gave the date."""
        raw = self.clock.now()
        return self.stated.of(raw) or raw
