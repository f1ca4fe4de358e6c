"""A hub on loopback and laptops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from fieldtool.security import hubkeys
from fieldtool.storage.database import Database
from tests.clocks import StepClock
from tests.sync import post, province
from tests.sync.province import Province
from tests.sync.rooms import Hub, Laptop, Link, new_laptop


@pytest.fixture
def hub(hub_database: Database, clock: StepClock, tmp_path: Path) -> Iterator[Hub]:
    made = Hub(hub_database, hubkeys.load_or_create(hub_database), clock, tmp_path / "hub")
    made.begin()
    made.publish()
    yield made
    made.close()


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def new(hub: Hub, tmp_path: Path) -> Iterator[Callable[..., Laptop]]:
    """Return a maker of enrolled laptops."""
    with ExitStack() as stack:

        def make(name: str = "laptop", link: Link | None = None) -> Laptop:
            client = httpx.Client(transport=link, timeout=20)
            laptop = new_laptop(hub, tmp_path / name, client)
            stack.callback(laptop.close)
            return laptop

        yield make


@pytest.fixture
def laptop(new: Callable[..., Laptop], link: Link) -> Laptop:
    return new(link=link)


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a hub and two laptops; made once, since making keys takes seconds."""
    folder = tmp_path_factory.mktemp("first-day")
    post.begin(folder)
    return folder


@pytest.fixture
def two_laptops(
    first_day: Path, tmp_path: Path, clock: StepClock
) -> Iterator[tuple[post.Shared, post.Shared]]:
    """Return the laptops of a copy of the first day: two people on one, one on the other."""
    with post.copied(first_day, tmp_path, clock) as laptops:
        yield laptops


@pytest.fixture(scope="session")
def a_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a national hub, a relay and laptops behind either; made once."""
    folder = tmp_path_factory.mktemp("province")
    province.begin(folder)
    return folder


@pytest.fixture
def herat(a_day: Path, tmp_path: Path, clock: StepClock) -> Iterator[Province]:
    """Return a copy of that day, with everybody at work."""
    with province.copied(a_day, tmp_path, clock) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return the folder of an empty memory stick."""
    place = tmp_path / "stick"
    place.mkdir()
    return place
