"""The voices in which the local video service answers, each as its page or its source has it."""

from __future__ import annotations

import asyncio
import base64
import io
import re

import pytest
from local_videos_client import FILM, OFFICIAL, form, served
from PIL import Image

from bot.sandbox.videos import Manners
from bot.sandbox.videos.catalogue import MODELS

OWN = "/own/v1/videos"
MP4 = f"data:video/mp4;base64,{base64.b64encode(FILM).decode()}"


def asked(model: str, **more: object) -> dict[str, object]:
    return {"model": model, "prompt": "a fox", "seconds": 4, "size": "1280x720", **more}


async def finished(client, path: str) -> dict:
    async with asyncio.timeout(30):
        while True:
            body = (await client.get(path)).body
            if body["status"] in ("completed", "failed"):
                return body
            await asyncio.sleep(0.01)


async def test_sglang_calls_every_model_sora_and_names_a_file_on_its_disk() -> None:
    async with served() as (_, client):
        created = await client.send("POST", OWN, json=asked("wan2.2-sglang"))
        end = await finished(client, f"{OWN}/{created.body['id']}")
        film = await client.get(f"{OWN}/{created.body['id']}/content")

    assert (created.body["model"], created.body["size"], created.body["progress"]) == (
        "sora-2",
        "",
        0,
    )
    assert (end["progress"], end["file_path"]) == (100, f"outputs/{end['id']}.mp4")
    assert film.data == FILM


async def test_sglang_wants_json_unless_a_picture_goes_along() -> None:
    async with served() as (_, client):
        reply = await client.send("POST", OWN, data=form(model="wan2.2-sglang"))

    assert reply.status == 422
    assert reply.body["detail"][0]["loc"] == ["body", "input_reference"]


async def test_vllm_omni_says_little_while_a_job_runs_and_takes_forms_only() -> None:
    async with served() as (_, client):
        refused = await client.send("POST", OWN, json=asked("wan2.2-vllm"))
        created = await client.send("POST", OWN, data=form(model="wan2.2-vllm"))
        end = await finished(client, f"{OWN}/{created.body['id']}")

    assert refused.status == 422
    assert created.body.keys() == {"id", "status", "created_at"}
    assert re.fullmatch(r"video_gen_\w{32}", end["id"])
    assert (end["media_type"], end["seconds"]) == ("video/mp4", "4")


async def test_litellm_begins_as_processing_under_an_id_that_has_to_be_quoted() -> None:
    async with served() as (videos, client):
        created = await client.send("POST", OWN, json=asked("sora-litellm", seconds="4"))
        name = created.body["id"]
        quoted = name.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        looked = await client.get(f"{OWN}/{quoted}")

        assert name in videos.jobs
    assert created.body["status"] == "processing"
    assert re.search(r"[+/=]", name)
    assert looked.body["id"] == name


@pytest.mark.parametrize("wanted", ["b64_json", "url"])
async def test_dynamo_answers_once_and_with_the_film(wanted: str) -> None:
    async with served() as (_, client):
        reply = await client.send("POST", OWN, json=asked("wan2.1-dynamo", response_format=wanted))
        looked = await client.get(f"{OWN}/{reply.body['id']}")

    (film,) = reply.body["data"]
    assert (reply.body["status"], reply.body["progress"], looked.status) == ("completed", 100, 400)
    assert "created_at" not in reply.body
    if wanted == "url":
        assert film["url"].startswith("file:///")
    else:
        assert base64.b64decode(film["b64_json"]) == FILM


async def test_dynamo_s_error_is_a_plain_text_and_its_seconds_are_a_number() -> None:
    async with served() as (_, client):
        failed = await client.send("POST", OWN, json=asked("wan2.1-dynamo", prompt="x [fail]"))
        texts = await client.send("POST", OWN, json=asked("wan2.1-dynamo", seconds="4"))
        multipart = await client.send("POST", OWN, data=form(model="wan2.1-dynamo"))

    assert (failed.body["status"], failed.body["data"]) == ("failed", [])
    assert failed.body["error"] == "The video could not be generated."
    assert (texts.status, multipart.status) == (422, 415)


async def test_each_address_sells_its_own_models_only() -> None:
    async with served() as (_, client):
        own = {row["id"] for row in (await client.get("/own/v1/models")).body["data"]}
        comets = {row["id"] for row in (await client.get("/v1/models")).body["data"]}
        strange = await client.send("POST", OWN, json=asked("sora-2"))

    assert own == {"wan2.2-sglang", "wan2.2-vllm", "sora-litellm", "wan2.1-dynamo"}
    assert own | comets == MODELS.keys()
    assert not own & comets
    assert strange.body["error"]["code"] == "model_not_found"


