"""What CometAPI takes in an order, and in which words it refuses the rest."""

from __future__ import annotations

import io
import re
from typing import Protocol

from PIL import Image, UnidentifiedImageError

from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import Model
from bot.sandbox.videos.forms import Form

LONGEST_PROMPT = 32_000


class Rules(Protocol):
    """One provider's. Each raises Refusal, or hands it over to be raised."""

    def too_long(self, length: int) -> refusals.Refusal: ...

    def fields(self, known: frozenset[str]) -> None: ...

    def seconds(self, model: Model) -> int: ...

    def size(self, model: Model) -> str: ...

    def images(self, model: Model, size: str) -> int:
        """How many pictures go along."""
        ...


class Official:
    """OpenAI's rules, which Comet passes through."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def too_long(self, length: int) -> refusals.Refusal:
        text = (
            f"Invalid 'prompt': string too long. Expected a string with maximum length "
            f"{LONGEST_PROMPT}, but got a string with length {length} instead."
        )
        return refusals.openai(text, "prompt", "string_above_max_length")

    def fields(self, known: frozenset[str]) -> None:
        for name in names(self._form):
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
        files = references(self._form)
        if len(files) > model.images:
            raise refusals.openai("Too many reference images.", "input_reference", "invalid_value")
        for data in files:
            found = measure(data)
            if found is None:
                text = "Invalid image: expected image/jpeg, image/png or image/webp."
                raise refusals.openai(text, "input_reference", "invalid_image")
            if found != size:
                text = "Inpaint image must match the requested width and height"
                raise refusals.openai(text, None, None)
        return len(files)


class All(Official):
    """The `-all` models: OpenAI's rules, and someone from another film may appear."""

    def images(self, model: Model, size: str) -> int:
        url = self._form.fields.get("character_url", "")
        span = self._form.fields.get("character_timestamps", "")
        if url or span:
            self._check_character(url, span)
        return super().images(model, size)

    def _check_character(self, url: str, span: str) -> None:
        if not re.match(r"https?://[^\s/]+/\S", url):
            raise refusals.openai("Invalid character_url.", "character_url", "invalid_value")
        found = re.fullmatch(r"(\d{1,5}(?:\.\d{1,3})?),(\d{1,5}(?:\.\d{1,3})?)", span)
        if found is None or not 1 <= round(float(found[2]) - float(found[1]), 3) <= 3:
            text = "character_timestamps must be 'start,end', 1 to 3 seconds apart."
            raise refusals.openai(text, "character_timestamps", "invalid_value")


class Shared:
    """The rules of Comet's shared route. Seedance words its own, the others the gateway's."""

    def __init__(self, form: Form, request_id: str) -> None:
        self._form = form
        self._id = request_id

    def too_long(self, length: int) -> refusals.Refusal:
        return self._bad(f"prompt has {length} characters, at most {LONGEST_PROMPT} are allowed")

    def fields(self, known: frozenset[str]) -> None:
        for name in names(self._form):
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
        label = model.size_of_label(text)
        if label is None:
            raise self._bad(f"invalid size {text!r}, supported: {', '.join(model.sizes)}")
        return label

    def images(self, model: Model, size: str) -> int:
        if model.changes_films:
            self._check_film()
        files = references(self._form)
        if files and not model.images and model.family == "seedance":
            name = model.id.removeprefix("doubao-")
            raise self._bad(f"the specified task_type r2v does not support model {name}")
        if len(files) > model.images:
            raise self._bad(f"{model.id} takes at most {model.images} input_reference")
        if any(measure(data) is None for data in files):
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

    def _check_film(self) -> None:
        if self._form.kind != "application/json":
            raise self._bad("application/json expected")
        text = self._form.fields.get("video", "")
        head, _, data = text.partition(";base64,")
        if head != "data:video/mp4" or not data:
            raise self._bad("video must be a data URL of an mp4")

    def _bad(self, message: str) -> refusals.Refusal:
        return refusals.gateway(400, message, self._id)


def names(form: Form) -> list[str]:
    return [*form.fields, *(file.name for file in form.files)]


def references(form: Form) -> list[bytes]:
    return [file.data for file in form.files if file.name == "input_reference"]


def measure(data: bytes) -> str | None:
    """WxH of a picture in a format that is taken; None for anything else."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            return f"{picture.width}x{picture.height}"
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
