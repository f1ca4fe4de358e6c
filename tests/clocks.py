"""A clock that tests set: every look at it is one second later than the one before."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fieldtool.log.clock import ClockEvidence

KABUL = ZoneInfo("Asia/Kabul")
# 1 Qaws 1405 in Herat, a Sunday morning.
MORNING = datetime(2026, 11, 22, 8, 30, tzinfo=KABUL)


class StepClock:
    """A Clock that goes on by *step* at every look, and that can be put forward or back."""

    def __init__(self, start: datetime = MORNING, step: timedelta = timedelta(seconds=1)) -> None:
        self.moment = start
        self.step = step
        self._mono = 0

    def now(self) -> ClockEvidence:
        """Return the next moment."""
        self.moment += self.step
        self._mono += int(self.step / timedelta(milliseconds=1))
        offset = self.moment.utcoffset() or timedelta()
        return ClockEvidence(
            wall=int(self.moment.timestamp() * 1000),
            offset=int(offset / timedelta(minutes=1)),
            boot="herat00001",
            mono=self._mono,
        )

    def put(self, by: timedelta) -> None:
        """Set the wall clock forward or back; the steady one goes on."""
        self.moment += by
