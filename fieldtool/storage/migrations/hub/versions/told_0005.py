"""What laptops tell of themselves: entries they have written, the program they run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    there = sa.Column("entries_there", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("workspace", there)
    op.add_column("workspace", sa.Column("program", sa.Text(), server_default="", nullable=False))
