"""Jobs, their progress, the rows that limits lock, and small facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("interaction_id", sa.BigInteger, nullable=False),
        sa.Column("application_id", sa.BigInteger, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("model_title", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("dialect", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("upload_limit", sa.BigInteger, nullable=False),
        sa.Column("price", sa.BigInteger),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("changed_at", sa.Float(53), nullable=False),
        sa.Column("next_at", sa.Float(53), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("answer_token", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("intent_at", sa.Float(53)),
        sa.Column("provider_id", sa.Text),
        sa.Column("submitted_at", sa.Float(53)),
        sa.Column("ready_at", sa.Float(53)),
        sa.Column("urls", sa.JSON, nullable=False),
        sa.Column("overdue", sa.Boolean, nullable=False),
        sa.Column("problem", sa.JSON),
        sa.Column("film", sa.JSON),
        sa.Column("watch_token", sa.Text),
        sa.Column("delivery", sa.Text),
        sa.Column("errors", sa.Integer, nullable=False),
        sa.Column("shown_seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("interaction_id", name="uq_jobs_interaction_id"),
        sa.UniqueConstraint("provider", "provider_id", name="uq_jobs_provider_provider_id"),
        sa.UniqueConstraint("watch_token", name="uq_jobs_watch_token"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_status_next_at", "jobs", ["status", "next_at"])
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])
    op.create_index("ix_jobs_owner_id_created_at", "jobs", ["owner_id", "created_at"])
    op.create_table(
        "progress",
        sa.Column("job_id", _number, autoincrement=False, nullable=False),
        sa.Column("percent", sa.Integer),
        sa.Column("look_at", sa.Float(53), nullable=False),
        sa.Column("answered", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_progress"),
    )
    op.create_table(
        "counters",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_counters"),
    )
    op.create_table(
        "memory",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_memory"),
    )
