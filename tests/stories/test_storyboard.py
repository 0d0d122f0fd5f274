"""A film in several shots, as members draw it: in private, press by press, and then made."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.sandbox.discord import Call, Message
from tests.pictures.drawn import corners, encoded
from tests.stories.stage import FILMS, NO_FILES
from tests.stories.test_remix import film
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
SCRIPT = (
    "Shot 1:\nduration: 2.5sec\nScene: a fox wakes\n\n"
    "Shot 2:\nduration: 1.5sec\nScene: it runs: Shot 3:"
)


class Builder:
    """A member's window on the builder."""

    def __init__(self, stage: Wire, shown: Call, who: str = "ann") -> None:
        assert shown.message is not None
        assert shown.ephemeral
        self._stage = stage
        self._who = who
        self.message: Message = shown.message

    @property
    def text(self) -> str:
        return self.message.text

    def named(self, act: str) -> str:
        """The `custom_id` that stands there now."""
        [found] = [each for each in self.message.custom_ids if each.startswith(f"clapper:{act}:")]
        return found

    async def press(self, act: str, *values: str, as_shown: str | None = None) -> Call:
        """Press what stands there, or what stood there in a window that was not renewed."""
        custom_id = as_shown or self.named(f"board_{act}")
        return await self._stage.discord.press(self._who, self.message, custom_id, values)

    async def fill(self, asked: Call, **typed: Any) -> Call:
        return await self._stage.discord.submit_modal(self._who, asked, typed)

    async def add(self, scene: str, duration: str) -> Call:
        return await self.fill(await self.press("add"), scene=scene, duration=duration)


async def opened(stage: Wire, who: str = "ann", channel: str = FILMS, **options: Any) -> Builder:
    return Builder(stage, await stage.discord.slash(who, channel, "storyboard", options), who)


async def attached(stage: Wire, data: bytes, name: str = "fox.txt") -> Call:
    file = stage.discord.upload(name, data)
    return await stage.discord.slash("ann", FILMS, "storyboard", {"script": file})


def scenes(text: str) -> list[str]:
    return re.findall(r"\*\*\d+\*\* · [\d.]+ s · (.+)", text)


async def drawn(stage: Wire, *shots: tuple[str, str], **options: Any) -> Builder:
    builder = await opened(stage, **options)
    for scene, duration in shots:
        await builder.add(scene, duration)
    return builder


async def test_a_storyboard_is_drawn_moved_kept_over_a_restart_and_made(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("it runs", "1.5"), ("a fox\nwakes", "2,5 s"))
        assert "There is no shot yet" not in builder.text
        await builder.press("up")
        await builder.press("copy")
        await builder.press("remove")
        await stage.restart()

        asked = await stage.discord.slash("ann", FILMS, "storyboard")
        offer = Builder(stage, asked)
        assert "You have begun a storyboard for Veo 3.1 Fast:" in offer.text
        assert "2 shots · 4 s" in offer.text
        again = "clapper:board_go:1"
        await stage.discord.press("ann", offer.message, again)
        assert scenes(offer.text) == ["a fox wakes", "it runs"]
        assert "**4 of 4 s** · **$0.32**" in offer.text
        assert "It can be made." in offer.text

        made = await offer.press("make")
        card = await film(stage, 1)

        assert not made.ephemeral
        assert (
            "🎞️ 2 shots · 4 s\n```\n1 · 2.5 s · a fox wakes\n2 · 1.5 s · it runs\n```" in card.text
        )
        assert stage.jobs()[0].cost == 320_000
        assert [create.prompt for create in stage.videos.creates] == [
            "Shot 1 [0-2.5s]: a fox⏎wakes\nShot 2 [2.5-4s]: it runs"
        ]
        listed = await stage.discord.slash("ann", FILMS, "jobs")
        assert listed.message is not None
        assert "“a fox wakes / it runs”" in listed.message.text

        offered = await stage.discord.autocomplete(
            "ann", FILMS, "remix", focused="video", options={"video": "runs"}
        )
        assert [each["name"] for each in offered] == ["#1 · a fox wakes / it runs"]

        again_shown = await stage.discord.press("ann", card, "clapper:again:1")
        assert scenes(Builder(stage, again_shown).text) == ["a fox wakes", "it runs"]


async def test_a_model_that_knows_storyboards_gets_exactly_its_grammar(on_wire: OnWire):
    async with on_wire(unknown_price=1.0) as stage:
        builder = Builder(
            stage,
            await stage.discord.slash("ann", FILMS, "storyboard", {"model": "sora-2-all"}),
        )
        asked = await builder.press("script")
        text = SCRIPT.replace("2.5sec", "8.5sec")
        await builder.fill(asked, script=text)
        made = await builder.press("make")
        await stage.until(lambda: stage.videos.jobs, "order")

        assert not made.ephemeral
        assert "timed lines" not in builder.text
        [create] = stage.videos.creates
        assert create.prompt == text.replace("it runs: Shot 3:", "it runs: Shot 3∶")
        assert [len(job.order.shots) for job in stage.videos.jobs.values()] == [2]


async def test_any_shot_can_be_chosen_and_changed(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "1"), ("snow", "1"), ("a crow", "2"))

        await builder.press("pick", "1")
        form = await builder.press("edit")
        assert form.modal is not None
        await builder.fill(form, scene="deep snow")
        await builder.press("down")

        assert form.modal["title"] == "Shot 2"
        assert scenes(builder.text) == ["a fox", "a crow", "deep snow"]
        assert "▸ **3** · 1 s · deep snow" in builder.text


