"""Replies as providers gave them, read over a socket to what we make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from far_end import ORDERING, Answer, FarEnd, order

from bot.core.video import Fault, ProviderVideo, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import DIALECTS
from bot.provider.errors import ProviderRejected
from bot.provider.reading import known_word

REPLIES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in (Path(__file__).parent / "replies").glob("*.json")
}


NOT_BELIEVED = {
    "sora-all": {"model", "seconds"},
    "comet-ratio": {"size"},
    "comet-16x9": {"size"},
    "comet-aspect": {"size"},
}
"""What a dialect's replies repeat wrongly, so that it is taken for unknown."""


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("name", sorted(REPLIES))
async def test_c1_a_captured_reply_is_read_to_the_right_state(
    client: VideoClient, far: FarEnd, name: str, dialect: str
) -> None:
    reply = REPLIES[name]
    far.on("/v1/videos", Answer(reply["http_status"], reply["body"]))
    far.on("/v1/videos/asked", Answer(reply["http_status"], reply["body"]))
    unknown = dict.fromkeys(NOT_BELIEVED.get(dialect, ()))
    expect = dict(reply["expect"]) | {k: v for k, v in unknown.items() if k in reply["expect"]}
    if reply["reply_to"] == "create" and dialect not in ORDERING:
        return

    async def ask() -> ProviderVideo:
        if reply["reply_to"] == "create":
            return await order(client, dialect)
        return await client.look("asked", dialect)

    if expect.pop("error", None):
        with pytest.raises(ProviderRejected) as caught:
            await ask()
        assert caught.value.failure.fault == expect["fault"]
        assert caught.value.failure.text == expect["text"]
        return
    video = await ask()

    assert reply["source"]
    for key, value in expect.items():
        found = getattr(video, key)
        assert (list(found) if isinstance(found, tuple) else found) == value, key


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("name", sorted(REPLIES))
def test_a_brief_look_tells_all_but_what_is_repeated_of_the_order(name: str, dialect: str) -> None:
    body = REPLIES[name]["body"]
    whole = DIALECTS[dialect].read(body, asked="x")
    brief = DIALECTS[dialect].read(body, asked="x", brief=True)

    if whole is None or whole.status in (VideoStatus.DONE, VideoStatus.FAILED):
        assert brief == whole
    else:
        assert brief == ProviderVideo("x", whole.status, whole.progress, word=whole.word)


def read(body: object) -> ProviderVideo:
    video = DIALECTS["comet-form"].read(body, asked="mine")
    assert video is not None
    return video


WORDS = {
    VideoStatus.WAITING: ["queued", "submitted", "pending", "not_start", "created", "accepted",
                          "preparing", "starting", "unknown"],
    VideoStatus.RUNNING: ["in_progress", "processing", "running", "generating", "dreaming"],
    VideoStatus.DONE: ["completed", "complete", "success", "succeeded", "succeed", "done",
                       "finished"],
    VideoStatus.FAILED: ["failed", "failure", "fail", "error", "cancelled", "canceled", "expired",
                         "rejected", "violation", "deleted"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "status"),
    [
        pytest.param(word, status, id=f"T13 {word}")
        for status, words in WORDS.items()
        for base in words
        for word in dict.fromkeys((base, base.upper(), base.title(), f" {base.replace('_', '-')} "))
    ],
)
def test_t13_c2_a_status_word_in_any_dress(word: str, status: VideoStatus) -> None:
    video = read({"id": "x", "status": word})

    assert video.status is status
    assert video.word == word.strip()
    assert known_word(word) == ("dream" not in word.lower())


@pytest.mark.parametrize(
    ("given", "progress"),
    [(45, 45), (45.6, 46), ("45", 45), ("45%", 45), ("100%", 100), (None, None), (250, 100),
     (-3, 0), ("half", None), (True, None), ([], None), (10**400, None)],
)  # fmt: skip
def test_t14_c3_progress_of_any_kind_never_decides(given: object, progress: int | None) -> None:
    running = read({"id": "x", "status": "in_progress", "progress": given})
    failed = read({"id": "x", "status": "failed", "progress": given})

    assert (running.status, running.progress) == (VideoStatus.RUNNING, progress)
    assert failed.status is VideoStatus.FAILED


def test_t15_a_time_of_completion_does_not_finish_a_running_job() -> None:
    video = read({"id": "x", "status": "in_progress", "completed_at": 5, "video_url": "http://a/b"})

    assert video.status is VideoStatus.RUNNING
    assert video.urls == ()


def test_t16_the_id_asked_for_stays_whatever_the_reply_says() -> None:
    assert read({"task_id": "other", "status": "queued"}).id == "mine"
    assert read({"status": "queued"}).id == "mine"


def test_half_a_letter_in_a_reply_can_still_be_stored_and_sent() -> None:
    video = DIALECTS["comet-form"].read(
        {"id": "a\ud800b\0", "status": "queued", "prompt": "\udfff"}
    )

    assert video is not None
    assert (video.id, video.prompt) == ("a?b", "?")


def test_t17_c15_an_echo_that_differs_is_kept_as_an_echo() -> None:
    video = read(
        {"id": "x", "status": "queued", "model": "veo_3_1-4K", "seconds": "", "size": "16x9"}
    )

    assert (video.model, video.seconds, video.size) == ("veo_3_1-4K", None, "16x9")


