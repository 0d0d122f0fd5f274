"""What stays for good is kept out of the garbage collector's rounds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from tests.far_ends import local_discord, local_videos

ROOT = Path(__file__).parents[1]

LIFE = """
import gc, weakref
from bot import heap

class Thing: ...

before, gone, later = Thing(), Thing(), None
gone.itself, told = gone, weakref.ref(gone)
del gone
heap.settle()
assert told() is None, "garbage of the start is not kept for good"
assert gc.is_tracked(before) and before not in gc.get_objects(), "looked through no longer"
later = Thing()
later.itself, told = later, weakref.ref(later)
del later
gc.collect()
assert told() is None, "what comes later is collected as ever"
"""


def test_what_was_built_is_looked_through_no_more_and_garbage_still_goes():
    """In a process of its own: it cannot be taken back."""
    ended = subprocess.run([sys.executable, "-c", LIFE], capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")


START = """
import os, sys
from bot import heap

def told():
    print("settled", flush=True)
    os._exit(0)

heap.settle = told
from bot.__main__ import main
sys.exit(main())
"""


async def test_a_bot_that_has_started_settles(tmp_path: Path, tiny_film: bytes):
    clock = SandboxClock()
    async with local_discord(clock) as discord, local_videos(clock, film=tiny_film) as videos:
        settings = {
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "COMETAPI_KEY": videos.key,
            "COMETAPI_BASE_URL": videos.base_url,
            "WEB_PORT": "0",
        }
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START),
            cwd=tmp_path,
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, _log = await asyncio.wait_for(bot.communicate(), timeout=30)
        finally:
            if bot.returncode is None:
                bot.kill()

    assert out.decode().splitlines()[-1] == "settled"
