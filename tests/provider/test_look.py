"""Asking how a job stands: only a clear word ends it."""

from __future__ import annotations

import logging

import pytest
from far_end import KEY, Answer, FarEnd, Start, waits_for

from bot.core.video import Fault, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderRejected

JOB = "/v1/videos/x"


async def look(client: VideoClient, provider_id: str = "x"):
    return await client.look(provider_id, "comet-form")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(500), id="500"),
        pytest.param(Answer(500, {"error": {"code": "invalid_request"}}), id="500 with a code"),
        pytest.param(Answer(502, b"<html>Bad gateway</html>"), id="502"),
        pytest.param(Answer(503, {"error": {"code": "model_not_found"}}), id="503"),
        pytest.param(Answer(524), id="524"),
        pytest.param(Answer(200, b"<html>hello</html>"), id="HTML"),
        pytest.param(Answer(200, b""), id="empty"),
        pytest.param(Answer(200, b'{"id":'), id="half a JSON"),
        pytest.param(Answer(200, [[]]), id="a list"),
        pytest.param(Answer(200, {"hello": 1}), id="another table"),
        pytest.param(Answer(200, {"error": {"message": "later"}}), id="T18 an error in a 200"),
        pytest.param(Answer(301, b"", {"Location": "/x"}), id="301"),
        pytest.param(Answer(400, {"error": {"message": "bad"}}), id="400 about something else"),
        pytest.param(Answer(404, b"<html>404</html>"), id="a 404 that is a page"),
        pytest.param(Answer(404, {"message": "no Route matched"}), id="a gateway's own 404"),
        pytest.param(Answer(403, b"<html>Attention</html>"), id="a 403 that is a page"),
        pytest.param(Answer(403, {"message": "upstream load is saturated"}), id="a full relay"),
    ],
)
async def test_t20_c11_trouble_on_the_way_does_not_end_the_job(
    client: VideoClient, far: FarEnd, answer: Answer
) -> None:
    far.on(JOB, answer)

    with pytest.raises(ProviderBusy) as caught:
        await look(client)

    assert caught.value.reached


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(abort=True)], ids=["hang", "reset"])
async def test_t20_c11_no_answer_is_asked_again_later(
    start: Start, far: FarEnd, answer: Answer
) -> None:
    client = start(timeouts=waits_for(answer))
    far.on(JOB, answer)

    with pytest.raises(ProviderBusy) as caught:
        await look(client)

    assert not caught.value.reached


async def test_c11_the_wait_that_a_busy_provider_names_is_honoured(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(JOB, Answer(429, b"", {"Retry-After": "33"}))

    with pytest.raises(ProviderBusy) as caught:
        await look(client)

    assert caught.value.retry_after == 33


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({"openai-poll-after-ms": "2500"}, 2.5), ({"Retry-After": "9"}, 9.0), ({}, None),
     ({"openai-poll-after-ms": "x"}, None), ({"Retry-After": "99999999"}, 3600.0)],
)  # fmt: skip
async def test_c11_the_pace_that_a_reply_names_is_handed_on(
    client: VideoClient, far: FarEnd, headers: dict[str, str], wait: float | None
) -> None:
    far.on(JOB, Answer(200, {"id": "x", "status": "queued"}, headers))

    video = await look(client)

    assert video.poll_after == wait


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param(Answer(400, {"code": "task_not_exist", "message": "task_not_exist"}),
                     Fault.LOST, id="T19 C12 400 task_not_exist"),
        pytest.param(Answer(404, {"detail": "Not Found"}), Fault.LOST, id="404"),
        pytest.param(Answer(404, {"error": {"message": "Video with id 'x' not found."}}),
                     Fault.LOST, id="404 in OpenAI's words"),
        pytest.param(Answer(410, {"error": {"message": "moved on"}}), Fault.LOST, id="410"),
        pytest.param(Answer(200, {"code": 404, "message": "task not found", "data": None}),
                     Fault.LOST, id="T18 a 404 in a 200"),
        pytest.param(Answer(401, {"error": {"message": "bad"}}), Fault.KEY, id="401"),
        pytest.param(Answer(403, {"error": {"message": "blocked"}}), Fault.KEY, id="403"),
    ],
)  # fmt: skip
async def test_a_clear_no_is_final(
    client: VideoClient, far: FarEnd, answer: Answer, fault: Fault
) -> None:
    far.on(JOB, answer)

    with pytest.raises(ProviderRejected) as caught:
        await look(client)

    assert caught.value.failure.fault is fault


