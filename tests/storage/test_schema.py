"""Creating, migrating and rebuilding databases of nodes and hubs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text

from fieldtool.problems import Code, Problem
from fieldtool.storage import migrations, schema
from fieldtool.storage.database import Database, open_file, open_hub
from fieldtool.storage.models import Kept, Projected, Side, kept_tables, projected_tables
from fieldtool.storage.queries import people

Shape = dict[str, tuple[object, ...]]


@pytest.fixture(params=["node on sqlite", "hub on sqlite", "hub on postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Side, Database]]:
    side = Side.NODE if request.param.startswith("node") else Side.HUB
    if request.param.endswith("postgresql"):
        database = open_hub(request.getfixturevalue("postgresql_url"))
    else:
        database = open_file(tmp_path / "new.db")
    yield side, database
    database.close()


def shape(connection: Connection) -> Shape:
    look = inspect(connection)
    return {
        name: (
            tuple((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)),
            tuple(look.get_pk_constraint(name)["constrained_columns"]),
            tuple(
                sorted(
                    (str(i["name"]), *map(str, i["column_names"]), bool(i["unique"]))
                    for i in look.get_indexes(name)
                )
            ),
        )
        for name in sorted(look.get_table_names())
    }


def kept_metadata(side: Side) -> MetaData:
    metadata = MetaData(naming_convention=Kept.metadata.naming_convention)
    for table in kept_tables(side):
        table.to_metadata(metadata)
    return metadata


def test_a_new_database_has_the_tables_that_all_migrations_make(
    empty: tuple[Side, Database], tmp_path: Path
) -> None:
    side, database = empty
    with database.work() as session:
        migrations.upgrade(session.connection(), side)
        migrated = shape(session.connection())
        for table in reversed(kept_tables(side)):
            table.drop(session.connection())
        session.execute(text("DROP TABLE alembic_version"))
    schema.prepare(database, side)
    with database.work() as session:
        Projected.metadata.drop_all(session.connection(), tables=projected_tables())
        created = shape(session.connection())

    assert created == migrated


def test_models_and_migrations_agree(empty: tuple[Side, Database]) -> None:
    side, database = empty
    with database.work() as session:
        migrations.upgrade(session.connection(), side)
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        differences = compare_metadata(context, kept_metadata(side))

    assert differences == []


@pytest.mark.parametrize("side", list(Side))
def test_the_newest_migration_is_the_one_that_new_databases_are_stamped_with(side: Side) -> None:
    assert migrations.heads(side) == [schema.HEADS[side]]


@pytest.mark.parametrize("side", list(Side))
def test_every_key_and_unique_index_begins_with_the_project(side: Side) -> None:
    for table in [*kept_tables(side), *projected_tables()]:
        keys = [list(table.primary_key.columns), *(list(i.columns) for i in table.indexes)]

        assert {columns[0].name for columns in keys} == {"project_id"}, table.name


def test_preparing_again_changes_nothing(hub_database: Database) -> None:
    with hub_database.read() as session:
        before = shape(session.connection())
    schema.prepare(hub_database, Side.HUB)

    with hub_database.read() as session:
        assert shape(session.connection()) == before


def test_a_database_of_a_newer_program_is_left_alone(hub_database: Database) -> None:
    with hub_database.work() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Problem) as caught:
        schema.prepare(hub_database, Side.HUB)

    assert caught.value.code is Code.DATABASE_NEWER
    with hub_database.read() as session:
        assert schema.version(session.connection()) == "9999"


def test_opening_a_database_that_needs_no_upgrade_does_not_load_alembic(tmp_path: Path) -> None:
    program = f"""
import sys, pathlib
from fieldtool.storage import schema
from fieldtool.storage.database import open_file
from fieldtool.storage.models import Side
database = open_file(pathlib.Path({str(tmp_path / "hub.db")!r}))
schema.prepare(database, Side.HUB)
schema.prepare(database, Side.HUB)
database.close()
sys.exit("alembic" in sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", program], check=False)

    assert done.returncode == 0


def test_people_of_an_older_hub_are_in_the_team_their_code_begins_with(tmp_path: Path) -> None:
    database = open_file(tmp_path / "hub.db")
    with database.work() as session:
        migrations.upgrade(session.connection(), Side.HUB, "0001")
        session.execute(
            text("INSERT INTO person VALUES ('p', 'HRT-07', 'فریبا', 'female', 1, 'fa_AF')")
        )
    schema.prepare(database, Side.HUB)
    with database.read() as session:
        found = people.all_of(session, "p")
    database.close()

    assert [(person.code, person.team) for person in found] == [("HRT-07", "HRT")]
