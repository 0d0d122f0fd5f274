"""Each way in which an error is wrapped, over a socket: what is wrong and in whose words."""

from __future__ import annotations

import pytest
from far_end import ASK, Answer, FarEnd

from bot.core.video import Failure, Fault
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderRejected
from bot.provider.failures import read_failure

ID = "2026010112000012345abcdEFGH"

ENVELOPES = [
    pytest.param(
        400, {"error": {"message": f"model name is required (request id: {ID})",
                        "type": "comet_api_error", "param": "", "code": "invalid_request"}},
        Failure(Fault.INPUT, "model name is required", request_id=ID), id="C8 1 Comet's gateway"),
    pytest.param(
        400, {"error": {"message": "bad", "type": "comet_api_error", "code": ""}},
        Failure(Fault.INPUT, "bad"), id="C8 1 with an empty code and no param"),
    pytest.param(
        403, {"code": None, "message": "user quota is not enough"},
        Failure(Fault.FUNDS, "user quota is not enough"), id="C8 2 flat"),
    pytest.param(
        400, {"code": "invalid_size", "message": "size is not supported", "data": None},
        Failure(Fault.INPUT, "size is not supported"), id="C8 3 a slug"),
    pytest.param(
        400, {"code": "fail_to_fetch_task", "data": None, "message":
              '{"error":{"message":"Your request was blocked by our moderation system.",'
              '"code":"moderation_blocked"}}'},
        Failure(Fault.MODERATION, "Your request was blocked by our moderation system."),
        id="C8 3 the maker's JSON as a text"),
    pytest.param(
        500, {"code": "invalid_request", "message": '{"error":{"code":"model_not_found"}}'},
        Failure(Fault.MODEL_GONE), id="C8 3 the maker's code, not the relay's"),
    pytest.param(
        403, {"error": {"message": "request blocked", "type": "new_api_error"}},
        Failure(Fault.KEY, "request blocked"), id="C8 4 without a code"),
    pytest.param(
        400, {"error": {"message": "Invalid value: '10'.", "type": "invalid_request_error",
                        "param": "seconds", "code": "invalid_value"}},
        Failure(Fault.INPUT, "Invalid value: '10'."), id="C8 5 OpenAI"),
    pytest.param(
        200, {"code": "fail", "message": "", "data": {
            "fail_reason": "The request is blocked by our moderation system when checking inputs. "
                           "Possible reasons: violence."}},
        Failure(Fault.MODERATION, "The request is blocked by our moderation system when checking "
                "inputs. Possible reasons: violence.", ("violence",)), id="C8 6 reverse"),
    pytest.param(
        422, {"detail": "num_frames is too large"},
        Failure(Fault.INPUT, "num_frames is too large"), id="C8 7 FastAPI"),
    pytest.param(
        400, b"<html><head><title>400 Bad\n Request</title></head><body>nginx</body></html>",
        Failure(Fault.INPUT, "400 Bad Request"), id="C8 8 a page"),
    pytest.param(400, b"", Failure(Fault.INPUT), id="C8 nothing"),
    pytest.param(400, b"plain words", Failure(Fault.INPUT, "plain words"), id="C8 plain text"),
    pytest.param(
        400, {"error": "model 'sora-2' does not exist"},
        Failure(Fault.MODEL_GONE, "model 'sora-2' does not exist"), id="C8 a plain string"),
    pytest.param(
        200, {"code": 400, "message": "fail_to_fetch_task", "data": None},
        Failure(Fault.INPUT, "fail_to_fetch_task"), id="C8 9 a 400 in a 200"),
    pytest.param(
        400, {"error": {"code": "InvalidParameter", "message": "duration must be 4 to 15"}},
        Failure(Fault.INPUT, "duration must be 4 to 15"), id="T31 duration"),
    pytest.param(
        400, {"error": {"message": "the specified task_type r2v does not support model x"}},
        Failure(Fault.INPUT, "the specified task_type r2v does not support model x"),
        id="T31 pictures"),
    pytest.param(
        400, {"error": {"code": "sentinel_block", "message": "Hmmm something didn't look right"}},
        Failure(Fault.MODERATION, "Hmmm something didn't look right"), id="a sentinel"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "failure"), ENVELOPES)
async def test_c8_an_error_is_understood_in_every_wrapping(
    client: VideoClient, far: FarEnd, status: int, body: object, failure: Failure
) -> None:
    far.on("/v1/videos", Answer(status, body))

    with pytest.raises(ProviderRejected) as caught:
        await client.create(ASK, "comet-form")

    assert caught.value.failure == failure


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("The moderation service is not available", Fault.OTHER),
        ("Task is not completed yet, current status: IN_PROGRESS", Fault.OTHER),
        ("the model server has no memory left", Fault.OTHER),
        ("This content violates our usage policies", Fault.MODERATION),
        ("账户余额不足", Fault.FUNDS),
        ("The model `sora-2` has been deprecated", Fault.MODEL_GONE),
        ("Task not found", Fault.LOST),
    ],
)
def test_words_are_taken_for_no_more_than_they_say(words: str, fault: Fault) -> None:
    assert read_failure({"error": {"message": words}}).fault is fault