@pytest.mark.parametrize(
    "body",
    [
        {"code": "success", "data": {"task_id": "x", "status": "FAILURE"}},
        {"code": 0, "data": {"data": {"id": "x", "status": "failed"}}},
        {"status": "success", "data": {"id": "x", "status": "failed"}},
        {"code": "success", "data": {"task_id": "x", "status": "FAILURE",
                                     "data": {"id": "y", "status": "processing"}}},
    ],
)  # fmt: skip
def test_t18_c4_the_job_s_own_layer_speaks_not_its_envelope(body: object) -> None:
    assert read(body).status is VideoStatus.FAILED


@pytest.mark.parametrize(
    "place",
    [
        {"video_url": "U"}, {"url": "U"}, {"output": {"url": "U"}}, {"output": ["U"]},
        {"data": [{"url": "U"}]}, {"urls": ["U"]}, {"unsigned_urls": ["U"]},
        {"result": {"video_url": "U"}}, {"metadata": {"url": "U"}},
        {"content": {"video_url": "U"}}, {"video": {"url": "U"}}, {"fail_reason": "U"},
        {"data": {"generations": [{"url": "U"}]}}, {"data": {"data": {"url": "U"}}},
        {"task_result": {"videos": [{"url": "U"}]}},
    ],
    ids=str,
)  # fmt: skip
def test_t23_c4_the_address_is_found_wherever_it_lies(place: dict[str, object]) -> None:
    address = "https://films.example/x.mp4?sig=a%2Fb%3D"
    body = json.loads(json.dumps(place).replace('"U"', json.dumps(address)))

    assert read(body | {"id": "x", "status": "completed"}).urls == (address,)


def test_t23_of_several_addresses_the_likeliest_comes_first() -> None:
    body = {
        "id": "x", "status": "completed", "content": {"video_url": "http://a/7"},
        "metadata": {"url": "http://a/6"}, "unsigned_urls": ["http://a/5"],
        "urls": ["http://a/4"], "data": [{"url": "http://a/3"}], "url": "http://a/2",
        "video_url": "http://a/1",
    }  # fmt: skip

    assert read(body).urls == tuple(f"http://a/{place}" for place in range(1, 8))


@pytest.mark.parametrize(
    "address", ["file:///tmp/x.mp4", "ftp://a/x", "/v1/x", "", "https://", "http://[", 5, None]
)
def test_t23_only_web_addresses_are_taken(address: object) -> None:
    assert read({"id": "x", "status": "completed", "video_url": address}).urls == ()


@pytest.mark.parametrize(
    ("given", "epoch"),
    [(1759938772, 1759938772), (1759938772000, 1759938772), ("1759938772", 1759938772),
     ("2025-10-08T15:52:52Z", 1759938772), ("2025-10-08T15:52:52", 1759938772), (0, None),
     (None, None), ("soon", None), (-5, None), (1e300, None)],
)  # fmt: skip
def test_t3_c14_a_moment_in_any_unit(given: object, epoch: float | None) -> None:
    assert read({"id": "x", "status": "queued", "created_at": given}).created_at == epoch


FAILURES = [
    pytest.param({}, Fault.OTHER, "", id="T29 T30 no error at all"),
    pytest.param({"error": None}, Fault.OTHER, "", id="T30 null"),
    pytest.param({"error": "out of memory"}, Fault.OTHER, "out of memory", id="T30 a string"),
    pytest.param({"error": {"message": "boom", "code": 7}}, Fault.OTHER, "boom", id="T30 a number"),
    pytest.param({"error": {"message": "boom"}}, Fault.OTHER, "boom", id="C8 no code"),
    pytest.param({"detail": [{"msg": "bad size"}]}, Fault.OTHER, "bad size", id="T30 a list"),
    pytest.param({"fail_reason": "boom"}, Fault.OTHER, "boom", id="fail_reason"),
    pytest.param({"data": {"failure_reason": "boom"}}, Fault.OTHER, "boom", id="failure_reason"),
    pytest.param({"error": {"code": "moderation_blocked", "message": "no"}}, Fault.MODERATION,
                 "no", id="moderation_blocked"),
    pytest.param({"error": {"message": "boom (request id: 20260101120000123abcDEFGH)"}},
                 Fault.OTHER, "boom", id="T32 without its request id"),
    pytest.param({"error": {"message": "x" * 999}}, Fault.OTHER, "x" * 299 + "…", id="T31 short"),
]  # fmt: skip


@pytest.mark.parametrize(("extra", "fault", "text"), FAILURES)
def test_t30_why_a_job_failed(extra: dict[str, object], fault: Fault, text: str) -> None:
    failure = read({"id": "x", "status": "failed", **extra}).failure

    assert failure is not None
    assert (failure.fault, failure.text) == (fault, text)


def test_c20_the_reasons_of_a_moderation_are_named() -> None:
    said = ("The request is blocked by our moderation system when checking inputs. "
            "Possible reasons: sexual, people-in-user-uploads.")  # fmt: skip
    failure = read({"id": "x", "status": "failed", "error": {"message": said}}).failure

    assert failure is not None
    assert failure.fault is Fault.MODERATION
    assert failure.reasons == ("sexual", "people-in-user-uploads")


def test_a_violation_as_the_status_is_a_moderation() -> None:
    failure = read({"id": "x", "status": "VIOLATION"}).failure

    assert failure is not None
    assert failure.fault is Fault.MODERATION


def test_t32_the_request_id_is_kept_from_the_text() -> None:
    body = {"id": "x", "status": "failed", "error": {"message": "no (request id: 2026abcDEF)"}}
    failure = read(body).failure

    assert failure is not None
    assert failure.request_id == "2026abcDEF"
