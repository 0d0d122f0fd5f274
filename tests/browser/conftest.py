"""One browser and one sandbox for all tests of the page; each test has a channel of its own."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox.page import Page
from bot.sandbox.page.house import House
from bot.sandbox.serve import opened
from tests.browser import chromium
from tests.browser.chromium import Window

Open = Callable[..., AbstractAsyncContextManager[Window]]

PLENTY = {
    "BUDGET_DAY": "1000",
    "MAX_RUNNING": "50",
    "MAX_PER_MEMBER_DAY": "500",
    "MAX_RUNNING_PER_MEMBER": "50",
}

_rooms = itertools.count(1)


@dataclass
class Sandbox:
    house: House
    page: Page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium.found() is None:
        pytest.skip("Chromium is not installed")
    async with chromium.running() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with opened(5.0, 0, **PLENTY) as (house, page):
        yield Sandbox(house, page)


@pytest_asyncio.fixture(loop_scope="session")
async def room(sandbox: Sandbox) -> str:
    """A channel in which nothing has happened yet."""
    name = f"room-{next(_rooms)}"
    sandbox.house.discord.add_channel(name)
    return name


@pytest_asyncio.fixture(loop_scope="session")
async def as_(sandbox: Sandbox, browser: Browser, room: str) -> Open:
    """`async with as_("ben") as window`: the page as somebody, in this test's channel."""

    def opening(who: str = "ann", **context: object) -> AbstractAsyncContextManager[Window]:
        return chromium.window(browser, sandbox.page.address, who, room, **context)

    return opening
