"""Runs the migrations; who has none to run does not load this, and so not Alembic."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.schema import MIGRATIONS


def known_scripts() -> ScriptDirectory:
    """The migrations of this version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date within the connection's transaction."""
    scripts = known_scripts()

    def steps(revision: str, _context: object) -> object:
        # As Alembic's own `upgrade` command does, which needs an `env.py`; there is no public way.
        return scripts._upgrade_revs("head", revision)  # pyright: ignore[reportPrivateUsage]

    if connection.dialect.name == "postgresql":
        # Two processes may start at once; the second finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(7151920)"))
    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=False, render_as_batch=True)
        environment.run_migrations()
