"""What a route is: a method, a path, what answers it, and which rate limit it counts against."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sandbox.discord.bodies import Answer, Ask
from bot.sandbox.discord.limits import OTHER, Rule


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    """Without `/api/v10`, in aiohttp's notation."""
    act: Callable[[Ask], Awaitable[Answer]]
    token_in_path: bool = False
    """An interaction's token stands in for the bot's; outside the global limit."""
    rule: Rule | None = OTHER
    major: str | None = None
    """The path's part that has windows of its own."""
