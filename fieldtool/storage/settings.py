"""Named texts of one database: identities, epochs, cursors; nothing that another computer needs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fieldtool.storage.models.log import SettingRow


def get(session: Session, project: str, name: str) -> str | None:
    """Return the text called *name*; None when it was never put."""
    row = session.get(SettingRow, (project, name))
    return None if row is None else row.value


def put(session: Session, project: str, name: str, value: str) -> None:
    """Keep *value* as the text called *name*."""
    session.merge(SettingRow(project_id=project, name=name, value=value))


def remove(session: Session, project: str, name: str) -> None:
    """Forget the text called *name*."""
    row = session.get(SettingRow, (project, name))
    if row is not None:
        session.delete(row)
