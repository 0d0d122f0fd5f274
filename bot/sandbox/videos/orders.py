"""Is this create acceptable? The far end's rules per dialect, in its own words."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from PIL import Image, UnidentifiedImageError

from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import RATIO_LABELS, Model
from bot.sandbox.videos.forms import Form
from bot.sandbox.videos.jobs import Order
from bot.sandbox.videos.voices import Manners

_KNOWN = {
    "official": {"model", "prompt", "seconds", "size", "input_reference"},
    "all": {"model", "prompt", "seconds", "size", "character_url", "character_timestamps"},
    "shared": {"model", "prompt", "seconds", "size", "input_reference"},
}
_ASPECT_FIELDS = {"model", "prompt", "seconds", "aspect_ratio", "resolution"}
_LONGEST_PROMPT = 32_000


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
    rules = Official(form) if model.voice != "shared" else Shared(form, request_id)
    if len(prompt) > _LONGEST_PROMPT:
        raise rules.too_long(len(prompt))
    rules.fields(_ASPECT_FIELDS if model.aspects else _KNOWN[model.voice])
    seconds, size = rules.seconds(model), rules.size(model)
    return Order(prompt, model, seconds, size, rules.images(model, size))


class Official:
    """OpenAI's rules, which Comet passes through."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def too_long(self, length: int) -> refusals.Refusal:
        text = (
            f"Invalid 'prompt': string too long. Expected a string with maximum length "
            f"{_LONGEST_PROMPT}, but got a string with length {length} instead."
        )
        return refusals.openai(text, "prompt", "string_above_max_length")

    def fields(self, known: set[str]) -> None:
        for name in _names(self._form):
            if name not in known:
                raise refusals.openai(f"Unknown parameter: '{name}'.", name, "unknown_parameter")

    def seconds(self, model: Model) -> int:
        text = self._form.fields.get("seconds", str(model.default_seconds))
        allowed = [str(number) for number in model.seconds]
        if text not in allowed:
            raise refusals.invalid_value("seconds", text, allowed)
        return int(text)

    def size(self, model: Model) -> str:
        size = self._form.fields.get("size", model.default_size)
        if size not in model.sizes:
            raise refusals.invalid_value("size", size, model.sizes)
        return size

    def images(self, model: Model, size: str) -> int:
        files = _references(self._form)
        if len(files) > model.images:
            raise refusals.openai("Too many reference images.", "input_reference", "invalid_value")
        for data in files:
            found = _measure(data)
            if found is None:
                text = "Invalid image: expected image/jpeg, image/png or image/webp."
                raise refusals.openai(text, "input_reference", "invalid_image")
            if found != size:
                text = "Inpaint image must match the requested width and height"
                raise refusals.openai(text, None, None)
        return len(files)


class Shared:
    """The rules of Comet's shared route. Seedance words its own, the others the gateway's."""

    def __init__(self, form: Form, request_id: str) -> None:
        self._form = form
        self._id = request_id

    def too_long(self, length: int) -> refusals.Refusal:
        return self._bad(f"prompt has {length} characters, at most {_LONGEST_PROMPT} are allowed")

    def fields(self, known: set[str]) -> None:
        for name in _names(self._form):
            if name not in known:
                raise self._bad(f"unsupported parameter: {name}")

    def seconds(self, model: Model) -> int:
        text = self._form.fields.get("seconds", str(model.default_seconds))
        if re.fullmatch(r"[0-9]{1,3}", text) and int(text) in model.seconds:
            return int(text)
        if model.family == "seedance":
            low, high = model.seconds[0], model.seconds[-1]
            text = f"The parameter duration is not valid: expected {low} to {high}, got {text}"
            raise refusals.gateway(400, text, self._id, code="InvalidParameter")
        raise self._bad(
            f"invalid seconds {text!r}, supported: {', '.join(map(str, model.seconds))}"
        )

    def size(self, model: Model) -> str:
        if model.aspects:
            return self._aspect(model)
        text = self._form.fields.get("size", model.default_size)
        if text in model.sizes:
            return text
        label = model.size_of_label(text) if text in RATIO_LABELS else None
        if label is None:
            raise self._bad(f"invalid size {text!r}, supported: {', '.join(model.sizes)}")
        return label

    def images(self, model: Model, size: str) -> int:
        files = _references(self._form)
        if files and not model.images and model.family == "seedance":
            name = model.id.removeprefix("doubao-")
            raise self._bad(f"the specified task_type r2v does not support model {name}")
        if len(files) > model.images:
            raise self._bad(f"{model.id} takes at most {model.images} input_reference")
        if any(_measure(data) is None for data in files):
            raise self._bad("input_reference is no readable image")
        return len(files)

    def _aspect(self, model: Model) -> str:
        ratio = self._form.fields.get("aspect_ratio", "16:9")
        resolution = self._form.fields.get("resolution", "720p")
        if ratio not in model.aspects:
            raise self._bad(f"invalid aspect_ratio {ratio!r}")
        if resolution not in ("720p", "1080p"):
            raise self._bad(f"invalid resolution {resolution!r}")
        return model.aspects[ratio]

    def _bad(self, message: str) -> refusals.Refusal:
        return refusals.gateway(400, message, self._id)


def _names(form: Form) -> list[str]:
    return [*form.fields, *(file.name for file in form.files)]


def _references(form: Form) -> list[bytes]:
    return [file.data for file in form.files if file.name == "input_reference"]


def _measure(data: bytes) -> str | None:
    """WxH of a picture in a format that is taken; None for anything else."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            return f"{picture.width}x{picture.height}"
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
