"""What the account lists, why a job failed, and where a lost create may be found."""

from __future__ import annotations

import pytest
from aiohttp import web
from far_end import CONTENT, FILM, Answer, FarEnd, Start, waits_for

from bot.core.video import Failure, Fault
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderRejected

MODELS, VIDEOS = "/v1/models", "/v1/videos"


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        pytest.param(Answer(200, {"data": [{"id": "a"}, {"id": "b"}, {}, 3, {"id": "a"}]}),
                     {"a", "b"}, id="a list"),
        pytest.param(Answer(200, ["a", "b"]), {"a", "b"}, id="bare names"),
        pytest.param(Answer(200, {"data": []}), None, id="an empty list tells nothing"),
        pytest.param(Answer(200, {"data": None}), None, id="T33 null"),
        pytest.param(Answer(200, b"null"), None, id="T33 a null body"),
        pytest.param(Answer(200, b"<html>"), None, id="a page"),
        pytest.param(Answer(404, {"detail": "Not Found"}), None, id="404"),
        pytest.param(Answer(405), None, id="405"),
        pytest.param(Answer(501), None, id="501"),
        pytest.param(Answer(301, b"", {"Location": "/"}), None, id="301"),
    ],
)  # fmt: skip
async def test_which_models_are_served(
    client: VideoClient, far: FarEnd, answer: Answer, names: set[str] | None
) -> None:
    far.on(MODELS, answer)

    assert await client.served_models() == names


@pytest.mark.parametrize("answer", [Answer(500), Answer(429), Answer(abort=True)], ids=str)
async def test_a_provider_that_is_not_well_is_not_one_without_models(
    start: Start, far: FarEnd, answer: Answer
) -> None:
    far.on(MODELS, answer)

    with pytest.raises(ProviderBusy):
        await start().served_models()


async def test_a_refused_key_is_said(client: VideoClient, far: FarEnd) -> None:
    far.on(MODELS, Answer(401, {"error": {"message": "Invalid token"}}))

    with pytest.raises(ProviderRejected) as caught:
        await client.served_models()

    assert caught.value.failure == Failure(Fault.KEY, "Invalid token")


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        pytest.param(Answer(400, {"error": {"message": "Task is not completed yet, current "
                                                       "status: VIOLATION"}}),
                     Failure(Fault.MODERATION, "VIOLATION"), id="a violation"),
        pytest.param(Answer(400, {"error": {"message": "Task is not completed yet, current "
                                                       "status: FAILURE"}}),
                     Failure(Fault.OTHER, "FAILURE"), id="another status"),
        pytest.param(Answer(404, {"error": {"message": "Task not found"}}),
                     Failure(Fault.OTHER, "Task not found"), id="not found"),
        pytest.param(Answer(200, {"error": {"message": "current status: VIOLATION"}}),
                     Failure(Fault.MODERATION, "VIOLATION"), id="within a 200"),
        pytest.param(Answer(502, b"<html>"), Failure(Fault.OTHER), id="a page"),
        pytest.param(Answer(abort=True), Failure(Fault.OTHER), id="no answer"),
    ],
)  # fmt: skip
async def test_t29_a_failure_without_a_word_is_asked_at_content(
    client: VideoClient, far: FarEnd, answer: Answer, failure: Failure
) -> None:
    far.on(CONTENT, answer)

    assert await client.why_failed("x", "comet-form") == failure


async def test_t29_bytes_mean_that_the_film_exists_after_all(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(CONTENT, Answer(200, FILM))

    assert await client.why_failed("x", "comet-form") is None


async def test_t29_no_more_than_the_beginning_of_an_endless_film_is_read(
    client: VideoClient, far: FarEnd
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not far.closing.is_set():
            await response.write(FILM)
        return response

    far.handlers[CONTENT] = endless

    assert await client.why_failed("x", "comet-form") is None


@pytest.mark.parametrize(
    "body",
    [
        {"object": "list", "data": [{"id": "a", "status": "queued"}, {"id": "b"}, 5]},
        {"data": {"items": [{"task_id": "a", "status": "SUCCESS"}, {"id": "b"}]}},
        [{"id": "a"}, {"id": "b"}],
    ],
)
async def test_the_newest_jobs_are_listed(client: VideoClient, far: FarEnd, body: object) -> None:
    far.on(VIDEOS, Answer(200, body))

    videos = await client.list("comet-form", limit=7)

    assert [video.id for video in videos] == ["a", "b"]
    assert far.seen[0].query == {"limit": "7", "order": "desc"}


@pytest.mark.parametrize(
    "answer",
    [Answer(404), Answer(405), Answer(501), Answer(200, b"<html>"), Answer(200, {"ok": 1}),
     Answer(301, b"", {"Location": "/"}), Answer(400, {"error": "no"})],
    ids=str,
)  # fmt: skip
async def test_a_provider_without_a_list_says_so(
    client: VideoClient, far: FarEnd, answer: Answer
) -> None:
    far.on(VIDEOS, answer)

    with pytest.raises(ProviderRejected):
        await client.list("comet-form")


@pytest.mark.parametrize("answer", [Answer(502), Answer(429), Answer(hang=True)], ids=str)
async def test_a_list_that_cannot_be_had_now_is_asked_for_later(
    start: Start, far: FarEnd, answer: Answer
) -> None:
    client = start(timeouts=waits_for(answer))
    far.on(VIDEOS, answer)

    with pytest.raises(ProviderBusy):
        await client.list("comet-form")
