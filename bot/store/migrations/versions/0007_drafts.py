"""Storyboards that are being drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Float(53), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("shots", sa.JSON, nullable=False),
        sa.Column("pasted", sa.Text),
        sa.Column("wish_id", _number),
        sa.Column("job_id", _number),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_owner_id", "drafts", ["owner_id"])
    op.create_index("ix_drafts_wish_id", "drafts", ["wish_id"])
