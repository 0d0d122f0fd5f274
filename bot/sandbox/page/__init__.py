"""The sandbox in a browser: one page, served on the loopback, that shows what Discord would."""

from bot.sandbox.page.server import Page

__all__ = ["Page"]
