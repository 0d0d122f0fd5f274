"""A bare HTTP client of the local Discord, for what discord.py would never send."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.record import Listener


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: Any

    def complaints(self) -> set[str]:
        """The codes of a bad form's errors, each with the path of its field."""
        return set(_codes(self.body.get("errors", {}), ""))


class Raw:
    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bot {token}"}

    async def get(self, path: str) -> Answered:
        return await self.request("GET", path)

    async def post(
        self, path: str, body: Any, files: Mapping[str, bytes] | None = None
    ) -> Answered:
        return await self.request("POST", path, body, files)

    async def patch(
        self, path: str, body: Any, files: Mapping[str, bytes] | None = None
    ) -> Answered:
        return await self.request("PATCH", path, body, files)

    async def request(
        self, method: str, path: str, body: Any = None, files: Mapping[str, bytes] | None = None
    ) -> Answered:
        sent: dict[str, Any] = {} if body is None else {"json": body}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body), content_type="application/json")
            for number, (name, data) in enumerate(files.items()):
                form.add_field(f"files[{number}]", data, filename=name)
            sent = {"data": form}
        async with self._session.request(
            method, self._url + path, headers=self._headers, **sent
        ) as response:
            text = await response.text()
            return Answered(response.status, response.headers, json.loads(text) if text else None)


@asynccontextmanager
async def raw(
    token: str | None = None, listener: Listener | None = None
) -> AsyncIterator[tuple[LocalDiscord, Raw]]:
    async with (
        LocalDiscord(SandboxClock(), listener=listener) as local,
        aiohttp.ClientSession() as session,
    ):
        yield local, Raw(session, local.api_url, token or local.token)


def _codes(node: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}: {one['code']}" for one in node.get("_errors", [])]
    for key, inner in node.items():
        if key != "_errors":
            found += _codes(inner, f"{path}.{key}" if path else key)
    return found
