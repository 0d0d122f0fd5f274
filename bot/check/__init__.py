"""`python -m bot check`: what is right and what is wrong with this bot, in plain words."""

from bot.check.given import Given, read_given
from bot.check.line import Line, Mark
from bot.check.look import look

__all__ = ["Given", "Line", "Mark", "look", "read_given"]
