"""`python -m bot check`: what is right and what is wrong with this bot, in plain words."""

from bot.check.line import Line, Mark
from bot.check.look import look
from bot.check.wishes import Wishes, read_wishes

__all__ = ["Line", "Mark", "Wishes", "look", "read_wishes"]
