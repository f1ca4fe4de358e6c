"""A laptop at a hub, both in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clocks import StepClock
from tests.desk.world import FARIBA, World
from tests.web.laptop import Facilitator, Laptop, publish_all_kinds, set_up


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with a hub and a laptop where nobody was interviewed yet, and the project.

    Made once and copied for each test: making keys and forms takes seconds.
    """
    folder = tmp_path_factory.mktemp("first-day")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_all_kinds(world)
    world.add(FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    world.close()
    return folder, world.project


@pytest.fixture
def world(first_day: tuple[Path, str], tmp_path: Path, clock: StepClock) -> Iterator[World]:
    """Return a hub with the questionnaire of all kinds and one person."""
    folder = tmp_path / "day"
    shutil.copytree(first_day[0], folder)
    made = World(f"sqlite:///{folder / 'hub.db'}", folder, clock)
    made.project = first_day[1]
    yield made
    made.close()


@pytest.fixture
def laptop(world: World) -> Iterator[Laptop]:
    made = Laptop(world, world.folder / "laptop")
    yield made
    made.close()


@pytest.fixture
def facilitator(laptop: Laptop) -> Facilitator:
    return laptop.facilitator()
