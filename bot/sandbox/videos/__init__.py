"""A local video service: CometAPI's asynchronous video API, imitated over a socket.

`LocalVideos` is all that others need; `faults` makes what can go wrong with a request, `keywords`
says what words in a prompt do, `voices.Manners` is what differs from page to page.
"""

from bot.sandbox.videos.holds import Hold, Place
from bot.sandbox.videos.jobs import Created, Job
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.service import LocalVideos
from bot.sandbox.videos.voices import UPPER_CASE, Manners
from bot.sandbox.videos.wallet import Movement, Wallet

__all__ = [
    "UPPER_CASE",
    "Created",
    "Hold",
    "Job",
    "LocalVideos",
    "Manners",
    "Movement",
    "Outcome",
    "Place",
    "Wallet",
]
