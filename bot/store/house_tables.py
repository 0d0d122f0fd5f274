"""The tables of what servers set, used up and wrote down, for SQLite and PostgreSQL alike."""

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

houses = Table(
    "houses",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", Text),
    Column("zone_next", Text),
    Column("zone_at", Float(53)),
    Column("paused_by", BigInteger),
    Column("paused_at", Float(53)),
    Column("pause_reason", Text),
    Column("approved", Boolean),
    Column("reports_to", BigInteger),
    Column("moderators", JSON, nullable=False),
    Column("log_to", BigInteger),
    Column("log_seen", BigInteger),
)

# Whose data goes, and when: of members who asked for it, and of servers that the bot left.
forgetting = Table(
    "forgetting",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Float(53), nullable=False),
)

# Who has been told that little is left of a limit, or nothing, in which period.
warnings = Table(
    "warnings",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("ends", Float(53), primary_key=True),
    Column("job_id", Number, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("most", BigInteger, nullable=False),
    Column("told_at", Float(53)),
)

rules = Table(
    "rules",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", Text, primary_key=True),
    Column("holder", BigInteger, primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

blocks = Table(
    "blocks",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("blocked_by", BigInteger),
    Column("blocked_at", Float(53), nullable=False),
    Column("until", Float(53)),
)

words = Table(
    "words",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", Float(53), nullable=False),
    UniqueConstraint("guild_id", "folded"),
    sqlite_autoincrement=True,
)

strikes = Table(
    "strikes",
    metadata,
    Column("job_id", Number, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("at", Float(53), nullable=False),
)
Index("ix_strikes_guild_id_user_id_at", strikes.c.guild_id, strikes.c.user_id, strikes.c.at)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("job_id", Number, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("member", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("place_id", BigInteger, nullable=False),
    Column("at", Float(53), nullable=False),
    Column("written_at", Float(53), nullable=False),
    Column("films", Integer, nullable=False),
    Column("charged", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    UniqueConstraint("job_id", "seq", "part"),
    sqlite_autoincrement=True,
)
Index("ix_ledger_at", ledger.c.at)
Index("ix_ledger_guild_id_at", ledger.c.guild_id, ledger.c.at)
Index("ix_ledger_member_at", ledger.c.member, ledger.c.at)

reports = Table(
    "reports",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("job_id", Number, nullable=False),
    Column("reported_by", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Float(53), nullable=False),
    UniqueConstraint("job_id", "reported_by"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Float(53), nullable=False),
    Column("actor_id", BigInteger),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    sqlite_autoincrement=True,
)
Index("ix_audit_guild_id_id", audit.c.guild_id, audit.c.id)
