"""Connections to a server that hung up while they lay idle."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url, text

from fieldtool.problems import Code, Problem
from fieldtool.storage import idle
from fieldtool.storage.database import Database, open_hub


def _ask(database: Database) -> int:
    with database.ask() as session:
        return int(session.execute(text("SELECT 1")).scalar_one())


def _hang_up(server: str, url: str) -> None:
    """End every connection to the database, as a restart of the server does."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            (make_url(url).database,),
        )


def test_a_hub_goes_on_after_its_server_was_restarted_over_night(
    postgresql_server: str, postgresql_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "SECONDS", 0.0)
    database = open_hub(postgresql_copy)
    before = _ask(database)
    _hang_up(postgresql_server, postgresql_copy)
    after = _ask(database)
    with database.work() as session:
        written = session.execute(text("SELECT 2")).scalar_one()
    database.close()

    assert (before, after, written) == (1, 1, 2)


def test_a_server_that_restarts_under_work_is_said_once_and_the_next_work_succeeds(
    postgresql_server: str, postgresql_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "SECONDS", 600.0)
    database = open_hub(postgresql_copy)
    _ask(database)
    _hang_up(postgresql_server, postgresql_copy)
    with pytest.raises(Problem) as caught:
        _ask(database)
    after = _ask(database)
    database.close()

    assert (caught.value.code, after) == (Code.DATABASE_UNREACHABLE, 1)
