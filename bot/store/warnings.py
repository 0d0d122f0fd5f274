"""Who was told that little is left of a limit: once at each level, in each day or month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from bot.core.job import Job
from bot.core.overview import Whose
from bot.core.warning import Warning
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.house_tables import warnings
from bot.store.pseudonym import Pseudonyms

Key = tuple[int, str, str, int, float]
"""Server, holder, rule, level, and when it starts afresh."""


@dataclass(frozen=True)
class Due:
    """Something to be said, and where that is written down."""

    warning: Warning
    key: Key


class WarningStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = Pseudonyms()

    async def due(self, job: Job, found: Sequence[Warning]) -> list[Due]:
        """Of what a film brought about, that which nobody was told; of each limit the highest."""
        due = list[Due]()
        async with self._database.write() as db:
            # In the order of `lock_counters`: limits of all servers together are among them.
            await lock(db, "owner", 0)
            await lock(db, "guild", job.home)
            member = await self._names.of(db, job.owner_id)
            for each in found:
                key = _key(job, member, each)
                known = await db.execute(select(warnings.c.told_at).where(_at(key)))
                row = known.one_or_none()
                if row is None:
                    await db.execute(warnings.insert().values(_row(job, key, each)))
                if row is None or row.told_at is None:
                    due.append(Due(each, key))
        limits = {each.key[:3]: each for each in due}  # levels come from the lower to the higher
        return [*limits.values()]

    async def told(self, found: Sequence[Due], *, now: float) -> None:
        """They were told of these; what a higher level of the same limit says is said with it."""
        async with self._database.write() as db:
            for each in found:
                guild, holder, rule, level, ends = each.key
                limit = _limit((guild, holder, rule, level, ends))
                await db.execute(
                    warnings.update()
                    .where(limit, warnings.c.level <= level, warnings.c.told_at.is_(None))
                    .values(told_at=now)
                )

    async def forget(self, now: float) -> None:
        """Of days and months that are over."""
        async with self._database.write() as db:
            await db.execute(warnings.delete().where(warnings.c.ends < now))


def _key(job: Job, member: int, each: Warning) -> Key:
    meter = each.meter
    assert meter.resets is not None
    holder = {
        Whose.MEMBER: f"member:{member}",
        Whose.SERVER: f"channel:{meter.place}" if meter.place else "server",
        Whose.OWNER: "owner",
    }[meter.whose]
    guild = 0 if meter.place < 0 else job.home
    return guild, holder, meter.rule.value, each.level, meter.resets


def _at(key: Key) -> ColumnElement[bool]:
    return and_(_limit(key), warnings.c.level == key[3])


def _limit(key: Key) -> ColumnElement[bool]:
    guild, holder, rule, _level, ends = key
    return and_(
        warnings.c.guild_id == guild,
        warnings.c.holder == holder,
        warnings.c.rule == rule,
        warnings.c.ends == ends,
    )


def _row(job: Job, key: Key, each: Warning) -> dict[str, object]:
    guild, holder, rule, level, ends = key
    return {
        "guild_id": guild,
        "holder": holder,
        "rule": rule,
        "level": level,
        "ends": ends,
        "job_id": job.id,
        "used": each.meter.used,
        "most": each.meter.most,
    }
