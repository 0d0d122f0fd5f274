"""Makes the schemas of a published file ready: fast, and with words that say what is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

Schema = dict[str, Any]

_LONGEST = 300
"""Letters of a problem that are told: it may quote a whole body."""


class Schemas:
    """The named schemas of one file, made ready when they are first needed."""

    def __init__(
        self, named: Mapping[str, Schema], more_keys: Mapping[str, Mapping[str, Schema]]
    ) -> None:
        self._named: Schema = dict(named)
        for name, keys in more_keys.items():
            schema = self._named[name]
            self._named[name] = {**schema, "properties": {**schema["properties"], **keys}}
        self._tied: dict[tuple[str, bool], Schema] = {}
        self._validators: dict[int, Any] = {}

    def problems(self, schema: Schema, value: Any, where: str) -> Iterator[str]:
        """What is wrong with `value`, which stands at `where`. `schema` comes from `tie`."""
        # Tied schemas live as long as this object, so their identity is a sound key.
        validator = self._validators.get(id(schema))
        if validator is None:
            validator = self._validators[id(schema)] = _Validator(schema)
        for error in validator.iter_errors(value):
            deepest = best_match([error]) or error
            place = "".join(f"/{step}" for step in deepest.absolute_path)
            yield f"{where}{place}: {deepest.message[:_LONGEST]}"

    def tie(self, raw: Schema, *, closed: bool = True) -> Schema:
        """The schema with its references replaced by what they mean: Python objects, cycles too.

        `closed`: keys that an object does not name are refused.
        """
        if "$ref" not in raw:
            key = (f"inline {id(raw)}", closed)
            if key not in self._tied:
                self._tied[key] = self._tie_body(raw, closed)
            return self._tied[key]
        name = raw["$ref"].removeprefix("#/components/schemas/")
        if (name, closed) not in self._tied:
            self._tied[name, closed] = {}
            self._tied[name, closed].update(self._tie_body(self._named[name], closed))
        return self._tied[name, closed]

    def _tie_body(self, raw: Schema, closed: bool) -> Schema:
        tied = dict(raw)
        for word in ("oneOf", "anyOf"):
            if word in raw:
                self._tie_choice(tied, word, raw[word], closed)
        if "allOf" in raw:
            tied["allOf"] = [self.tie(one, closed=False) for one in raw["allOf"]]
        for word in ("items", "additionalProperties"):
            if isinstance(raw.get(word), dict):
                tied[word] = self.tie(raw[word])
        if "properties" in raw:
            tied["properties"] = {name: self.tie(one) for name, one in raw["properties"].items()}
            if closed:
                tied.setdefault("additionalProperties", False)
        return tied

    def _tie_choice(self, tied: Schema, word: str, choices: list[Schema], closed: bool) -> None:
        """Where the choices are told apart by `type`, or are plain constants, say so directly.

        It means the same, is much faster, and names what is wrong with the one that was meant.
        """
        if all("const" in choice for choice in choices):
            del tied[word]
            tied["enum"] = [choice["const"] for choice in choices]
            return
        ready = [self.tie(choice, closed=closed) for choice in choices]
        by_type = _by_type(choices, ready, self._named)
        if by_type is None:
            tied[word] = ready
        else:
            del tied[word]
            tied["x-by-type"] = by_type


def _by_type(
    choices: list[Schema], ready: list[Schema], schemas: Schema
) -> dict[int, Schema] | None:
    """The choices by the value of their `type`; None where that does not tell them apart."""
    found: dict[int, Schema] = {}
    for choice, schema in zip(choices, ready, strict=True):
        name = choice.get("$ref", "").removeprefix("#/components/schemas/")
        meant = schemas.get(name, choice)
        values = meant.get("properties", {}).get("type", {}).get("enum", [])
        if not values or "type" not in meant.get("required", ()) or found.keys() & set(values):
            return None
        found.update(dict.fromkeys(values, schema))
    return found


def _choose(validator: Any, table: Schema, value: Any, _: Schema) -> Iterator[ValidationError]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in table:
        yield ValidationError(f"type {kind!r} is not one of {sorted(table)}")
        return
    yield from validator.descend(value, table[kind])


_Validator: Any = extend(Draft202012Validator, {"x-by-type": _choose})
