"""Asking for a film: sent once, and every answer sorted by what may be done next."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web
from far_end import ASK, KEY, Answer, Clock, FarEnd, Start, waits_for

from bot.core.video import Fault, VideoRequest, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import Picture
from bot.provider.errors import ProviderBusy, ProviderRejected, ProviderSilent
from bot.provider.wire import Timeouts

VIDEOS = "/v1/videos"
QUEUED = {"id": "task_1", "status": "queued", "progress": 0}


@pytest.mark.parametrize("dialect", ["openai-sora", "comet-form"])
async def test_c17_multipart_with_numbers_as_text_and_nothing_else_even_without_a_picture(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    """T5 T6 T7 T9 T11 C17"""
    far.on(VIDEOS, Answer(200, QUEUED))

    await client.create(ASK, dialect)

    (request,) = far.seen
    assert request.method == "POST"
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert [(name, value) for name, value, _, _ in request.parts] == [
        ("model", "veo3.1-fast"),
        ("prompt", "a fox on ice"),
        ("seconds", "8"),
        ("size", "1280x720"),
    ]
    assert all(filename is None for _, _, filename, _ in request.parts)
    assert request.headers["idempotency-key"] == "job1-try1"
    assert request.headers["authorization"] == f"Bearer {KEY}"


async def test_t8_pictures_are_repeated_parts_in_order_with_name_and_type(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))
    pictures = [Picture(b"one", "1.png", "image/png"), Picture(b"two", "2.jpg", "image/jpeg")]

    await client.create(ASK, "comet-form", pictures)

    assert far.seen[0].parts[4:] == [
        ("input_reference", "one", "1.png", "image/png"),
        ("input_reference", "two", "2.jpg", "image/jpeg"),
    ]


async def test_t8_the_official_dialect_has_room_for_one_picture(
    client: VideoClient, far: FarEnd
) -> None:
    pictures = [Picture(b"x", "x.png", "image/png")] * 2

    with pytest.raises(ValueError, match="2 pictures"):
        await client.create(ASK, "openai-sora", pictures)

    assert far.seen == []


async def test_a_prompt_of_any_letters_arrives_as_it_is(client: VideoClient, far: FarEnd) -> None:
    prompt = 'Füchse 🦊 "quoted"\r\n--boundary\nΔ'
    far.on(VIDEOS, Answer(200, QUEUED))

    await client.create(VideoRequest("m", prompt, 4, "1x1", "r"), "comet-form")

    assert far.seen[0].parts[1][:2] == ("prompt", prompt)


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"id": "task_1"}, id="T3 only an id"),
        pytest.param({"task_id": "task_1", "status": "SUBMITTED"}, id="T4 an alias, upper case"),
        pytest.param({"data": {"task_id": "task_1", "status": "pending"}}, id="T1 below data"),
        pytest.param({"output": {"id": "task_1"}}, id="T1 below output"),
        pytest.param({"code": "success", "data": {"data": {"id": "task_1"}}}, id="C4 two wraps"),
    ],
)
async def test_t1_any_2xx_with_an_id_is_a_job_that_waits(
    client: VideoClient, far: FarEnd, status: int, body: object
) -> None:
    far.on(VIDEOS, Answer(status, body))

    video = await client.create(ASK, "comet-form")

    assert (video.id, video.status) == ("task_1", VideoStatus.WAITING)


async def test_t2_a_reply_that_is_done_already_brings_its_film(
    client: VideoClient, far: FarEnd
) -> None:
    body = {"id": "x", "status": "completed", "created": 5, "data": [{"b64_json": "Zmlsbc=="}]}
    body["data"] = [{"b64_json": "ZmlsbQ==", "url": "https://films.example/x.mp4"}]
    far.on(VIDEOS, Answer(200, body))

    video = await client.create(ASK, "comet-form")

    assert video.status is VideoStatus.DONE
    assert video.inline == b"film"
    assert video.urls == ("https://films.example/x.mp4",)


REFUSALS = [
    pytest.param(400, {"error": {"message": "no", "code": "invalid_value"}}, Fault.INPUT, id="400"),
    pytest.param(401, {"error": {"message": "bad key"}}, Fault.KEY, id="401"),
    pytest.param(403, {"code": None, "message": "user quota is not enough"}, Fault.FUNDS,
                 id="C9 403 out of money, flat"),
    pytest.param(403, {"error": {"message": "blocked"}}, Fault.KEY, id="403 blocked"),
    pytest.param(402, b"", Fault.FUNDS, id="402"),
    pytest.param(404, b"<html>nothing here</html>", Fault.OTHER, id="404 wrong address"),
    pytest.param(404, {"error": {"code": "model_not_found"}}, Fault.MODEL_GONE, id="T37 404 model"),
    pytest.param(405, b"", Fault.OTHER, id="405"),
    pytest.param(413, b"<html>too large</html>", Fault.TOO_LARGE, id="413"),
    pytest.param(422, {"detail": [{"loc": ["seconds"], "msg": "too long"}]}, Fault.INPUT, id="422"),
    pytest.param(500, {"error": {"code": "invalid_request", "message": "model"}}, Fault.INPUT,
                 id="C9 500 invalid_request"),
    pytest.param(503, {"error": {"code": "model_not_found", "message": "no available channel"}},
                 Fault.MODEL_GONE, id="C9 T37 503 model_not_found"),
    pytest.param(400, {"error": {"code": "moderation_blocked", "message": "blocked"}},
                 Fault.MODERATION, id="moderation by code"),
    pytest.param(500, {"error": {"message": "Your request was blocked by our moderation system."}},
                 Fault.MODERATION, id="moderation by words, in a 500"),
    pytest.param(429, {"error": {"code": "insufficient_quota"}}, Fault.FUNDS,
                 id="429 that waiting does not mend"),
    pytest.param(500, {"code": "fail_to_fetch_task", "message":
                 '{"error":{"code":"invalid_value","message":"Invalid value: 10"}}'},
                 Fault.INPUT, id="the maker's JSON within a string"),
    pytest.param(200, {"code": 400, "message": "fail_to_fetch_task", "data": None}, Fault.INPUT,
                 id="T18 a 400 in a 200"),
    pytest.param(200, {"error": {"code": "moderation_blocked", "message": "x"}}, Fault.MODERATION,
                 id="T18 moderation in a 200"),
    pytest.param(301, b"", Fault.OTHER, id="301 wrong address"),
    pytest.param(307, b"", Fault.OTHER, id="307 wrong address"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "fault"), REFUSALS)
async def test_a_refusal_is_final_and_sorted(
    client: VideoClient, far: FarEnd, status: int, body: object, fault: Fault
) -> None:
    headers = {"Location": "/v1/elsewhere"} if 300 <= status < 400 else {}
    far.on(VIDEOS, Answer(status, body, headers))

    with pytest.raises(ProviderRejected) as caught:
        await client.create(ASK, "comet-form")

    assert caught.value.failure.fault is fault
    assert len(far.seen) == 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(500, b""), id="500 empty"),
        pytest.param(Answer(500, {"error": {"message": "internal"}}), id="500"),
        pytest.param(Answer(502, b"<html>Bad gateway</html>"), id="502"),
        pytest.param(Answer(503, {"error": {"message": "later"}}), id="503"),
        pytest.param(Answer(504), id="504"),
        pytest.param(Answer(524, b"<title>Model not found</title>"), id="524 with misleading HTML"),
        pytest.param(Answer(408), id="408"),
        pytest.param(Answer(409), id="409"),
        pytest.param(Answer(abort=True), id="reset"),
        pytest.param(Answer(hang=True), id="timeout"),
        pytest.param(Answer(200, b"{"), id="200 with half a JSON"),
        pytest.param(Answer(200, b""), id="200 with nothing"),
        pytest.param(Answer(200, b"<html>"), id="200 with a page"),
        pytest.param(Answer(200, {"status": "queued"}), id="200 without an id"),
        pytest.param(Answer(200, [1, 2]), id="200 with a list"),
        pytest.param(
            Answer(200, {"id": "..", "status": "queued"}), id="an id that leaves the route"
        ),
        pytest.param(Answer(200, {"id": "x" * 1001}), id="an id longer than any"),
        pytest.param(Answer(200, b"[" * 100_000), id="200 with JSON without a bottom"),
        pytest.param(Answer(200, {"error": "strange"}), id="200 with an error nobody knows"),
        pytest.param(Answer(200, QUEUED, cut_at=9), id="200 cut off"),
    ],
)
async def test_t12_c10_what_nobody_can_judge_is_silence_and_is_sent_once(
    start: Start, far: FarEnd, answer: Answer
) -> None:
    client = start(timeouts=waits_for(answer))
    far.on(VIDEOS, answer)

    with pytest.raises(ProviderSilent):
        await client.create(ASK, "comet-form")

    assert len(far.seen) == 1


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        pytest.param(Answer(429), None, id="429"),
        pytest.param(Answer(429, b"", {"Retry-After": "7"}), 7.0, id="Retry-After in seconds"),
        pytest.param(Answer(429, b"", {"Retry-After": "Mon, 21 Sep 2026 14:14:20 GMT"}), 60.0,
                     id="Retry-After as a date"),
        pytest.param(Answer(429, b"", {"Retry-After": "never"}), None, id="Retry-After nonsense"),
        pytest.param(Answer(429, b"", {"Retry-After": "-5"}), 0.0, id="Retry-After in the past"),
        pytest.param(Answer(403, {"message": "当前分组上游负载已饱和"}), None,
                     id="a relay that is full says 403"),
    ],
)  # fmt: skip
async def test_c10_too_many_means_that_nothing_was_made(
    client: VideoClient, far: FarEnd, answer: Answer, wait: float | None
) -> None:
    far.on(VIDEOS, answer)

    with pytest.raises(ProviderBusy) as caught:
        await client.create(ASK, "comet-form")

    assert caught.value.reached
    assert caught.value.retry_after == wait
    assert len(far.seen) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
async def test_c10_a_refused_connection_means_that_nothing_was_made(
    start: Start, host: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = start(base_url=f"http://{host}:{port}")

    with pytest.raises(ProviderBusy) as caught:
        await client.create(ASK, "comet-form")

    assert not caught.value.reached


async def test_c10_a_create_that_found_no_free_connection_was_never_sent(
    far: FarEnd, clock: Clock
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))
    arrived = asyncio.Event()

    async def hold(request: web.Request) -> web.StreamResponse:
        arrived.set()
        return await far.give(request, Answer(hang=True))

    far.handlers[VIDEOS + "/x"] = hold
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        times = Timeouts(connect=0.2, create=5, look=1)
        client = VideoClient(session, base_url=far.url, key="k", clock=clock, timeouts=times)
        blocking = asyncio.create_task(client.look("x", "comet-form"))
        await arrived.wait()

        with pytest.raises(ProviderBusy) as caught:
            await client.create(ASK, "comet-form")

        assert not caught.value.reached
        assert far.asked(VIDEOS) == 0
        with pytest.raises(ProviderBusy):
            await blocking


async def test_t12_a_post_on_a_connection_that_died_is_not_sent_again(
    client: VideoClient, far: FarEnd
) -> None:
    far.on("/v1/models", Answer(200, {"data": [{"id": "x"}]}))
    far.on(VIDEOS, Answer(abort=True), Answer(200, QUEUED))
    await client.served_models()  # leaves a connection that is kept alive

    with pytest.raises(ProviderSilent):
        await client.create(ASK, "comet-form")

    assert far.asked(VIDEOS) == 1