async def test_a_moderation_notice_in_place_of_a_status_is_a_failed_job(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(JOB, Answer(200, {"error": {"code": "moderation_blocked", "message": "no"}}))

    video = await look(client)

    assert video.status is VideoStatus.FAILED
    assert video.failure
    assert video.failure.fault is Fault.MODERATION


@pytest.mark.parametrize(
    ("provider_id", "path"),
    [
        ("sora-2:task_1", "/v1/videos/sora-2%3Atask_1"),
        ("video_a+b/c==", "/v1/videos/video_a%2Bb%2Fc%3D%3D"),
        ("a b?c#d%2F", "/v1/videos/a%20b%3Fc%23d%252F"),
        ("x" * 400, "/v1/videos/" + "x" * 400),
    ],
)
async def test_c13_an_id_is_quoted_whole(
    client: VideoClient, far: FarEnd, provider_id: str, path: str
) -> None:
    far.on(path, Answer(200, {"id": provider_id, "status": "queued"}))

    video = await look(client, provider_id)

    assert video.id == provider_id
    assert far.seen[0].path == path


@pytest.mark.parametrize(
    "tail", ["", "/", "/v1", "/v1/", "/v1/videos", "/v1  ", "\n", "/v1?x=1", "\ufeff"]
)
async def test_c16_the_address_may_be_typed_in_many_ways(
    start: Start, far: FarEnd, tail: str
) -> None:
    far.on(JOB, Answer(200, {"status": "queued"}))
    client = start(base_url=" " + far.url + tail)

    await look(client)

    assert far.seen[0].path == JOB


@pytest.mark.parametrize("base_url", ["", "ftp://a", "http://", "http://a:b", "https:///v1"])
def test_c16_what_is_no_address_is_said_at_once(start: Start, base_url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        start(base_url=base_url)


@pytest.mark.parametrize(
    "key", [f" {KEY}\n", f"\ufeff{KEY}", f"Bearer {KEY}", f"Bearer  {KEY}\r\n", f'"{KEY}"']
)
async def test_c16_the_key_may_be_pasted_in_many_ways(start: Start, far: FarEnd, key: str) -> None:
    far.on(JOB, Answer(200, {"status": "queued"}))

    await look(start(key=key))

    assert far.seen[0].headers["authorization"] == f"Bearer {KEY}"


async def test_without_a_key_no_header_is_sent(start: Start, far: FarEnd) -> None:
    far.on(JOB, Answer(200, {"status": "queued"}))

    await look(start(key=" "))

    assert "authorization" not in far.seen[0].headers


def test_a_key_that_no_header_can_carry_is_refused_without_being_repeated(start: Start) -> None:
    with pytest.raises(ValueError, match="key") as caught:
        start(key="sk-ключ\nsecret")

    assert "ключ" not in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_t13_an_unknown_status_word_is_logged_once(
    client: VideoClient, far: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    far.on(JOB, Answer(200, {"id": "x", "status": "Dreaming"}))

    for _ in range(3):
        assert (await look(client)).status is VideoStatus.RUNNING

    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == [
        "provider: unknown status 'Dreaming', taken for running"
    ]


async def test_t32_the_request_id_of_the_header_is_kept(client: VideoClient, far: FarEnd) -> None:
    far.on(JOB, Answer(200, {"status": "failed"}, {"X-Cometapi-Request-Id": "r-1"}))

    video = await look(client)

    assert video.failure
    assert video.failure.request_id == "r-1"
