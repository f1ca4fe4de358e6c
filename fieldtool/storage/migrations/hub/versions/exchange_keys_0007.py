"""Which exchange keys of the hub laptops and relays know."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; everybody knows the first key, from enrolment."""
    for table in ("workspace", "relay"):
        for name in ("first_key", "knows_key"):
            column = sa.Column(name, sa.BigInteger(), server_default="1", nullable=False)
            op.add_column(table, column)
