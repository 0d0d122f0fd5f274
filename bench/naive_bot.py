"""A bot as one writes it in an afternoon: a task for each job, its state in memory, retries.

The client repeats a request that failed, twice, as OpenAI's own package does by default; a loop
polls; the film goes to the card, and a mention after it. Started by `naive.py`.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.chaos.nursery import serve

RETRIES = 2
POLL_EVERY = 0.2
"""Real seconds; four of the local video service's."""
AGAIN_ON = frozenset({408, 409, 429, 500, 502, 503, 504})


class NaiveBot(commands.AutoShardedBot):
    async def setup_hook(self) -> None:
        self.tree.add_command(create)
        await self.tree.sync()
        self.web = aiohttp.ClientSession()


async def request(web: aiohttp.ClientSession, method: str, path: str, **more: Any) -> bytes:
    """The body of the answer, after at most two repetitions."""
    url, key = os.environ["COMETAPI_BASE_URL"] + path, os.environ["COMETAPI_KEY"]
    for tries in range(RETRIES + 1):
        try:
            headers = {"Authorization": f"Bearer {key}"}
            async with web.request(method, url, headers=headers, **more) as reply:
                if reply.status not in AGAIN_ON or tries == RETRIES:
                    reply.raise_for_status()
                    return await reply.read()
        except aiohttp.ClientConnectionError:
            if tries == RETRIES:
                raise
        await asyncio.sleep(0.1 * 2**tries)
    raise AssertionError("the last try returns or raises")


async def follow(
    interaction: discord.Interaction[NaiveBot], card: discord.Message, form: dict[str, str]
) -> None:
    web = interaction.client.web
    try:
        data = aiohttp.FormData(form, default_to_multipart=True)
        video = await _json(web, "POST", "/videos", data=data)
        while video["status"] in {"queued", "in_progress"}:
            await asyncio.sleep(POLL_EVERY)
            video = await _json(web, "GET", f"/videos/{video['id']}")
        film = await request(web, "GET", f"/videos/{video['id']}/content")
    except aiohttp.ClientError as error:
        await card.edit(content=f"{form['prompt']}\n❌ No film: {type(error).__name__}")
        return
    file = discord.File(io.BytesIO(film), "film.mp4")
    await card.edit(content=f"{form['prompt']}\nHere it is:", attachments=[file])
    await card.reply(f"<@{interaction.user.id}> your film is ready.")


async def _json(web: aiohttp.ClientSession, method: str, path: str, **more: Any) -> dict[str, Any]:
    return json.loads(await request(web, method, path, **more))


@app_commands.command()
async def create(
    interaction: discord.Interaction[NaiveBot],
    prompt: str,
    model: str = "sora-2",
    seconds: int = 4,
    image: discord.Attachment | None = None,
) -> None:
    """Make a film."""
    await interaction.response.send_message(f"{prompt}\nWorking on it ...")
    card = await interaction.original_response()
    found = interaction.client.get_partial_messageable(card.channel.id)
    message = await found.fetch_message(card.id)
    form = {"prompt": prompt, "model": model, "seconds": str(seconds)}
    interaction.client.loop.create_task(follow(interaction, message, form))


def live(_life: dict[str, Any]) -> None:
    base = os.environ["DISCORD_API_URL"]
    Route.BASE = base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(base).with_scheme("ws").with_path("/gateway")
    bot = NaiveBot(
        command_prefix=commands.when_mentioned,
        help_command=None,
        intents=discord.Intents(guilds=True),
        max_messages=None,
    )
    bot.run(os.environ["DISCORD_TOKEN"], log_level=30)


if __name__ == "__main__":
    sys.exit(serve(live, Path(sys.argv[2])))
