"""When this laptop last heard of the hub, in the project's own zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.storage import settings
from fieldtool.sync.laptop.taking import CLOCK_OFFSET, LAST_CONTACT

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace


def moment(ws: Workspace, milliseconds: int) -> datetime:
    """Return a time in milliseconds UTC as the project's people read it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(ZoneInfo(ws.membership.zone))


def last_contact(ws: Workspace) -> datetime | None:
    """Return when a sync last succeeded, by the laptop's clock; None for never."""
    text = _setting(ws, LAST_CONTACT)
    return moment(ws, int(text)) if text else None


def clock_offset(ws: Workspace) -> int | None:
    """Return by how many seconds the laptop was ahead of the hub at the last contact."""
    text = _setting(ws, CLOCK_OFFSET)
    return int(text) // 1000 if text else None


def _setting(ws: Workspace, name: str) -> str | None:
    with ws.database.read() as session:
        return settings.get(session, ws.project_id, name)
