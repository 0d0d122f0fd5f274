"""What each dialect says when it orders a film, on the wire."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from far_end import ASK, FILM, KEY, ORDERING, Answer, FarEnd, Start, order

from bot.core.catalog import ABILITIES
from bot.core.video import Character, Fault, VideoRequest, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import DIALECTS, Picture
from bot.provider.errors import ProviderRejected, ProviderSilent
from bot.provider.wire import Timeouts

VIDEOS = "/v1/videos"
QUEUED = {"id": "task_1", "status": "queued", "progress": 0}
ONE = Picture(b"one", "1.png", "image/png")
COMMON = [("model", "veo3.1-fast"), ("prompt", "a fox on ice"), ("seconds", "8")]
WHOLE = {"model": "veo3.1-fast", "prompt": "a fox on ice", "seconds": 8, "size": "1280x720"}
SHAPES = {
    "openai-sora": [("size", "1280x720")],
    "sora-all": [("size", "1280x720")],
    "comet-form": [("size", "1280x720")],
    "comet-ratio": [("size", "16:9")],
    "comet-16x9": [("size", "16x9")],
    "comet-aspect": [("aspect_ratio", "16:9"), ("resolution", "720p")],
    "litellm": [("size", "1280x720")],
    "vllm-omni": [("size", "1280x720")],
}
JSON = {
    "comet-json-video": {
        "model": "veo3.1-fast",
        "prompt": "a fox on ice",
        "seconds": "8",
        "video": f"data:video/mp4;base64,{base64.b64encode(FILM).decode()}",
    },
    "sglang": WHOLE,
    "dynamo": WHOLE | {"response_format": "b64_json"},
}


@pytest.mark.parametrize("dialect", SHAPES)
async def test_c17_t5_t6_t7_t9_t11_a_form_holds_the_fields_of_its_dialect_and_no_others(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))

    await order(client, dialect)

    (request,) = far.seen
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert [(name, value) for name, value, _, _ in request.parts] == COMMON + SHAPES[dialect]
    assert all(filename is None for _, _, filename, _ in request.parts)
    assert request.headers["idempotency-key"] == "job1-try1"
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("dialect", JSON)
async def test_t5_t6_t9_t11_json_goes_where_a_dialect_wants_json(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))

    await order(client, dialect)

    (request,) = far.seen
    assert request.headers["content-type"] == "application/json"
    assert request.json == JSON[dialect]
    assert request.headers["idempotency-key"] == "job1-try1"


def test_every_dialect_that_orders_stands_in_one_of_the_two_tests_above() -> None:
    assert sorted([*SHAPES, *JSON]) == ORDERING


@pytest.mark.parametrize(
    ("size", "ratio", "resolution"),
    [("1280x720", "16:9", "720p"), ("720x1280", "9:16", "720p"), ("1080x1080", "1:1", "1080p"),
     ("864x496", "16:9", "496p"), ("1470x630", "21:9", "630p"), ("834x1112", "3:4", "834p")],
)  # fmt: skip
async def test_t7_a_frame_is_called_by_its_usual_ratio(
    client: VideoClient, far: FarEnd, size: str, ratio: str, resolution: str
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))

    await client.create(replace(ASK, size=size), "comet-aspect")
    await client.create(replace(ASK, size=size), "comet-ratio")

    assert [part[:2] for part in far.seen[0].parts[3:]] == [
        ("aspect_ratio", ratio),
        ("resolution", resolution),
    ]
    assert far.seen[1].parts[3][:2] == ("size", ratio)


async def test_the_create_of_page_004_field_by_field_as_its_sample(
    client: VideoClient, far: FarEnd
) -> None:
    """Captured page 004: `curl --form`, in its order; curl strips the quotes of its values."""
    far.on(VIDEOS, Answer(200, QUEUED))
    url = "https://filesystem.site/cdn/20251030/javYrU4etHVFDqg8by7mViTWHlMOZy.mp4"
    asked = VideoRequest("sora-2-pro-all", "cat", 10, "720x1280", "r", Character(url, 1, 3))

    await client.create(asked, "sora-all")

    (request,) = far.seen
    assert (request.method, request.path) == ("POST", "/v1/videos")
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert {name: value for name, value, _, _ in request.parts} == {
        "prompt": "cat",
        "model": "sora-2-pro-all",
        "seconds": "10",
        "size": "720x1280",
        "character_url": url,
        "character_timestamps": "1,3",
    }
    assert len(request.parts) == 6


@pytest.mark.parametrize(
    ("start", "end", "told"), [(1, 3, "1,3"), (0, 1.5, "0,1.5"), (10.25, 12, "10.25,12")]
)
def test_the_span_of_a_character_is_told_without_needless_digits(
    start: float, end: float, told: str
) -> None:
    assert Character("https://a/b.mp4", start, end).timestamps == told


CAPTURED = [
    pytest.param("000", "https://api.cometapi.com/v1", "openai-sora",
                 "video_68f88d1e44988190b2614f6604afd3b80fb3f07d5e600d05", "/v1/videos/{id}"),
    pytest.param("001", "https://api.comet.com/sora/v1", "sora-reverse",
                 "task_01jhjnz502ejqsm6r37km2q637", "/sora/v1/videos/{id}"),
    pytest.param("002", "https://api.cometapi.com/v1", "openai-sora",
                 "video_69b25d5f467c81908733a56bc236b4df", "/v1/videos/{id}"),
    pytest.param("003", "https://api.cometapi.com/v1", "sora-all",
                 "video_69b25d5f467c81908733a56bc236b4df", "/v1/videos/{id}"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "host", "dialect", "provider_id", "path"), CAPTURED)
async def test_c16_the_retrieve_of_a_captured_page_by_method_path_and_bearer(
    start: Start, far: FarEnd, page: str, host: str, dialect: str, provider_id: str, path: str
) -> None:
    path = path.format(id=provider_id)
    far.on(path, Answer(200, {"id": provider_id, "status": "in_progress"}))
    client = start(base_url=far.url + "/" + host.split("/", 3)[3])

    await client.look(provider_id, dialect)

    (request,) = far.seen
    assert (request.method, request.path, request.raw_query) == ("GET", path, "")
    assert request.headers["authorization"] == f"Bearer {KEY}"


TAKES_ONE = sorted(name for name, can in ABILITIES.items() if can.pictures == 1)


@pytest.mark.parametrize("dialect", sorted(set(TAKES_ONE) - {"dynamo"}))
async def test_t8_one_picture_is_a_part_with_name_and_type(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))

    await client.create(ASK, dialect, [ONE])

    (request,) = far.seen
    assert [part[:2] for part in request.parts[:3]] == COMMON
    assert request.parts[4:] == [("input_reference", "one", "1.png", "image/png")]


async def test_t8_dynamo_takes_its_picture_as_a_text(client: VideoClient, far: FarEnd) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))

    await client.create(ASK, "dynamo", [ONE])

    assert far.seen[0].json["input_reference"] == "data:image/png;base64,b25l"


@pytest.mark.parametrize("dialect", ["comet-form", "comet-ratio"])
async def test_t8_several_pictures_go_in_their_order(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on(VIDEOS, Answer(200, QUEUED))
    pictures = [Picture(name.encode(), f"{name}.png", "image/png") for name in "cab"]

    await client.create(ASK, dialect, pictures)

    sent = [part[:3] for part in far.seen[0].parts if part[2]]
    assert sent == [("input_reference", name, f"{name}.png") for name in "cab"]


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
async def test_t9_what_a_dialect_has_no_words_for_is_never_sent(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    can = ABILITIES[dialect]
    somebody = replace(ASK, character=Character("https://a/b.mp4", 1, 3))
    film = FILM if can.film else None
    wrong = [
        (somebody, [], film) if not can.character else None,
        (ASK, [ONE] * (can.pictures + 1), film),
        (ASK, [], None if can.film else FILM),
        (ASK, [], film) if not can.orders else None,
    ]

    for each in filter(None, wrong):
        with pytest.raises(ValueError, match=r"where|no film"):
            await client.create(each[0], dialect, each[1], each[2])

    assert far.seen == []


@pytest.mark.parametrize("dialect", ORDERING)
async def test_t12_c10_an_order_leaves_once_in_every_dialect(
    client: VideoClient, far: FarEnd, dialect: str
) -> None:
    far.on("/v1/models", Answer(200, {"data": [{"id": "x"}]}))
    far.on(VIDEOS, Answer(abort=True), Answer(200, QUEUED))
    await client.served_models()  # leaves a connection that is kept alive

    with pytest.raises(ProviderSilent):
        await order(client, dialect)

    assert far.asked(VIDEOS) == 1


async def test_t2_t26_dynamo_s_reply_to_an_order_is_the_film(
    client: VideoClient, far: FarEnd
) -> None:
    """NVIDIA's protocol: `created`, not `created_at`, and no job to be asked after."""
    body = {
        "id": "x", "object": "video", "model": "m", "status": "completed", "progress": 100,
        "created": 1_790_000_000, "error": None, "inference_time_s": 4.2,
        "data": [{"output_format": "mp4", "b64_json": base64.b64encode(FILM).decode(), "fps": 24}],
    }  # fmt: skip
    far.on(VIDEOS, Answer(200, body))

    video = await order(client, "dynamo")

    assert (video.status, video.inline) == (VideoStatus.DONE, FILM)
    assert video.created_at == 1_790_000_000


