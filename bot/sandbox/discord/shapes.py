"""JSON as it comes off the wire: nothing about it is known until somebody has looked."""

from __future__ import annotations

import json
from typing import Any, cast

JSON = dict[str, Any]


def as_object(value: Any) -> JSON:
    """The object that `value` is, or an empty one."""
    return cast("JSON", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The array that `value` is, or an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def snowflake(value: Any) -> int | None:
    """An id. discord.py sends some as numbers where the published schema says strings."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
