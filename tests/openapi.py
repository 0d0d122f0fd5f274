"""Holds recorded requests against the published OpenAPI files: the judge that is not our belief.

Callers: `judge = Judge.load()`, then `judge.check(recorded)` for each request; `operations_seen`
counts what was met. Where the files are absent, `Judge.load` raises SpecsMissing: skip then.

Tolerances, each a difference between the published file and what is known to be right:

IDS_AS_NUMBERS    discord.py sends some ids (new attachments, `recipient_id`, references) as
                  integers where the file says snowflake strings.
DISCORD_PY_KEYS   keys that discord.py 2.7.1 sends and the file does not name (seen by holding its
                  own payloads against the file).
FREE_SECONDS      OpenAI's file knows 4, 8 and 12; models on Comet's route take other numbers.
FREE_SIZE         likewise any WxH, and the ratio labels that Seedance takes.
COMET_FIELDS      `aspect_ratio` and `resolution` stand in for `size` at one Comet model, and its
                  `-all` models take a character.
MORE_PICTURES     Seedance takes several `input_reference` parts.
COMET_ROUTES      routes of Comet that OpenAI's file cannot know: only method and path are checked.

`model` needs none: the file itself lets it be any string. The other way round, keys that the file
does not name are problems here, although JSON Schema would let them pass: both services ignore such
keys, so a misspelt one would never be noticed.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.record import Recorded
from tests.openapi_schemas import Schema, Schemas

IDS_AS_NUMBERS: Mapping[str, Schema] = {
    "SnowflakeType": {
        "type": ["string", "integer"],
        "pattern": "^(0|[1-9][0-9]*)$",
        "minimum": 0,
    }
}
DISCORD_PY_KEYS: Mapping[str, Mapping[str, Schema]] = {
    "MessageEditRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"const": False}},
    "RichEmbed": {"flags": {"type": "integer"}},
    "ApplicationCommandCreateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandPatchRequestPartial": {"nsfw": {"type": "boolean"}},
}
FREE_SECONDS: Mapping[str, Schema] = {
    "VideoSeconds": {"type": "string", "pattern": "^[1-9][0-9]?$"}
}
FREE_SIZE: Mapping[str, Schema] = {
    "VideoSize": {"type": "string", "pattern": "^([0-9]{2,4}x[0-9]{2,4}|[0-9]{1,2}:[0-9]{1,2})$"}
}
COMET_FIELDS: Mapping[str, Schema] = {
    "aspect_ratio": {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{1,2}$"},
    "resolution": {"type": "string", "pattern": "^[0-9]{3,4}p$"},
    "character_url": {"type": "string", "pattern": "^https?://"},
    "character_timestamps": {"type": "string", "pattern": "^[0-9.]+,[0-9.]+$"},
}
MORE_PICTURES = frozenset({"input_reference"})
COMET_ROUTES: Mapping[str, str] = {
    "GET /v1/models": "comet.models",
    "GET /api/models": "comet.catalogue",
    "GET /v1/dashboard/billing/subscription": "comet.subscription",
    "GET /v1/dashboard/billing/usage": "comet.usage",
    "GET /user/quota": "comet.quota",
    "GET /api/task/self": "comet.tasks",
}
COMET_FILM = re.compile(r"/films/[^/]+\.mp4")

_FILE_PART = re.compile(r"files\[[0-9]\]")
_FILES = {"discord": "discord-openapi.json", "videos": "openai-videos.json"}


class SpecsMissing(FileNotFoundError):
    """The published files are not on this machine."""


@dataclass(frozen=True)
class Verdict:
    """`operation` is the id in the published file, empty where there is none."""

    operation: str
    problems: tuple[str, ...] = ()


class Judge:
    """Checks requests to both far ends. Schemas are made ready when they are first needed."""

    def __init__(self, specs: Mapping[str, Spec]) -> None:
        self._specs = specs
        self.operations_seen: Counter[str] = Counter()

    @classmethod
    def load(cls) -> Judge:
        """Read the files from `CLAPPER_SPECS`, else from `../shared/specs` beside the checkout.

        Raises SpecsMissing.
        """
        beside = Path(__file__).resolve().parents[2] / "shared" / "specs"
        folder = Path(os.environ.get("CLAPPER_SPECS") or beside)
        try:
            texts = {end: (folder / name).read_text("utf-8") for end, name in _FILES.items()}
        except OSError as error:
            raise SpecsMissing(str(folder)) from error
        discord = Spec(json.loads(texts["discord"]), IDS_AS_NUMBERS, more_keys=DISCORD_PY_KEYS)
        videos = Spec(
            json.loads(texts["videos"]), {**FREE_SECONDS, **FREE_SIZE}, more_fields=COMET_FIELDS
        )
        return cls({"discord": discord, "videos": videos})

    def check(self, request: Recorded) -> Verdict:
        """Which operation this request is, and what is wrong with it."""
        verdict = self._check(request)
        if verdict.operation:
            self.operations_seen[verdict.operation] += 1
        return verdict

    def _check(self, request: Recorded) -> Verdict:
        path = request.path
        if request.far_end == "videos":
            own = COMET_ROUTES.get(f"{request.method} {path}")
            if own or COMET_FILM.fullmatch(path):
                return Verdict(own or "comet.film")
            if not path.startswith("/v1/"):
                return Verdict("", (f"no such path: {path}",))
            path = path.removeprefix("/v1")
        return self._specs[request.far_end].check(request, path)


@dataclass(frozen=True)
class _Route:
    template: str
    pattern: re.Pattern[str]
    item: Schema

    @property
    def parameters(self) -> int:
        return self.template.count("{")


class Spec:
    """One published file."""

    def __init__(
        self,
        document: Schema,
        instead: Mapping[str, Schema],
        *,
        more_fields: Mapping[str, Schema] | None = None,
        more_keys: Mapping[str, Mapping[str, Schema]] | None = None,
    ) -> None:
        self._schemas = Schemas({**document["components"]["schemas"], **instead}, more_keys or {})
        self._more_fields = more_fields or {}
        routes = [_Route(path, _pattern(path), item) for path, item in document["paths"].items()]
        # A path with fewer parameters says more: /messages/@original before /messages/{message_id}.
        self._routes = sorted(routes, key=lambda route: route.parameters)

    def check(self, request: Recorded, path: str) -> Verdict:
        matching = [
            (route, found) for route in self._routes if (found := route.pattern.fullmatch(path))
        ]
        if not matching:
            return Verdict("", (f"no such path: {path}",))
        for route, found in matching:
            if operation := route.item.get(request.method.lower()):
                parameters = [*route.item.get("parameters", ()), *operation.get("parameters", ())]
                problems = [
                    *self._in_path(parameters, found.groupdict()),
                    *self._in_query(parameters, request.query),
                    *self._in_body(operation.get("requestBody"), request),
                ]
                return Verdict(operation["operationId"], tuple(problems))
        return Verdict("", (f"no such method: {request.method} {path}",))

    def _in_path(self, parameters: list[Schema], found: Mapping[str, str]) -> Iterator[str]:
        for parameter in parameters:
            if parameter["in"] == "path":
                yield from self._text(parameter, found[_slug(parameter["name"])])

    def _in_query(self, parameters: list[Schema], query: Mapping[str, str]) -> Iterator[str]:
        known = {one["name"]: one for one in parameters if one["in"] == "query"}
        for name, value in query.items():
            if name in known:
                yield from self._text(known[name], value)
            else:
                yield f"query: unknown parameter {name!r}"
        for name, parameter in known.items():
            if parameter.get("required") and name not in query:
                yield f"query: {name!r} is missing"

    def _text(self, parameter: Schema, text: str) -> Iterator[str]:
        """A parameter travels as text: read it as the schema's type, then validate."""
        schema = self._schemas.tie(parameter["schema"])
        yield from self._schemas.problems(
            schema, _read(schema, text), f"{parameter['in']}.{parameter['name']}"
        )

    def _in_body(self, wanted: Schema | None, request: Recorded) -> Iterator[str]:
        kind = request.content_type and request.content_type.partition(";")[0].strip()
        if wanted is None:
            if request.json is not None or request.parts:
                yield "body: none is expected"
            return
        if kind is None:
            if wanted.get("required"):
                yield "body: is missing"
            return
        content = wanted["content"]
        if kind not in content:
            yield f"body: content type {kind} is not among {', '.join(content)}"
        elif kind == "application/json":
            yield from self._schemas.problems(
                self._schemas.tie(content[kind]["schema"]), request.json, "body"
            )
        elif any(part.name == "payload_json" for part in request.parts):
            # Discord: the JSON is as without files; files stand beside it under their own names.
            schema = content.get("application/json", content[kind])["schema"]
            yield from self._schemas.problems(self._schemas.tie(schema), request.json, "body")
            yield from _file_parts(request)
        else:
            yield from self._form(self._schemas.tie(content[kind]["schema"]), request)

    def _form(self, schema: Schema, request: Recorded) -> Iterator[str]:
        fields: dict[str, Any] = {}
        known: Schema = schema.get("properties", {})
        for part in request.parts:
            if part.name in fields and part.name not in MORE_PICTURES:
                yield f"body: {part.name!r} comes twice"
            text = "" if part.filename is not None else part.data.decode("utf-8", "replace")
            value = _read(known.get(part.name, {}), text)
            if part.name in self._more_fields:
                yield from self._schemas.problems(
                    self._more_fields[part.name], value, f"body.{part.name}"
                )
            else:
                fields[part.name] = value
        yield from self._schemas.problems(schema, fields, "body")


def _file_parts(request: Recorded) -> Iterator[str]:
    for part in request.parts:
        if part.name != "payload_json" and not _FILE_PART.fullmatch(part.name):
            yield f"body: unknown part {part.name!r}"


def _read(schema: Schema, text: str) -> Any:
    """Text as the number, truth or list that the schema wants; as it is where it is none."""
    kind = schema.get("type")
    if kind == "integer" and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return float(text)
    if kind == "boolean":
        # discord.py sends 1 and 0, or true and false.
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    return [text] if kind == "array" else text


def _slug(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{([^}]+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{_slug(piece)}>[^/]+)" if odd % 2 else re.escape(piece)
            for odd, piece in enumerate(pieces)
        )
    )
