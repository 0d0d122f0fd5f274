"""One open page: what its person does comes in, what its person sees goes out."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.discord import CannotDo, Upload
from bot.sandbox.discord.errors import Refusal
from bot.sandbox.discord.shapes import JSON, as_object, dump
from bot.sandbox.page.acts import Acts
from bot.sandbox.page.house import House
from bot.sandbox.page.panel import Panel
from bot.sandbox.page.sight import Sight

LOOK_EVERY = 0.5
"""Real seconds after which the window looks again even if nothing was said to have changed."""

TOGETHER = 0.03
"""What happens within this many seconds is sent together."""

ACTS_MOST = 32
"""What one window may have under way at a time."""


class Window:
    def __init__(
        self, socket: web.WebSocketResponse, house: House, uploads: OrderedDict[str, Upload]
    ) -> None:
        self._socket = socket
        self._house = house
        self._acts = Acts(house, uploads)
        self._panel = Panel(house)
        self._told: dict[str, bytes] = {}
        self._drawn: dict[int, object] = {}
        self._where: tuple[int, int] | None = None
        self._older = False
        self._clock = (0.0, 0.0)

    async def run(self) -> None:
        """Until the page is closed."""
        async with asyncio.TaskGroup() as group:
            tasks = {group.create_task(self._keep_showing())}
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT and len(tasks) <= ACTS_MOST:
                    task = group.create_task(self._answer(str(frame.data)))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
            for task in tasks:
                task.cancel()

    async def _answer(self, text: str) -> None:
        try:
            asked = as_object(json.loads(text))
        except ValueError:
            return
        answer: JSON = {"t": "done", "n": asked.get("n")}
        try:
            answer["result"] = await self._do(asked)
        except CannotDo as problem:
            answer["error"] = str(problem)
        except Refusal as problem:
            answer["error"] = str(problem.body.get("message"))
        except TimeoutError:
            answer["error"] = "The application did not respond"
        except (KeyError, ValueError, TypeError) as problem:
            answer["error"] = f"This page asked for something impossible: {problem!r}"
        await self._send(answer)

    async def _do(self, asked: JSON) -> Any:
        if asked.get("act") == "panel":
            result = await self._panel.do(asked)
        else:
            result = await self._acts.do(asked)
        self._house.discord.world.changed()
        return result

    async def _keep_showing(self) -> None:
        world = self._house.discord.world
        while True:
            change = world.next_change()
            await self._show()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await change.wait()
            await asyncio.sleep(TOGETHER)

    async def _show(self) -> None:
        """Send what is not as it was when it was last sent."""
        sight = self._acts.look()
        sections = {**sight.sections(), "panel": self._panel.shown(sight), **self._time()}
        changed: JSON = {}
        for name, section in sections.items():
            told = dump(section)
            if self._told.get(name) != told:
                self._told[name] = told
                changed[name] = section
        if changed:
            await self._send({"t": "state", "changed": changed})
        await self._show_messages(sight)

    async def _show_messages(self, sight: Sight) -> None:
        where = (sight.me.id, sight.place.id if sight.place else 0)
        anew = where != self._where
        if anew:
            self._where = where
            self._drawn = {}
        seen = {one.id: sight.version(one) for one in sight.messages()}
        changed = [
            sight.drawn(one) for one in sight.messages() if self._drawn.get(one.id) != seen[one.id]
        ]
        gone = [str(one) for one in self._drawn if one not in seen]
        self._drawn = seen
        older, self._older = self._older, sight.older()
        if anew or changed or gone or older != self._older:
            told: JSON = {"anew": anew, "changed": changed, "gone": gone, "older": self._older}
            await self._send({"t": "messages", **told})

    def _time(self) -> JSON:
        """The clock is sent again only where the page's own counting would be wrong."""
        clock, loop = self._house.clock, asyncio.get_running_loop()
        offset = clock.now() - loop.time() * clock.speed
        known_offset, known_speed = self._clock
        if clock.speed == known_speed and abs(offset - known_offset) < 0.5 * max(1.0, clock.speed):
            return {}
        self._clock = (offset, clock.speed)
        return {"clock": {"now": clock.now(), "speed": clock.speed}}

    async def _send(self, message: JSON) -> None:
        with suppress(ConnectionError):
            await self._socket.send_str(dump(message).decode())
