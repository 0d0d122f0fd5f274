"""How a member wants to be called when a film that took long is there."""

from enum import StrEnum


class Notify(StrEnum):
    REPLY = "reply"
    """A reply to the card that mentions them; unless they decide otherwise."""
    DM = "dm"
    OFF = "off"
