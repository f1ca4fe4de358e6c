"""Drafts of interviews that were returned, and of assignments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what a draft goes on from."""
    for name in ("parents", "assignment"):
        op.add_column("draft", sa.Column(name, sa.Text(), server_default="", nullable=False))
