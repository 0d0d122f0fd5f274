"""A remix: asked for once, with the prompt only, and judged as an order is."""

from __future__ import annotations

import pytest
from far_end import KEY, Answer, FarEnd, Start, waits_for

from bot.core.catalog import ABILITIES
from bot.core.video import Fault, ProviderVideo, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderRejected, ProviderSilent

REMIX = "/v1/videos/video_1/remix"
QUEUED = {"id": "video_2", "status": "queued", "remixed_from_video_id": "video_1"}
REMIXING = sorted(name for name, can in ABILITIES.items() if can.remix)


async def remix(
    client: VideoClient, source: str = "video_1", dialect: str = "openai-sora"
) -> ProviderVideo:
    return await client.remix(source, "the same, at night", dialect, reference="job2-try1")


@pytest.mark.parametrize("dialect", REMIXING)
async def test_a_remix_is_json_with_the_prompt_and_nothing_else(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on(REMIX, Answer(200, QUEUED))

    video = await remix(client, dialect=dialect)

    (request,) = far.seen
    assert (video.id, video.status) == ("video_2", VideoStatus.WAITING)
    assert (request.method, request.json) == ("POST", {"prompt": "the same, at night"})
    assert request.headers["content-type"] == "application/json"
    assert request.headers["idempotency-key"] == "job2-try1"
    assert request.headers["authorization"] == f"Bearer {KEY}"


async def test_c13_the_id_of_a_source_is_quoted_whole(client: VideoClient, far: FarEnd) -> None:
    far.on("/v1/videos/video_a%2Bb%2Fc%3D%3D/remix", Answer(200, QUEUED))

    assert (await remix(client, "video_a+b/c==")).id == "video_2"


async def test_where_there_is_no_remix_nothing_is_sent(client: VideoClient, far: FarEnd) -> None:
    with pytest.raises(ValueError, match="remix"):
        await remix(client, dialect="comet-form")

    assert far.seen == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param(Answer(400, {"code": "task_not_exist", "message": "task_not_exist"}),
                     Fault.LOST, id="a source nobody knows, at a relay"),
        pytest.param(Answer(404, {"error": {"message": "Video with id 'video_1' not found."}}),
                     Fault.LOST, id="a source nobody knows, at OpenAI"),
        pytest.param(Answer(404, b"<html>nothing here</html>"), Fault.OTHER, id="no such route"),
        pytest.param(Answer(400, {"error": {"code": "video_not_ready", "message": "wait"}}),
                     Fault.INPUT, id="a source that is not done"),
        pytest.param(Answer(400, {"code": "task_channel_disable", "message": "disabled"}),
                     Fault.INPUT, id="the source's channel is closed"),
        pytest.param(Answer(503, {"error": {"code": "model_not_found"}}), Fault.MODEL_GONE,
                     id="the model is gone"),
        pytest.param(Answer(403, {"code": None, "message": "user quota is not enough"}),
                     Fault.FUNDS, id="no money"),
        pytest.param(Answer(400, {"error": {"code": "moderation_blocked"}}), Fault.MODERATION,
                     id="moderation"),
    ],
)  # fmt: skip
async def test_a_refused_remix_is_final_and_sorted(
    client: VideoClient, far: FarEnd, answer: Answer, fault: Fault
) -> None:
    far.on(REMIX, answer)

    with pytest.raises(ProviderRejected) as caught:
        await remix(client)

    assert caught.value.failure.fault is fault
    assert len(far.seen) == 1


@pytest.mark.parametrize(
    "answer",
    [Answer(502, b"<html>"), Answer(abort=True), Answer(hang=True), Answer(200, b"{")],
    ids=["502", "reset", "timeout", "half a JSON"],
)
async def test_c10_a_remix_that_nobody_can_judge_is_silence_and_is_sent_once(
    start: Start, far: FarEnd, answer: Answer
) -> None:
    client = start(timeouts=waits_for(answer))
    far.on(REMIX, answer)

    with pytest.raises(ProviderSilent):
        await remix(client)

    assert len(far.seen) == 1


async def test_c10_a_busy_provider_has_made_no_remix(client: VideoClient, far: FarEnd) -> None:
    far.on(REMIX, Answer(429, b"", {"Retry-After": "7"}))

    with pytest.raises(ProviderBusy) as caught:
        await remix(client)

    assert caught.value.retry_after == 7
