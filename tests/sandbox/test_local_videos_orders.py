"""What the local video service accepts, and what it refuses in which words."""

from __future__ import annotations

import io
import re

import pytest
from local_videos_client import OFFICIAL, form, served
from PIL import Image

from bot.sandbox.videos import Manners
from bot.sandbox.videos.catalogue import MODELS


def picture(wide: int, high: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (wide, high)).save(data, "PNG")
    return data.getvalue()


FIELDS = {"model": "wan2.7", "prompt": "a fox", "seconds": "3", "size": "720x1280"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param({"data": form(**FIELDS)}, "multipart/form-data", id="multipart"),
        pytest.param({"data": FIELDS}, "application/x-www-form-urlencoded", id="urlencoded"),
        pytest.param({"json": {**FIELDS, "seconds": 3}}, "application/json", id="JSON"),
    ],
)
async def test_a_create_is_read_in_any_encoding_and_recorded(body, kind) -> None:
    heard = []
    async with served(listener=heard.append) as (videos, client):
        reply = await client.send("POST", "/v1/videos", **body)

        job = videos.jobs[reply.body["id"]]
        assert (job.model, job.prompt, job.seconds, job.size) == ("wan2.7", "a fox", 3, "720x1280")
    request = heard[0]
    assert (request.far_end, request.method, request.path) == ("videos", "POST", "/v1/videos")
    assert (request.status, request.content_type) == (200, kind)
    assert request.headers["authorization"] == "Bearer sk-sandbox"
    told = request.json or {part.name: part.data.decode() for part in request.parts}
    assert {name: str(value) for name, value in told.items()} == FIELDS


async def test_pictures_arrive_as_they_were_sent_and_in_order() -> None:
    files = [("one.png", picture(8, 8)), ("two.png", picture(16, 8))]
    async with served() as (videos, client):
        reply = await client.ask(*files, model="doubao-seedance-2-0")

        sent = [part for part in videos.recorded[0].parts if part.name == "input_reference"]
        assert videos.jobs[reply.body["id"]].order.references == 2
    assert [(part.filename, part.data) for part in sent] == files
    assert sent[0].content_type == "image/png"


@pytest.mark.parametrize(
    ("fields", "status", "code", "message"),
    [
        pytest.param(
            {**OFFICIAL, "seconds": "10"},
            400,
            "invalid_value",
            "Invalid value: '10'. Supported values are: '4', '8', and '12'.",
            id="official length",
        ),
        pytest.param(
            {**OFFICIAL, "size": "1920x1080"},
            400,
            "invalid_value",
            "Invalid value: '1920x1080'. Supported values are: '1280x720' and '720x1280'.",
            id="official size",
        ),
        pytest.param(
            {**OFFICIAL, "fps": "60"},
            400,
            "unknown_parameter",
            "Unknown parameter: 'fps'.",
            id="official stranger",
        ),
        pytest.param(
            {"model": "doubao-seedance-2-0", "seconds": "3"},
            400,
            "InvalidParameter",
            "The parameter duration is not valid: expected 4 to 15, got 3",
            id="seedance length",
        ),
        pytest.param(
            {"model": "wan2.6", "seconds": "7"},
            400,
            "invalid_request",
            "invalid seconds '7', supported: 5, 10, 15",
            id="shared length",
        ),
        pytest.param(
            {"size": "720p"},
            400,
            "invalid_request",
            "invalid size '720p', supported: 1280x720, 720x1280, 1920x1080, 3840x2160",
            id="shared size",
        ),
        pytest.param(
            {"fps": "60"}, 400, "invalid_request", "unsupported parameter: fps", id="stranger"
        ),
        pytest.param(
            {"model": ""}, 400, "invalid_request", "model name is required", id="no model"
        ),
        pytest.param({"prompt": ""}, 500, "invalid_request", "prompt is required", id="no prompt"),
        pytest.param(
            {"model": "veo9"},
            503,
            "model_not_found",
            "no available channel for group default and model veo9 (distributor)",
            id="no such model",
        ),
        pytest.param(
            {"prompt": "x [refuse]"},
            400,
            "moderation_blocked",
            "The request is blocked by our moderation system when checking inputs. "
            "Possible reasons: sexual, violence.",
            id="moderation",
        ),
    ],
)
async def test_a_create_is_refused_in_the_providers_words(fields, status, code, message) -> None:
    async with served() as (videos, client):
        reply = await client.ask(**fields)

        assert (len(videos.jobs), videos.balance_micros) == (0, 100_000_000)
    error = reply.body["error"]
    text, _, request_id = error["message"].partition(" (request id: ")
    assert (reply.status, error["code"], text) == (status, code, message)
    if error["type"] == "comet_api_error":
        assert request_id == reply.headers["x-cometapi-request-id"] + ")"
    assert re.fullmatch(r"\d{23}[A-Za-z]{8}", reply.headers["x-cometapi-request-id"])


