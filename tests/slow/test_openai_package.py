"""OpenAI's own Python package, against `sandbox --only videos` as anybody would start it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import openai

pytestmark = [
    pytest.mark.slow,
    # The package warns that the maker has switched the service off; the shape lives on.
    pytest.mark.filterwarnings("ignore:The Sora API is scheduled:DeprecationWarning"),
]

ROOT = Path(__file__).parents[2]
SAYS_WHERE = "COMETAPI_BASE_URL="
SAYS_KEY = "COMETAPI_KEY="


@pytest.fixture
def client() -> Iterator[openai.OpenAI]:
    """The package, told the two lines that the sandbox prints."""
    import openai  # takes seconds, which the quick tier should not spend on collecting

    command = [sys.executable, "-m", "bot", "sandbox", "--only", "videos", "--speed", "20"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            address, key = _told(sandbox, SAYS_WHERE), _told(sandbox, SAYS_KEY)
            with openai.OpenAI(base_url=address, api_key=key, timeout=30) as client:
                yield client
        finally:
            sandbox.terminate()
            sandbox.communicate(timeout=20)


def test_it_creates_polls_remixes_lists_deletes_and_downloads(client: openai.OpenAI) -> None:
    made = client.videos.create(model="sora-2", prompt="a fox on ice", seconds="4", size="1280x720")
    done = client.videos.poll(made.id)
    remix = client.videos.poll(client.videos.remix(made.id, prompt="at night").id)
    film = client.videos.download_content(remix.id).read()
    listed = [video.id for video in client.videos.list(limit=1)]
    gone = client.videos.delete(made.id)

    assert (made.status, made.model, made.seconds, made.size) == (
        "queued",
        "sora-2",
        "4",
        "1280x720",
    )
    assert (done.id, done.status, done.progress) == (made.id, "completed", 100)
    assert (remix.status, remix.remixed_from_video_id) == ("completed", made.id)
    assert (remix.seconds, remix.size) == ("4", "1280x720")
    assert film[4:8] == b"ftyp"
    assert listed == [remix.id, made.id]
    assert (gone.id, gone.deleted, gone.object) == (made.id, True, "video.deleted")
    assert [video.id for video in client.videos.list()] == [remix.id]


def test_it_understands_a_failed_job_and_a_refusal(client: openai.OpenAI) -> None:
    import openai

    failed = client.videos.create_and_poll(model="sora-2", prompt="a fox [fail]")
    with pytest.raises(openai.BadRequestError) as length:
        client.videos.create(model="sora-2", prompt="x", seconds="5")  # pyright: ignore
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-wrong").videos.list()

    assert (failed.status, failed.error.code if failed.error else "") == (
        "failed",
        "video_generation_failed",
    )
    assert (length.value.code, length.value.param) == ("invalid_value", "seconds")


def _told(sandbox: subprocess.Popen[str], what: str) -> str:
    """The rest of the line that holds `what`."""
    assert sandbox.stdout is not None
    for line in sandbox.stdout:
        if what in line:
            return line.partition(what)[2].strip()
    raise AssertionError(f"the sandbox ended without saying {what}")
