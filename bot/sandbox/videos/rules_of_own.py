"""What servers of one's own take: SGLang, vLLM-Omni and Dynamo, each in its encoding."""

from __future__ import annotations

import re

from bot.sandbox.videos import refusals
from bot.sandbox.videos.catalogue import Model
from bot.sandbox.videos.forms import Form
from bot.sandbox.videos.rules import LONGEST_PROMPT, measure, references

_FORMS = "multipart/form-data"
_JSON = "application/json"


class OwnServer:
    """FastAPI's refusals: `{"detail": ...}`. Unknown fields are passed over, as these do."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def too_long(self, length: int) -> refusals.Refusal:
        return _detail("prompt", f"String should have at most {LONGEST_PROMPT} characters")

    def fields(self, known: frozenset[str]) -> None:
        """Nothing here: what is not known is not read."""

    def seconds(self, model: Model) -> int:
        self._check_encoding(model)
        given = self._form.fields.get("seconds", str(model.default_seconds))
        if model.voice == "dynamo" and isinstance(self._given("seconds"), str):
            raise _detail("seconds", "invalid type: string, expected i32")
        if not re.fullmatch(r"[1-9][0-9]{0,2}", given) or int(given) not in model.seconds:
            raise _detail("seconds", f"Input should be {model.seconds[0]} to {model.seconds[-1]}")
        return int(given)

    def size(self, model: Model) -> str:
        size = self._form.fields.get("size", model.default_size)
        if size not in model.sizes:
            raise _detail("size", f"{size} is not supported")
        return size

    def images(self, model: Model, size: str) -> int:
        if model.voice == "dynamo":
            return self._picture_in_text()
        files = references(self._form)
        if any(measure(data) is None for data in files) or len(files) > model.images:
            raise _detail("input_reference", "one readable image expected")
        return len(files)

    def _check_encoding(self, model: Model) -> None:
        kind = self._form.kind
        if model.voice == "dynamo" and kind != _JSON:
            raise refusals.Refusal(415, {"error": "Expected `Content-Type: application/json`"})
        if model.voice == "vllm" and kind != _FORMS:
            raise _detail("prompt", "Field required")
        if model.voice == "sglang" and kind == _FORMS and not references(self._form):
            raise _detail("input_reference", "Field required")
        wanted = self._form.fields.get("response_format", "url")
        if model.voice == "dynamo" and wanted not in ("url", "b64_json"):
            raise _detail("response_format", f"unknown response_format {wanted}")

    def _picture_in_text(self) -> int:
        given = self._given("input_reference")
        if given is None:
            return 0
        if not isinstance(given, str) or not given.startswith("data:image/"):
            raise _detail("input_reference", "expected a data URL")
        return 1

    def _given(self, name: str) -> object:
        return self._form.json.get(name) if self._form.json else None


def _detail(field: str, message: str) -> refusals.Refusal:
    return refusals.Refusal(422, {"detail": [{"loc": ["body", field], "msg": message}]})
