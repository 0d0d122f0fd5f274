"""What is set for each server: rules, zone, moderators, pauses, blocks. Every change is logged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.allowance import Holder, Rule, Rules, Scope, Value, from_plain, to_plain
from bot.core.audit import Act, Entry
from bot.core.periods import UTC_NAME, Zone, period
from bot.core.standing import Block, House, Pause
from bot.store.audit import note
from bot.store.counters import lock
from bot.store.database import Database
from bot.store.house_tables import audit, blocks, houses, rules

EVERYWHERE = 0
"""The row that is about all servers."""


@dataclass(frozen=True)
class Change:
    """What stood there before, and the entry of the log; None: it stood there already."""

    before: Value | None
    entry: int | None


class HouseStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild_id: int) -> House:
        async with self._database.read() as db:
            return await house_in(db, guild_id)

    async def moderators_channel(self, guild_id: int) -> int | None:
        """Where a server's moderators are told and asked, if they chose a channel."""
        query = select(houses.c.reports_to).where(houses.c.guild_id == guild_id)
        async with self._database.read() as db:
            return (await db.execute(query)).scalar_one_or_none()

    async def set_rule(
        self, guild_id: int, holder: Holder, rule: Rule, value: Value | None, *, by: int, now: float
    ) -> Change:
        """Set what holds for somebody; None takes it away."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = (await house_in(db, guild_id)).rules.of(holder, rule)
            if before == value:
                return Change(before, None)
            row = _rule_row(guild_id, holder, rule)
            here = [rules.c[name] == key for name, key in row.items()]
            await db.execute(rules.delete().where(*here))
            if value is not None:
                await db.execute(rules.insert().values(**row, value=to_plain(value)))
            about = f"{holder.scope.value}:{holder.id} {rule.value}"
            before_, after = (None if v is None else to_plain(v) for v in (before, value))
            entry = await note(db, Entry(guild_id, now, by, Act.RULE, about, before_, after))
        return Change(before, entry)

    async def undo_rule(
        self, guild_id: int, entry_id: int, *, by: int, now: float
    ) -> tuple[Holder, Rule, Value | None] | None:
        """Set a rule to what stood there before an entry of the log; None where there is none.

        Returns what was set.
        """
        query = select(audit).where(
            audit.c.id == entry_id, audit.c.guild_id == guild_id, audit.c.act == Act.RULE.value
        )
        async with self._database.read() as db:
            row = (await db.execute(query)).one_or_none()
        if row is None:
            return None
        where, _, name = row.about.partition(" ")
        scope, _, number = where.partition(":")
        holder, rule = Holder(Scope(scope), int(number)), Rule(name)
        value = None if row.before is None else from_plain(row.before)
        await self.set_rule(guild_id, holder, rule, value, by=by, now=now)
        return holder, rule, value

    async def set_zone(self, guild_id: int, name: str, *, by: int, now: float) -> Zone:
        """Change the time zone at the next midnight of the present one; returns both."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            zone = (await house_in(db, guild_id)).zone
            present = zone.now(now)
            to = Zone(present, name, period(zone, now).day_ends)
            if name == present:
                to = Zone(present)
            values = {"zone": to.name, "zone_next": to.next, "zone_at": to.at}
            await _write(db, guild_id, values)
            await note(db, Entry(guild_id, now, by, Act.ZONE, "zone", present, name))
        return to

    async def set_moderators(
        self, guild_id: int, roles: Collection[int], *, by: int, now: float
    ) -> None:
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = sorted((await house_in(db, guild_id)).moderators)
            await _write(db, guild_id, {"moderators": sorted(roles)})
            entry = Entry(guild_id, now, by, Act.MODERATORS, "moderators", before, sorted(roles))
            await note(db, entry)

    async def set_reports_to(
        self, guild_id: int, channel: int | None, *, by: int, now: float
    ) -> None:
        """Where reports go; None: nowhere."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = (await house_in(db, guild_id)).reports_to
            await _write(db, guild_id, {"reports_to": channel})
            entry = Entry(guild_id, now, by, Act.REPORTS_TO, "reports", before, channel)
            await note(db, entry)

    async def set_log_to(self, guild_id: int, channel: int | None, *, by: int, now: float) -> None:
        """Where the log is told from now on; None: nowhere."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            row = await _row(db, guild_id)
            before = row.log_to if row is not None else None
            last = await db.execute(
                select(func.max(audit.c.id)).where(audit.c.guild_id == guild_id)
            )
            seen = last.scalar_one_or_none() or 0
            await _write(db, guild_id, {"log_to": channel, "log_seen": seen})
            await note(db, Entry(guild_id, now, by, Act.LOG_TO, "log", before, channel))

    async def pause(self, guild_id: int, reason: str, *, by: int, now: float) -> None:
        """Nothing new is made in a server, or anywhere where `guild_id` is EVERYWHERE."""
        values = {"paused_by": by, "paused_at": now, "pause_reason": reason}
        await self._pause(guild_id, values, Entry(guild_id, now, by, Act.PAUSE, reason))

    async def resume(self, guild_id: int, *, by: int, now: float) -> None:
        values = {"paused_by": None, "paused_at": None, "pause_reason": None}
        await self._pause(guild_id, values, Entry(guild_id, now, by, Act.RESUME, ""))

    async def approve(self, guild_id: int, approved: bool | None, *, by: int, now: float) -> None:
        """The owner's word about a server; None: as ALLOWED_GUILDS says."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = (await house_in(db, guild_id)).approved
            await _write(db, guild_id, {"approved": approved})
            entry = Entry(guild_id, now, by, Act.APPROVAL, "server", before, approved)
            await note(db, entry)

    async def block(self, guild_id: int, block: Block, *, now: float) -> Block | None:
        """Keep a member from making films; returns the block that this one takes the place of."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = await block_in(db, guild_id, block.member)
            await write_block(db, guild_id, block)
            about = f"member:{block.member}"
            after = {"reason": block.reason, "until": block.until}
            await note(db, Entry(guild_id, now, block.by, Act.BLOCK, about, None, after))
        return before

    async def unblock(self, guild_id: int, member: int, *, by: int, now: float) -> Block | None:
        """Returns the block that is lifted; None where there was none."""
        async with self._database.write() as db:
            await lock(db, "guild", guild_id)
            before = await block_in(db, guild_id, member)
            if before is not None:
                await db.execute(blocks.delete().where(*_block_of(guild_id, member)))
                was = {"reason": before.reason, "until": before.until}
                about = f"member:{member}"
                await note(db, Entry(guild_id, now, by, Act.UNBLOCK, about, was))
        return before

    async def blocks(self, guild_id: int) -> list[Block]:
        """Every block of a server, the latest first, those that are over too."""
        query = (
            select(blocks).where(blocks.c.guild_id == guild_id).order_by(blocks.c.blocked_at.desc())
        )
        async with self._database.read() as db:
            return [_to_block(row) for row in await db.execute(query)]

    async def _pause(self, guild_id: int, values: dict[str, Any], entry: Entry) -> None:
        async with self._database.write() as db:
            await lock(db, *(("owner", 0) if guild_id == EVERYWHERE else ("guild", guild_id)))
            await _write(db, guild_id, values)
            await note(db, entry)


