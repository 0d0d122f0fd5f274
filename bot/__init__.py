"""Clapper: words and pictures into video, inside Discord."""
