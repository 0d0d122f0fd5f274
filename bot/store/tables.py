"""The tables, for SQLite and PostgreSQL alike; `migrations/` makes them, a test compares both."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.metadata import Number, metadata

__all__ = ["metadata"]

jobs = Table(
    "jobs",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("interaction_id", BigInteger, nullable=False),
    Column("application_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("locale", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_title", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("size", Text, nullable=False),
    Column("upload_limit", BigInteger, nullable=False),
    Column("price", BigInteger),
    Column("cost", BigInteger, nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("changed_at", Float(53), nullable=False),
    Column("next_at", Float(53), nullable=False),
    Column("status", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("answer_token", Text),
    Column("reference", Text),
    Column("attempt", Integer, nullable=False),
    Column("intent_at", Float(53)),
    Column("provider_id", Text),
    Column("submitted_at", Float(53)),
    Column("ready_at", Float(53)),
    Column("urls", JSON, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("problem", JSON(none_as_null=True)),
    Column("film", JSON(none_as_null=True)),
    Column("watch_token", Text),
    Column("delivery", Text),
    Column("errors", Integer, nullable=False),
    Column("shown_seq", Integer, nullable=False),
    Column("picture", JSON(none_as_null=True)),
    Column("bell", Text),
    Column("bell_at", Float(53)),
    Column("doubt_until", Float(53)),
    Column("question", Text),
    Column("again_at", Float(53)),
    Column("again_by", BigInteger),
    Column("again_cost", BigInteger, nullable=False, server_default="0"),
    Column("earlier", JSON(none_as_null=True)),
    Column("spare_id", Text),
    Column("source_id", Number),
    Column("source_card", Text),
    Column("frame", Integer),
    Column("character", JSON(none_as_null=True)),
    Column("home_id", BigInteger),
    Column("place_id", BigInteger),
    Column("roles", JSON(none_as_null=True)),
    Column("spent", BigInteger),
    Column("down", JSON(none_as_null=True)),
    Column("review", JSON(none_as_null=True)),
    UniqueConstraint("interaction_id"),
    UniqueConstraint("provider", "provider_id"),
    UniqueConstraint("watch_token"),
    sqlite_autoincrement=True,
)
Index("ix_jobs_status_next_at", jobs.c.status, jobs.c.next_at)
Index("ix_jobs_created_at", jobs.c.created_at)
Index("ix_jobs_owner_id_created_at", jobs.c.owner_id, jobs.c.created_at)

Index("ix_jobs_bell", jobs.c.bell)
Index("ix_jobs_again_at", jobs.c.again_at)
Index("ix_jobs_source_id", jobs.c.source_id)
Index("ix_jobs_message_id", jobs.c.message_id)
Index("ix_jobs_channel_id", jobs.c.channel_id)

# What a person decided for themselves, in all servers.
members = Table(
    "members",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("notify", Text, nullable=False),
)

# Jobs that wait for their member's yes to the price.
wishes = Table(
    "wishes",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("owner_id", BigInteger, nullable=False),
    Column("asked_at", Float(53), nullable=False),
    Column("job", JSON, nullable=False),
    sqlite_autoincrement=True,
)

# Storyboards that are being drawn, with the film that was made of them, if any.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("owner_id", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("changed_at", Float(53), nullable=False),
    Column("model", Text, nullable=False),
    Column("seconds", Integer),
    Column("size", Text, nullable=False),
    Column("shots", JSON, nullable=False),
    Column("pasted", Text),
    Column("wish_id", Number),
    Column("job_id", Number),
    Column("character", Text),
    sqlite_autoincrement=True,
)
Index("ix_drafts_owner_id", drafts.c.owner_id)
Index("ix_drafts_wish_id", drafts.c.wish_id)

# Who may be named in a server's films. `folded` is the name as it is looked for.
characters = Table(
    "characters",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("folded", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("start", Float(53), nullable=False),
    Column("end", Float(53), nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", Float(53), nullable=False),
    UniqueConstraint("guild_id", "folded"),
    sqlite_autoincrement=True,
)

# What a server's moderators, and the bot's owner for it, set for it as a whole. Row 0 is about all
# servers together.
# One row for each thing that is set: `holder` is the role, member or channel, else 0.
# The word filter of each server. `folded` is what makes two entries the same.
# Prompts that the provider refused as sexual, violent or hateful.
# What was reserved, charged, spent and given back; written in the transaction of the job's step.
# `member` is a keyed hash, `at` the moment whose day and month it belongs to.
# What members told the moderators about films.
# Who changed what in a server, and who was refused what.
# Lossy and narrow: written about once a second for all jobs together, so that a poll does not
# rewrite the row that carries the prompt.
progress = Table(
    "progress",
    metadata,
    Column("job_id", Number, primary_key=True, autoincrement=False),
    Column("percent", Integer),
    Column("look_at", Float(53), nullable=False),
    Column("answered", Float(53), nullable=False),
)

# Rows that exist to be locked, in a fixed order, by whoever counts against a limit (PostgreSQL;
# SQLite has one writer anyway).
counters = Table(
    "counters",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", BigInteger, primary_key=True),
)

# Small facts that outlive the process: which commands are registered.
memory = Table(
    "memory",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
