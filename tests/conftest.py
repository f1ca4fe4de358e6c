"""Fixtures that tests of several packages share: a clock, a node's and a hub's database."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from fieldtool.storage import schema
from fieldtool.storage.database import Database, open_file, open_hub, open_node
from fieldtool.storage.models import Side
from tests import compiled, postgresql
from tests.clocks import StepClock

# Random ids as the program makes them.
PROJECT = "k7m3q9afgh"

compiled.share()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a browser a second try: on a busy machine it may swallow a key or open nothing.

    The summary names each test that needed it. No other test has one: what the program itself does
    once in a hundred times is a fault.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def project() -> str:
    return PROJECT


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql.server() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    with postgresql.schema(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def ready_postgresql(postgresql_server: str) -> str:
    """Return the name of a database to be copied: a hub's tables take their time to make."""
    return postgresql.prepared(postgresql_server)


@pytest.fixture
def postgresql_copy(postgresql_server: str, ready_postgresql: str) -> Iterator[str]:
    with postgresql.copy(postgresql_server, ready_postgresql) as url:
        yield url


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file to be copied, with a hub's tables."""
    path = tmp_path_factory.mktemp("ready") / "hub.db"
    database = open_file(path)
    schema.prepare(database, Side.HUB)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def hub_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without rows; every test that takes it runs on both."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_copy"))
    shutil.copy(request.getfixturevalue("ready_file"), tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def hub_database(hub_url: str) -> Iterator[Database]:
    database = open_hub(hub_url)
    yield database
    database.close()


def open_encrypted(path: Path, key: bytes) -> Database:
    """Open a node's file the way a workspace does: SQLCipher with a raw key."""

    def connect() -> Any:
        connection = sqlcipher3.connect(str(path), check_same_thread=False)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return connection

    return open_node(connect, sqlcipher3.dbapi2, str(path))


@pytest.fixture
def new_node(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Return a maker of empty node databases, each its own file with its own key."""
    with ExitStack() as stack:

        def make() -> Database:
            path = tmp_path / f"{secrets.token_hex(4)}.ftdb"
            database = open_encrypted(path, secrets.token_bytes(32))
            stack.callback(database.close)
            schema.prepare(database, Side.NODE)
            return database

        yield make


@pytest.fixture
def node_database(new_node: Callable[[], Database]) -> Database:
    return new_node()
