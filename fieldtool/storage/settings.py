"""Named texts of one database: identities, epochs, cursors; nothing that another computer needs."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from fieldtool.storage import upserts
from fieldtool.storage.models.log import SettingRow

_SETTING = SettingRow.__table__.c
_NAMED = (_SETTING.project_id == bindparam("project"), _SETTING.name == bindparam("name"))
_FIND = select(_SETTING.value).where(*_NAMED)
_FORGET = delete(SettingRow).where(*_NAMED)


def get(session: Session, project: str, name: str) -> str | None:
    """Return the text called *name*; None when it was never put."""
    found = session.connection().execute(_FIND, {"project": project, "name": name}).scalar()
    return None if found is None else str(found)


def put(session: Session, project: str, name: str, value: str) -> None:
    """Keep *value* as the text called *name*."""
    upserts.put(session, SettingRow, {"project_id": project, "name": name, "value": value})


def remove(session: Session, project: str, name: str) -> None:
    """Forget the text called *name*."""
    session.connection().execute(_FORGET, {"project": project, "name": name})
