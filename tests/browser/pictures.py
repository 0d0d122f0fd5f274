"""Makes the pictures under docs/: `python -m tests.browser.pictures [NAME ...]`, `make pictures`.

A real browser on the real sandbox; whatever a picture shows has happened.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from playwright.async_api import Browser, expect

from bot.sandbox.page.house import House
from bot.sandbox.serve import opened
from bot.sandbox.videos import faults
from tests.browser import chromium, sketches
from tests.browser.chromium import Window

DOCS = Path(__file__).parents[2] / "docs"
CHANNEL = "films"
SHARP = {"device_scale_factor": 1.5}
SMALL = {"width": 1280, "height": 600}
PLENTY = {"MAX_RUNNING_PER_MEMBER": "10", "MAX_PER_MEMBER_DAY": "50", "BUDGET_DAY": "100"}
STORY = (
    ("A fox wakes in a snowdrift and yawns", "2.5"),
    ("It runs over a frozen lake, seen from above", "3"),
    ("Close-up: the ice cracks under its paws", "1.5"),
    ("It leaps to the shore at the last moment", "2"),
)
PERCENT = 37
"""What the video service tells half way; the next it would tell is 64."""


class Pictures:
    def __init__(self, browser: Browser, house: House, address: str) -> None:
        self._browser = browser
        self._house = house
        self._address = address

    async def take(self, *names: str) -> None:
        """These, or all of them."""
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "jobs": self.jobs,
            "card": self.card,
            "film": self.film,
            "refusal": self.refusal,
            "doubt": self.doubt,
            "picker": self.picker,
            "narrow": self.narrow,
            "quote": self.quote,
            "remix": self.remix,
            "storyboard": self.storyboard,
            "characters": self.characters,
            "pictures": self.pictures,
            "help": self.help,
            "limits": self.limits,
            "quota": self.quota,
            "words": self.words,
            "report": self.report,
            "review": self.review,
            "usage": self.usage,
        }
        discord = self._house.discord
        await discord.until(lambda: discord.available_commands("mia", CHANNEL), 30, "commands")
        await discord.until(lambda: discord.gateway.connected, 30, "connection")
        for name in names or acts:
            await acts[name]()
            print(f"docs/{name}.png")

    async def card(self) -> None:
        """A film in the making, long enough to be looked at."""
        self._house.videos.pace.running_seconds = 60
        async with self._window() as window:
            self._said("mia", "Films go in here, talk goes into #lounge.")
            self._said("ben", "Whales! Please, somebody make one with **whales**.")
            await window.slash("create", prompt="A lighthouse keeper waves at a passing whale")
            card = await window.see("In the making", deadline=20)
            await expect(card).to_contain_text(f"{PERCENT} %", timeout=60_000)
            await self._keep(window, "card")
        self._house.videos.pace.running_seconds = 3

    async def film(self) -> None:
        async with self._window(who="ben", viewport={"width": 1280, "height": 820}) as window:
            self._said("ann", "Anybody up for a film about a fox?")
            await window.slash("create", prompt="A fox runs over a frozen lake at dawn")
            film = await window.film()
            await film.evaluate(PLAY_TO_THE_MIDDLE)
            await self._keep(window, "film")

    async def doubt(self) -> None:
        """The provider took the order, and its answer got lost."""
        async with self._window(viewport=SMALL) as window:
            self._house.videos.faults.next("create", faults.reset(after=True))
            await window.slash("create", prompt="A heron lands on a misty lake")
            await window.see("Shall I order it again?", deadline=60)
            await self._keep(window, "doubt")

    async def refusal(self) -> None:
        """Private: the member sees it, nobody else does."""
        async with self._window(color_scheme="light", viewport=SMALL) as window:
            self._said("ben", "How large can they be?")
            await window.slash("create", prompt="A paper boat in the rain", size="9999x9999")
            await window.see("Only you can see this")
            await self._keep(window, "refusal")

    async def picker(self) -> None:
        async with self._window(viewport=SMALL) as window:
            await window.choose("create")
            await window.option("prompt").fill("A train crosses a bridge in the fog")
            await window.page.get_by_role("button", name="+ model").click()
            await expect(window.rows.nth(5)).to_be_visible()
            await window.page.keyboard.press("ArrowDown")
            await self._keep(window, "picker")

    async def narrow(self) -> None:
        async with self._window(viewport={"width": 400, "height": 920}) as window:
            await window.slash("create", prompt="Rain on a neon street", size="720x1280")
            film = await window.film()
            await film.evaluate(PLAY_TO_THE_MIDDLE)
            await self._keep(window, "narrow")

    async def quote(self) -> None:
        """What a dear film costs, asked before it is ordered."""
        async with self._window(color_scheme="light", viewport=SMALL) as window:
            self._said("olga", "Take the good one for the trailer, it is worth it.")
            words = "A whale leaps out of a calm sea at dusk"
            await window.slash("create", prompt=words, model="veo3.1")
            await window.see("Make it for")
            await self._keep(window, "quote")

    async def remix(self) -> None:
        """What a new film may begin with: six pictures of an old one."""
        async with self._window(viewport={"width": 1280, "height": 900}) as window:
            self._said("ben", "And then? Does it reach the other side?")
            await window.slash("create", prompt="A fox runs over a frozen lake at dawn")
            await window.film()
            words = "The fox reaches the shore and shakes off the snow"
            await window.choose("remix")
            await window.option("video").fill("frozen lake")
            await expect(window.chosen).to_contain_text("A fox runs over a frozen lake")
            await window.option("video").press("Enter")
            await window.option("prompt").fill(words)
            await window.page.locator(".command .send").click()
            question = await window.see("Which of them shall the new film begin with?", deadline=60)
            await question.locator("img").last.wait_for()
            await self._keep(window, "remix")

    async def storyboard(self) -> None:
        """Half drawn: what stands there, what it costs, what is missing."""
        async with self._window(viewport={"width": 1280, "height": 860}) as window:
            self._said("mia", "One scene is not enough for this one, draw it shot by shot.")
            await window.slash("storyboard", model="wan2.7", seconds="10")
            builder = await window.see("There is no shot yet")
            for scene, seconds in STORY:
                await builder.get_by_role("button", name="Add shot").click()
                form = window.page.get_by_role("dialog")
                await form.get_by_role("textbox").nth(0).fill(scene)
                await form.get_by_role("textbox").nth(1).fill(seconds)
                await form.get_by_role("button", name="Submit").click()
                await expect(builder).to_contain_text(f"s · {scene}")
            await self._keep(window, "storyboard")

    async def characters(self) -> None:
        """The form that asks whether whoever is shown consents."""
        async with self._window(viewport={"width": 1280, "height": 860}) as window:
            self._said("ben", "Take my fox from the winter film, if you like.")
            await window.slash(
                "characters add",
                name="Red Fox",
                address="https://films.example/red-fox.mp4",
                begins="1",
                ends="3",
            )
            form = window.page.get_by_role("dialog")
            await form.get_by_label("Whoever is shown consents").check()
            await self._keep(window, "characters")

    async def pictures(self) -> None:
        """Three pictures that a film went by, in one, in the order in which they were given."""
        async with self._window(viewport={"width": 1280, "height": 860}) as window:
            self._said("ann", "Let me try it with the sketches.")
            await window.choose("create")
            words = "The fox of [Image 1] runs from [Image 2] to the shore of [Image 3]"
            await window.option("prompt").fill(words)
            await window.page.get_by_role("button", name="+ model").click()
            await window.option("model").fill("doubao-seedance-2-0-fast")
            drawn = {"image": sketches.fox(), "image2": sketches.lake(), "image3": sketches.shore()}
            for option, sketch in drawn.items():
                await window.page.get_by_role("button", name=f"+ {option}", exact=True).click()
                file = {"name": f"{option}.png", "mimeType": "image/png", "buffer": sketch}
                await window.option(option).set_input_files(file)  # type: ignore[arg-type]
            await window.page.locator(".command .send").click()
            await window.film()
            await self._keep(window, "pictures")

    async def help(self) -> None:
        async with self._window() as window:
            await window.slash("help")
            await window.see("Only you can see this")
            await self._keep(window, "help")

    async def limits(self) -> None:
        """What a server's moderators set, for everyone, a role, a channel and the whole server."""
        await self._govern()
        async with self._window(who="mia", viewport={"width": 1280, "height": 860}) as window:
            await window.slash("limits show")
            await window.see("Limits of this server")
            await self._keep(window, "limits")
        await self._free()

    async def quota(self) -> None:
        # Ben: Ann has used up three films before, where all pictures are taken.
        await self._govern()
        async with self._window("ben", viewport={"width": 1280, "height": 960}) as window:
            await window.slash("create", prompt="A heron lands on a misty lake")
            await window.film()
            await window.slash("quota")
            await window.see("What you have left here")
            await self._keep(window, "quota")
        await self._free()

    async def words(self) -> None:
        """What in a prompt would be refused, and why."""
        discord = self._house.discord
        for text, rule in (("dragon*", "deny"), ("dragonfly", "allow")):
            options = {"text": text, "rule": rule}
            await discord.slash("mia", CHANNEL, "moderation words add", options)
        async with self._window(
            who="mia", color_scheme="light", viewport={"width": 1280, "height": 620}
        ) as window:
            text = "A dragonfly over the lake, then a d.r.\u0430.g.o.n wakes"
            await window.slash("moderation words test", text=text)
            await window.see("It would be refused")
            await self._keep(window, "words")

    async def report(self) -> None:
        """A film that somebody reported, as its moderators see it."""
        discord = self._house.discord
        async with self._window(who="mia", viewport={"width": 1280, "height": 760}) as window:
            place = discord.guild.channels[CHANNEL]
            await discord.slash("mia", place, "moderation reports", {"channel": place})
            await window.slash("create", prompt="A paper boat in the rain, upside down")
            await window.film()
            card = next(one for one in discord.messages(place) if one.custom_ids)
            form = await discord.message_command("ben", place, "Report this video", card)
            await discord.submit_modal("ben", form, {"reason": "That is my boat, and I said no."})
            await window.see("was reported")
            await self._keep(window, "report")

    async def review(self) -> None:
        """A film that a moderator must agree to first, as its moderators see it."""
        discord = self._house.discord
        async with self._window(who="mia", viewport={"width": 1280, "height": 760}) as window:
            place = discord.guild.channels[CHANNEL]
            await discord.slash("mia", place, "moderation reports", {"channel": place})
            await discord.slash("mia", place, "limits set", {"what": "review", "value": "yes"})
            prompt = "Two knights fight in the rain, seen from above"
            await discord.slash("ben", place, "create", {"prompt": prompt})
            await window.see("waits for a moderator's yes")
            await self._keep(window, "review")
        await discord.slash("mia", place, "limits set", {"what": "review", "value": "no"})

    async def usage(self) -> None:
        """Who used how much, as moderators see it."""
        discord = self._house.discord
        async with self._window(who="mia", viewport={"width": 1280, "height": 860}) as window:
            for who, prompt in (("ann", "A heron"), ("ann", "A phoenix"), ("ben", "A comet")):
                await discord.slash(who, CHANNEL, "create", {"prompt": prompt})
            await window.slash("usage")
            await window.see("films together")
            await window.page.wait_for_timeout(500)
            await self._keep(window, "usage")

    async def _govern(self) -> None:
        discord, place = self._house.discord, CHANNEL
        moderators = discord.guild.roles["moderator"]
        for options in (
            {"what": "films_day", "value": "3"},
            {"what": "money_day", "value": "2.50"},
            {"what": "cooldown", "value": "none"},
            {"what": "films_day", "value": "20", "role": moderators},
            {"what": "server_money_month", "value": "50"},
        ):
            await discord.slash("mia", place, "limits set", options)

    async def _free(self) -> None:
        discord, place = self._house.discord, CHANNEL
        for what in ("films_day", "money_day", "cooldown"):
            await discord.slash("mia", place, "limits reset", {"what": what})

    async def jobs(self) -> None:
        """One that is done, one that failed, one in the making: on one list.

        The first picture, so that the list holds nothing else.
        """
        async with self._window() as window:
            await window.slash("create", prompt="A fox runs over a frozen lake at dawn")
            await window.film()
            await window.slash("create", prompt="A lighthouse in a storm [fail]")
            await window.see("No film this time", deadline=60)
            self._house.videos.pace.running_seconds = 60
            await window.slash("create", prompt="Rain on a neon street")
            await window.see("In the making", deadline=30)
            await window.slash("jobs")
            await window.see("Only you can see this")
            await self._keep(window, "jobs")
        self._house.videos.pace.running_seconds = 3

    def _said(self, who: str, words: str) -> None:
        discord = self._house.discord
        for name, channel in discord.guild.channels.items():
            words = words.replace(f"#{name}", f"<#{channel.id}>")
        discord.say(who, CHANNEL, words)

    def _window(self, who: str = "ann", **context: object) -> AbstractAsyncContextManager[Window]:
        """A window on the empty channel, before anybody wrote in it."""
        discord = self._house.discord
        for message in list(discord.guild.channels[CHANNEL].messages.values()):
            discord.delete_message(message)
        context = {"viewport": {"width": 1280, "height": 760}, **SHARP, **context}
        return chromium.window(self._browser, self._address, who, CHANNEL, **context)

    async def _keep(self, window: Window, name: str) -> None:
        await window.page.mouse.move(0, 0)
        await window.page.wait_for_function(FILMS_ARE_SHOWN)
        if await window.page.locator("video").count():
            await asyncio.sleep(FADES_WITHIN)
        await window.page.screenshot(path=DOCS / f"{name}.png", animations="disabled")


PLAY_TO_THE_MIDDLE = """film => new Promise((done, fail) => {
    film.ontimeupdate = () => film.currentTime > film.duration / 2 && done();
    film.play().catch(fail);
})"""
FILMS_ARE_SHOWN = """() => [...document.querySelectorAll("[data-film]")].every(place => {
    const { top, bottom } = place.getBoundingClientRect()
    const film = place.firstElementChild
    return bottom < 0 || top > innerHeight || film?.readyState > film.HAVE_METADATA
})"""
FADES_WITHIN = 2.5
"""Seconds in which a player's own sign of loading goes; no script can see it."""


def _has_emoji() -> bool:
    """Without such a font a card's signs would be empty boxes."""
    lists = shutil.which("fc-list")
    return lists is None or bool(subprocess.check_output([lists, ":lang=und-zsye"]))


async def main() -> int:
    if chromium.found() is None or not _has_emoji():
        packages = "chromium fonts-noto-color-emoji fonts-inter"
        print(f"Pictures need Chromium and its fonts: apt-get install {packages}", file=sys.stderr)
        return 1
    async with opened(1.0, 0, **PLENTY) as (house, page), chromium.running() as browser:
        await Pictures(browser, house, page.address).take(*sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
