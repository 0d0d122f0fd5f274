"""What Discord accepts as a modal, and what a person may submit from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.discord.components import SELECTS, check_options, check_select
from bot.sandbox.discord.errors import Complaints, Path
from bot.sandbox.discord.shapes import JSON, as_list, as_object
from bot.sandbox.discord.shown import TEXT_DISPLAY, walk

ROW, TEXT_INPUT, LABEL, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 1, 4, 18, 19, 21, 22, 23

_ENTITY_SELECTS = SELECTS - {3}
_IN_LABEL = frozenset({TEXT_INPUT, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX}) | SELECTS


class CannotDo(ValueError):
    """The client would not let this person do this; nothing was sent to the bot."""


def check_modal(modal: JSON) -> None:
    """Raises Refusal 50035 for a modal that Discord would not show."""
    complaints = Complaints()
    path: Path = ("data",)
    complaints.length((*path, "custom_id"), modal.get("custom_id"), 1, 100)
    complaints.length((*path, "title"), modal.get("title"), 1, 45)
    rows = as_list(modal.get("components"))
    complaints.length((*path, "components"), rows, 1, 5)
    for place, row in enumerate(rows):
        _check_row(complaints, as_object(row), (*path, "components", place))
    ids = [one["custom_id"] for one in fields(modal)]
    if len(ids) != len(set(ids)):
        complaints.add(
            (*path, "components"),
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        )
    complaints.refuse_if_any()


def _check_row(complaints: Complaints, row: JSON, path: Path) -> None:
    if not complaints.choice(
        (*path, "type"), row.get("type"), frozenset({ROW, TEXT_DISPLAY, LABEL})
    ):
        return
    if row["type"] == LABEL:
        complaints.length((*path, "label"), row.get("label"), 1, 45)
        if row.get("description") is not None:
            complaints.length((*path, "description"), row["description"], 1, 100)
        _check_field(complaints, as_object(row.get("component")), (*path, "component"), _IN_LABEL)
    elif row["type"] == ROW:
        inner = as_list(row.get("components"))
        complaints.length((*path, "components"), inner, 1, 1)
        for place, one in enumerate(inner):
            where = (*path, "components", place)
            _check_field(complaints, as_object(one), where, frozenset({TEXT_INPUT}))
            complaints.length((*where, "label"), as_object(one).get("label"), 1, 45)


def _check_field(complaints: Complaints, one: JSON, path: Path, allowed: frozenset[int]) -> None:
    if not complaints.choice((*path, "type"), one.get("type"), allowed):
        return
    complaints.length((*path, "custom_id"), one.get("custom_id"), 1, 100)
    if one["type"] == TEXT_INPUT:
        _check_text_input(complaints, one, path)
    elif one["type"] in SELECTS:
        check_select(complaints, one, path)
    elif one["type"] in (RADIO, CHECKBOXES):
        check_options(complaints, one, path, most=10)
    elif one["type"] == FILE_UPLOAD and not 0 <= int(one.get("max_values") or 1) <= 10:
        complaints.add((*path, "max_values"), "BASE_TYPE_MAX", "Must be at most 10.")


def _check_text_input(complaints: Complaints, one: JSON, path: Path) -> None:
    complaints.choice((*path, "style"), one.get("style"), frozenset({1, 2}))
    for key, most in (("value", 4000), ("placeholder", 100)):
        if one.get(key) is not None:
            complaints.length((*path, key), one[key], 0, most)
    least, most = one.get("min_length") or 0, one.get("max_length") or 4000
    if not 0 <= least <= most <= 4000:
        complaints.add((*path, "min_length"), "BASE_TYPE_MAX", "Must not be above max_length.")


def fields(modal: JSON) -> list[JSON]:
    """The inputs of a modal, from top to bottom."""
    return [one for one in walk(as_list(modal.get("components"))) if one.get("custom_id")]


def filled(modal: JSON, values: dict[str, Any], id_of: Callable[[Any], str]) -> list[JSON]:
    """The `components` of a submit: what the person typed, else what stood there already.

    `id_of` turns a person, channel, role or file into its id.
    Raises CannotDo for what the client refuses.
    """
    known = {one["custom_id"] for one in fields(modal)}
    if unknown := set(values) - known:
        raise CannotDo(f"the modal has no {', '.join(sorted(unknown))}; it has {sorted(known)}")
    rows: list[JSON] = []
    for row in as_list(modal.get("components")):
        if row["type"] == LABEL:
            rows.append({**_same(row), "component": _answer(row["component"], values, id_of)})
        elif row["type"] == ROW:
            inner = [_answer(one, values, id_of) for one in row["components"]]
            rows.append({**_same(row), "components": inner})
        else:
            rows.append(_same(row))
    return rows


def _same(one: JSON) -> JSON:
    return {"type": one["type"], "id": one.get("id") or 0}


def _answer(one: JSON, values: dict[str, Any], id_of: Callable[[Any], str]) -> JSON:
    given = values.get(one["custom_id"], _standing(one))
    answer: JSON = {**_same(one), "custom_id": one["custom_id"]}
    if one["type"] in (TEXT_INPUT, RADIO, CHECKBOX):
        if one["type"] == TEXT_INPUT:
            _check_typed(one, given)
        return {**answer, "value": given}
    _check_count(one, given)
    if one["type"] == FILE_UPLOAD or one["type"] in _ENTITY_SELECTS:
        return {**answer, "values": [id_of(value) for value in given]}
    return {**answer, "values": list(given)}


def _standing(one: JSON) -> Any:
    """What the field holds when the modal opens."""
    if one["type"] == TEXT_INPUT:
        return one.get("value") or ""
    if one["type"] == CHECKBOX:
        return bool(one.get("default"))
    chosen = [option["value"] for option in as_list(one.get("options")) if option.get("default")]
    if one["type"] == RADIO:
        return chosen[0] if chosen else None
    return chosen


def _check_typed(one: JSON, given: str) -> None:
    name = one["custom_id"]
    least, most = one.get("min_length") or 0, one.get("max_length") or 4000
    if not given and one.get("required", True):
        raise CannotDo(f"{name} is required")
    if given and not least <= len(given) <= most:
        raise CannotDo(f"{name} must have {least} to {most} characters, not {len(given)}")


def _check_count(one: JSON, given: list[Any]) -> None:
    name = one["custom_id"]
    least = one.get("min_values", 1) if one.get("required", True) else 0
    most = one.get("max_values") or 1
    if not (least or 0) <= len(given) <= most:
        raise CannotDo(f"{name} takes {least} to {most} choices, not {len(given)}")
    if one["type"] == 3:
        offered = {option["value"] for option in as_list(one.get("options"))}
        if wrong := [value for value in given if value not in offered]:
            raise CannotDo(f"{name} does not offer {wrong}")
