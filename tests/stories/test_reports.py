"""A film is reported, taken down and put back; a deleted card is a film taken down."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.sandbox.discord import Message
from tests.stories.stage import FILMS
from tests.stories.test_limits import refused, said
from tests.stories.test_moderation import moderation, user
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def film(stage: Wire, who: str = "ann") -> Message:
    await stage.discord.slash(who, FILMS, "create", {"prompt": "a fox"})
    await stage.until(
        lambda: [j for j in stage.jobs() if j.status == "delivered"], "a film that is delivered"
    )
    [card] = [one for one in stage.discord.messages(FILMS) if "#1" in one.text]
    return card


def channel(stage: Wire, name: str) -> Any:
    return next(c for c in stage.discord.world.channels.values() if c.name == name)


async def reported(stage: Wire, card: Message, who: str = "ben", why: str = "it  bites") -> str:
    call = await stage.discord.message_command(who, FILMS, "Report this video", card)
    if call.modal is None:
        return said(call)
    return said(await stage.discord.submit_modal(who, call, {"reason": why}))


async def show(stage: Wire, who: str) -> Message:
    call = await stage.discord.slash(who, FILMS, "show", {"id": 1})
    assert call.message is not None
    return call.message


async def test_a_report_reaches_the_moderators_who_take_the_film_down(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        nowhere = await reported(stage, card)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))

        thanks = await reported(stage, card)
        twice = await reported(stage, card)
        [told] = stage.discord.messages("lounge")
        down = said(await stage.discord.press("mia", told, "clapper:take_down:1"))
        others = await show(stage, "ben")
        own = await show(stage, "ann")

        assert nowhere == (
            "This server has no place for reports yet. Tell a moderator; `/moderation reports` "
            "sets one."
        )
        assert thanks == "🚩 Thank you. The moderators have your report of film #1."
        assert twice == "You have reported this film already. The moderators have it."
        assert "### 🚩 Film #1 was reported" in told.text
        assert "it bites" in told.text
        assert f"reported by <@{user(stage, 'ben').id}>" in told.text
        assert down.startswith("🗑️ Film #1 is taken down: its card is deleted, and only <@")
        assert [one for one in stage.discord.messages(FILMS) if one.id == card.id] == []
        assert others.ephemeral
        assert others.text == ("Film #1 was taken down. Only who asked for it can still see it.")
        assert own.ephemeral
        assert own.text == "Film #1 was taken down. Only you can see it."
        assert [file.filename for file in own.attachments] == ["job-1.mp4"]


async def test_a_report_of_which_nobody_knows_whether_it_arrived_is_made_again_and_seen_once(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        stage.discord.faults.lose_reply("POST", r"/channels/\d+/messages$", times=6)

        unsure = await reported(stage, card)
        stage.discord.faults.clear()
        thanks = await reported(stage, card)

        assert unsure.startswith("The report could not be brought to the moderators")
        assert thanks == "🚩 Thank you. The moderators have your report of film #1."
        assert len(stage.discord.messages("lounge")) == 1


async def test_a_film_that_is_put_back_may_be_seen_again(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")
        call = await stage.discord.press("mia", told, "clapper:take_down:1")
        assert call.message is not None

        back = said(await stage.discord.press("mia", call.message, "clapper:put_back:1"))
        shown = await show(stage, "ben")

        assert back == "↩️ Film #1 may be seen again: `/show 1` brings its card back."
        assert not shown.ephemeral
        log = await moderation(stage, "log")
        assert "put film #1 back" in log
        assert "took film #1 down" in log
        assert "reported film #1: it bites" in log


async def test_a_deleted_card_is_a_film_taken_down_and_logged(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)

        stage.discord.delete_message(card)

        async def down() -> bool:
            return "took film #1 down" in await moderation(stage, "log")

        for _ in range(50):
            if await down():
                break
        assert "took film #1 down, since somebody deleted its card" in await moderation(
            stage, "log"
        )
        assert (await show(stage, "ben")).text.startswith("Film #1 was taken down.")
        listed = await stage.discord.slash("ann", FILMS, "jobs")
        assert "taken down; `/show 1` shows it to you alone" in said(listed)


async def test_its_maker_is_blocked_from_the_report(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")

        form = await stage.discord.press("mia", told, "clapper:block_form:1")
        done = said(await stage.discord.submit_modal("mia", form, {"reason": "biting"}))

        assert done.startswith("⛔ <@")
        assert (await refused(stage)).startswith("You may not make films in this server: biting.")


async def test_who_does_not_moderate_presses_in_vain(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")

        for act in ("take_down", "block_form"):
            words = said(await stage.discord.press("ben", told, f"clapper:{act}:1"))
            assert words == (
                "Only moderators can do this: whoever may manage this server, or has a role of "
                "`/limits moderators`."
            )


async def test_a_report_that_cannot_be_posted_is_not_lost_silently(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        lounge = channel(stage, "lounge")
        await moderation(stage, "reports", channel=lounge)
        stage.discord.faults.answer("POST", rf"/channels/{lounge.id}/messages", 403)

        words = await reported(stage, card)

        assert re.sub(r"<#\d+>", "<#>", words) == (
            "The report could not be brought to the moderators: I can't write in <#>. Tell one of "
            "them, and try again later."
        )
        stage.discord.faults.clear()
        assert (await reported(stage, card)).startswith("🚩 Thank you.")


async def test_a_film_that_was_taken_down_is_remixed_by_its_owner_only(on_wire: OnWire):
    async with on_wire() as stage:
        card = await film(stage)
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await reported(stage, card)
        [told] = stage.discord.messages("lounge")
        await stage.discord.press("mia", told, "clapper:take_down:1")

        offered = {
            who: await stage.discord.autocomplete(
                who, FILMS, "remix", focused="video", options={"video": "fox"}
            )
            for who in ("ann", "ben")
        }
        call = await stage.discord.slash(
            "ben", FILMS, "remix", {"video": "1", "prompt": "at night"}
        )

        assert [len(offered[who]) for who in ("ann", "ben")] == [1, 0]
        assert said(call) == "Film #1 was taken down. Only who asked for it can still see it."
