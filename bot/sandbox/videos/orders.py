"""Is this create acceptable? The far end's rules per dialect, in its own words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import Model
from bot.sandbox.videos.forms import Form
from bot.sandbox.videos.jobs import Order
from bot.sandbox.videos.rules import LONGEST_PROMPT, All, Official, Rules, Shared
from bot.sandbox.videos.rules_of_own import OwnServer
from bot.sandbox.videos.storyboard import (
    BadStoryboard,
    Shot,
    check_sum,
    is_storyboard,
    read_storyboard,
)
from bot.sandbox.videos.voices import Manners

_PLAIN = frozenset({"model", "prompt", "seconds", "size", "input_reference"})
_CHARACTER = frozenset({"character_url", "character_timestamps"})
_ASPECT = frozenset({"model", "prompt", "seconds", "aspect_ratio", "resolution"})
_FILM = frozenset({"model", "prompt", "seconds", "video"})


def read_order(form: Form, served: Mapping[str, Model], manners: Manners, request_id: str) -> Order:
    """The order in a create. Raises Refusal, worded as its dialect words it."""
    if form.problem is not None:
        raise form.problem
    if manners.multipart_only and form.kind != "multipart/form-data":
        raise refusals.task_layer(400, "invalid_multipart_form", "multipart/form-data expected")
    name = form.fields.get("model", "")
    if not name:
        raise refusals.gateway(400, "model name is required", request_id)
    model = served.get(name)
    if model is None:
        raise refusals.model_gone(name, request_id)
    prompt = form.fields.get("prompt", "")
    if not prompt.strip():
        raise refusals.gateway(manners.missing_field_status, "prompt is required", request_id)
    rules = _rules(model, form, request_id)
    if len(prompt) > LONGEST_PROMPT:
        raise rules.too_long(len(prompt))
    rules.fields(_known(model))
    seconds, size = rules.seconds(model), rules.size(model)
    images = rules.images(model, size)
    shots = _shots(prompt, seconds, manners) if model.voice == "all" else ()
    label = form.fields.get("size", "")
    return Order(
        prompt, model, seconds, size, images,
        shots=shots,
        label=label if label != size else "",
        inline=form.fields.get("response_format") == "b64_json",
    )  # fmt: skip


def _rules(model: Model, form: Form, request_id: str) -> Rules:
    if model.voice in ("official", "litellm"):
        return Official(form)
    if model.voice == "all":
        return All(form)
    if model.voice == "shared":
        return Shared(form, request_id)
    return OwnServer(form)


def _known(model: Model) -> frozenset[str]:
    if model.aspects:
        return _ASPECT
    if model.changes_films:
        return _FILM
    return _PLAIN | _CHARACTER if model.voice == "all" else _PLAIN


def _shots(prompt: str, seconds: int, manners: Manners) -> tuple[Shot, ...]:
    if not is_storyboard(prompt):
        return ()
    try:
        shots = read_storyboard(prompt)
        if manners.storyboard_fills_film:
            check_sum(shots, seconds)
    except BadStoryboard as bad:
        raise refusals.openai(f"Invalid storyboard: {bad}.", "prompt", "invalid_value") from bad
    return shots
