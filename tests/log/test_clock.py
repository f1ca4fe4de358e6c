"""Clock evidence: the same moment, told in the project's zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fieldtool.log.clock import ClockEvidence, SystemClock, ZonedClock


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
