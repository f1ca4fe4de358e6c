"""Bring a database to the schema of this program: create, migrate or rebuild what is needed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.orm import Session

from fieldtool.problems import Code, Problem
from fieldtool.storage import projections, settings
from fieldtool.storage.database import Database
from fieldtool.storage.models import Kept, Projected, Side, kept_tables, projected_tables
from fieldtool.storage.queries import revocations

# The newest migration of each side; Alembic itself is loaded only for a database behind it.
HEADS = {Side.NODE: "0004", Side.HUB: "0007"}
_PROJECTIONS = "projection_version"
# Settings of the whole database, not of one project.
_WHOLE = ""

_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def prepare(
    database: Database, side: Side, before_migration: Callable[[], object] | None = None
) -> None:
    """Create the tables of a new database, or bring those of an older one up to date.

    *before_migration* is called where an older database is to be changed, such as for a backup.

    Raises:
        Problem: a newer program wrote it; nothing is changed.
    """
    if before_migration is not None and _is_behind(database, side):
        before_migration()
    with database.work() as session:
        connection = session.connection()
        found = version(connection)
        if found is None:
            _create(connection, side)
        elif found != HEADS[side]:
            _migrate(connection, side, found, database.place)
        if settings.get(session, _WHOLE, revocations.SIDE) != side.value:
            settings.put(session, _WHOLE, revocations.SIDE, side.value)
        if settings.get(session, _WHOLE, _PROJECTIONS) != projections.PROJECTION_VERSION:
            project_again(session)


def version(connection: Connection) -> str | None:
    """Return the last migration that was done; None for a database without tables."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return str(connection.execute(select(_VERSION.c.version_num)).scalar_one())


def rebuild(database: Database) -> None:
    """Drop everything that is made from the log and make it again."""
    with database.work() as session:
        project_again(session)


def _is_behind(database: Database, side: Side) -> bool:
    with database.read() as session:
        found = version(session.connection())
    if found in {None, HEADS[side]}:
        return False
    from fieldtool.storage import migrations

    return migrations.knows(side, str(found))


def _create(connection: Connection, side: Side) -> None:
    Kept.metadata.create_all(connection, tables=kept_tables(side))
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=HEADS[side]))


def _migrate(connection: Connection, side: Side, found: str, place: str) -> None:
    from fieldtool.storage import migrations

    if not migrations.knows(side, found):
        raise Problem(Code.DATABASE_NEWER, {"place": place, "found": found, "known": HEADS[side]})
    migrations.upgrade(connection, side)


def project_again(session: Session) -> None:
    """Drop and make again, in the work of the caller, everything that is made from the log."""
    connection = session.connection()
    Projected.metadata.drop_all(connection, tables=projected_tables())
    Projected.metadata.create_all(connection, tables=projected_tables())
    projections.rebuild_all(session)
    settings.put(session, _WHOLE, _PROJECTIONS, projections.PROJECTION_VERSION)