@pytest.mark.parametrize(
    ("model", "files", "message"),
    [
        ("sora-2", [picture(10, 10)], "Inpaint image must match the requested width and height"),
        ("sora-2", [b"GIF89a"], "Invalid image: expected image/jpeg, image/png or image/webp."),
        ("veo3.1", [picture(1, 1)] * 2, "veo3.1 takes at most 1 input_reference"),
        (
            "doubao-seedance-1-5-pro",
            [picture(1, 1)],
            "the specified task_type r2v does not support model seedance-1-5-pro",
        ),
    ],
)
async def test_a_picture_that_a_model_does_not_take_is_refused(model, files, message) -> None:
    async with served() as (_, client):
        reply = await client.ask(*(("x.png", data) for data in files), model=model)

    assert reply.status == 400
    assert reply.body["error"]["message"].startswith(message)


async def test_a_picture_of_the_right_size_is_taken_by_the_official_dialect() -> None:
    async with served() as (_, client):
        reply = await client.ask(("x.png", picture(1280, 720)), **OFFICIAL)

    assert reply.status == 200


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"model": "doubao-seedance-2-0", "size": "9:16"}, "720x1280"),
        ({"model": "doubao-seedance-2-0", "size": "21:9"}, "1470x630"),
        ({"model": "omni-fast", "size": "", "aspect_ratio": "1:1"}, "1280x720"),
        ({"model": "omni-fast", "size": "", "aspect_ratio": "9:16"}, "720x1280"),
        ({"model": "wan2.7", "size": ""}, "1920x1080"),
    ],
)
async def test_a_size_may_be_said_in_the_models_own_way(fields, size) -> None:
    async with served() as (videos, client):
        job_id = await client.create(**fields)

        assert videos.jobs[job_id].size == size


@pytest.mark.parametrize(
    ("body", "headers", "slug"),
    [
        (b'{"model": ', {"Content-Type": "application/json"}, "invalid_json"),
        (b"[]", {"Content-Type": "application/json"}, "invalid_json"),
        (b"--x\r\nbroken", {"Content-Type": "multipart/form-data; boundary=x"}, "invalid_multi"),
        (b"no boundary", {"Content-Type": "multipart/form-data"}, "invalid_multi"),
    ],
)
async def test_a_broken_body_is_refused_and_not_the_end_of_the_service(body, headers, slug) -> None:
    async with served() as (_, client):
        broken = await client.send("POST", "/v1/videos", data=body, headers=headers)
        sound = await client.ask()

    assert (broken.status, sound.status) == (400, 200)
    assert broken.body["code"].startswith(slug)


async def test_only_multipart_is_taken_where_the_service_is_told_so() -> None:
    async with served(manners=Manners(multipart_only=True)) as (_, client):
        urlencoded = await client.send("POST", "/v1/videos", data=FIELDS)
        multipart = await client.ask()

    assert (urlencoded.status, multipart.status) == (400, 200)


@pytest.mark.parametrize("authorization", ["", "sk-sandbox", "Bearer sk-wrong", "Basic sk-sandbox"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/videos"),
        ("GET", "/v1/videos"),
        ("GET", "/v1/videos/x"),
        ("GET", "/v1/videos/x/content"),
        ("DELETE", "/v1/videos/x"),
        ("GET", "/v1/models"),
        ("GET", "/v1/dashboard/billing/usage"),
    ],
)
async def test_nothing_is_told_without_the_key(method, path, authorization) -> None:
    async with served() as (_, client):
        reply = await client.send(method, path, headers={"Authorization": authorization})

    assert reply.status == 401
    assert reply.body["error"]["type"] == "comet_api_error"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/v1/video", "application/json"),
        ("PUT", "/v1/videos", "application/json"),
        ("GET", "/videos", "text/html"),
    ],
)
async def test_a_route_that_is_not_there_is_answered_and_kept(method, path, kind) -> None:
    async with served() as (videos, client):
        reply = await client.send(method, path)

        assert list(videos.unknown_routes) == [f"{method} {path}"]
    assert reply.status == 404
    assert reply.headers["content-type"].startswith(kind)


def test_every_size_is_one_that_a_film_can_have_and_every_default_is_sold() -> None:
    for model in MODELS.values():
        assert model.default_size in model.sizes
        assert model.default_seconds in model.seconds
        for size in model.sizes:
            assert all(int(number) % 2 == 0 for number in size.split("x")), (model.id, size)