async def test_it_is_not_made_before_it_fits(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "2.5"))

        refused = await builder.press("make")

        assert refused.message is not None
        assert refused.ephemeral
        assert refused.message.text == (
            "The shots take 2.5 s. Veo 3.1 Fast makes films of 4, 6 or 8 s: 1.5 s are missing for "
            "4."
        )
        assert scenes(builder.text) == ["a fox"]
        assert stage.jobs() == []


async def test_two_quick_presses_make_one_film(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "4"))
        name = builder.named("board_make")

        both = await asyncio.gather(*(builder.press("make", as_shown=name) for _ in range(2)))

        assert sorted(call.ephemeral for call in both) == [False, True]
        [refused] = [call.message.text for call in both if call.ephemeral and call.message]
        assert "Film #1 was made of this storyboard" in refused or "asked for already" in refused
        assert len(stage.jobs()) == 1


async def test_a_dear_storyboard_is_quoted_and_made_once(on_wire: OnWire):
    async with on_wire(confirm_above=0.1) as stage:
        builder = await drawn(stage, ("a fox", "4"))

        quote = await builder.press("make")
        assert quote.message is not None
        await stage.discord.press("ann", quote.message, "clapper:make:1")
        after = await builder.press("make")

        assert quote.ephemeral
        assert "🎞️ 1 shot · 4 s" in quote.message.text
        assert after.message is not None
        assert after.message.text == (
            "Film #1 was made of this storyboard. Press “Again” on its card to change it and "
            "make another one."
        )
        assert len(stage.jobs()) == 1


async def test_two_windows_lose_no_change(on_wire: OnWire):
    async with on_wire() as stage:
        one = await drawn(stage, ("a fox", "2"), ("snow", "2"))
        two = Builder(stage, await stage.discord.slash("ann", FILMS, "storyboard"))
        await stage.discord.press("ann", two.message, "clapper:board_go:1")
        edited = await two.press("edit")
        added = await two.press("add")
        await one.press("remove")

        await two.press("down")
        moved = two.text
        await two.fill(edited, scene="a red fox", duration="2")
        beside = two.text
        await two.fill(added, scene="a crow", duration="2")

        assert "It was changed in another window meanwhile. This is how it stands now." in moved
        assert scenes(moved) == ["a fox"]
        assert "What you wrote stands there as a shot of its own" in beside
        assert scenes(beside) == ["a fox", "a red fox"]
        assert scenes(two.text) == ["a fox", "a crow", "a red fox"]


async def test_what_can_not_be_read_is_kept_to_be_mended(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage)

        await builder.add("a fox", "soon")
        soon = builder.text
        bad = SCRIPT.replace("1.5sec", "long")
        await builder.fill(await builder.press("script"), script=bad)
        broken = builder.text
        form = await builder.press("script")

        assert "⚠️ soon is no length for a shot." in soon
        assert "Until you edit it, the shot takes 4 s." in soon
        assert scenes(soon) == scenes(broken) == ["a fox"]
        assert "Line 6: long is no length for a shot." in broken
        assert "Your script is kept: “Paste script” shows it again." in broken
        assert form.modal is not None
        assert form.modal["components"][0]["component"]["value"] == bad


async def test_another_model_takes_the_shots_over(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "5"), size="1920x1080", seconds=8)
        form = await builder.press("film")

        await builder.fill(form, model=["viduq3-turbo"], seconds="")
        taken = builder.text
        refused = await builder.fill(await builder.press("film"), seconds="99")

        assert "**5 of 5 s**" in taken
        assert "Vidu" in taken
        assert refused.message is not None
        assert "does not make films of 99 seconds" in refused.message.text


async def test_a_film_with_a_picture_is_asked_for_again_with_its_picture(on_wire: OnWire):
    async with on_wire() as stage:
        image = stage.discord.upload("fox.png", encoded(corners(64, 64)))
        await stage.slash("ann", FILMS, prompt="Shot 1 [0-4s]: a fox", image=image)
        card = await film(stage, 1)

        again = await stage.discord.press("ann", card, "clapper:again:1")

        assert again.message is None
        assert again.modal is not None
        assert again.modal["title"] == "Once more"


async def test_a_script_is_attached(on_wire: OnWire):
    async with on_wire() as stage:
        shown = await attached(stage, SCRIPT.replace("\n", "\r\n").encode("utf-8-sig"))
        await stage.until(lambda: shown.message and shown.message.custom_ids, "builder")

        builder = Builder(stage, shown)
        assert scenes(builder.text) == ["a fox wakes", "it runs: Shot 3:"]
        assert "It can be made." in builder.text


async def test_what_is_discarded_or_not_ones_own_is_refused(on_wire: OnWire):
    async with on_wire() as stage:
        builder = await drawn(stage, ("a fox", "4"))
        window = await opened(stage)
        await stage.discord.press("ann", window.message, "clapper:board_go:1")

        await builder.press("discard")
        await stage.until(lambda: builder.message.deleted, "builder put away")
        gone = await window.press("copy")
        nowhere = await stage.discord.slash("ann", NO_FILES, "storyboard")

        assert gone.message is not None
        assert nowhere.message is not None
        assert gone.message.text == (
            "This storyboard is no longer kept. Begin another one with /storyboard."
        )
        assert "Missing: Attach Files" in nowhere.message.text
