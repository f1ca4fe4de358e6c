"""SQL that was compiled once is compiled for all databases of a kind.

Every test opens databases of its own, and a database of SQLAlchemy compiles each statement anew:
about a third of the time of tests that open many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from fieldtool.storage import database

_COMPILED: dict[Any, Any] = {}


def share() -> None:
    """Let every SQLite database that is opened from now on share what was compiled."""
    # What is compiled is kept by the dialect, and each database has its own.
    SQLiteDialect.__eq__ = _is_alike  # type: ignore[assignment,method-assign]
    SQLiteDialect.__hash__ = _kind  # type: ignore[assignment,method-assign]
    database.create_engine = _sharing(create_engine)  # type: ignore[attr-defined]


def _sharing(create: Callable[..., Engine]) -> Callable[..., Engine]:
    def created(*where: Any, **how: Any) -> Engine:
        engine = create(*where, **how)
        if engine.dialect.name == "sqlite":
            engine._compiled_cache = _COMPILED
        return engine

    return created


def _is_alike(one: SQLiteDialect, other: object) -> bool:
    return type(one) is type(other) and one.dbapi is other.dbapi


def _kind(one: SQLiteDialect) -> int:
    return hash((type(one), id(one.dbapi)))
