"""A bot that shows every component and field there is, for what the real bot does not use yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
import yarl
from discord import ui
from discord.ext import commands

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.page import Page
from bot.sandbox.page.house import House
from bot.sandbox.process import BotProcess
from bot.sandbox.videos import LocalVideos

EDIT_EVERY = 0.1

MARKDOWN = (
    "# Heading\n**bold** *italic* __under__ ~~gone~~ ||hidden|| `code`\n> quoted\n"
    "- one\n- two\n-# small\n[masked](https://example.com) https://example.com/a_b_c\n"
    "<b>not bold</b> <img src=x onerror=alert(1)>\n```py\nprint('*')\n```"
)


class Counter(ui.LayoutView):
    """A card with a button that counts, redrawn all the time."""

    def __init__(self, pressed: int, drawn: int) -> None:
        super().__init__(timeout=None)
        row = ui.ActionRow[Counter](ui.Button(label=f"Count {pressed}", custom_id="count"))
        self.add_item(ui.Container(ui.TextDisplay(f"pressed {pressed}, drawn {drawn}"), row))


class Everything(ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        options = [discord.SelectOption(label=one, value=one) for one in ("red", "green", "blue")]
        buttons = [
            ui.Button(label="Form", custom_id="form", style=discord.ButtonStyle.success),
            ui.Button(label="Off", custom_id="off", disabled=True),
            ui.Button(label="Elsewhere", url="https://example.com"),
        ]
        self.add_item(
            ui.Container(
                ui.TextDisplay(MARKDOWN),
                ui.Separator(),
                ui.Section("beside", accessory=ui.Button(label="Beside", custom_id="beside")),
                ui.ActionRow(*buttons),
                ui.ActionRow(
                    ui.Select(custom_id="colours", options=options, min_values=1, max_values=2)
                ),
                ui.ActionRow(ui.UserSelect(custom_id="people")),
                accent_colour=discord.Colour(0x3BA55D),
            )
        )


class Form(ui.Modal, title="Everything to fill in"):
    words = ui.Label(text="Words", component=ui.TextInput(custom_id="words", max_length=20))
    colour = ui.Label(
        text="Colour",
        component=ui.Select(
            custom_id="colour",
            options=[discord.SelectOption(label=one, value=one) for one in ("red", "green")],
        ),
    )
    file = ui.Label(
        text="File", component=ui.FileUpload(custom_id="file", required=False, max_values=1)
    )
    taste = ui.Label(
        text="Taste",
        component=ui.RadioGroup(
            custom_id="taste",
            options=[
                discord.RadioGroupOption(label="Sweet", value="sweet"),
                discord.RadioGroupOption(label="Sour", value="sour"),
            ],
        ),
    )
    agree = ui.Label(text="Agreed", component=ui.Checkbox(custom_id="agree"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        parts = [self.words, self.colour, self.taste, self.agree, self.file]
        shown = [_shown(one.component) for one in parts]
        await interaction.response.send_message(f"got {' | '.join(shown)}", ephemeral=True)


def _shown(component: ui.Item[Form]) -> str:
    match component:
        case ui.Select() | ui.FileUpload():
            return ",".join(getattr(one, "filename", str(one)) for one in component.values)
        case ui.TextInput() | ui.RadioGroup() | ui.Checkbox():
            return str(component.value)
        case _:
            raise AssertionError(component)


class TinyBot(commands.Bot):
    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0)
        self.pressed = 0
        self.drawn = 0

    async def setup_hook(self) -> None:
        @self.tree.command(description="Show everything")
        async def show(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(view=Everything())

        @self.tree.command(description="Count presses")
        async def count(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(view=Counter(0, 0))

        @self.tree.command(description="Take a file")
        async def take(
            interaction: discord.Interaction, file: discord.Attachment, who: discord.Member
        ) -> None:
            words = (await file.read()).decode()
            await interaction.response.send_message(f"{who.name} gets {file.filename}: {words}")

        @self.tree.context_menu(name="Weigh")
        async def weigh(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"weighs {len(message.content)}")

        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data = interaction.data or {}
        match data.get("custom_id"):
            case "count":
                self.pressed += 1
                await interaction.response.edit_message(view=Counter(self.pressed, self.drawn))
            case "form":
                await interaction.response.send_modal(Form())
            case "colours" | "people":
                chosen = ", ".join(data.get("values", []))
                await interaction.response.send_message(f"chosen: {chosen}", ephemeral=True)

    @asynccontextmanager
    async def editing(self, message: discord.PartialMessage) -> AsyncIterator[None]:
        """Draws the card anew all the time."""

        async def edit() -> None:
            while True:
                self.drawn += 1
                await message.edit(view=Counter(self.pressed, self.drawn))
                await asyncio.sleep(EDIT_EVERY)

        task = asyncio.create_task(edit())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def tiny_sandbox(folder: Path) -> AsyncIterator[tuple[TinyBot, LocalDiscord, Page]]:
    """The page on a local Discord with this bot in it instead of the real one."""
    clock = SandboxClock()
    async with LocalDiscord(clock) as local, LocalVideos(clock) as videos, TinyBot() as bot:
        local.limits.stretch = 0.01
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(discord.http.Route, "BASE", local.api_url)
            gateway = yarl.URL(local.gateway_url)
            patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
            house = House(clock, local, videos, BotProcess(local, videos, folder))
            async with Page(house, 0) as page:
                life = asyncio.create_task(bot.start(local.token))
                await local.bot_ready()
                yield bot, local, page
                await bot.close()
                await asyncio.gather(life, return_exceptions=True)
