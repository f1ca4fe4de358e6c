"""Clocks of laptops beside the hub's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "meeting",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("mono", sa.BigInteger(), nullable=False),
        sa.Column("wall", sa.BigInteger(), nullable=False),
        sa.Column("hub_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "workspace", "boot", name=op.f("pk_meeting")),
    )
