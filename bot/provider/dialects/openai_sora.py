"""OpenAI's shape, as CometAPI serves it for `sora-2` and `sora-2-pro`."""

from __future__ import annotations

from bot.provider.dialects.videos import VideosRoute


class OpenAISora(VideosRoute):
    """At most one picture, which is the first frame."""