async def house_in(db: AsyncConnection, guild_id: int) -> House:
    """What is set for a server, read in a transaction of somebody else's."""
    found = await db.execute(
        select(rules.c.scope, rules.c.holder, rules.c.rule, rules.c.value).where(
            rules.c.guild_id == guild_id
        )
    )
    set_ = {
        (Holder(Scope(scope), holder), Rule(rule)): from_plain(value)
        for scope, holder, rule, value in found
    }
    row = await _row(db, guild_id)
    if row is None:
        return House(guild_id, rules=Rules(set_))
    return House(
        guild_id,
        zone=Zone(row.zone or UTC_NAME, row.zone_next, row.zone_at or 0.0),
        pause=_to_pause(row),
        approved=row.approved,
        reports_to=row.reports_to,
        moderators=frozenset(row.moderators),
        rules=Rules(set_),
    )


async def everywhere_in(db: AsyncConnection) -> Pause | None:
    """The owner's pause of the whole bot."""
    row = await _row(db, EVERYWHERE)
    return None if row is None else _to_pause(row)


async def block_in(db: AsyncConnection, guild_id: int, member: int) -> Block | None:
    found = await db.execute(select(blocks).where(*_block_of(guild_id, member)))
    row = found.one_or_none()
    return None if row is None else _to_block(row)


async def write_block(db: AsyncConnection, guild_id: int, block: Block) -> None:
    """Put a block in the place of the one that there may be, in somebody else's transaction."""
    await db.execute(blocks.delete().where(*_block_of(guild_id, block.member)))
    row = {
        "guild_id": guild_id,
        "user_id": block.member,
        "reason": block.reason,
        "blocked_by": block.by,
        "blocked_at": block.at,
        "until": block.until,
    }
    await db.execute(blocks.insert().values(row))


async def _row(db: AsyncConnection, guild_id: int) -> Any:
    return (await db.execute(select(houses).where(houses.c.guild_id == guild_id))).one_or_none()


async def _write(db: AsyncConnection, guild_id: int, values: dict[str, Any]) -> None:
    changed = await db.execute(houses.update().where(houses.c.guild_id == guild_id).values(values))
    if changed.rowcount == 0:
        row: dict[str, Any] = {"guild_id": guild_id, "moderators": [], **values}
        await db.execute(houses.insert().values(row))


def _rule_row(guild_id: int, holder: Holder, rule: Rule) -> dict[str, Any]:
    return {
        "guild_id": guild_id,
        "scope": holder.scope.value,
        "holder": holder.id,
        "rule": rule.value,
    }


def _block_of(guild_id: int, member: int) -> tuple[Any, Any]:
    return blocks.c.guild_id == guild_id, blocks.c.user_id == member


def _to_pause(row: Any) -> Pause | None:
    if row.paused_by is None:
        return None
    return Pause(row.paused_by, row.paused_at, row.pause_reason or "")


def _to_block(row: Any) -> Block:
    return Block(row.user_id, row.reason, row.blocked_by, row.blocked_at, row.until)
