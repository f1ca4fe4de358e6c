"""Accounts: areas, a second factor, spare codes and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what an account may have; accounts from before see everything, by a password alone."""
    for name in ("areas", "totp", "spare_codes", "invited"):
        op.add_column("account", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("totp_step", "invited_until"):
        op.add_column(
            "account", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        )
