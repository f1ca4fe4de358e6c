"""A hub that works, on each of the two databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.security import hubkeys
from fieldtool.security.accounts import NewAccount, Role, open_account
from fieldtool.storage.queries import people
from fieldtool.sync.laptop.enrol import Invitation
from fieldtool.sync.relay.enrol_relay import enrol_relay
from fieldtool.sync.relay.relaying import Relay
from fieldtool.sync.relay.rounds import Rounds
from tests.clocks import StepClock
from tests.desk.pages import Browser, Page
from tests.desk.world import (
    ADMINISTRATOR,
    CHEAP,
    COORDINATOR,
    FARIBA,
    PASSWORD,
    TORYALAI,
    World,
)


@pytest.fixture
def empty(hub_url: str, tmp_path: Path, clock: StepClock) -> Iterator[World]:
    """Return a hub without a project."""
    made = World(hub_url, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def begun(empty: World) -> World:
    """Return a hub on its first day: a project and accounts, nothing else."""
    empty.begin()
    return empty


@pytest.fixture
def world(begun: World) -> World:
    """Return a hub with a form and two people."""
    begun.publish()
    begun.add(FARIBA, TORYALAI)
    return begun


@pytest.fixture
def coordinator(world: World) -> Browser:
    return world.browser(COORDINATOR)


@pytest.fixture
def administrator(world: World) -> Browser:
    return world.browser(ADMINISTRATOR)


def code_on(page: Page) -> str:
    found = re.search(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){3}", page.text)
    assert found is not None
    return found.group(0)


def _nothing() -> None:
    """Make no backup."""


@pytest.fixture
def relay(world: World, tmp_path: Path, clock: StepClock) -> Iterator[World]:
    """Return a hub that became a relay of *world* by a code from its page."""
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.send(administrator.open("/relays"), "/relays", name="هرات")
    folder = tmp_path / "relay"
    folder.mkdir()
    made = World("", folder, clock)
    services = made.services
    with world.client() as client:
        invitation = Invitation("http://localhost", code_on(page))
        enrol_relay(
            client, invitation, services.database, services.identity, services.config.folder
        )
    identity = hubkeys.load_or_create(services.database)
    found = Relay(services.database, identity, services.blobs, clock, services.config.folder)
    rounds = Rounds(found, lambda _address: world.client(), _nothing)
    rounds.once()
    made.project = world.project
    made.services = replace(services, identity=identity, rounds=rounds)
    made.app.extensions["fieldtool"] = made.services
    with services.database.work() as session:
        people.put(session, made.project, FARIBA)
        for login, role in ((ADMINISTRATOR, Role.ADMINISTRATOR), (COORDINATOR, Role.COORDINATOR)):
            account = NewAccount(login, login, role, "en", PASSWORD)
            open_account(session, made.project, account, CHEAP)
    yield made
    made.close()
