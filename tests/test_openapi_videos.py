"""The judge accepts right requests for videos with exactly the named tolerances, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.record import Part, Recorded
from tests.openapi import Judge, SpecsMissing

JSON, FORM = "application/json", "multipart/form-data"


@pytest.fixture(scope="module")
def judge() -> Judge:
    try:
        return Judge.load()
    except SpecsMissing as missing:
        pytest.skip(f"no published files in {missing}")


def to_videos(method: str, path: str, *parts: Part, **more: Any) -> Recorded:
    kind = FORM if parts else None
    told: dict[str, Any] = {"query": {}, "headers": {}, "content_type": kind, "parts": parts}
    return Recorded("videos", method, path, **{**told, **more})


def field(name: str, value: str) -> Part:
    return Part(name, "text/plain; charset=utf-8", None, value.encode())


def picture(name: str = "input_reference") -> Part:
    return Part(name, "image/png", "fox.png", b"\x89PNG")


CREATE = (field("model", "sora-2"), field("prompt", "a fox"), field("seconds", "8"))


@pytest.mark.parametrize(
    ("request_", "operation"),
    [
        pytest.param(to_videos("POST", "/v1/videos", *CREATE), "createVideo", id="create"),
        pytest.param(
            to_videos("POST", "/v1/videos", *CREATE, picture()), "createVideo", id="with a picture"
        ),
        pytest.param(
            to_videos(
                "POST",
                "/v1/videos",
                field("model", "doubao-seedance-2-0"),
                field("prompt", "a fox"),
                field("seconds", "15"),
                field("size", "9:16"),
                picture(),
                picture(),
            ),
            "createVideo",
            id="Comet: free length and size, two pictures",
        ),
        pytest.param(
            to_videos(
                "POST",
                "/v1/videos",
                field("model", "omni-fast"),
                field("prompt", "a fox"),
                field("aspect_ratio", "16:9"),
                field("resolution", "720p"),
            ),
            "createVideo",
            id="Comet: a ratio instead of a size",
        ),
        pytest.param(
            to_videos("GET", "/v1/videos", query={"limit": "20", "order": "asc", "after": "x"}),
            "ListVideos",
            id="list",
        ),
        pytest.param(to_videos("GET", "/v1/videos/video_1"), "GetVideo", id="look"),
        pytest.param(
            to_videos("GET", "/v1/videos/video_1/content", query={"variant": "video"}),
            "RetrieveVideoContent",
            id="film",
        ),
        pytest.param(
            to_videos(
                "POST", "/v1/videos/v/remix", content_type=JSON, json={"prompt": "now a cat"}
            ),
            "CreateVideoRemix",
            id="remix",
        ),
        pytest.param(to_videos("GET", "/v1/models"), "comet.models", id="Comet: models"),
        pytest.param(to_videos("GET", "/films/0a.mp4"), "comet.film", id="Comet: signed film"),
    ],
)
def test_a_right_request_for_a_video_is_accepted(judge, request_, operation) -> None:
    verdict = judge.check(request_)

    assert (verdict.operation, verdict.problems) == (operation, ())


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (to_videos("POST", "/v1/video", *CREATE), "no such path"),
        (to_videos("GET", "/api/model"), "no such path"),
        (to_videos("PATCH", "/v1/videos/x"), "no such method"),
        (to_videos("POST", "/v1/videos", *CREATE, field("fps", "24")), "'fps' was unexpected"),
        (to_videos("POST", "/v1/videos", field("model", "sora-2")), "'prompt' is a required"),
        (to_videos("POST", "/v1/videos", *CREATE, field("prompt", "b")), "'prompt' comes twice"),
        (to_videos("POST", "/v1/videos", *CREATE, field("size", "720p")), "body/size"),
        (
            to_videos("POST", "/v1/videos", field("prompt", "x"), field("seconds", "4.5")),
            "body/seconds",
        ),
        (to_videos("POST", "/v1/videos", field("prompt", "")), "body/prompt"),
        (
            to_videos(
                "POST",
                "/v1/videos",
                *CREATE,
                content_type="application/x-www-form-urlencoded",
            ),
            "content type application/x-www-form-urlencoded is not among",
        ),
        (
            to_videos("POST", "/v1/videos", content_type=JSON, json={"prompt": "x", "seconds": 4}),
            "body/seconds",
        ),
        (
            to_videos("POST", "/v1/videos", *CREATE, field("aspect_ratio", "wide")),
            "body.aspect_ratio",
        ),
        (to_videos("GET", "/v1/videos", query={"limit": "many"}), "query.limit"),
        (to_videos("GET", "/v1/videos/x/content", query={"variant": "gif"}), "query.variant"),
    ],
)
def test_a_wrong_request_for_a_video_is_caught(judge, request_, problem) -> None:
    verdict = judge.check(request_)

    assert problem in " | ".join(verdict.problems)


def test_what_was_seen_is_counted_and_what_is_not_there_is_not() -> None:
    try:
        judge = Judge.load()
    except SpecsMissing as missing:
        pytest.skip(f"no published files in {missing}")

    judge.check(to_videos("GET", "/v1/videos/a"))
    judge.check(to_videos("GET", "/v1/videos/b"))
    judge.check(to_videos("GET", "/v1/nowhere"))

    assert judge.operations_seen == {"GetVideo": 2}
