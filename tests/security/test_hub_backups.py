"""Tests of backups of a hub: put back with a new epoch, refused when they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.app import create_app, hub_services, running
from fieldtool.config import Config, Face
from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security import hub_backups, hubkeys, writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.storage import backups as kept
from fieldtool.storage import schema
from fieldtool.storage.backups import Backup
from fieldtool.storage.database import Database, open_file, open_hub
from fieldtool.storage.models import Side
from fieldtool.storage.queries import entries
from tests.clocks import StepClock
from tests.log import samples

NOW = 1_795_321_800_000
DAY = 24 * 3600 * 1000


class Hub:
    """A hub's folder with its open database."""

    def __init__(self, folder: Path, clock: StepClock) -> None:
        folder.mkdir()
        self.folder, self._clock = folder, clock
        self.database = self.open()

    def open(self) -> Database:
        database = open_file(self.folder / "hub.db")
        schema.prepare(database, Side.HUB)
        self.identity: HubIdentity = hubkeys.load_or_create(database)
        return database

    def say(self) -> None:
        own = self.identity.writer(samples.PROJECT)
        with self.database.work() as session:
            content = samples.SETTINGS.to_content()
            writer.append(
                session, own, kinds.PROJECT, samples.PROJECT, content, clock=self._clock.now()
            )

    def count(self) -> int:
        with self.database.read() as session:
            return entries.size(session, samples.PROJECT, kinds.PROJECT_LOG)

    def back_up(self, now: int = NOW) -> Backup:
        owner = hub_backups.owner_of(self.identity)
        return hub_backups.make(self.database, owner, now, self.folder / "backups")

    def restore(self, backup: Backup) -> Path:
        self.database.close()
        try:
            return hub_backups.restore(self.folder, backup, NOW)
        finally:
            self.database = self.open()


@pytest.fixture
def hub(tmp_path: Path, clock: StepClock) -> Iterator[Hub]:
    made = Hub(tmp_path / "هاب", clock)
    made.say()
    yield made
    made.database.close()


def test_a_restored_hub_has_its_keys_what_was_saved_then_and_a_new_epoch(hub: Hub) -> None:
    before = hub.identity
    made = hub.back_up()
    hub.say()
    aside = hub.restore(made)

    assert (hub.count(), made.about.entries) == (1, 1)
    assert hub.identity.keys.sign_seed == before.keys.sign_seed
    assert hub.identity.epoch != before.epoch
    assert (aside / "hub.db").is_file()


def test_one_backup_a_day_is_made_when_the_hub_starts(tmp_path: Path, hub: Hub) -> None:
    hub.database.close()
    hub.folder.rename(tmp_path / "hub")
    hub.folder = tmp_path / "hub"
    second = tmp_path / "درایو"
    second.mkdir()
    for _start in range(2):
        config = Config(Face.HUB, tmp_path, backups=str(second))
        running(create_app(config)).close()
    hub.database = hub.open()
    own = second / hub_backups.folder_name(hub_backups.owner_of(hub.identity))

    assert len(kept.listing(hub.folder / "backups")) == 1
    assert [one.is_whole() for one in kept.listing(own)] == [True]


def test_an_empty_hub_is_not_backed_up(tmp_path: Path) -> None:
    app = create_app(Config(Face.HUB, tmp_path))
    database = hub_services(app).database
    assert database.is_sqlite
    running(app).close()

    assert not (tmp_path / "hub" / "backups").exists()


def test_replacing_leaves_one_backup(hub: Hub) -> None:
    owner = hub_backups.owner_of(hub.identity)
    for day in range(5):
        hub_backups.daily(hub.folder, hub.database, owner, NOW + day * DAY, None)
    assert len(kept.listing(hub.folder / "backups")) == 3
    hub_backups.replace_all(hub.folder, hub.database, owner, NOW)

    assert [one.number for one in kept.listing(hub.folder / "backups")] == [6]


def test_a_backup_of_another_hub_or_a_damaged_one_changes_nothing(
    hub: Hub, tmp_path: Path, clock: StepClock
) -> None:
    other = Hub(tmp_path / "other", clock)
    foreign = other.back_up()
    other.database.close()
    own = hub.back_up()
    hub.say()
    epoch = hub.identity.epoch
    damaged = Backup(own.folder, replace(own.about, digest="0" * 64))
    for backup, code in ((foreign, Code.BACKUP_OTHER), (damaged, Code.BACKUP_DAMAGED)):
        with pytest.raises(Problem) as raised:
            hub.restore(backup)
        assert raised.value.code is code

    assert (hub.count(), hub.identity.epoch) == (2, epoch)


def test_a_damaged_hub_names_its_backup_and_is_restored(tmp_path: Path, hub: Hub) -> None:
    made = hub.back_up()
    hub.database.close()
    path = hub.folder / "hub.db"
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    config = Config(Face.HUB, tmp_path)
    hub.folder.rename(config.folder)
    with pytest.raises(Problem) as raised:
        create_app(config)
    hub.folder = config.folder
    moved = kept.read(config.folder / "backups" / made.folder.name)
    hub_backups.restore(hub.folder, moved, NOW)
    hub.database = hub.open()

    assert raised.value.code is Code.DATABASE_DAMAGED_BACKUP
    assert raised.value.values["backup"] == str(moved.folder)
    assert hub.count() == 1


def test_a_hub_on_postgresql_is_left_to_its_own_tools(postgresql_url: str, tmp_path: Path) -> None:
    database = open_hub(postgresql_url)
    with pytest.raises(Problem) as raised:
        hub_backups.make(database, "00", NOW, tmp_path / "backups")
    database.close()

    assert raised.value.code is Code.BACKUP_OF_SERVER
