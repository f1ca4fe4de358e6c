"""Named texts of one database: identities, epochs, cursors; nothing that another computer needs."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from fieldtool.storage import upserts
from fieldtool.storage.models.log import SettingRow

_SETTING = SettingRow.__table__.c
_NAMED = (_SETTING.project_id == bindparam("project"), _SETTING.name == bindparam("name"))
_FIND = select(_SETTING.value).where(*_NAMED)
_HOLD = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))
_FORGET = delete(SettingRow).where(*_NAMED)


def get(session: Session, project: str, name: str) -> str | None:
    """Return the text called *name*; None when it was never put."""
    found = session.connection().execute(_FIND, {"project": project, "name": name}).scalar()
    return None if found is None else str(found)


def hold(session: Session, project: str, name: str) -> str | None:
    """Return the text called *name*, which nobody else holds before this unit of work ends.

    For a text that is read, changed and put back: of two that do so at the same moment, the later
    one would undo the earlier. On SQLite one unit of work writes at a time anyway.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD, {"key": f"{project} {name}"})
    return get(session, project, name)


def put(session: Session, project: str, name: str, value: str) -> None:
    """Keep *value* as the text called *name*."""
    upserts.put(session, SettingRow, {"project_id": project, "name": name, "value": value})


def remove(session: Session, project: str, name: str) -> None:
    """Forget the text called *name*."""
    session.connection().execute(_FORGET, {"project": project, "name": name})
