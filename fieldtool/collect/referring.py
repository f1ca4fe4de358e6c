"""The sheet of help for a place, as the project's log has it here; showing it leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.storage.queries import referrals

if TYPE_CHECKING:
    from fieldtool.log.referrals import Referral
    from fieldtool.security.workspace import Workspace


def sheet(ws: Workspace, site: str) -> Referral | None:
    """Return the sheet of *site*, of what it lies in, or of the project; None for none."""
    with ws.database.read() as session:
        return referrals.nearest(session, ws.project_id, site)
