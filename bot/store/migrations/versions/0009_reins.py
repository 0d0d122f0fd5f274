"""Rules, pauses, blocks and words of servers; the ledger, with what was made before; the log."""

import hashlib
import hmac
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for column in ("home_id", "place_id"):  # unknown of earlier jobs: where their card is
        op.add_column("jobs", sa.Column(column, sa.BigInteger))
    op.add_column("jobs", sa.Column("roles", sa.JSON(none_as_null=True)))
    op.add_column("jobs", sa.Column("spent", sa.BigInteger))
    op.add_column("jobs", sa.Column("down", sa.JSON(none_as_null=True)))
    _servers()
    _ledger()
    _audit()
    _seed(op.get_bind(), secrets.token_hex(32))


def _servers() -> None:
    op.create_table(
        "houses",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("zone_next", sa.Text),
        sa.Column("zone_at", sa.Float(53)),
        sa.Column("paused_by", sa.BigInteger),
        sa.Column("paused_at", sa.Float(53)),
        sa.Column("pause_reason", sa.Text),
        sa.Column("approved", sa.Boolean),
        sa.Column("reports_to", sa.BigInteger),
        sa.Column("moderators", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_houses"),
    )
    op.create_table(
        "rules",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("holder", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "scope", "holder", "rule", name="pk_rules"),
    )
    op.create_table(
        "blocks",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("blocked_by", sa.BigInteger),
        sa.Column("blocked_at", sa.Float(53), nullable=False),
        sa.Column("until", sa.Float(53)),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name="pk_blocks"),
    )
    op.create_table(
        "words",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_words"),
        sa.UniqueConstraint("guild_id", "folded", name="uq_words_guild_id_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "strikes",
        sa.Column("job_id", _number, autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_strikes"),
    )
    op.create_index("ix_strikes_guild_id_user_id_at", "strikes", ["guild_id", "user_id", "at"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("job_id", _number, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("member", sa.BigInteger, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("place_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("written_at", sa.Float(53), nullable=False),
        sa.Column("films", sa.Integer, nullable=False),
        sa.Column("charged", sa.BigInteger, nullable=False),
        sa.Column("spent", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("job_id", "seq", "part", name="uq_ledger_job_id_seq_part"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ledger_at", "ledger", ["at"])
    op.create_index("ix_ledger_guild_id_at", "ledger", ["guild_id", "at"])
    op.create_index("ix_ledger_member_at", "ledger", ["member", "at"])


def _audit() -> None:
    op.create_table(
        "reports",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("job_id", _number, nullable=False),
        sa.Column("reported_by", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("job_id", "reported_by", name="uq_reports_job_id_reported_by"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", _number, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_guild_id_id", "audit", ["guild_id", "id"])


_WRITE = sa.text(
    "INSERT INTO ledger (job_id, seq, part, cause, member, guild_id, place_id, at, written_at, "
    "films, charged, spent) VALUES (:id, :seq, :part, :status, :member, :guild_id, :channel_id, "
    ":at, :changed_at, :films, :money, :money)"
)


def _seed(db: sa.Connection, key: str) -> None:
    """What jobs of before stand for, so that nobody's day begins anew with the update."""
    db.execute(
        sa.text("INSERT INTO memory (name, value) VALUES ('ledger_key', :key)"), {"key": key}
    )
    found = db.execute(
        sa.text(
            "SELECT id, seq, status, owner_id, guild_id, channel_id, created_at, changed_at, "
            "cost, again_at, again_cost FROM jobs"
        )
    )
    for job in found.mappings().all():
        digest = hmac.digest(key.encode(), str(job["owner_id"]).encode(), hashlib.sha256)
        member = int.from_bytes(digest[:8], "big", signed=True)
        gone = job["status"] in ("failed", "cancelled")
        again = 0 if gone else job["again_cost"]
        parts = [("first", job["created_at"], int(not gone), job["cost"] - again)]
        parts.append(("again", job["again_at"] or job["created_at"], 0, again))
        for part, at, films, money in parts:
            if films or money:
                row = {"member": member, "part": part, "at": at, "films": films, "money": money}
                db.execute(_WRITE, {**job, **row})
