"""Chromium without a screen, and a window of it on the sandbox's page as a person uses it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    TimeoutError,
    async_playwright,
)

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
]
ONLINE_WITHIN_MS = 30_000
FILM_WITHIN_MS = 120_000


def found() -> str | None:
    """Where this machine has Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=found(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """One open page, being one person."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the browser's console had to say against the page."""

    @property
    def box(self) -> Locator:
        return self.page.locator("#composer .line textarea")

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages .list .message")

    @property
    def rows(self) -> Locator:
        return self.page.locator(".suggest [role=option]")

    @property
    def chosen(self) -> Locator:
        """The row of the list that Enter takes."""
        return self.page.locator(".suggest [role=option][aria-selected=true]")

    def option(self, name: str) -> Locator:
        return self.page.locator(f"#option-{name}")

    async def choose(self, command: str) -> None:
        """Type a slash command's name and take it from the list."""
        await self.box.fill(f"/{command}")
        await self.rows.first.wait_for()
        await self.box.press("Enter")

    async def slash(self, command: str, **options: str) -> None:
        """Use a command as its person would, each option typed into its field."""
        await self.choose(command)
        for name, value in options.items():
            if not await self.option(name).count():
                await self.page.get_by_role("button", name=f"+ {name}", exact=True).click()
            await self.option(name).fill(value)
        await self.page.locator(".command .send").click()

    async def film(self) -> Locator:
        """The latest film, once it can be played."""
        film = self.page.locator("video.measured").last
        await self._wait_for(film, FILM_WITHIN_MS)
        return film

    async def see(self, words: str, deadline: float = 15) -> Locator:
        """The message that says so, once it is there, whatever it says later. In seconds."""
        message = self.page.locator("#messages .message", has_text=words).last
        await self._wait_for(message, deadline * 1000)
        number = await message.get_attribute("data-id")
        return self.page.locator(f'.message[data-id="{number}"]') if number else message

    async def _wait_for(self, wanted: Locator, within_ms: float) -> None:
        """Fails with what stands there instead."""
        try:
            await wanted.wait_for(timeout=within_ms)
        except TimeoutError:
            there = await self.messages.all_inner_texts()
            raise AssertionError(f"not seen: {wanted}; but last: {there[-3:]}") from None


@asynccontextmanager
async def window(
    browser: Browser, address: str, who: str = "ann", channel: str = "films", **context: Any
) -> AsyncIterator[Window]:
    """A window of its own, as `who` in `channel`; it has its say in `complaints`."""
    context = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", **context}
    opened = await browser.new_context(**context)
    page = await opened.new_page()
    made = Window(page)

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            made.complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    try:
        await page.goto(f"{address}&as={who}&in={channel}")
        await page.locator("#top .bot-state.online").wait_for(timeout=ONLINE_WITHIN_MS)
        await page.locator(".channel.current", has_text=channel).wait_for(state="attached")
        yield made
    finally:
        await opened.close()
