"""The image: built from the Dockerfile, it says what is missing, and makes a film on a sealed root.

The builder is a script that builds with buildah where no Docker engine runs: CLAPPER_IMAGE_TOOL,
else `shared/tools/image` beside the checkout. Containers here are made by hand, of the same parts
as compose.yaml asks for: an ordinary user, a root that can't be written, /tmp in memory, /data.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.clock import SandboxClock
from tests.far_ends import local_discord, local_videos
from tests.running import free_port

ROOT = Path(__file__).parents[2]
TOOL = Path(os.environ.get("CLAPPER_IMAGE_TOOL") or ROOT.parent / "shared" / "tools" / "image")
NEEDED = ("buildah", "debootstrap", "unshare", "chroot")
BUILDAH = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
SEALED = """set -e
root=$1 data=$2; shift 2
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount --bind "$data" "$root/data"
mount -t tmpfs tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
cd "$root/app"
exec chroot --userspec="$1" "$root" /usr/bin/env -i --chdir=/app "${@:2}"
"""


def able() -> bool:
    """Is there what a container is made of: Linux, root, the builder, its programs?"""
    mine = sys.platform == "linux" and os.geteuid() == 0
    return mine and TOOL.exists() and all(shutil.which(name) for name in NEEDED)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not able(), reason="no root, buildah or debootstrap"),
]


def buildah(*words: str) -> str:
    command = ["buildah", *words]
    return subprocess.run(
        command, env=BUILDAH, capture_output=True, text=True, check=True, timeout=300
    ).stdout.strip()


@dataclass(frozen=True)
class Image:
    check: subprocess.CompletedProcess[str]
    """`python -m bot check` in a container without any setting."""
    root: Path
    config: dict[str, Any]


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    command = [str(TOOL), "python", "-m", "bot", "check"]
    check = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    container = buildah("from", "clapper-check")
    try:
        told = json.loads(buildah("inspect", "--type", "image", "clapper-check"))
        yield Image(check, Path(buildah("mount", container)), told["Docker"]["config"])
    finally:
        buildah("umount", container)
        buildah("rm", container)


def test_the_check_in_the_image_names_what_is_missing_and_ends_with_its_code(image: Image) -> None:
    said = image.check.stdout

    assert image.check.returncode == 1, image.check.stderr
    assert "✗ Settings   DISCORD_TOKEN is missing" in said
    assert "✗ Settings   COMETAPI_KEY is missing" in said
    assert "✓ Folder     DATA_DIR /data can be written." in said
    assert "Traceback" not in said + image.check.stderr


def test_the_image_holds_the_bot_and_nothing_of_its_builder(image: Image) -> None:
    assert {path.name for path in (image.root / "app").iterdir()} == {"bot", "cogs"}
    assert image.config["User"] == "10001:10001"
    assert image.config["Entrypoint"] == ["python", "-m", "bot"]
    assert image.config["StopSignal"] == "SIGTERM"
    assert image.config["Healthcheck"]["Test"] == ["CMD", "python", "-m", "bot.web.ask"]


async def sealed(
    image: Image, data: Path, log: Path, settings: dict[str, str], *command: str
) -> asyncio.subprocess.Process:
    """Start a command as the image's user, with the image's environment, on a root to be read."""
    environment = [*image.config["Env"], *(f"{name}={value}" for name, value in settings.items())]
    words = [str(image.root), str(data), image.config["User"], *environment, *command]
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "bash", "-c", SEALED, "sealed", *words), stdout=out, stderr=out
        )


async def test_an_ordinary_user_on_a_sealed_root_makes_a_film_is_well_and_stops(
    image: Image, tmp_path: Path, tiny_film: bytes
) -> None:
    data, log, port = tmp_path / "data", tmp_path / "bot.log", free_port()
    data.mkdir()
    os.chown(data, 10001, 10001)
    clock = SandboxClock()
    async with (
        local_discord(clock) as discord,
        local_videos(clock, film=tiny_film, queued_seconds=1, running_seconds=1) as videos,
        aiohttp.ClientSession() as session,
    ):
        settings = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "COMETAPI_KEY": videos.key,
            "COMETAPI_BASE_URL": videos.base_url,
            "WEB_PORT": str(port),
        }
        bot = await sealed(image, data, log, settings, *image.config["Entrypoint"])
        try:
            await discord.bot_ready(60)
            await discord.slash("ann", "films", "create", {"prompt": "a fox on ice"})
            await discord.until(lambda: discord.messages("films")[0].attachments, 60, "a film")
            film = discord.messages("films")[0].attachments[0].read()
            async with session.get(f"http://127.0.0.1:{port}/health") as reply:
                health = await reply.text()
            asked = await sealed(
                image, data, log, settings, *image.config["Healthcheck"]["Test"][1:]
            )
            touched = await sealed(image, data, log, {}, "touch", "/app/bot/x")
            codes = [await asked.wait(), await touched.wait()]
            bot.send_signal(signal.SIGTERM)
            ended = await asyncio.wait_for(bot.wait(), 10)
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()

    assert film == tiny_film
    assert health == '{"ok": true, "wrong": {}}'
    assert codes[0] == 0
    assert codes[1] != 0, "the root can be written"
    assert ended == 0
    assert "Traceback" not in log.read_text("utf-8")
