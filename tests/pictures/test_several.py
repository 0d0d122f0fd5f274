"""Several pictures, for models that take several: in their order, by name, all or none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.core.catalog import Catalog
from bot.core.picture import Handed, in_order, named_in, take, unnamed
from bot.core.refused import Refused
from bot.sandbox.clock import SandboxClock
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.record import Part
from bot.sandbox.videos import LocalVideos
from tests.far_ends import local_discord
from tests.pictures.drawn import encoded, opened
from tests.pictures.test_again import Desk, at_work


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with local_discord(SandboxClock()) as discord:
        yield discord


SEEDANCE: dict[str, Any] = {
    "prompt": "they meet",
    "model": "doubao-seedance-2-0-fast",
    "seconds": 4,
    "size": "864x496",
}
COLOURS = [(230, 30, 30), (30, 230, 30), (30, 30, 230)]


def pictures(local: LocalDiscord, count: int = 3) -> dict[str, Any]:
    """`image`, `image2`, ... of one colour each."""
    return {
        "image" + ("" if nth == 0 else str(nth + 1)): local.upload(
            f"{nth + 1}.png", encoded(Image.new("RGB", (64, 36), COLOURS[nth]))
        )
        for nth in range(count)
    }


def sent(desk: Desk) -> list[Part]:
    [*_, order] = desk.orders()
    return [part for part in order.parts if part.name == "input_reference"]


def colours(parts: list[Part]) -> list[int]:
    """Which of the three each part is, from 0."""
    pixels = [opened(part.data).convert("RGB").getpixel((5, 5)) for part in parts]
    return [max(range(3), key=lambda nth, p=pixel: p[nth]) for pixel in pixels]


async def test_they_go_along_in_their_order_and_are_named_in_the_prompt(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await local.slash("ann", "films", "create", {**SEEDANCE, **pictures(local)})
        card = await desk.ended(1)

        parts = sent(desk)
        assert colours(parts) == [0, 1, 2]
        assert [part.filename for part in parts] == [
            "picture.png", "picture-2.png", "picture-3.png"
        ]  # fmt: skip
        assert {part.content_type for part in parts} == {"image/png"}
        [prompt] = [part for part in desk.orders()[-1].parts if part.name == "prompt"]
        assert prompt.data.decode() == "they meet [Image 1] [Image 2] [Image 3]"
        assert "picture: as it is · 3 pictures" in card.text
        assert sorted(path.name for path in (tmp_path / "pictures").glob("job-*")) == []


async def test_again_takes_all_of_them_along(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        await local.slash("ann", "films", "create", {**SEEDANCE, **pictures(local)})
        form = await desk.form(await desk.ended(1))

        await local.submit_modal("ann", form, {"prompt": "they part"})
        await desk.ended(2)

        assert "Leave it empty to use the same pictures again." in str(form.modal)
        assert colours(sent(desk)) == [0, 1, 2]


async def test_a_form_takes_several(tmp_path: Path, local: LocalDiscord, videos: LocalVideos):
    async with at_work(tmp_path, local, videos) as desk:
        await local.slash("ann", "films", "create", {**SEEDANCE, **pictures(local)})
        form = await desk.form(await desk.ended(1))
        given = pictures(local)

        await local.submit_modal("ann", form, {"picture": [given["image3"], given["image"]]})
        await desk.ended(2)

        assert colours(sent(desk)) == [2, 0]


async def test_a_bad_one_ends_the_job_free_of_charge_and_is_named(
    tmp_path: Path, local: LocalDiscord, videos: LocalVideos
):
    async with at_work(tmp_path, local, videos) as desk:
        given = pictures(local)
        given["image2"] = local.upload("two.png", b"\x89PNG\r\n\x1a\nno picture at all")

        await local.slash("ann", "films", "create", {**SEEDANCE, **given})
        card = await desk.ended(1)

        assert "Picture 2, two.png: The" in card.text
        assert "Nothing was charged to you." in card.text
        assert desk.orders() == []
        assert sorted(path.name for path in (tmp_path / "pictures").glob("job-*")) == []


def test_one_more_than_the_model_takes_is_refused_before_any_call(catalog: Catalog):
    one = Handed("https://cdn.discordapp.com/a.png", "a.png", 10, "image/png")
    three = in_order([one, one, one])
    assert three is not None
    veo = catalog.find("veo3.1-fast")
    assert veo is not None

    with pytest.raises(Refused) as refused:
        take(catalog, veo, three)

    sentence = refused.value.sentence
    assert sentence.text == (
        "{model} takes {most} picture, and you gave {given}. Leave the others out, or choose a "
        "model that takes so many: {others}."
    )
    assert sentence.values["others"] == ("Seedance 2.0 Fast", "Seedance 2.0")


def test_names_that_the_prompt_has_already_are_left_as_they_are(catalog: Catalog):
    model = catalog.find("doubao-seedance-2-0-fast")
    assert model is not None

    assert named_in("[image 2] meets [Image 1]", model, 2) == "[image 2] meets [Image 1]"
    assert named_in("[Image 2] comes", model, 3) == "[Image 2] comes [Image 1] [Image 3]"
    assert unnamed(named_in("they meet", model, 3), model, 3) == "they meet"
