"""Clock evidence: what a computer's clocks claimed when something was written."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, Tree, whole

# Up to the year 9999 in every zone, and a clock that ran for thirty thousand years.
_LAST_WALL = 253_402_128_000_000
_LAST_MONO = 10**15 - 1
_LONGEST_BOOT = 64


@dataclass(frozen=True)
class ClockEvidence:
    """Claims, never the base of an order: laptop clocks in the field are wrong by hours.

    Attributes:
        wall: milliseconds since 1970 UTC, as the computer's clock says.
        offset: minutes east of UTC in the project's zone at that moment.
        boot: random id of this run of the program; `mono` of one boot can be compared.
        mono: milliseconds of a clock that nobody can set.
        stated: a person gave the date because the computer's clock was implausible.
    """

    wall: int
    offset: int
    boot: str
    mono: int
    stated: bool = False

    @property
    def moment(self) -> datetime:
        """Return the claimed time with its offset."""
        zone = timezone(timedelta(minutes=self.offset))
        return datetime.fromtimestamp(self.wall / 1000, UTC).astimezone(zone)

    def to_header(self) -> dict[str, str]:
        """Return the evidence as it stands in an entry's header."""
        fields = {
            "boot": self.boot,
            "mono": str(self.mono),
            "offset": str(self.offset),
            "wall": str(self.wall),
        }
        return {**fields, "stated": "yes"} if self.stated else fields

    @classmethod
    def from_header(cls, tree: Tree) -> ClockEvidence:
        """Read evidence; fields of later versions are passed over.

        Raises:
            NotCanonicalError: a clock field is missing or is no whole number.
        """
        if not isinstance(tree, Mapping):
            raise NotCanonicalError("no clock")
        texts = {name: text for name, text in tree.items() if isinstance(text, str)}
        try:
            return cls(
                wall=_within(whole(texts["wall"]), 0, _LAST_WALL),
                offset=_within(whole(texts["offset"]), -1439, 1439),
                boot=_short(texts["boot"]),
                mono=_within(whole(texts["mono"]), 0, _LAST_MONO),
                stated=texts.get("stated", "") == "yes",
            )
        except KeyError as error:
            raise NotCanonicalError("no clock") from error


@dataclass(frozen=True)
class Meeting:
    """A moment when a laptop's clocks and the hub's were seen together, in milliseconds."""

    boot: str
    mono: int
    wall: int
    hub_time: int


@dataclass(frozen=True)
class Corrected:
    """When something was really written, as well as the hub can know.

    Attributes:
        wall: milliseconds since 1970 UTC.
        confidence: `exact` where the same run of the program met the hub, `estimated` by how wrong
            the laptop's clock was when it met the hub nearest to that time, `claimed` where it
            never met it, `stated` where a person gave the date.
    """

    wall: int
    confidence: str


def corrected(evidence: ClockEvidence, meetings: Sequence[Meeting]) -> Corrected:
    """Return when *evidence* was taken by the hub's clock."""
    for meeting in meetings:
        if meeting.boot == evidence.boot:
            return _corrected(meeting.hub_time - meeting.mono + evidence.mono, "exact")
    if evidence.stated:
        # How wrong the clock was says nothing about what a person said.
        return _corrected(evidence.wall, "stated")
    if not meetings:
        return Corrected(evidence.wall, "claimed")
    nearest = min(meetings, key=lambda one: (abs(one.wall - evidence.wall), one.hub_time))
    return _corrected(evidence.wall - nearest.wall + nearest.hub_time, "estimated")


def _corrected(wall: int, confidence: str) -> Corrected:
    # A laptop may claim anything of its clocks; what comes out has to be a time all the same.
    return Corrected(min(max(wall, 0), _LAST_WALL), confidence)


class Clock(Protocol):
    """Anything that tells the time; tests hand in one that jumps."""

    def now(self) -> ClockEvidence:
        """Return what the clocks say now."""
        ...


class SystemClock:
    """The clocks of this computer, told in the project's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._boot = ids.new_id(ids.BOOT)

    def now(self) -> ClockEvidence:
        """Return what the computer's clocks say now."""
        now = datetime.now(self._zone)
        offset = now.utcoffset() or timedelta()
        return ClockEvidence(
            wall=int(now.timestamp() * 1000),
            offset=round(offset.total_seconds() / 60),
            boot=self._boot,
            mono=elapsed(),
        )


@dataclass(frozen=True)
class ZonedClock:
    """The same clocks, told in another zone: a laptop may work for projects of two countries."""

    clock: Clock
    zone: ZoneInfo

    def now(self) -> ClockEvidence:
        """Return what the clocks say now, with the offset of the zone at that moment."""
        evidence = self.clock.now()
        offset = evidence.moment.astimezone(self.zone).utcoffset() or timedelta()
        return replace(evidence, offset=round(offset.total_seconds() / 60))


def elapsed() -> int:
    """Return milliseconds of a clock that nobody can set; it goes on while the lid is closed."""
    # On Linux the usual monotonic clock stands still while the lid is closed; this one does not.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is not None:
        return time.clock_gettime_ns(boottime) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def _short(text: str) -> str:
    if len(text) > _LONGEST_BOOT:
        raise NotCanonicalError("no name of a boot")
    return text


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise NotCanonicalError("no such time")
    return number
