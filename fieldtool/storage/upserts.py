"""Rows that may be there already, written alike to SQLite and PostgreSQL.

The statements are made once: a hub writes some of them at every sync of a thousand laptops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from sqlalchemy import Insert

    from fieldtool.storage.models import Kept, Projected

    Model: TypeAlias = type[Kept] | type[Projected]


def insert_new(session: Session, model: Model, rows: Sequence[Mapping[str, object]]) -> None:
    """Write *rows*; those whose keys are there already are passed over."""
    if rows:
        connection = session.connection()
        connection.execute(_ignoring(model, connection.dialect.name), rows)


def put(session: Session, model: Model, row: Mapping[str, object]) -> None:
    """Write *row*, which has every column, in the place of the one with its key."""
    connection = session.connection()
    connection.execute(_replacing(model, connection.dialect.name), row)


@cache
def _ignoring(model: Model, dialect: str) -> Insert:
    return _insert(model, dialect).on_conflict_do_nothing()


@cache
def _replacing(model: Model, dialect: str) -> Insert:
    statement, table = _insert(model, dialect), _table(model)
    others = {
        column.name: statement.excluded[column.name] for column in table.c if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


def _insert(model: Model, dialect: str) -> postgresql.Insert | sqlite.Insert:
    table = _table(model)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _table(model: Model) -> Table:
    assert isinstance(model.__table__, Table)  # noqa: S101 - every model here is a table
    return model.__table__
