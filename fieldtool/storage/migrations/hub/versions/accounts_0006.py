"""Accounts: areas, a second factor, spare codes and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what an account may have; accounts from before see everything, by a password alone."""
    for name in ("areas", "totp", "totp_step", "spare_codes", "invited", "invited_until"):
        kind = sa.BigInteger() if name in ("totp_step", "invited_until") else sa.Text()
        empty = "" if isinstance(kind, sa.Text) else "0"
        op.add_column("account", sa.Column(name, kind, nullable=False, server_default=empty))
