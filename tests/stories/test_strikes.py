"""Three prompts that the provider calls violent, and their member pauses for a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.stories.stage import FILMS
from tests.stories.test_limits import answered, refused, said
from tests.stories.test_moderation import moderation, user
from tests.stories.test_reports import channel
from tests.stories.wire import Wire

OnWire = Callable[..., AbstractAsyncContextManager[Wire]]


async def struck(stage: Wire, count: int) -> None:
    before = len(stage.jobs())
    for number in range(before, before + count):
        await stage.discord.slash("ann", FILMS, "create", {"prompt": f"{number} [refuse]"})
        ended = number + 1
        await stage.until(
            lambda ended=ended: sum(job.status == "failed" for job in stage.jobs()) >= ended,
            "a refusal by the provider",
        )


async def test_the_third_refused_prompt_pauses_its_member_and_tells_the_moderators(
    on_wire: OnWire,
):
    async with on_wire() as stage:
        await moderation(stage, "reports", channel=channel(stage, "lounge"))
        await struck(stage, 2)
        assert stage.discord.messages("lounge") == []
        await struck(stage, 1)

        words = await refused(stage)
        [told] = stage.discord.messages("lounge")
        ann = user(stage, "ann").id
        [lift] = [one for one in told.custom_ids if "unblock" in one]
        lifted = said(await stage.discord.press("mia", told, lift))

        assert words == (
            "You may not make films in this server at present: the provider refused too many of "
            "your prompts. That ends <when>; a moderator can lift it earlier with `/moderation "
            "unblock`."
        )
        assert re.sub(r"<t:\d+:R>", "<when>", told.text) == (
            f"⛔ The provider refused 3 prompts of <@{ann}> within a day as sexual, violent or "
            "hateful. They can't make films here until <when>; you can lift that."
        )
        assert lifted == f"✅ <@{ann}> can make films here again."
        assert not (await answered(stage)).ephemeral
        assert f"<when> the bot: blocked <@{ann}> until <when>: the provider refused" in (
            await moderation(stage, "log")
        )


async def test_switched_off_nobody_pauses(on_wire: OnWire):
    async with on_wire(strikes=0, max_per_member_day=50) as stage:
        await struck(stage, 4)

        assert not (await answered(stage)).ephemeral
