"""Somebody at the sandbox's page, clicking what is there: `python -m tests.slow.visitor ADDRESS`.

One window of a headless Chromium that is never loaded again, until standard input ends; then one
line of JSON: what was done, what the browser complained of, and what the page weighed meanwhile.
A process of its own, so that what the driver of the browser remembers is not taken for growth of
the far ends.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, TimeoutError

from tests.browser import chromium
from tests.browser.chromium import Window
from tests.slow.page_scales import PageScales

CLICK_MS = 3000
PAUSE = (0.2, 1.5)
WEIGH_EVERY = 20.0
SHOULD_NOT_BE_SEEN = "asked for something impossible"
"""What the page's server answers to a request that only a mistake in the page can send."""
SPARE = "spare"
"""The channel that may be deleted; the parent makes it anew."""
WORDS = ("**hello** @mia", "look: `code` ||hidden||", "is it #lounge?", "> quoted\n- one\n- two")


@dataclass
class Report:
    did: Counter[str] = field(default_factory=Counter[str])
    missed: Counter[str] = field(default_factory=Counter[str])
    """What was no longer there, or covered, when it was to be clicked."""
    complaints: list[str] = field(default_factory=list[str])
    weights: list[dict[str, float]] = field(default_factory=list[dict[str, float]])
    """By time: megabytes of the page's JavaScript, event listeners, elements for each message
    that is shown, and elements that are kept without being in the page."""


