"""Films that a moderator looks at first; log channels, warnings, and whose data goes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("review", sa.JSON(none_as_null=True)))
    op.add_column("houses", sa.Column("log_to", sa.BigInteger))
    op.add_column("houses", sa.Column("log_seen", sa.BigInteger))
    op.create_table(
        "warnings",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("ends", sa.Float(53), nullable=False),
        sa.Column("job_id", _number, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.Column("most", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.Float(53)),
        sa.PrimaryKeyConstraint("guild_id", "holder", "rule", "level", "ends", name="pk_warnings"),
    )
    op.create_table(
        "forgetting",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_forgetting"),
    )
