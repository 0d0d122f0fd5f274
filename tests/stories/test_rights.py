"""docs/rights.md is what comes of trying everything as everybody."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox.discord import Message
from tests.rights import (
    ELSEWHERE,
    HERE,
    PAGE,
    PEOPLE,
    Trial,
    Tried,
    acts,
    channel_of,
    commands_of,
    page,
)
from tests.stories.test_limits import answered
from tests.stories.test_moderation import moderation, user
from tests.stories.wire import Wire

pytestmark = pytest.mark.slow
OnWire = Callable[..., AbstractAsyncContextManager[Wire]]
Rows = dict[str, dict[str, dict[str, Tried]]]
PLENTY = {
    "MAX_PER_MEMBER_DAY": "500",
    "MAX_RUNNING_PER_MEMBER": "500",
    "MAX_RUNNING": "100",
    "BUDGET_DAY": "1000",
    "CONFIRM_ABOVE": "0.50",
}
MODERATORS = ("rob", "mia", "oskar")
EVERYBODY_HERE = ("ben", "ann", *MODERATORS)


@dataclass(frozen=True)
class About:
    """What is Ann's, as buttons name it."""

    board: str = ""
    wish: str = ""
    """A dear film that she was asked about."""
    frame: str = ""
    """A frame that she is to choose."""
    remix: str = ""


def options(stage: Wire) -> dict[str, dict[str, Any]]:
    """With what each command is tried."""
    place, ben = channel_of(stage, HERE), user(stage, "ben")
    limit = {"what": "films_day", "value": "400"}
    return {
        "create": {"prompt": "a fox"},
        "remix": {"video": "1", "prompt": "at noon"},
        "show": {"id": 1},
        "notify": {"how": "dm"},
        "characters add": {
            "name": "Fox",
            "address": "https://films.example/fox.mp4",
            "begins": 0,
            "ends": 2,
        },
        "characters remove": {"name": "Owl"},
        "limits set": limit,
        "limits reset": {"what": "sizes"},
        "limits timezone": {"zone": "UTC"},
        "moderation reports": {"channel": place},
        "moderation log-channel": {},
        "moderation block": {"member": ben, "reason": "rude", "for": "1 s"},
        "moderation unblock": {"member": ben},
        "moderation words add": {"text": "dragon"},
        "moderation words remove": {"entry": "dragon"},
        "moderation words test": {"text": "a fox"},
        "owner limits": {"server": str(stage.discord.guild.id), **limit},
        "owner pause": {},
    }


async def scene(stage: Wire) -> Trial:
    """Seven people, two servers, a film of Ann's."""
    servers = stage.discord.servers
    other = servers.add_guild("Cinema", owner="eve", channels=(ELSEWHERE,))
    for who in ("zoe", "rob", "oskar"):
        servers.add_member(who)
    servers.remove_member("zoe")
    servers.add_role("Film mods")
    servers.give_role("rob", "Film mods")
    servers.add_role("Head", "administrator")
    servers.give_role("oskar", "Head")
    stage.settings |= {
        "owner_guild_id": stage.discord.guild.id,
        "owner_ids": frozenset({user(stage, "oskar").id}),
    }
    await stage.restart()
    call = await stage.discord.slash("mia", HERE, "limits moderators", {})
    assert call.message is not None
    await stage.discord.press(
        "mia", call.message, "clapper:limit_moderators:", [stage.discord.guild.roles["Film mods"]]
    )
    await moderation(stage, "reports", channel=channel_of(stage, HERE))
    await answered(stage, "ann")
    await stage.until(lambda: stage.jobs()[0].status == "delivered", "Ann's film")
    return Trial(stage, other.channels[ELSEWHERE])


async def tried_commands(trial: Trial) -> dict[str, dict[str, Tried]]:
    rows: dict[str, dict[str, Tried]] = {}
    given = options(trial.stage)
    for name in sorted(commands_of(trial.stage)):
        rows[f"/{name}"] = {
            who: await trial.command(who, name, given.get(name, {})) for who in PEOPLE
        }
        await tidy(trial, name)
    return rows


async def tidy(trial: Trial, name: str) -> None:
    """What would be in the way of the next command goes."""
    stage = trial.stage
    if name == "moderation pause":
        await moderation(stage, "resume")
    elif name == "owner pause":
        await trial.press("oskar", "clapper:everything_on:")
    elif name == "moderation reports":
        await moderation(stage, "reports", channel=channel_of(stage, HERE))


def pressed(a: About) -> dict[str, tuple[str, list[Any] | None]]:
    """With what each button and select is tried: what it is about, and what was chosen in it.

    Film 1 is Ann's and delivered, 2 waits for a moderator's yes, 3 is in nobody's doubt.
    """
    return (
        {
            "cancel": ("1", None),
            "order_again": ("1", None),
            "let_be": ("1", None),
            "again": ("1", None),
            "make": (a.wish, None),
            "no": ("1", None),
            "new": ("", None),
            "mine": ("", None),
            "jobs": ("all:0:n", None),
            "jobs_kind": ("", ["all"]),
            "remix": ("1", None),
            "frames": (a.remix, None),
            "frame": (f"{a.frame}:1", None),
            "take_down": ("3", None),
            "put_back": ("3", None),
            "block_form": ("1", None),
            "reject_form": ("2", None),
            "approve": ("2", None),
            "unblock": ("5", None),
            "resume": ("", None),
            "log": ("0", None),
            "words_page": ("0", None),
            "word_out": ("1", None),
            "limit_undo": ("1", None),
            "limit_channels": ("", ["1"]),
            "limit_models": ("", ["veo3.1-fast"]),
            "limit_all": ("models", None),
            "setup": ("models", None),
            "server_in": ("5", None),
            "server_out": ("5", None),
            "servers": ("0", None),
            "everything_on": ("", None),
            "forget_me": ("1", None),
            "keep_me": ("1", None),
        }
        | {
            name: (a.board, ["0"] if name == "board_pick" else None)
            for name in (
                "board_pick",
                "board_up",
                "board_down",
                "board_copy",
                "board_add",
                "board_edit",
                "board_script",
                "board_film",
                "board_make",
                "board_remove",
            )
        }
        | {"board_go": (a.board.partition(":")[0], None)}
    )


