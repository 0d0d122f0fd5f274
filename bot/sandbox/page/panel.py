"""The small panel: the server's settings, what goes wrong next, the speed of time, the money."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.discord import CannotDo, view
from bot.sandbox.discord.permissions import named
from bot.sandbox.discord.shapes import JSON, snowflake
from bot.sandbox.discord.state import Channel, Guild
from bot.sandbox.page.house import House
from bot.sandbox.page.mishaps import MISHAPS
from bot.sandbox.page.sight import Sight
from bot.sandbox.videos.wallet import MICROS

RIGHTS = (
    "view_channel",
    "send_messages",
    "attach_files",
    "embed_links",
    "read_message_history",
)
SPEED_MOST = 1000.0
JOBS_SHOWN = 5


class Panel:
    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, Callable[[JSON], Awaitable[None]]] = {
            "upload_limit": self._upload_limit,
            "right": self._right,
            "speed": self._speed,
            "mishap": self._mishap,
            "calm": self._calm,
            "delete_channel": self._delete_channel,
            "leave": self._leave,
            "invite": self._invite,
            "balance": self._balance,
            "stop_bot": self._stop_bot,
            "start_bot": self._start_bot,
        }

    async def do(self, asked: JSON) -> None:
        """Raises KeyError, ValueError or CannotDo for what there is not."""
        await self._known[str(asked["do"])](asked)

    def shown(self, sight: Sight) -> JSON:
        videos, guild = self._house.videos, sight.guild
        jobs = [videos.jobs[one.job_id] for one in videos.creates if one.job_id in videos.jobs]
        return {
            "upload_limit": guild.upload_limit if guild else None,
            "invited": guild is not None and any(one.user.bot for one in guild.members.values()),
            "rights": self._rights(sight.place),
            "speed": self._house.clock.speed,
            "balance": videos.balance_micros / MICROS,
            "creates": len(videos.creates),
            "jobs": [self._job(one) for one in jobs[-JOBS_SHOWN:][::-1]],
            "mishaps": [{"id": one.id, "end": one.end, "says": one.says} for one in MISHAPS],
        }

    def _job(self, job: Any) -> JSON:
        percent = job.progress(self._house.clock.now(), self._house.videos.pace.running_seconds)
        return {"prompt": job.prompt[:60], "status": job.status, "percent": percent}

    def _rights(self, place: Channel | None) -> JSON | None:
        guild = self._house.discord.world.guild_of(place) if place else None
        bots = [one.user for one in guild.members.values() if one.user.bot] if guild else []
        if place is None or not bots:
            return None
        world = self._house.discord.world
        return {one: view.may(world, bots[0], place, named(one)) for one in RIGHTS}

    def _guild(self, asked: JSON) -> Guild:
        """The server that the window looks at."""
        discord = self._house.discord
        place = discord.world.channels.get(snowflake(asked.get("channel")) or 0)
        return (discord.world.guild_of(place) if place else None) or discord.guild

    async def _upload_limit(self, asked: JSON) -> None:
        self._house.discord.set_upload_limit(max(1, int(asked["bytes"])), self._guild(asked))

    async def _right(self, asked: JSON) -> None:
        discord = self._house.discord
        channel = discord.world.channels[int(asked["channel"])]
        if asked["right"] not in RIGHTS:
            raise KeyError(asked["right"])
        change = discord.allow if asked["allowed"] else discord.deny
        change(channel.parent or channel, asked["right"])

    async def _speed(self, asked: JSON) -> None:
        speed = float(asked["speed"])
        if not 0.1 <= speed <= SPEED_MOST:
            raise CannotDo(f"The speed of time goes from 0.1 to {SPEED_MOST:.0f}.")
        self._house.clock.set_speed(speed)

    async def _mishap(self, asked: JSON) -> None:
        known = {one.id: one for one in MISHAPS}
        known[str(asked["id"])].arrange(self._house)

    async def _calm(self, asked: JSON) -> None:
        self._house.discord.faults.clear()
        self._house.videos.faults.clear()
        self._house.videos.forget_outcomes()

    async def _delete_channel(self, asked: JSON) -> None:
        discord = self._house.discord
        discord.delete_channel(discord.world.channels[int(asked["channel"])])

    async def _leave(self, asked: JSON) -> None:
        self._house.discord.remove_bot_from_guild(self._guild(asked))

    async def _invite(self, asked: JSON) -> None:
        self._house.discord.add_bot_to_guild(self._guild(asked))

    async def _balance(self, asked: JSON) -> None:
        wallet = self._house.videos.wallet
        wanted = round(float(asked["dollars"]) * MICROS)
        wallet.top_up(max(0, wanted) - wallet.balance_micros, self._house.clock.now())

    async def _stop_bot(self, asked: JSON) -> None:
        await self._house.pull_the_plug()

    async def _start_bot(self, asked: JSON) -> None:
        self._house.start_the_bot()
