"""A Discord on this machine's loopback, for trying and testing bots without an account."""

from bot.sandbox.discord.calls import Call
from bot.sandbox.discord.faults import Hold
from bot.sandbox.discord.feed import Change, Feed, Follower, What
from bot.sandbox.discord.files import Upload
from bot.sandbox.discord.local import LocalDiscord
from bot.sandbox.discord.messages import Attachment, Message, Version
from bot.sandbox.discord.modals import CannotDo

__all__ = [
    "Attachment",
    "Call",
    "CannotDo",
    "Change",
    "Feed",
    "Follower",
    "Hold",
    "LocalDiscord",
    "Message",
    "Upload",
    "Version",
    "What",
]
