"""A film that a moderator must agree to first, as its people and the moderators see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.sandbox.discord import Call, Message
from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, limits, refused, said
from tests.stories.test_moderation import moderation, user
from tests.stories.test_reports import channel
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def reviewing(stage: Wire) -> None:
    await moderation(stage, "reports", channel=channel(stage, "lounge"))
    await limits(stage, "set", what="review", value="yes")


async def question(stage: Wire) -> Message:
    """The moderators' message about the only film."""

    def there() -> list[Message]:
        found = stage.discord.messages("lounge")
        return [one for one in found if "waits for a moderator's yes" in one.text]

    await stage.until(there, "the moderators' message")
    [message] = there()
    return message


def card(stage: Wire) -> Message:
    [found] = [one for one in stage.discord.messages(FILMS) if "#1" in one.text]
    return found


def status(stage: Wire) -> str:
    [job] = stage.jobs()
    return job.status


async def test_a_film_is_made_only_after_a_moderator_agreed(on_wire: OnWire):
    async with on_wire() as stage:
        await reviewing(stage)
        shown = await answered(stage)
        asked = await question(stage)
        assert "A moderator has to agree first" in card(stage).text
        assert f"<@{user(stage, 'ann').id}> asked for it" in asked.text
        assert "set for everyone here" in asked.text
        assert "a fox" in asked.text
        assert not stage.videos.creates

        member = said(await stage.discord.press("ben", asked, "clapper:approve:1"))
        await stage.discord.press("mia", asked, "clapper:approve:1")
        await stage.until(lambda: status(stage) == "delivered", "the film")

        assert member.startswith("Only moderators can do this")
        assert f"✅ Approved by <@{user(stage, 'mia').id}>" in asked.text.replace("**", "")
        assert asked.custom_ids == []
        assert shown.attachments
        assert "agreed to film #1" in await moderation(stage, "log")


async def rejected(stage: Wire, why: str) -> Call:
    asked = await question(stage)
    call = await stage.discord.press("mia", asked, "clapper:reject_form:1")
    assert call.modal is not None
    return await stage.discord.submit_modal("mia", call, {"reason": why})


async def test_a_film_that_is_rejected_costs_nothing_and_says_why(on_wire: OnWire):
    async with on_wire() as stage:
        await reviewing(stage)
        await answered(stage)

        await rejected(stage, "no  foxes")
        await stage.until(lambda: "Not made" in card(stage).text, "the end on the card")

        assert "A moderator said no to this film: “no foxes”. Nothing was charged." in (
            card(stage).text
        )
        assert "❌ **Rejected** by" in (await question(stage)).text
        [job] = stage.jobs()
        assert (job.status, job.cost) == ("cancelled", 0)
        assert not stage.videos.creates
        assert "rejected film #1: no foxes" in await moderation(stage, "log")
        await stage.until(
            lambda: any("could not be made" in one.text for one in stage.discord.messages(FILMS)),
            "the call of its owner",
        )


async def test_who_decides_second_sees_what_was_decided(on_wire: OnWire):
    async with on_wire() as stage:
        await reviewing(stage)
        await answered(stage)
        asked = await question(stage)
        late = await stage.discord.press("mia", asked, "clapper:reject_form:1")
        await stage.discord.press("olga", asked, "clapper:approve:1")

        await stage.discord.submit_modal("mia", late, {"reason": ""})

        assert "Approved" in asked.text
        await stage.until(lambda: status(stage) == "delivered", "the film")


async def test_a_member_can_take_it_back_and_the_moderators_see_that(on_wire: OnWire):
    async with on_wire() as stage:
        await reviewing(stage)
        await answered(stage)
        asked = await question(stage)

        await stage.discord.press("ann", card(stage), "clapper:cancel:1")
        await stage.until(lambda: "Cancelled" in asked.text, "the moderators' message")

        gone = "Cancelled. Nothing was charged."
        await stage.until(lambda: gone in card(stage).text.replace("**", ""), "the card")
        assert asked.custom_ids == []


async def test_without_a_channel_for_it_the_member_is_told_who_can_help(on_wire: OnWire):
    async with on_wire() as stage:
        await limits(stage, "set", what="review", value="yes")

        assert await refused(stage) == (
            "A moderator must agree to this film before it is made (set for everyone here), and "
            "this server has no channel in which they could be asked. Tell one of them: "
            "`/moderation reports` sets it."
        )
        assert stage.jobs() == []


async def test_why_tells_who_must_agree_first(on_wire: OnWire):
    async with on_wire() as stage:
        before = said(await stage.discord.slash("ann", FILMS, "why", {}))
        await reviewing(stage)
        after = said(await stage.discord.slash("ann", FILMS, "why", {}))

        words = "👀 A moderator must agree to each film before it is made (set for everyone here)."
        assert words not in before
        assert words in after


async def test_only_what_says_it_is_asked_about_and_the_test_says_so(on_wire: OnWire):
    async with on_wire() as stage:
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        added = await moderation(stage, "words add", text="fox", rule="review")
        tried = await moderation(stage, "words test", text="a F0X!")

        await answered(stage)
        asked = await question(stage)

        assert added.startswith("👀 A moderator is asked before a film is made that says this:")
        assert "A moderator would be asked first." in tried
        assert "👀 “F0X” matches fox" in tried.replace(", read as “fox”,", "")
        assert "it says “fox”" in asked.text
