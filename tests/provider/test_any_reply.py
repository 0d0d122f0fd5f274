"""Whatever a server sends, the client raises nothing but its own errors."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import aiohttp
from far_end import ORDERING, Answer, Clock, FarEnd, order, serve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.catalog import ABILITIES
from bot.core.video import ProviderVideo, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.dialects import DIALECTS
from bot.provider.errors import ProviderError
from bot.provider.failures import read_failure
from bot.provider.wire import Timeouts

KEYS = st.sampled_from(
    ["id", "task_id", "status", "state", "progress", "data", "output", "error", "message", "code",
     "url", "video_url", "urls", "detail", "created_at", "metadata", "fail_reason", "generations",
     "b64_json", "video", "result", "content", "model"]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["completed", "failed", "http://127.0.0.1:9/x", "http://[", "\ud800", "..",
                       "45%", 10**30, float("nan"), "task_1", '{"error":{"code":"x"}}'])
)  # fmt: skip
BODIES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500,
                            502, 503, 524, 599])  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["Retry-After", "openai-poll-after-ms", "Location", "x-request-id", "ETag",
                     "Content-Range"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12)
    | st.sampled_from(["nan", "1e999", "-1", "Mon, 99 Foo", "http://[", "bytes 0-0/*"]),
)  # fmt: skip
QUICK = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))


@QUICK
@given(BODIES, st.sampled_from(sorted(DIALECTS)))
def test_any_json_is_read_without_a_fall(body: object, name: str) -> None:
    dialect = DIALECTS[name]
    for asked in (None, "mine"):
        video = dialect.read(body, asked=asked)
        assert video is None or video.id
        assert video is None or (video.status is VideoStatus.FAILED) == bool(video.failure)
    dialect.read_list(body)
    assert len(read_failure(body).text) <= 300


async def _ask_everything(client: VideoClient, to: Path, dialect: str) -> None:
    video = ProviderVideo("x", VideoStatus.DONE)
    asks = [
        lambda: client.look("x", dialect),
        lambda: client.list(dialect),
        lambda: client.served_models(),
        lambda: client.why_failed("x", dialect),
        lambda: client.download(video, to, dialect, cap_bytes=100),
    ]
    if dialect in ORDERING:
        asks.append(lambda: order(client, dialect))
    if ABILITIES[dialect].remix:
        asks.append(lambda: client.remix("x", "now a cat", dialect, reference="r"))
    for ask in asks:
        try:
            await ask()
        except ProviderError:
            continue


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            STATUSES,
            BODIES.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=40),
            HEADERS,
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(sorted(DIALECTS)),
)
async def test_any_answer_raises_nothing_but_our_errors(
    answers: list[tuple[int, bytes, dict[str, str]]], dialect: str
) -> None:
    script = [Answer(status, body, headers) for status, body, headers in answers]
    clock = Clock()
    async for far in serve():
        for path in ("", "/x", "/x/content", "/x/remix"):
            far.on(f"/v1/videos{path}", *script)
        far.on("/v1/models", *script)
        with tempfile.TemporaryDirectory() as folder:
            async with aiohttp.ClientSession() as session:
                await _ask_everything(_client(session, far, clock), Path(folder) / "x", dialect)


def _client(session: aiohttp.ClientSession, far: FarEnd, clock: Clock) -> VideoClient:
    return VideoClient(
        session,
        base_url=far.url,
        key="k",
        clock=clock,
        sleep=clock.sleep,
        timeouts=Timeouts(connect=1, create=1, look=1, idle=1),
    )
