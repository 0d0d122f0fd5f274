"""A film whose connection breaks off is gone on with, begun anew, or left: never half."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from far_end import CONTENT, FILM, Answer, FarEnd, fetch, there

from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy

PLACE = f"bytes 0-4/{len(FILM)}"


async def ranges(request: web.Request, most: int) -> web.Response:
    """A server that can give the rest of a film."""
    start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    end = min(start + most, len(FILM))
    return web.Response(
        status=206,
        body=FILM[start:end],
        headers={"Content-Range": f"bytes {start}-{end - 1}/{len(FILM)}"},
    )


@pytest.mark.parametrize("most", [10**6, 30_000], ids=["the rest at once", "in pieces"])
async def test_c5_a_film_cut_off_is_gone_on_with_where_it_ended(
    client: VideoClient, far: FarEnd, to: Path, most: int
) -> None:
    async def cut_once(request: web.Request) -> web.StreamResponse:
        if "Range" in request.headers:
            return await ranges(request, most)
        return await far.give(request, Answer(200, FILM, {"ETag": '"v1"'}, cut_at=60_000))

    far.handlers[CONTENT] = cut_once

    await fetch(client, to)

    assert there(to) == FILM
    first, second, *_ = far.seen
    assert "range" not in first.headers
    assert 0 < int(second.headers["range"].strip("bytes=-")) <= 60_000
    assert second.headers["if-range"] == '"v1"'


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(Answer(200, FILM), id="the whole film again"),
        pytest.param(Answer(206, b"other", {"Content-Range": PLACE}), id="another part"),
        pytest.param(Answer(206, b"other"), id="a part without its place"),
        pytest.param(Answer(416), id="416"),
    ],
)
async def test_c5_where_the_rest_cannot_be_had_it_begins_anew(
    client: VideoClient, far: FarEnd, to: Path, rest: Answer
) -> None:
    far.on(CONTENT, Answer(200, FILM, cut_at=60_000), rest, Answer(200, FILM))

    await fetch(client, to)

    assert there(to) == FILM


async def test_a_film_that_is_cut_off_each_time_is_tried_later(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    far.on(CONTENT, Answer(200, FILM, cut_at=60_000))

    with pytest.raises(ProviderBusy):
        await fetch(client, to)

    assert len(far.seen) == 4
    assert there(to) is None


async def test_another_address_s_film_never_goes_on_with_the_first_one_s(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd, to: Path
) -> None:
    elsewhere.on("/film", Answer(200, FILM[:32] + FILM[::-1], cut_at=60_000))
    far.on(CONTENT, Answer(200, FILM))

    await fetch(client, to, elsewhere.url + "/film")

    assert there(to) == FILM
    (request,) = far.seen
    assert "range" not in request.headers