class Visitor:
    def __init__(self, window: Window, scales: PageScales, chance: random.Random) -> None:
        self.window = window
        self.page: Page = window.page
        self.chance = chance
        self.report = Report(complaints=window.complaints)
        self._scales = scales

    async def live(self) -> None:
        acts = [self.press] * 8 + [self.command] * 6 + [self.be, self.go] * 2 + [self.mishap] * 3
        acts += [self.write, self.answer, self.menu, self.play, self.theme, self.fold, self.older]
        acts += [self.language]
        acts += [self.right, self.upload_limit, self.money, self.speed, self.calm, self.tear_down]
        weighed = 0.0
        while True:
            act = self.chance.choice(acts)
            try:
                await act()
                self.report.did[act.__name__] += 1
            except TimeoutError:
                self.report.missed[act.__name__] += 1
            await self.tidy_up()
            if time.monotonic() - weighed > WEIGH_EVERY:
                weighed = time.monotonic()
                self.report.weights.append(await self._scales.weigh())
            await asyncio.sleep(self.chance.uniform(*PAUSE))

    async def press(self) -> None:
        """A button or select of a card; a form it opens is filled in, or left."""
        button = await self.any(".message [data-press]:enabled, .message [data-choose]:enabled")
        if button is None:
            return
        await button.click(timeout=CLICK_MS)
        await asyncio.sleep(0.3)
        if await self.page.locator("dialog.picker").count():
            await self.click_any("dialog.picker [role=option]")
        elif await self.page.locator("dialog.modal").count():
            await self.fill_in()

    async def fill_in(self) -> None:
        for field_ in await self.page.locator("dialog.modal :is(input[type=text],textarea)").all():
            await field_.fill(self.chance.choice(("3", "a fox", "")), timeout=CLICK_MS)
        await self.click_any("dialog.modal footer button")

    async def command(self) -> None:
        await self.window.box.fill("/", timeout=CLICK_MS)
        await self.click_any(".suggest [role=option]")
        for option in await self.page.locator(
            ".command .option.required :is(input,textarea)"
        ).all():
            if await option.get_attribute("type") != "file":
                await option.fill(self.chance.choice(("a fox on ice", "12")), timeout=CLICK_MS)
                await self.take_suggestion()
        if self.chance.random() < 0.5:
            await self.click_any(".command .add")
            await self.take_suggestion()
        send = self.chance.random() < 0.8
        await self.click_any(".command .send" if send else ".command .close")

    async def take_suggestion(self) -> None:
        await asyncio.sleep(0.4)
        with contextlib.suppress(TimeoutError):
            await self.click_any(".suggest [role=option]", 1000)

    async def write(self) -> None:
        await self.window.box.fill(self.chance.choice(WORDS), timeout=CLICK_MS)
        await self.window.box.press("Enter", timeout=CLICK_MS)

    async def answer(self) -> None:
        message = await self.any("#messages .message:has([data-reply])")
        if message is not None:
            await message.hover(timeout=CLICK_MS)
            await message.locator("[data-reply]").click(timeout=CLICK_MS)
            await self.write()

    async def menu(self) -> None:
        message = await self.any("#messages .message:has([data-more])")
        if message is not None:
            await message.hover(timeout=CLICK_MS)
            await message.locator("[data-more]").click(timeout=CLICK_MS)
            await self.click_any(".menu [role=menuitem]")
            await self.click_any("dialog.modal.small footer button", 500)

    async def play(self) -> None:
        film = await self.any("video.measured")
        if film is not None:
            await film.evaluate(
                "film => { film.paused ? film.play().catch(() => 0) : film.pause() }"
            )

    async def older(self) -> None:
        await self.page.locator("#messages").evaluate("list => { list.scrollTop = 0 }")
        await self.click_any("#messages [data-older]", 1000)

    async def be(self) -> None:
        await self.page.locator("#me .person").click(timeout=CLICK_MS)
        await self.click_any(".menu [role=menuitemradio]")

    async def go(self) -> None:
        await self.click_any("#channels .channel")

    async def language(self) -> None:
        await self.page.locator("#me .language").click(timeout=CLICK_MS)
        await self.click_any(".menu [role=menuitemradio]")

    async def theme(self) -> None:
        await self.page.get_by_role("button", name="Light or dark").click(timeout=CLICK_MS)

    async def fold(self) -> None:
        for _ in range(2):
            await self.page.get_by_role("button", name="Sandbox panel").click(timeout=CLICK_MS)

    async def mishap(self) -> None:
        # A model that is gone stays so for a day, and an order in doubt keeps its place among those
        # that run: an hour of clicks would leave none of either. The weather loses a few replies.
        lasting = ":not([data-mishap=videos-gone], [data-mishap=videos-lost])"
        button = await self.any(f"#panel [data-mishap]{lasting}")
        if button is not None:
            name = await button.get_attribute("data-mishap")
            await button.click(timeout=CLICK_MS)
            self.report.did[f"mishap {name}"] += 1

    async def calm(self) -> None:
        await self.page.locator("#panel [data-do=calm]").click(timeout=CLICK_MS)

    async def right(self) -> None:
        """Take a right of the bot away, and give it back."""
        box = await self.any("#panel [data-right]")
        name = await box.get_attribute("data-right") if box else None
        if name is None:
            return
        box = self.page.locator(f"#panel [data-right={name}]")
        for _ in range(2):
            await box.click(timeout=CLICK_MS)
            await asyncio.sleep(self.chance.uniform(0.5, 3))

    async def upload_limit(self) -> None:
        await self.click_any("#panel [name=upload_limit] + span")

    async def money(self) -> None:
        for _ in range(2):
            await self.page.locator("#panel [data-balance]").click(timeout=CLICK_MS)
            await asyncio.sleep(1)

    async def speed(self) -> None:
        """Another speed for a moment, then the one that was."""
        standing = self.page.locator("#panel [name=speed][checked]")
        if await standing.count():
            value = await standing.first.get_attribute("value")
            await self.click_any("#panel [name=speed] + span")
            await asyncio.sleep(1)
            await self.page.locator(f"#panel [name=speed][value='{value}'] + span").click()

    async def tear_down(self) -> None:
        """Delete a channel: the one that is there for it."""
        spare = self.page.locator("#channels .channel", has_text=SPARE)
        if not await spare.count():
            return
        await spare.first.click(timeout=CLICK_MS)
        await self.page.locator("#top h2", has_text=SPARE).wait_for(timeout=CLICK_MS)
        await self.page.locator("#panel [data-do=delete_channel]").click(timeout=CLICK_MS)
        await self.page.get_by_role("button", name="Delete channel").click(timeout=CLICK_MS)

    async def any(self, selector: str) -> Locator | None:
        found = await self.page.locator(selector).count()
        return self.page.locator(selector).nth(self.chance.randrange(found)) if found else None

    async def click_any(self, selector: str, within_ms: int = CLICK_MS) -> None:
        """Click one of these, once there is one; nothing where there is none in time."""
        with contextlib.suppress(TimeoutError):
            await self.page.locator(selector).first.wait_for(timeout=within_ms)
            chosen = await self.any(selector)
            if chosen is not None:
                await chosen.click(timeout=CLICK_MS)

    async def tidy_up(self) -> None:
        """Read what it said, and close what is open, as before doing something else."""
        said = self.page.locator(".problem, .failure, #panel .status")
        for problem in await said.all_inner_texts():
            if SHOULD_NOT_BE_SEEN in problem:
                self.report.complaints.append(problem)
        for _ in range(3):
            if await self.page.locator("dialog, .menu, .suggest, .command").count():
                await self.page.keyboard.press("Escape")
        with contextlib.suppress(TimeoutError):
            for leave in await self.page.get_by_role("button", name="Leave this command").all():
                await leave.click(timeout=1000)


async def visit(address: str, seed: int) -> Report:
    async with (
        chromium.running() as browser,
        chromium.window(browser, address) as window,
    ):
        visitor = Visitor(window, await PageScales.of(window.page), random.Random(seed))
        ends = asyncio.ensure_future(asyncio.to_thread(sys.stdin.read))
        life = asyncio.ensure_future(visitor.live())
        await asyncio.wait([ends, life], return_when="FIRST_COMPLETED")
        if life.done():
            life.result()  # it never ends by itself: this raises why
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        return visitor.report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    report = asyncio.run(visit(arguments.address, arguments.seed))
    print(json.dumps(vars(report)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
