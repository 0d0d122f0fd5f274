"""An unmodified discord.py bot, and the local Discord that it runs against."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord


class Card(ui.LayoutView):
    def __init__(self, text: str, film: str | None = None) -> None:
        super().__init__(timeout=None)
        box = ui.Container(ui.TextDisplay(text))
        if film:
            media = discord.MediaGalleryItem(f"attachment://{film}", description="a fox")
            box.add_item(ui.MediaGallery(media))
        row = ui.ActionRow()
        row.add_item(ui.Button(label="Again", custom_id="again:7"))
        row.add_item(ui.Button(label="Describe", custom_id="describe:7"))
        box.add_item(row)
        self.add_item(box)


class Describe(ui.Modal, title="Describe it"):
    words = ui.Label(text="Words", component=ui.TextInput(custom_id="words", max_length=20))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, ui.TextInput)
        await interaction.response.send_message(f"described: {self.words.component.value}")


class Bot(commands.AutoShardedBot):
    """What a test wants the bot to do stands in `film`; what happened in `seen`."""

    def __init__(self, *, patient: bool = False, heartbeat_timeout: float = 60.0) -> None:
        """`patient`: with discord.py's five seconds between two identifies."""
        intents = discord.Intents.default()
        super().__init__(
            "!",
            intents=intents,
            guild_ready_timeout=0,
            heartbeat_timeout=heartbeat_timeout,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.patient = patient
        self.seen: list[str] = []
        self.film: Callable[[discord.Interaction], object] | None = None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if self.patient:
            await super().before_identify_hook(shard_id, initial=initial)

    async def setup_hook(self) -> None:
        @self.tree.command(description="Make a film")
        @app_commands.describe(prompt="What happens", model="Which model", seconds="How long")
        async def create(
            interaction: discord.Interaction,
            prompt: app_commands.Range[str, 3, 200],
            model: str | None = None,
            seconds: app_commands.Range[int, 1, 20] = 4,
        ) -> None:
            self.seen.append(f"{prompt} {model} {seconds} {interaction.locale}")
            if self.film:
                await self.film(interaction)
            else:
                await interaction.response.send_message(view=Card(f"queued: {prompt}"))

        @create.autocomplete("model")
        async def models(
            interaction: discord.Interaction, current: str
        ) -> list[app_commands.Choice[str]]:
            return [
                app_commands.Choice(name=f"{one} for {interaction.namespace.prompt}", value=one)
                for one in ("sora", "veo")
                if one.startswith(current)
            ]

        @self.tree.context_menu(name="Remix this video")
        async def remix(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"remix of {message.id}", ephemeral=True)

        await self.tree.sync()

    async def on_ready(self) -> None:
        self.seen.append("ready")

    async def on_resumed(self) -> None:
        self.seen.append("resumed")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        custom_id = (interaction.data or {}).get("custom_id")
        if custom_id == "again:7":
            await interaction.response.edit_message(view=Card("once more"))
        elif custom_id == "describe:7":
            await interaction.response.send_modal(Describe())


@asynccontextmanager
async def local_discord() -> AsyncIterator[LocalDiscord]:
    """One that discord.py finds by itself, and whose routes were all known in the end."""
    async with LocalDiscord(SandboxClock()) as local:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(discord.http.Route, "BASE", local.api_url)
            gateway = yarl.URL(local.gateway_url)
            patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
            yield local
        assert local.unknown_routes == []


@asynccontextmanager
async def running(local: LocalDiscord, **how: Any) -> AsyncIterator[Bot]:
    async with Bot(**how) as bot:
        life = asyncio.create_task(bot.start(local.token))
        await local.bot_ready()
        await local.until(lambda: "ready" in bot.seen, what="on_ready")
        yield bot
        await bot.close()
        await life


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["URL"]
    Bot().run(os.environ["TOKEN"], log_handler=None)
