"""How far drafts are, and which belong to one meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns."""
    for name in ("asked", "answered"):
        number = sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        op.add_column("draft", number)
    op.add_column("draft", sa.Column("meeting", sa.Text(), server_default="", nullable=False))
