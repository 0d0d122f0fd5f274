"""Films that were made from other films, and finding a job by its card."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("source_id", _number))
    op.add_column("jobs", sa.Column("source_card", sa.Text))
    op.add_column("jobs", sa.Column("frame", sa.Integer))
    op.create_index("ix_jobs_source_id", "jobs", ["source_id"])
    op.create_index("ix_jobs_message_id", "jobs", ["message_id"])
    op.create_index("ix_jobs_channel_id", "jobs", ["channel_id"])
