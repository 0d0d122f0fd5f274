"""/moderation: who may not make films here, when nobody may, and what happened."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.wish import LONGEST_PROMPT
from bot.core.wordfilter import LONGEST_EXPRESSION, Kind, Rule
from bot.ui.client import VideoBot
from bot.ui.moderating import ModerationDesk
from bot.ui.place import Place
from bot.ui.reports import ReportDesk
from bot.ui.wordlist import WordDesk

Bot = discord.Interaction[VideoBot]
Reason = app_commands.Range[str, 1, 200]
Entry = app_commands.Range[str, 1, LONGEST_EXPRESSION]


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class Moderation(
    commands.GroupCog, group_name="moderation", group_description="For this server's moderators"
):
    def __init__(
        self, bot: VideoBot, desk: ModerationDesk, wordlist: WordDesk, reporting: ReportDesk
    ) -> None:
        self.bot = bot
        self.desk = desk
        self.wordlist = wordlist
        self.reporting = reporting
        menu = app_commands.ContextMenu(name="Report this video", callback=self.report_this)
        self.menu = app_commands.guild_install()(app_commands.guild_only()(menu))

    async def cog_load(self) -> None:
        # discord.py finds no menus in cogs by itself.
        self.bot.tree.add_command(self.menu)

    async def report_this(self, interaction: Bot, message: discord.Message) -> None:
        await self.reporting.ask(interaction, message)

    @app_commands.command()
    @app_commands.describe(channel="A channel of the moderators; nowhere unless you choose one")
    async def reports(
        self, interaction: Bot, channel: app_commands.Transform[int, Place] | None = None
    ) -> None:
        """Where reports go, and where you are asked about films."""
        await self.reporting.reports_to(interaction, channel)

    @app_commands.command()
    @app_commands.rename(span="for")
    @app_commands.describe(
        member="Who",
        reason="Why; the member is told",
        span="How long, for example 2 h or 7 days; until somebody lifts it unless you say so",
    )
    async def block(
        self,
        interaction: Bot,
        member: discord.User,
        reason: Reason,
        span: app_commands.Range[str, 1, 30] | None = None,
    ) -> None:
        """Keep a member from making films here."""
        await self.desk.block(interaction, member.id, reason, span)

    @app_commands.command()
    async def unblock(self, interaction: Bot, member: discord.User) -> None:
        """Let a member make films here again."""
        await self.desk.unblock(interaction, member.id)

    @app_commands.command()
    async def blocks(self, interaction: Bot) -> None:
        """Who is blocked here; only you see it."""
        await self.desk.blocks(interaction)

    @app_commands.command()
    @app_commands.describe(reason="Why; members are told")
    async def pause(self, interaction: Bot, reason: Reason | None = None) -> None:
        """Nobody can ask for films here until you resume it."""
        await self.desk.pause(interaction, reason or "")

    @app_commands.command()
    async def resume(self, interaction: Bot) -> None:
        """Films can be made here again."""
        await self.desk.resume(interaction)

    words = app_commands.Group(
        name="words", description="What prompts may not say here", guild_only=True
    )

    @words.command(name="add")
    @app_commands.describe(
        text="A word or several; * stands for any letters",
        kind="How it is read; a word unless you say so",
        rule="Denied unless you say so; allow lets it pass; review asks a moderator first",
    )
    async def add_word(
        self,
        interaction: Bot,
        text: Entry,
        kind: Literal["word", "expression"] = "word",
        rule: Literal["deny", "allow", "review"] = "deny",
    ) -> None:
        """Add to the word filter; look-alikes, spacing and accents are seen through."""
        await self.wordlist.add(interaction, text, Kind(kind), Rule(rule))

    @words.command(name="list")
    async def list_words(self, interaction: Bot) -> None:
        """The word filter; only you see it."""
        await self.wordlist.show(interaction)

    @words.command(name="remove")
    async def remove_word(self, interaction: Bot, entry: Entry) -> None:
        """Take something out of the word filter."""
        await self.wordlist.remove(interaction, entry)

    @remove_word.autocomplete("entry")
    async def _entries(self, interaction: Bot, typed: str) -> list[app_commands.Choice[str]]:
        return await self.wordlist.suggest(interaction, typed)

    @words.command(name="test")
    @app_commands.describe(text="What somebody might ask for")
    async def test_words(
        self, interaction: Bot, text: app_commands.Range[str, 1, LONGEST_PROMPT]
    ) -> None:
        """What in a text would be refused, and why; only you see it."""
        await self.wordlist.test(interaction, text)

    @app_commands.command(name="log-channel")
    @app_commands.describe(channel="A channel of the moderators; nowhere unless you choose one")
    async def log_channel(
        self, interaction: Bot, channel: app_commands.Transform[int, Place] | None = None
    ) -> None:
        """Where the log is told as it happens."""
        await self.desk.log_to(interaction, channel)

    @app_commands.command()
    async def log(self, interaction: Bot) -> None:
        """Who changed what, and who was refused what; only you see it."""
        await self.desk.log(interaction)
