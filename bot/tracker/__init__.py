"""Takes every open job one step on; alone creates and polls at the provider."""

from bot.tracker.loop import Tracker

__all__ = ["Tracker"]
