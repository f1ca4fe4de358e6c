"""The tables: what is kept for ever and migrated, and what can be rebuilt from the log.

Every key and every unique index begins with `project_id`, no id is counted by the database, and
only portable types are used, so that one project can be moved and a bigger database can take over.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import MetaData, Table, case
from sqlalchemy.orm import DeclarativeBase

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Side(StrEnum):
    """Whose database a table belongs to; the two differ in what is kept, not in the log."""

    NODE = "node"
    HUB = "hub"


class Kept(DeclarativeBase):
    """A table that only migrations change."""

    metadata = MetaData(naming_convention=_NAMES)


class Projected(DeclarativeBase):
    """A table that is dropped and rebuilt from the log when its version changes."""

    metadata = MetaData(naming_convention=_NAMES)


BOTH = {"sides": frozenset(Side)}
NODE_ONLY = {"sides": frozenset({Side.NODE})}
# A column that is filled in after the log was applied: what of it follows from the log alone.
LATER = {"later": lambda table: table.c.logic != ""}
READ_LATER = {
    "later": lambda table: case(
        ((table.c.sealed != "") & (table.c.logic != ""), ""), else_=table.c.state
    )
}
HUB_ONLY = {"sides": frozenset({Side.HUB})}


def kept_tables(side: Side) -> list[Table]:
    """Return the migrated tables of *side*, in the order in which they can be created."""
    from fieldtool.storage.models import hub, log, node  # noqa: F401 - registers the tables

    return [table for table in Kept.metadata.sorted_tables if side in table.info["sides"]]


def projected_tables() -> list[Table]:
    """Return the tables that are rebuilt from the log, the same on both sides."""
    from fieldtool.storage.models import handovers, projections  # noqa: F401 - register the tables

    return list(Projected.metadata.sorted_tables)
