"""Orders in doubt: who is asked about them, what was answered, and what a second one costs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("doubt_until", sa.Float(53)))
    op.add_column("jobs", sa.Column("question", sa.Text))
    op.add_column("jobs", sa.Column("again_at", sa.Float(53)))
    op.add_column("jobs", sa.Column("again_by", sa.BigInteger))
    op.add_column(
        "jobs", sa.Column("again_cost", sa.BigInteger, nullable=False, server_default="0")
    )
    op.add_column("jobs", sa.Column("earlier", sa.JSON(none_as_null=True)))
    op.add_column("jobs", sa.Column("spare_id", sa.Text))
    op.create_index("ix_jobs_again_at", "jobs", ["again_at"])
