"""The components of a message as its readers get them: numbered, complete, their files found."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.sandbox.discord.shapes import JSON, as_list, as_object

TEXT_DISPLAY = 10

_ALWAYS_TOLD: dict[int, JSON] = {
    3: {"min_values": 1, "max_values": 1},
    11: {"description": None, "spoiler": False},
    13: {"name": None, "size": None, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
"""By type: what a component has in every answer, whether it was sent or not."""


class StoredFile(Protocol):
    """What a component needs to know of a message's attachment."""

    @property
    def id(self) -> int: ...
    @property
    def filename(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def content_type(self) -> str: ...
    @property
    def url(self) -> str: ...


def walk(components: list[JSON]) -> Iterator[JSON]:
    """Every component, outer before inner, in the order they are read."""
    for one in components:
        yield one
        yield from walk([as_object(child) for child in as_list(one.get("components"))])
        for inner in ("accessory", "component"):
            if one.get(inner):
                yield from walk([as_object(one[inner])])


def given_back(components: list[JSON], files: Sequence[StoredFile]) -> list[JSON]:
    """The same components as Discord gives them back."""
    return _GivenBack(components, files).of(components)


class _GivenBack:
    def __init__(self, components: list[JSON], files: Sequence[StoredFile]) -> None:
        self._files = {f"attachment://{one.filename}": one for one in files}
        taken = {one["id"] for one in walk(components) if one.get("id")}
        self._free = (number for number in itertools.count(1) if number not in taken)

    def of(self, components: list[JSON]) -> list[JSON]:
        return [self._one(component) for component in components]

    def _one(self, component: JSON) -> JSON:
        copy: JSON = {
            **_ALWAYS_TOLD.get(component["type"], {}),
            **component,
            "id": component.get("id") or next(self._free),
        }
        if "components" in copy:
            copy["components"] = self.of(copy["components"])
        if "items" in copy:
            copy["items"] = [self._item(item) for item in copy["items"]]
        if copy.get("accessory"):
            copy["accessory"] = self._one(copy["accessory"])
        if "media" in copy:
            copy["media"] = self._media(copy["media"])
        if "file" in copy:
            self._name(copy)
        return copy

    def _item(self, item: JSON) -> JSON:
        return {
            "description": None,
            "spoiler": False,
            **item,
            "media": self._media(item["media"]),
        }

    def _name(self, component: JSON) -> None:
        found = self._files.get(component["file"]["url"])
        if found:
            component |= {"name": found.filename, "size": found.size}
        component["file"] = self._media(component["file"])

    def _media(self, media: JSON) -> JSON:
        found = self._files.get(media["url"])
        if found is None:
            number = str(zlib.crc32(media["url"].encode()))
            return {"id": number, "url": media["url"], "proxy_url": media["url"]}
        return {
            "id": str(found.id),
            "url": found.url,
            "proxy_url": found.url,
            "content_type": found.content_type,
            "attachment_id": str(found.id),
            "loading_state": 2,
        }
