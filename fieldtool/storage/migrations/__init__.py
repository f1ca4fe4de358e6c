"""Alembic, run through a connection that is already open; imported only when it is needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from fieldtool.storage.models import Side


def upgrade(connection: Connection, side: Side, target: str = "head") -> None:
    """Do every migration up to *target* inside the caller's transaction."""
    config = _config(side)
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def knows(side: Side, revision: str) -> bool:
    """Say whether *revision* is one of ours."""
    return any(script.revision == revision for script in _scripts(side).walk_revisions())


def heads(side: Side) -> list[str]:
    """Return the newest migrations; there is one unless two were written side by side."""
    return list(_scripts(side).get_heads())


def _scripts(side: Side) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(side))


def _config(side: Side) -> Config:
    config = Config()
    folder = Path(__file__).parent / side.value
    # A percent sign in a folder's name would be read as a variable.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
