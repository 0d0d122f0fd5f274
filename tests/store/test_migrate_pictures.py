"""A database from before pictures is taken along with all its jobs."""

from __future__ import annotations

from dataclasses import replace

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.picture import Fit, JobPicture
from bot.store.database import open_database
from bot.store.jobs import JobStore
from bot.store.rows import to_row
from bot.store.tables import jobs
from bot.store.upgrade import known_scripts
from tests.store.test_jobs import draft


def as_it_was(connection: Connection) -> None:
    """What the first release made, and a job that it wrote."""
    context = MigrationContext.configure(connection)
    context.stamp(known_scripts(), "0001")
    first = known_scripts().get_revision("0001")
    assert first is not None
    with Operations.context(context):
        first.module.upgrade()
    had = {column["name"] for column in inspect(connection).get_columns("jobs")}
    written = to_row(replace(draft(), prompt="a fox of old"))
    connection.execute(jobs.insert().values({name: written[name] for name in had - {"id"}}))
    assert "picture" not in had


async def test_a_job_of_the_first_release_is_read_and_a_picture_kept_beside_it(database_url: str):
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(as_it_was)
    await engine.dispose()
    picture = JobPicture("https://cdn.discordapp.com/fox.png", "fox.png", Fit.PAD, "job-2.png")

    async with open_database(database_url) as database:
        store = JobStore(database)
        new = await store.accept(replace(draft(2), picture=picture), lambda usage: 0)
        old = await store.get(1)
        async with database.read() as db:
            revision = await db.execute(text("SELECT version_num FROM alembic_version"))

        assert old == replace(draft(), id=1, prompt="a fox of old")
        assert (await store.get(new.id)) == new
        assert new.picture == picture
        assert revision.scalar_one() >= "0002"
