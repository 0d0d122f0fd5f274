"""The least a discord.py bot can be: one command, answered with a fixed card; nothing written."""

from __future__ import annotations

import os

import discord
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL


class Card(discord.ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(
            discord.ui.Container[Card](
                discord.ui.TextDisplay("```\na fox on ice\n```"),
                discord.ui.TextDisplay("A model · 4 s · 1280x720 · $0.32"),
                discord.ui.TextDisplay("Waiting for its turn"),
            )
        )


class BareBot(commands.AutoShardedBot):
    async def setup_hook(self) -> None:
        self.tree.add_command(create)
        await self.tree.sync()


@app_commands.command()
async def create(interaction: discord.Interaction, prompt: str) -> None:
    """Answer with a card."""
    await interaction.response.send_message(view=Card())


def main() -> None:
    base = os.environ["DISCORD_API_URL"]
    Route.BASE = base
    DiscordWebSocket.DEFAULT_GATEWAY = URL(base).with_scheme("ws").with_path("/gateway")
    bot = BareBot(
        command_prefix=commands.when_mentioned,
        help_command=None,
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
    )
    bot.run(os.environ["DISCORD_TOKEN"], log_level=30)


if __name__ == "__main__":
    main()
