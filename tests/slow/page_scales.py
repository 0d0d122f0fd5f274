"""What a page weighs in the browser: memory, listeners, elements in it and kept outside of it."""

from __future__ import annotations

import time
from typing import Any

from playwright.async_api import CDPSession, Page

SHOWN = """() => [document.querySelectorAll("*").length,
    document.querySelectorAll("#messages .message").length]"""
LET_GO = """function () {
    const isTree = one => !Object.hasOwn(one, "constructor") && !(one instanceof Attr)
    const roots = new Set(this.filter(isTree).map(node => node.getRootNode()))
    roots.delete(document)
    return [...roots].reduce((sum, root) => sum + 1 + (root.querySelectorAll?.("*").length ?? 0), 0)
}"""
"""Called with every node that a script can still reach: how many elements are in no page."""


class PageScales:
    def __init__(self, page: Page, session: CDPSession) -> None:
        self._page = page
        self._session = session

    @classmethod
    async def of(cls, page: Page) -> PageScales:
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable")
        return cls(page, session)

    async def weigh(self) -> dict[str, float]:
        """Megabytes, listeners and elements, after what is dead was collected."""
        await self._session.send("HeapProfiler.collectGarbage")
        told: dict[str, Any] = await self._session.send("Performance.getMetrics")
        now = {one["name"]: one["value"] for one in told["metrics"]}
        elements, messages = await self._page.evaluate(SHOWN)
        return {
            "at": time.monotonic(),
            "heap": now["JSHeapUsedSize"] / 1e6,
            "listeners": now["JSEventListeners"],
            "elements for a message": elements / max(1, messages),
            "elements not in the page": await self._kept(),
            "messages": messages,
        }

    async def _kept(self) -> float:
        """Chromium's own count of nodes has those that are dead and not swept yet: thousands."""
        kind = await self._session.send("Runtime.evaluate", {"expression": "Node.prototype"})
        about = {"prototypeObjectId": kind["result"]["objectId"], "objectGroup": "weighed"}
        found = await self._session.send("Runtime.queryObjects", about)
        counted: dict[str, Any] = await self._session.send(
            "Runtime.callFunctionOn",
            {
                "objectId": found["objects"]["objectId"],
                "functionDeclaration": LET_GO,
                "returnByValue": True,
            },
        )
        await self._session.send("Runtime.releaseObject", kind["result"])
        await self._session.send("Runtime.releaseObjectGroup", {"objectGroup": "weighed"})
        return float(counted["result"]["value"])
