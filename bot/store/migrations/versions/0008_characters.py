"""Characters: who may be named in a server's films, and who was."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("character", sa.JSON(none_as_null=True)))
    op.add_column("drafts", sa.Column("character", sa.Text))
    op.create_table(
        "characters",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("start", sa.Float(53), nullable=False),
        sa.Column("end", sa.Float(53), nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_characters"),
        sa.UniqueConstraint("guild_id", "folded", name="uq_characters_guild_id_folded"),
        sqlite_autoincrement=True,
    )
