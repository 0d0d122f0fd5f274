"""The bot as a process of its own, started as its owner would start it, against the sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from bot.sandbox.discord import LocalDiscord
from bot.sandbox.videos import LocalVideos

STOPS_WITHIN = 10.0


class BotProcess:
    """One bot on one data folder. It can be killed and started again on the same folder."""

    def __init__(
        self, discord: LocalDiscord, videos: LocalVideos, folder: Path, **settings: str
    ) -> None:
        self.data = folder / "data"
        self.log = folder / "bot.log"
        self._folder = folder
        self._environment = os.environ | {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "COMETAPI_KEY": videos.key,
            "COMETAPI_BASE_URL": videos.base_url,
            "DATA_DIR": str(self.data),
            "DATABASE_URL": "",
            "MODELS_FILE": "",
            "PUBLIC_URL": "",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # The working folder holds no .env, so an owner's own settings never reach this bot.
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot"],
                cwd=self._folder,
                env=self._environment,
                stdout=out,
                stderr=out,
            )

    @property
    def ended(self) -> int | None:
        """The exit code, once it has ended; None while it runs."""
        return self._process.poll() if self._process else None

    def kill(self) -> None:
        """End it as a power cut would: nothing of it gets to run any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def last_words(self, lines: int) -> list[str]:
        """The end of its log."""
        with suppress(OSError):
            return self.log.read_text("utf-8", "replace").splitlines()[-lines:]
        return []

    def stop(self, within: float = STOPS_WITHIN) -> int | None:
        """Ask it to end, as `docker stop` does, and see to it; the exit code.

        Blocks up to `within` seconds; then it is killed.
        """
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
