"""A channel, as an option of a command: its number, of every kind in which films can be made."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands


class Place(app_commands.Transformer):
    """discord.py's own options list a kind that Discord's published file does not know (16)."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.forum]

    async def transform(self, _interaction: discord.Interaction[Any], value: Any, /) -> int:
        return int(value.id)
