"""What a reply may lack, and what it may name that nobody follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_end import FILM, Answer, FarEnd, Start, order

from bot.core.video import VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import DIALECTS

FULL = {
    "id": "x", "object": "video", "model": "sora-2", "status": "in_progress", "progress": 30,
    "created_at": 1_790_000_000, "completed_at": None, "expires_at": None, "seconds": "4",
    "size": "1280x720", "prompt": "a fox", "error": None, "remixed_from_video_id": None,
}  # fmt: skip
NEEDLESS = sorted(FULL.keys() - {"id", "status"})


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("missing", [[key] for key in NEEDLESS] + [NEEDLESS], ids="+".join)
def test_c1_a_reply_may_lack_anything_but_an_id_and_a_status(
    dialect: str, missing: list[str]
) -> None:
    body = {key: value for key, value in FULL.items() if key not in missing}

    created, looked = (DIALECTS[dialect].read(body, asked=asked) for asked in (None, "x"))

    for video in (created, looked):
        assert video is not None
        assert (video.id, video.status) == ("x", VideoStatus.RUNNING)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_c1_a_create_needs_no_status_and_a_look_no_id(dialect: str) -> None:
    created = DIALECTS[dialect].read({"task_id": "x"})
    looked = DIALECTS[dialect].read({"status": "queued"}, asked="x")

    assert (created and created.id) == (looked and looked.id) == "x"


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_c7_no_other_variant_of_a_film_is_ever_asked_for(dialect: str) -> None:
    """So a relay that drops `variant`, or answers 4xx to one, changes nothing."""
    assert DIALECTS[dialect].content("x").query == ()


async def test_c5_c22_an_id_is_all_that_a_later_process_needs(
    start: Start, far: FarEnd, to: Path
) -> None:
    far.on("/v1/videos/x", Answer(200, {"status": "completed"}))
    far.on("/v1/videos/x/content", Answer(200, FILM))
    later = start()

    video = await later.look("x", "openai-sora")
    await later.download(video, to, "openai-sora", cap_bytes=10**6)

    assert to.read_bytes() == FILM


async def test_t22_an_address_for_polling_is_never_followed(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd
) -> None:
    named = {"id": "x", "status": "queued", "polling_url": f"{elsewhere.url}/poll"}
    far.on("/v1/videos", Answer(202, named))
    far.on("/v1/videos/x", Answer(200, named))

    video = await order(client, "comet-form")
    await client.look(video.id, "comet-form")

    assert [request.path for request in far.seen] == ["/v1/videos", "/v1/videos/x"]
    assert elsewhere.seen == []
