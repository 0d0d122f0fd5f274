"""The key turns up nowhere: not in errors, logs or reprs, even if the provider repeats it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from far_end import ASK, KEY, Answer, FarEnd, Start

from bot.core.video import ProviderVideo, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import Picture
from bot.provider.errors import ProviderError

ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}. (request id: {KEY})"}}
DONE = ProviderVideo("x", VideoStatus.DONE)

Ask = Callable[[VideoClient, Path], Awaitable[object]]
ASKS: dict[str, Ask] = {
    "create": lambda client, to: client.create(ASK, "comet-form"),
    "look": lambda client, to: client.look("x", "comet-form"),
    "list": lambda client, to: client.list("comet-form"),
    "models": lambda client, to: client.served_models(),
    "why": lambda client, to: client.why_failed("x", "comet-form"),
    "download": lambda client, to: client.download(DONE, to, "comet-form", cap_bytes=10),
}
ANSWERS = [
    Answer(400, ECHO),
    Answer(401, ECHO, {"x-request-id": KEY}),
    Answer(500, ECHO),
    Answer(429, ECHO),
    Answer(200, ECHO),
    Answer(200, {"id": "x", "status": "failed", **ECHO}),
    Answer(200, b"x", {"Content-Encoding": "gzip"}),
    Answer(abort=True),
    Answer(200, b"x" * 99, cut_at=5),
    Answer(302, b"", {"Location": f"ftp://{KEY}"}),
]


@pytest.mark.parametrize("name", sorted(ASKS))
async def test_c21_the_key_is_in_no_error_log_or_result(
    start: Start, far: FarEnd, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    for answer in ANSWERS:
        client = start()
        for path in ("/v1/videos", "/v1/videos/x", "/v1/videos/x/content", "/v1/models"):
            far.on(path, answer)

        try:
            told = repr(await ASKS[name](client, tmp_path / "x"))
        except ProviderError as error:
            told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
            chain = [error.__cause__, error.__context__]
            told += "".join(repr(each) + repr(getattr(each, "__dict__", "")) for each in chain)

        assert KEY not in told + repr(client), answer
    assert KEY not in caplog.text


def test_a_picture_s_bytes_stay_out_of_its_repr() -> None:
    assert "secret" not in repr(Picture(b"secret", "a.png", "image/png"))
