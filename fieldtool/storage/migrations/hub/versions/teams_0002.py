"""Teams of people, and forms that are prepared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and put everybody into the team that their code begins with."""
    op.create_table(
        "candidate",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_candidate")),
    )
    op.create_table(
        "candidate_file",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id", "candidate", "kind", "name", name=op.f("pk_candidate_file")
        ),
    )
    op.add_column("person", sa.Column("team", sa.Text(), nullable=False, server_default=""))
    person = sa.table("person", sa.column("code"), sa.column("team"))
    connection = op.get_bind()
    for (code,) in connection.execute(sa.select(person.c.code).distinct()).all():
        connection.execute(
            person.update().where(person.c.code == code).values(team=code.partition("-")[0])
        )