async def test_the_reverse_format_wraps_a_job_twice_under_another_id() -> None:
    """Captured page 001."""
    async with served() as (_, client):
        name = await client.create()
        running = (await client.get(f"/sora/v1/videos/{name}")).body
        await client.finished(name)
        done = (await client.get(f"/sora/v1/videos/{name}")).body
        film = await client.get(done["data"]["data"]["generations"][0]["url"])

    assert (running["code"], running["data"]["data"]["generations"]) == ("success", [])
    assert (done["data"]["status"], done["data"]["progress"]) == ("SUCCESS", "100%")
    assert done["data"]["task_id"] != name
    assert (done["data"]["start_time"], done["data"]["data"]["status"]) == (0, "succeeded")
    assert film.data == FILM


async def test_the_older_veo_page_takes_a_ratio_and_tells_another_model() -> None:
    async with served() as (videos, client):
        reply = await client.ask(model="veo3-fast", seconds="8", size="9x16")

        assert videos.jobs[reply.body["id"]].size == "720x1280"
    assert (reply.body["size"], reply.body["seconds"]) == ("9x16", "")
    assert reply.body["model"] == "veo_3_1-4K"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({"json": {"video": "x"}}, "video must be a data URL", id="no film"),
        pytest.param({"data": form(model="omni-fast-v2v", size="")}, "application/json", id="form"),
        pytest.param({"json": {"video": MP4, "size": "1280x720"}}, "unsupported", id="a size"),
    ],
)
async def test_a_film_is_changed_by_json_that_carries_it(body, message) -> None:
    fields = {"model": "omni-fast-v2v", "prompt": "x", "seconds": "4"}
    if "json" in body:
        body = {"json": fields | body["json"]}
    async with served() as (_, client):
        refused = await client.send("POST", "/v1/videos", **body)
        taken = await client.send("POST", "/v1/videos", json={**fields, "video": MP4})

    assert (refused.status, taken.status) == (400, 200)
    assert message in refused.body["error"]["message"]


async def test_the_newest_page_tells_neither_size_nor_seconds_until_the_end() -> None:
    """Captured page 002."""
    async with served(manners=Manners(official_style="minimal")) as (_, client):
        name = await client.create(**OFFICIAL)
        running = await client.look(name)
        done = await client.finished(name)

    assert running.keys() == {"id", "model", "object", "status", "progress", "created_at"}
    assert done["seconds"] == "4"


async def test_the_maker_itself_knows_a_quality_and_says_404() -> None:
    async with served(manners=Manners(official_style="openai")) as (_, client):
        created = await client.ask(**OFFICIAL)
        unknown = await client.get("/v1/videos/video_9")

    assert created.body["quality"] == "standard"
    assert (unknown.status, unknown.body["error"]["code"]) == (404, "not_found")
    assert unknown.body["error"]["message"] == "Video with id 'video_9' not found."


@pytest.mark.parametrize(
    ("wrong", "told"), [(True, ("sora-2", "4")), (False, ("sora-2-all", "10"))]
)
async def test_the_all_models_echo_another_order_if_wanted(wrong, told) -> None:
    async with served(manners=Manners(wrong_echo=wrong)) as (_, client):
        reply = await client.ask(model="sora-2-all", seconds="10")

    assert (reply.body["model"], reply.body["seconds"]) == told


async def test_a_bare_key_is_taken_where_that_is_wanted() -> None:
    bare = {"Authorization": "sk-sandbox"}
    async with served(manners=Manners(bare_key=True)) as (_, client):
        assert (await client.get("/v1/models", headers=bare)).status == 200
        assert (await client.get("/v1/models", headers={"Authorization": "sk-x"})).status == 401


@pytest.mark.parametrize(
    ("variant", "kind"), [("thumbnail", "WEBP"), ("spritesheet", "JPEG"), ("poster", "")]
)
async def test_other_variants_of_a_film_come_where_they_are_heeded(variant, kind) -> None:
    async with served(manners=Manners(variants=True)) as (videos, client):
        name = await client.create(**OFFICIAL)
        await client.finished(name)
        heeded = await client.get(f"/v1/videos/{name}/content?variant={variant}")
        videos.manners.variants = False
        dropped = await client.get(f"/v1/videos/{name}/content?variant={variant}")

    assert dropped.data == FILM
    if kind:
        with Image.open(io.BytesIO(heeded.data)) as picture:
            assert (picture.format, picture.size) == (kind, (320, 180))
    else:
        assert heeded.body["error"]["param"] == "variant"
