"""A PostgreSQL database of one's own for each test."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine


@contextmanager
def fresh_postgres(url: str) -> Iterator[str]:
    name = f"clapper_{uuid.uuid4().hex[:12]}"
    _elsewhere(_execute(url, f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        _elsewhere(_execute(url, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _elsewhere(work: Coroutine[Any, Any, None]) -> None:
    """Run in a thread: a fixture may be asked for while a loop runs."""
    thread = threading.Thread(target=asyncio.run, args=(work,))
    thread.start()
    thread.join()