def submitted(a: About) -> dict[str, tuple[str, dict[str, Any]]]:
    """With what each form is tried."""
    why = {"reason": "because"}
    return {
        "again_form": ("1", {"prompt": "a fox"}),
        "new_form": ("", {"prompt": "a fox"}),
        "remix_form": ("1", {"prompt": "at noon"}),
        "report": ("1", why),
        "rejected": ("2", why),
        "blocked": ("1", why),
        "cast": ("", {"name": "Cat"}),
    } | {
        name: (a.board, {"scene": "a fox", "seconds": "2"})
        for name in ("board_added", "board_edited", "board_pasted", "board_filmed")
    }


LAST = ("board_discard", "limit_moderators", "keep_me", "forget_me")
"""They change who is who."""
NAMES_OF_SETUP = {"channels", "models", "moderators"}
"""What `setup` is about; no acts of their own."""


async def tried_presses(trial: Trial, about: About) -> dict[str, dict[str, Tried]]:
    return {
        act: {who: await trial.press(who, f"clapper:{act}:{of}", values) for who in PEOPLE}
        for act, (of, values) in pressed(about).items()
    }


async def tried_last(trial: Trial, about: About) -> dict[str, dict[str, Tried]]:
    roles = [str(trial.stage.discord.guild.roles["Film mods"].id)]
    ann = user(trial.stage, "ann").id
    abouts = {
        "board_discard": (about.board, None),
        "limit_moderators": ("", roles),
        "keep_me": (ann, None),
        "forget_me": (ann, None),
    }
    return {
        act: {who: await trial.press(who, f"clapper:{act}:{of}", values) for who in PEOPLE}
        for act, (of, values) in abouts.items()
    }


async def tried_forms(trial: Trial, about: About) -> dict[str, dict[str, Tried]]:
    rows: dict[str, dict[str, Tried]] = {}
    for act, (of, fields) in submitted(about).items():
        rows[act] = {}
        for who in PEOPLE:
            rows[act][who] = await trial.submit(who, f"clapper:{act}:{of}", fields)
            if act == "blocked":
                await moderation(trial.stage, "unblock", member=user(trial.stage, "ann"))
    return rows


def number_of(stage: Wire, query: str) -> str:
    with closing(sqlite3.connect(f"file:{stage.folder / 'clapper.db'}?mode=ro", uri=True)) as db:
        [found] = db.execute(query).fetchone()
    return str(found)


async def frames_of(stage: Wire, remix: dict[str, Any]) -> Message:
    """The private message in which Ann is to choose a frame."""
    call = await stage.discord.slash("ann", HERE, "remix", remix)
    assert call.message is not None
    await stage.until(lambda: call.message and call.message.attachments, "frames to choose from")
    return call.message


async def what_is_anns(trial: Trial) -> About:
    stage = trial.stage
    ann = user(stage, "ann").id
    newest = f"SELECT max(id) FROM wishes WHERE owner_id = {ann}"
    await stage.discord.slash("ann", HERE, "create", {"prompt": "an owl", "seconds": 8})
    wish = number_of(stage, newest)
    remix = {"video": "1", "prompt": "by night", "model": "veo3.1-fast"}
    chosen = await frames_of(stage, remix)
    first = next(each for each in chosen.custom_ids if ":frame:" in each)
    await stage.discord.press("ann", chosen, first)
    await frames_of(stage, remix)
    frame = number_of(stage, newest)
    source = f"SELECT min(id) FROM jobs WHERE source_id = 1 AND owner_id = {ann}"
    return About(await a_board(stage), wish, frame, number_of(stage, source))


async def a_board(stage: Wire) -> str:
    """What the buttons of Ann's storyboard are about."""
    call = await stage.discord.slash("ann", HERE, "storyboard", {})
    assert call.message is not None
    [add] = [each for each in call.message.custom_ids if ":board_add:" in each]
    return add.removeprefix("clapper:board_add:")


async def test_the_page_says_who_may_do_what(on_wire: OnWire):
    async with on_wire(**PLENTY) as stage:
        trial = await scene(stage)
        rows: Rows = {"Commands": await tried_commands(trial)}
        card = next(one for one in stage.discord.messages(HERE) if one.attachments)
        rows["Entries of a message's menu"] = {
            name: {who: await trial.menu(who, name, card) for who in PEOPLE}
            for name in ("Report this video", "Remix this video")
        }
        about = await what_is_anns(trial)
        rows["Buttons and lists"] = await tried_presses(trial, about)
        rows["Forms"] = await tried_forms(trial, about)
        rows["Buttons and lists"] |= await tried_last(trial, about)
    assert acts() - NAMES_OF_SETUP == {*pressed(About()), *submitted(About()), *LAST}
    text = page(rows)
    if os.environ.get("CLAPPER_WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "see tests/rights.py for how to make it anew"
