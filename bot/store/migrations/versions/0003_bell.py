"""Whether a job's owner was called, and how members want to be."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("bell", sa.Text))
    op.add_column("jobs", sa.Column("bell_at", sa.Float(53)))
    op.create_index("ix_jobs_bell", "jobs", ["bell"])
    op.create_table(
        "members",
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("notify", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_members"),
    )
