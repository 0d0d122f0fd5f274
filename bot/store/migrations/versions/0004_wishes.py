"""Wishes that wait for their member's yes to the price."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("asked_at", sa.Float(53), nullable=False),
        sa.Column("job", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sqlite_autoincrement=True,
    )
