"""Reading the catalogue: one broken entry must never take the others with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from bot.core.catalog.catalog import Catalog
from bot.core.catalog.dialects import ABILITIES, DIALECTS
from bot.core.catalog.entries import (
    Defaults,
    ModelEntry,
    ProviderEntry,
    Setting,
    line_of,
    to_model,
    unknown_keys,
)
from bot.core.catalog.model import COMETAPI, Model, Provider
from bot.core.sentence import Sentence, say

SCHEMA = 1
_KNOWN_TABLES = frozenset({"schema", "checked", "alone", "defaults", "provider", "model"})

Entry = TypeVar("Entry", bound=BaseModel)


class BrokenCatalog(Exception):
    """No catalogue can be had from these files. Its text is one sentence for the owner."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text.format_map(sentence.values))
        self.sentence = sentence


@dataclass(frozen=True)
class Loaded:
    """A catalogue, and what was wrong or odd in its files."""

    catalog: Catalog
    problems: tuple[Sentence, ...]


def load(sources: Sequence[tuple[str, str]]) -> Loaded:
    """The catalogue of all `sources`, each a file's name and its TOML text.

    A later file replaces the entries whose id it repeats, and adds its others at the end; with
    `alone = true` it replaces all of them, where it holds one that is valid. Raises BrokenCatalog
    where a text is no TOML, or not one entry is valid.
    """
    files = [_File(name, text, _parse(name, text)) for name, text in sources]
    providers = {COMETAPI.name: COMETAPI}
    for file in files:
        providers |= file.providers()
    models: dict[str, Model] = {}
    for file in files:
        own = file.models(providers)
        models = own if own and file.is_alone else models | own
    problems = tuple(problem for file in files for problem in file.problems)
    if not models:
        raise BrokenCatalog(_nothing_valid(files, problems))
    return Loaded(Catalog(tuple(models.values()), providers), problems)


@dataclass
class _File:
    """One file while it is read."""

    name: str
    text: str
    data: dict[str, Any]
    problems: list[Sentence] = field(default_factory=list[Sentence])

    def providers(self) -> dict[str, Provider]:
        found: dict[str, Provider] = {}
        for nth, raw in enumerate(self._tables("provider")):
            entry = self._read(ProviderEntry, raw, where := self._where("provider", nth, raw))
            if entry is None:
                continue
            if entry.name in found:
                self._wrong(where, "name", f"{entry.name} stands twice in this file")
                continue
            found[entry.name] = Provider(
                entry.name,
                entry.base_url,
                entry.key_variable,
                entry.poll_seconds,
                entry.charges_failures,
            )
        return found

    @property
    def is_alone(self) -> bool:
        return self.data.get("alone") is True

    def models(self, providers: Mapping[str, Provider]) -> dict[str, Model]:
        self._look_around()
        polls = {p.name: p.poll_seconds for p in providers.values() if p.poll_seconds}
        setting = Setting(self._defaults(), polls)
        found: dict[str, Model] = {}
        taken: set[str] = set()
        for nth, raw in enumerate(self._tables("model")):
            entry = self._read(ModelEntry, raw, where := self._where("model", nth, raw))
            if entry is None or self._clashes(entry, taken, where):
                continue
            model = to_model(entry, setting)
            if model.provider not in providers:
                self._wrong(where, "provider", f"there is no provider {model.provider}")
                continue
            if model.dialect not in DIALECTS:
                known = model.dialect in ABILITIES
                why = "is not for films from words" if known else "is not known"
                self._wrong(where, "dialect", f"{model.dialect} {why}; it is not offered")
            taken.update(model.names)
            found[model.id] = model
        return found

    def _look_around(self) -> None:
        if self.data.get("schema", SCHEMA) != SCHEMA:
            self._wrong("the file", "schema", f"this version reads schema {SCHEMA}")
        if not isinstance(self.data.get("alone", False), bool):
            self._wrong("the file", "alone", "must be true or false")
        for key in self.data:
            if key not in _KNOWN_TABLES:
                self._unknown("the file", key)

    def _defaults(self) -> Defaults:
        raw = self.data.get("defaults", {})
        return self._read(Defaults, raw, "defaults") or Defaults()

    def _tables(self, key: str) -> list[Any]:
        value = self.data.get(key, [])
        if isinstance(value, list):
            return cast("list[Any]", value)
        self._wrong("the file", key, f"must be written as [[{key}]]")
        return []

    def _clashes(self, entry: ModelEntry, taken: set[str], where: str) -> bool:
        if entry.id in taken:
            self._wrong(where, "id", f"{entry.id} stands twice in this file")
            return True
        doubles = [name for name in entry.aliases if name in taken]
        for name in doubles:
            self._wrong(where, "aliases", f"{name} stands twice in this file")
        return bool(doubles)

    def _read(self, kind: type[Entry], raw: object, where: str) -> Entry | None:
        """The entry, or None after its faults were noted."""
        try:
            entry = kind.model_validate(raw)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                key = ".".join(str(part) for part in fault["loc"])
                self._wrong(where, key or "-", fault["msg"])
            return None
        wrongs = list(entry.wrongs()) if isinstance(entry, ModelEntry) else []
        for key, why in wrongs:
            self._wrong(where, key, why)
        for key in unknown_keys(entry):
            self._unknown(where, key)
        return None if wrongs else entry

    def _where(self, table: str, nth: int, raw: object) -> str:
        """`model veo3.1 (line 12)`."""
        table_of = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
        named = table_of.get("id", table_of.get("name"))
        line = line_of(self.text, table, nth)
        what = f"{table} {named}" if isinstance(named, str) else f"{table} number {nth + 1}"
        return f"{what} (line {line})" if line else what

    def _wrong(self, where: str, key: str, why: str) -> None:
        self.problems.append(
            say("{file}, {where}, {key}: {why}.", file=self.name, where=where, key=key, why=why)
        )

    def _unknown(self, where: str, key: str) -> None:
        self.problems.append(
            say(
                "{file}, {where}: the key {key} is not known and was passed over.",
                file=self.name,
                where=where,
                key=key,
            )
        )


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
    except RecursionError:
        words = "it is nested too deeply"
    at = re.search(r"at line (\d+)", words)
    line = int(at[1]) if at else text.count("\n") + 1
    why = re.sub(r"\s*\(at [^)]*\)", "", words)
    raise BrokenCatalog(
        say("{file}, line {line}, is not valid TOML: {why}.", file=name, line=line, why=why)
    )


def _nothing_valid(files: Sequence[_File], problems: Sequence[Sentence]) -> Sentence:
    names = ", ".join(file.name for file in files) or "-"
    if not problems:
        return say("{file}, line 1: there is not one model in it.", file=names)
    first = problems[0].text.format_map(problems[0].values).rstrip(".")
    return say("Not one model could be read; the first reason: {reason}.", reason=first)
