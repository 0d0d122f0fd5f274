"""The cheapest video service there can be; each look finds a film further on."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

from aiohttp import web


async def main() -> None:
    """Serve until standard input ends; the first line printed is the address."""
    looks: Counter[str] = Counter()

    async def look(request: web.Request) -> web.Response:
        video = request.match_info["id"]
        looks[video] += 1
        body = {
            "id": video,
            "object": "video",
            "model": "veo3.1-fast",
            "status": "in_progress",
            "progress": looks[video] % 99,
            "created_at": 1790000000,
            "seconds": "4",
            "size": "1280x720",
        }
        return web.json_response(body, headers={"X-Cometapi-Request-Id": "2026112212000000000001"})

    app = web.Application()
    app.router.add_get("/v1/videos/{id}", look)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
