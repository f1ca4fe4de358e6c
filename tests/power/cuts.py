"""Power cuts of one recorded day: the state after each is opened by the program."""

from __future__ import annotations

import shutil
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fieldtool.log.clock import SystemClock
from tests.clocks import KABUL
from tests.power import disk, opening, promises, trace
from tests.power.day import HUB, LATER_MS, NODE, Day
from tests.power.disk import CUTS, Cut, Disk, Files, Flushes
from tests.power.opening import Found
from tests.power.trace import Change


@dataclass(frozen=True)
class Moment:
    """Where the power is cut: of which machine, after how many changes, and how."""

    side: str
    after: int
    cut: Cut
    is_sent: bool = True


@dataclass(frozen=True)
class State:
    """What both machines hold at a moment."""

    files: dict[str, Files]
    until: int
    is_sent: bool
    hub_fell: bool


@dataclass(frozen=True)
class Result:
    """What was found after a cut."""

    moment: Moment
    faults: list[str]


def moments(day: Day, count: int, rng: Random) -> list[Moment]:
    """Return *count* moments, spread over the day: four of five at the laptop."""
    found = []
    for side, share in ((NODE, count - count // 5), (HUB, count // 5)):
        length = len(trace.read(day.witnesses[side].trace))
        for number in range(share):
            after = min(length, int((number + rng.random()) * (length + 1) / share))
            # Sending takes as long as all the rest; every second laptop is asked to.
            is_sent = side == HUB or number % 2 == 0
            found.append(Moment(side, after, CUTS[number % len(CUTS)], is_sent))
    return found


def results(
    day: Day, wanted: Sequence[Moment], folder: Path, rng: Random, flushes: Flushes | None = None
) -> Iterator[Result]:
    """Cut the power at each of *wanted*, and give what is wrong afterwards.

    *flushes*: which flushes the disk that loses its power obeyed.
    """
    changes = {side: trace.read(day.witnesses[side].trace) for side in (NODE, HUB)}
    for side in (NODE, HUB):
        other = HUB if side == NODE else NODE
        own = _Walk(day, side, changes[side], flushes)
        far = _Walk(day, other, changes[other], None)
        here = sorted((one for one in wanted if one.side == side), key=lambda one: one.after)
        for one in here:
            # Any moment until the next change is done; the last of them promises most.
            until = own.go_on_to(one.after)
            far.go_on_until(until)
            states = {side: own.disk.after(one.cut, rng), other: far.disk.latest()}
            state = State(states, until, is_sent=one.is_sent, hub_fell=side == HUB)
            yield Result(one, _opened(day, state, folder))


class _Walk:
    """A disk that goes through the day."""

    def __init__(self, day: Day, side: str, changes: list[Change], flushes: Flushes | None) -> None:
        self.disk = Disk(day.folder / side, day.first[side], flushes)
        self._changes = changes
        self._times = [change.time for change in changes]
        self._done = 0

    def go_on_to(self, number: int) -> int:
        """Do the first *number* changes; return when the next one is done."""
        for change in self._changes[self._done : number]:
            self.disk.do(change)
        self._done = max(self._done, number)
        return self._times[number] if number < len(self._times) else self._times[-1] + 10**12

    def go_on_until(self, moment: int) -> None:
        """Do what is done before *moment*."""
        self.go_on_to(bisect_left(self._times, moment))


def _opened(day: Day, state: State, folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    for side, files in state.files.items():
        disk.write(files, folder / side)
    until = state.until
    is_late = until > day.days_later
    return opening.faults(
        Found(
            folder / NODE / "node",
            folder / HUB / "hub",
            SystemClock(KABUL).now().wall + (LATER_MS if is_late else 0),
            is_sent=state.is_sent,
            is_backed_up=True,
            hub_fell=state.hub_fell,
            is_late=is_late,
            has_backup=promises.has_backup(day.shown, until),
            promised=promises.by(day.shown, until),
        )
    )