async def test_t30_an_order_that_failed_at_once_and_says_why_is_refused(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(VIDEOS, Answer(200, {"id": "x", "status": "failed", "error": "out of memory"}))

    with pytest.raises(ProviderRejected) as caught:
        await order(client, "dynamo")

    assert (caught.value.failure.fault, caught.value.failure.text) == (Fault.OTHER, "out of memory")


async def test_t29_an_order_that_failed_at_once_without_a_reason_is_a_job_to_be_asked_why(
    client: VideoClient, far: FarEnd
) -> None:
    far.on(VIDEOS, Answer(200, {"id": "x", "status": "FAILED"}))

    assert (await order(client, "comet-form")).status is VideoStatus.FAILED


async def test_dynamo_is_waited_for_as_long_as_a_film_takes(start: Start, far: FarEnd) -> None:
    """The far end answers later than any other order would wait."""
    client = start(timeouts=Timeouts(connect=30, create=0.1))
    assert DIALECTS["dynamo"].create(ASK).patience == 1800.0
    assert all(
        DIALECTS[name].create(ASK, (), FILM if ABILITIES[name].film else None).patience is None
        for name in ORDERING
        if name != "dynamo"
    )
    far.on(VIDEOS, Answer(200, QUEUED, late=0.3))

    assert (await order(client, "dynamo")).id == "task_1"
