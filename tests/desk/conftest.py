"""A hub that works, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clocks import StepClock
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, TORYALAI, World


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
