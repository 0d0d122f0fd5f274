"""Fetching a film: whole or not at all, from wherever it lies, and the key goes nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from far_end import CONTENT, FILM, Answer, Clock, FarEnd, Start, fetch, there, waits_for

from bot.core.video import Fault, ProviderVideo, VideoStatus
from bot.provider.client import VideoClient
from bot.provider.errors import ProviderBusy, ProviderRejected
from bot.provider.film import Download

EARLY = {"error": {"message": "Task is not completed yet, current status: NOT_START"}}


async def test_t24_c5_done_without_an_address_is_fetched_from_content_with_the_key(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    far.on(CONTENT, Answer(200, FILM, {"Content-Type": "application/octet-stream"}))

    got = await fetch(client, to)

    assert got == Download(len(FILM), "video/mp4", ".mp4")
    assert there(to) == FILM
    assert "authorization" in far.seen[0].headers


async def test_t25_c5_the_key_stays_with_the_provider(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd, to: Path
) -> None:
    far.on("/moved", Answer(302, b"", {"Location": elsewhere.url + "/film?sig=a%2Fb"}))
    elsewhere.on("/film", Answer(200, FILM))

    await fetch(client, to, far.url + "/moved")

    assert there(to) == FILM
    assert "authorization" in far.seen[0].headers
    assert "authorization" not in elsewhere.seen[0].headers
    assert elsewhere.seen[0].raw_query == "sig=a%2Fb"  # quoted anew, a signature breaks


async def test_t25_an_address_elsewhere_is_asked_without_the_key(
    client: VideoClient, elsewhere: FarEnd, to: Path
) -> None:
    elsewhere.on("/film", Answer(200, FILM))

    await fetch(client, to, elsewhere.url + "/film?sig=a%2Fb%3d&x=1+2")

    assert elsewhere.seen[0].raw_query == "sig=a%2Fb%3d&x=1+2"
    assert "authorization" not in elsewhere.seen[0].headers


async def test_a_redirect_home_within_the_provider_keeps_the_key(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    far.on(CONTENT, Answer(307, b"", {"Location": "/files/x"}))
    far.on("/files/x", Answer(200, FILM))

    await fetch(client, to)

    assert "authorization" in far.seen[1].headers


@pytest.mark.parametrize("location", ["", "http://[", "ftp://a/b", CONTENT])
async def test_a_redirect_that_leads_nowhere_is_tried_later(
    client: VideoClient, far: FarEnd, to: Path, location: str
) -> None:
    far.on(CONTENT, Answer(302, b"", {"Location": location}))

    with pytest.raises(ProviderBusy):
        await fetch(client, to)

    assert there(to) is None


@pytest.mark.parametrize("status", [403, 404, 410, 500])
async def test_t24_c6_an_address_that_fails_gives_way_to_content(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd, to: Path, status: int
) -> None:
    elsewhere.on("/film", Answer(status, b"<Error>no</Error>"))
    far.on(CONTENT, Answer(200, FILM))

    await fetch(client, to, elsewhere.url + "/film")

    assert there(to) == FILM


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(410), id="410"),
        pytest.param(Answer(404, b"<html>gone</html>"), id="a page that says 404"),
        pytest.param(Answer(400, {"error": {"message": "The video has expired"}}), id="expired"),
        pytest.param(Answer(404, {"error": {"message": "Task not found"}}), id="404 to the end"),
    ],
)
async def test_c6_it_is_expired_only_when_every_address_says_so(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd, to: Path, answer: Answer
) -> None:
    elsewhere.on("/film", Answer(403))
    far.on(CONTENT, answer)

    with pytest.raises(ProviderRejected) as caught:
        await fetch(client, to, elsewhere.url + "/film")

    assert caught.value.failure.fault is Fault.EXPIRED
    assert there(to) is None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(500, {"error": {"message": "internal"}}), id="500"),
        pytest.param(Answer(502, b"<html>"), id="502"),
        pytest.param(Answer(429), id="429"),
        pytest.param(Answer(401, {"error": {"message": "key"}}), id="401"),
        pytest.param(Answer(403, {"error": {"message": "key"}}), id="403"),
        pytest.param(Answer(200, b"<html>hello, this is no film</html>"), id="a page"),
        pytest.param(Answer(200, {"error": {"message": "no"}}), id="T26 JSON under a 200"),
        pytest.param(Answer(200, b""), id="T27 nothing"),
        pytest.param(Answer(200, b"\0\0"), id="too short"),
        pytest.param(Answer(200, b"%PDF-1.4 something"), id="another kind of file"),
        pytest.param(Answer(400, EARLY), id="early to the end"),
        pytest.param(Answer(abort=True), id="reset"),
        pytest.param(Answer(hang=True), id="hang"),
        pytest.param(Answer(200, FILM, cut_at=0), id="cut before it began"),
    ],
)
async def test_t26_t27_what_is_no_film_is_tried_later_and_leaves_no_file(
    start: Start, far: FarEnd, elsewhere: FarEnd, to: Path, answer: Answer
) -> None:
    client = start(timeouts=waits_for(answer))
    elsewhere.on("/film", Answer(403))
    far.on(CONTENT, answer)

    with pytest.raises(ProviderBusy):
        await fetch(client, to, elsewhere.url + "/film")

    assert there(to) is None


@pytest.mark.parametrize(
    "early",
    [
        Answer(400, EARLY),
        Answer(404, {"detail": "Generation is still in-progress"}),
        Answer(409, {"error": "busy"}),
        Answer(200, {"status": "processing"}),
    ],
    ids=["400", "404", "409", "200"],
)
async def test_t26_c5_content_that_is_not_there_yet_is_waited_for(
    client: VideoClient, far: FarEnd, clock: Clock, to: Path, early: Answer
) -> None:
    far.on(CONTENT, early, early, early, Answer(200, FILM))

    await fetch(client, to)

    assert there(to) == FILM
    assert 5 < sum(clock.slept) < 60


async def test_t26_patience_for_early_content_ends_after_a_minute(
    client: VideoClient, far: FarEnd, clock: Clock, to: Path
) -> None:
    far.on(CONTENT, Answer(400, EARLY))

    with pytest.raises(ProviderBusy):
        await fetch(client, to)

    assert 45 < sum(clock.slept) <= 60


@pytest.mark.parametrize(
    "body",
    [{"url": "U"}, {"data": {"video_url": "U"}}, {"code": "success", "data": [{"url": "U"}]}],
)
async def test_c5_json_in_place_of_the_film_is_followed(
    client: VideoClient, far: FarEnd, elsewhere: FarEnd, to: Path, body: dict[str, object]
) -> None:
    text = str(body).replace("'U'", f"'{elsewhere.url}/film'").replace("'", '"')
    far.on(CONTENT, Answer(200, text.encode(), {"Content-Type": "application/json"}))
    elsewhere.on("/film", Answer(200, FILM))

    await fetch(client, to)

    assert there(to) == FILM


async def test_json_that_names_itself_does_not_go_round_for_ever(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    far.on(CONTENT, Answer(200, {"url": far.url + CONTENT}))

    with pytest.raises(ProviderBusy):
        await fetch(client, to)

    assert len(far.seen) == 1


@pytest.mark.parametrize("cap", [50_000, 10**6], ids=["in its first piece", "later"])
async def test_t27_c5_a_film_that_grows_over_the_cap_is_refused(
    client: VideoClient, far: FarEnd, to: Path, cap: int
) -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(30):
            await response.write(FILM)
        return response

    far.handlers[CONTENT] = stream

    with pytest.raises(ProviderRejected) as caught:
        await fetch(client, to, cap=cap)

    assert caught.value.failure.fault is Fault.TOO_LARGE
    assert there(to) is None


async def test_t27_a_film_announced_as_too_large_is_refused_before_it_comes(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    async def announce(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = 10**9
        await response.prepare(request)
        await far.closing.wait()
        return response

    far.handlers[CONTENT] = announce

    with pytest.raises(ProviderRejected) as caught:
        await fetch(client, to)

    assert caught.value.failure.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypisom", ("video/mp4", ".mp4")),
        (b"\0\0\0\x14ftypqt  ", ("video/quicktime", ".mov")),
        (b"\x1a\x45\xdf\xa3........", ("video/webm", ".webm")),
        (b"GIF89a......", ("image/gif", ".gif")),
    ],
)
async def test_t26_the_kind_is_told_by_the_file_not_by_the_header(
    client: VideoClient, far: FarEnd, to: Path, head: bytes, kind: tuple[str, str]
) -> None:
    far.on(CONTENT, Answer(200, head + bytes(50), {"Content-Type": "text/html"}))

    got = await fetch(client, to)

    assert (got.content_type, got.suffix) == kind


async def test_t2_t27_a_film_within_the_reply_is_written_without_asking(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    video = ProviderVideo("x", VideoStatus.DONE, inline=FILM)

    got = await client.download(video, to, "comet-form", cap_bytes=10**6)

    assert there(to) == FILM
    assert got.bytes == len(FILM)
    assert far.seen == []


@pytest.mark.parametrize(("film", "cap"), [(b"<html>", 10**6), (FILM, 1000)], ids=["page", "big"])
async def test_t27_a_film_within_the_reply_is_checked_as_well(
    client: VideoClient, to: Path, film: bytes, cap: int
) -> None:
    video = ProviderVideo("x", VideoStatus.DONE, inline=film)

    with pytest.raises((ProviderBusy, ProviderRejected)):
        await client.download(video, to, "comet-form", cap_bytes=cap)

    assert there(to) is None


async def test_a_place_that_cannot_be_written_is_our_own_trouble(
    client: VideoClient, far: FarEnd, to: Path
) -> None:
    far.on(CONTENT, Answer(200, FILM))

    with pytest.raises(FileNotFoundError):
        await fetch(client, to / "no" / "such")
