"""How the far end says no: its envelopes and its own words, as they were seen or documented.

CometAPI has several envelopes at once (the gateway's, the task layer's flat one, the content
proxy's, and OpenAI's passed through), and a client must live with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

Body = dict[str, object]

MODERATION_AT_SUBMIT = (
    "The request is blocked by our moderation system when checking inputs. "
    "Possible reasons: sexual, violence."
)
MODERATION_LATER = "Your request was blocked by our moderation system."


ABSENT_PAGE = "<html><head><title>404</title></head><body><h1>Not found</h1></body></html>"


class Refusal(Exception):
    """Answer this request with an error. Carries the status and the body."""

    def __init__(self, status: int, body: Body) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def gateway(
    status: int, message: str, request_id: str, *, code: str | None = "invalid_request"
) -> Refusal:
    """Comet's gateway: the only one that names the request inside its message."""
    return Refusal(
        status,
        {
            "error": {
                "message": f"{message} (request id: {request_id})",
                "type": "comet_api_error",
                "param": "",
                "code": code,
            }
        },
    )


def task_layer(status: int, code: str | None, message: str) -> Refusal:
    """The flat envelope of the task layer; `data` comes with a code only."""
    if code is None:
        return Refusal(status, {"code": None, "message": message})
    return Refusal(status, {"code": code, "message": message, "data": None})


def content(status: int, message: str, kind: str = "invalid_request_error") -> Refusal:
    """The content proxy's: no code."""
    return Refusal(status, {"error": {"message": message, "type": kind}})


def openai(message: str, param: str | None, code: str | None) -> Refusal:
    """OpenAI's own, passed through."""
    return Refusal(
        400,
        {
            "error": {
                "message": message,
                "type": "invalid_request_error",
                "param": param,
                "code": code,
            }
        },
    )


def invalid_value(param: str, value: str, allowed: Iterable[str]) -> Refusal:
    words = [f"'{word}'" for word in allowed]
    listed = words[0] if len(words) == 1 else " and ".join(words)
    if len(words) > 2:
        listed = f"{', '.join(words[:-1])}, and {words[-1]}"
    return openai(
        f"Invalid value: '{value}'. Supported values are: {listed}.", param, "invalid_value"
    )


def bad_key(request_id: str) -> Refusal:
    return gateway(401, "invalid token", request_id, code="")


def model_gone(model: str, request_id: str) -> Refusal:
    text = f"no available channel for group default and model {model} (distributor)"
    return gateway(503, text, request_id, code="model_not_found")


def unknown_task() -> Refusal:
    """Unknown, foreign or too old: 400 here, where OpenAI would say 404."""
    return task_layer(400, "task_not_exist", "task_not_exist")


def unknown_video(video_id: str) -> Refusal:
    """The same in OpenAI's words."""
    text = f"Video with id '{video_id}' not found."
    return Refusal(404, openai(text, "video_id", "not_found").body)


def out_of_money() -> Refusal:
    return task_layer(403, None, "user quota is not enough")


def absent(line: str) -> Refusal:
    """There is no such route: how /v1 says it. Elsewhere it is ABSENT_PAGE."""
    error = {"type": "invalid_request_error", "param": "", "code": ""}
    return Refusal(404, {"error": {"message": f"Invalid URL ({line})", **error}})


def moderated() -> Refusal:
    return openai(MODERATION_AT_SUBMIT, None, "moderation_blocked")
