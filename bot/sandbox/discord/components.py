"""What Discord accepts as the components of a message.

Limits: https://docs.discord.com/developers/components/reference; the total of 4000 characters is
told by Discord's error COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.discord.errors import Complaints, Path
from bot.sandbox.discord.shapes import JSON, as_list, as_object
from bot.sandbox.discord.shown import TEXT_DISPLAY, walk

ROW, BUTTON, SELECT = 1, 2, 3
SECTION, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 11, 12, 13, 14, 17
SELECTS = frozenset({3, 5, 6, 7, 8})

COMPONENTS_MOST = 40
TEXT_MOST = 4000

_IN_CONTAINER = frozenset({ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR})
_ON_TOP = _IN_CONTAINER | {CONTAINER}
_LINK_BUTTON, _SHOP_BUTTON = 5, 6


class ComponentCheck:
    """Looks through one message's components and writes down what Discord would refuse."""

    def __init__(self, complaints: Complaints, filenames: frozenset[str]) -> None:
        self._complaints = complaints
        self._filenames = filenames
        self._rules: dict[int, Callable[[JSON, Path], None]] = {
            ROW: self._row,
            BUTTON: self._button,
            SECTION: self._section,
            TEXT_DISPLAY: self._text,
            THUMBNAIL: self._thumbnail,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
            **dict.fromkeys(SELECTS, self._select),
        }

    def check(self, components: list[Any], *, v2: bool) -> None:
        path: Path = ("components",)
        if not v2:
            self._complaints.length(path, components, 0, 5)
        self._children(components, path, _ON_TOP if v2 else frozenset({ROW}))
        if not self._complaints.found:  # Discord adds up only what is well formed
            everything = list(walk([as_object(one) for one in components]))
            self._totals(everything)
            self._unique(everything)

    def _totals(self, everything: list[JSON]) -> None:
        if len(everything) > COMPONENTS_MOST:
            self._complaints.add(
                ("components",),
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                f"The total number of components exceeds the maximum of {COMPONENTS_MOST}",
            )
        text = sum(len(str(one.get("content", ""))) for one in everything)
        if text > TEXT_MOST:
            self._complaints.add(
                ("components",),
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"The total displayable text size exceeds the maximum of {TEXT_MOST}",
            )

    def _unique(self, everything: list[JSON]) -> None:
        for key, code in (
            ("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"),
            ("id", "COMPONENT_ID_DUPLICATED"),
        ):
            values = [one[key] for one in everything if one.get(key)]
            if len(values) != len(set(values)):
                self._complaints.add(("components",), code, f"Component {key} cannot be duplicated")

    def _children(self, children: list[Any], path: Path, allowed: frozenset[int]) -> None:
        for place, child in enumerate(children):
            self._one(as_object(child), (*path, place), allowed)

    def _one(self, component: JSON, path: Path, allowed: frozenset[int]) -> None:
        if self._complaints.choice((*path, "type"), component.get("type"), allowed):
            self._rules[component["type"]](component, path)

    def _row(self, row: JSON, path: Path) -> None:
        inner = as_list(row.get("components"))
        self._children(inner, (*path, "components"), frozenset({BUTTON}) | SELECTS)
        selects = sum(as_object(one).get("type") in SELECTS for one in inner)
        if not inner:
            self._complaints.length((*path, "components"), inner, 1, 5)
        if len(inner) > 5 or (selects and len(inner) > 1):
            self._complaints.add(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )

    def _button(self, button: JSON, path: Path) -> None:
        style = int(button.get("style") or 0)
        if not self._complaints.choice((*path, "style"), style, frozenset(range(1, 7))):
            return
        if style < _LINK_BUTTON:
            self._complaints.length((*path, "custom_id"), button.get("custom_id"), 1, 100)
        if style == _LINK_BUTTON:
            self._complaints.length((*path, "url"), button.get("url"), 1, 512)
        if button.get("label") is not None:
            self._complaints.length((*path, "label"), button["label"], 1, 80)
        elif not button.get("emoji") and style != _SHOP_BUTTON:
            self._complaints.required((*path, "label"))
        if (style == _LINK_BUTTON) == bool(button.get("custom_id")):
            self._complaints.add(
                (*path, "custom_id"),
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )

    def _select(self, select: JSON, path: Path) -> None:
        check_select(self._complaints, select, path)

    def _section(self, section: JSON, path: Path) -> None:
        inner = as_list(section.get("components"))
        self._complaints.length((*path, "components"), inner, 1, 3)
        self._children(inner, (*path, "components"), frozenset({TEXT_DISPLAY}))
        self._one(
            as_object(section.get("accessory")),
            (*path, "accessory"),
            frozenset({BUTTON, THUMBNAIL}),
        )

    def _text(self, text: JSON, path: Path) -> None:
        self._complaints.length((*path, "content"), text.get("content"), 1, TEXT_MOST)

    def _thumbnail(self, thumbnail: JSON, path: Path) -> None:
        self._described(thumbnail, path)
        self._media(thumbnail, "media", path)

    def _gallery(self, gallery: JSON, path: Path) -> None:
        items = as_list(gallery.get("items"))
        self._complaints.length((*path, "items"), items, 1, 10)
        for place, item in enumerate(items):
            self._described(as_object(item), (*path, "items", place))
            self._media(as_object(item), "media", (*path, "items", place))

    def _file(self, file: JSON, path: Path) -> None:
        url = str(as_object(file.get("file")).get("url"))
        if not url.startswith("attachment://"):
            self._complaints.add(
                (*path, "file", "url"),
                "FILE_COMPONENT_MUST_REFERENCE_ATTACHMENT",
                "Must be an attachment:// reference",
            )
            return
        self._media(file, "file", path)

    def _separator(self, separator: JSON, path: Path) -> None:
        if separator.get("spacing") is not None:
            self._complaints.choice((*path, "spacing"), separator["spacing"], frozenset({1, 2}))

    def _container(self, container: JSON, path: Path) -> None:
        inner = as_list(container.get("components"))
        self._complaints.length((*path, "components"), inner, 1, COMPONENTS_MOST)
        self._children(inner, (*path, "components"), _IN_CONTAINER)

    def _described(self, item: JSON, path: Path) -> None:
        if item.get("description") is not None:
            self._complaints.length((*path, "description"), item["description"], 1, 1024)

    def _media(self, item: JSON, key: str, path: Path) -> None:
        url = as_object(item.get(key)).get("url")
        where = (*path, key, "url")
        if not isinstance(url, str):
            self._complaints.required(where)
        elif url.startswith("attachment://"):
            self._attached(url.removeprefix("attachment://"), where)
        elif not url.startswith(("http://", "https://")):
            self._complaints.add(where, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        else:
            self._complaints.length(where, url, 1, 2048)

    def _attached(self, filename: str, where: Path) -> None:
        if filename not in self._filenames:
            self._complaints.add(
                where,
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                f"The referenced attachment {filename} was not found",
            )


def check_select(complaints: Complaints, select: JSON, path: Path) -> None:
    """A select menu, in a message or in a modal."""
    complaints.length((*path, "custom_id"), select.get("custom_id"), 1, 100)
    if select.get("placeholder") is not None:
        complaints.length((*path, "placeholder"), select["placeholder"], 0, 150)
    if select["type"] == SELECT:
        check_options(complaints, select, path, most=25)


def check_options(complaints: Complaints, holder: JSON, path: Path, *, most: int) -> None:
    """The options of a select, a radio group or a group of checkboxes."""
    options = [as_object(one) for one in as_list(holder.get("options"))]
    complaints.length((*path, "options"), options, 1, most)
    for place, option in enumerate(options):
        for key, needed in (("label", 1), ("value", 1), ("description", 0)):
            if needed or option.get(key) is not None:
                complaints.length((*path, "options", place, key), option.get(key), 1, 100)
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        complaints.add(
            (*path, "options"),
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            "The specified option value is already used",
        )
    if int(holder.get("min_values") or 0) > int(holder.get("max_values") or 1):
        complaints.add((*path, "min_values"), "BASE_TYPE_MAX", "Must not be above max_values.")
