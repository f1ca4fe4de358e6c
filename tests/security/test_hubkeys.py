"""Tests of the hub's identity."""

from __future__ import annotations

from pathlib import Path

from fieldtool.log import kinds
from fieldtool.security import hubkeys, writer
from fieldtool.security.device import device_id
from fieldtool.security.keys import verify
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries, projects
from tests.clocks import StepClock
from tests.log import samples


def test_the_hub_keeps_its_keys_and_its_epoch(hub_database: Database) -> None:
    first, again = hubkeys.load_or_create(hub_database), hubkeys.load_or_create(hub_database)

    assert again == first
    assert hubkeys.renew_epoch(hub_database) != first.epoch
    assert hubkeys.load_or_create(hub_database).keys == first.keys


def test_the_hub_writes_its_own_log_and_signs_it(hub_database: Database, clock: StepClock) -> None:
    hub = hubkeys.load_or_create(hub_database)
    own = hub.writer(samples.PROJECT)
    with hub_database.work() as session:
        writer.append(
            session,
            own,
            kinds.PROJECT,
            samples.PROJECT,
            samples.SETTINGS.to_content(),
            clock=clock.now(),
        )
    with hub_database.read() as session:
        signed = entries.tip(session, samples.PROJECT, kinds.PROJECT_LOG)
        assert projects.get(session, samples.PROJECT) == samples.SETTINGS

    assert signed is not None
    assert verify(hub.keys.verify_key, signed.tip.message(), signed.signature)


def test_a_laptop_keeps_its_random_id(tmp_path: Path) -> None:
    made = device_id(tmp_path)

    assert device_id(tmp_path) == made
    (tmp_path / "device.txt").write_text("garbage ژ", encoding="utf-8")
    assert device_id(tmp_path) != made
