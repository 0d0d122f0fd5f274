"""CometAPI's shared route for Veo, Wan, Vidu, HappyHorse and Seedance."""

from __future__ import annotations

from bot.provider.dialects.videos import VideosRoute


class CometForm(VideosRoute):
    """Pictures are repeated parts, in order; how many a model takes stands in the catalogue."""
