"""Clock evidence: the same moment, told in the project's zone."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from fieldtool.log.clock import (
    ClockEvidence,
    Corrected,
    Meeting,
    SystemClock,
    ZonedClock,
    corrected,
)


class _Kabul:
    def now(self) -> ClockEvidence:
        return ClockEvidence(wall=1_795_321_800_000, offset=270, boot="b2c4d6f7ha", mono=93_211)


def test_the_same_moment_is_told_in_the_zone_of_the_project() -> None:
    told = ZonedClock(_Kabul(), ZoneInfo("Europe/Rome")).now()

    assert told.moment.isoformat() == "2026-11-22T05:30:00+01:00"
    assert told.wall == _Kabul().now().wall


def test_telling_it_in_another_zone_keeps_the_boot_and_the_elapsed_time() -> None:
    clock = SystemClock(ZoneInfo("UTC"))

    first, second = clock.now(), ZonedClock(clock, ZoneInfo("Asia/Kabul")).now()

    assert second.boot == first.boot
    assert second.mono >= first.mono
    assert second.offset == 270


HOUR = 3_600_000
WRITTEN = _Kabul().now()


def test_a_run_of_the_program_that_met_the_hub_is_corrected_exactly_whatever_its_clock() -> None:
    met = Meeting(WRITTEN.boot, WRITTEN.mono + 2 * HOUR, 0, WRITTEN.wall + 9 * HOUR)

    assert corrected(WRITTEN, [met]) == Corrected(WRITTEN.wall + 7 * HOUR, "exact")


def test_another_run_is_corrected_by_the_meeting_nearest_to_it() -> None:
    far = Meeting("another000", 5, WRITTEN.wall - 90 * HOUR, WRITTEN.wall)
    near = Meeting("another111", 5, WRITTEN.wall + HOUR, WRITTEN.wall + 4 * HOUR)

    assert corrected(WRITTEN, [far, near]) == Corrected(WRITTEN.wall + 3 * HOUR, "estimated")


def test_a_laptop_that_never_met_the_hub_is_believed_and_so_marked() -> None:
    assert corrected(replace(WRITTEN, boot="x"), []) == Corrected(WRITTEN.wall, "claimed")


def test_a_stated_date_is_believed_whatever_the_clock_of_other_runs_was() -> None:
    stated = replace(WRITTEN, stated=True)
    other = Meeting("another000", 5, WRITTEN.wall - 90 * HOUR, WRITTEN.wall)
    same = Meeting(WRITTEN.boot, WRITTEN.mono, 0, WRITTEN.wall + 9 * HOUR)

    assert corrected(stated, [other]) == Corrected(WRITTEN.wall, "stated")
    assert corrected(stated, [other, same]) == Corrected(WRITTEN.wall + 9 * HOUR, "exact")
