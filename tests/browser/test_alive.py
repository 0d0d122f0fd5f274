"""No prompt and no word of a provider comes alive, as the local Discord's page draws it."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings

from tests.browser.conftest import Open
from tests.ui.alive import LIVE, NASTY, texts

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DRAWN = """async (all) => {
  const { markdown } = await import("/markdown.js");
  const dead = new Set(["DIV run", "PRE", "CODE", "BR"]);
  return all.map((text) => {
    const box = document.createElement("div");
    box.append(...markdown(text));
    const nodes = [...box.querySelectorAll("*")];
    const kinds = nodes.map((node) => `${node.nodeName} ${node.className}`.trim());
    return kinds.filter((kind) => !dead.has(kind)).sort().join(", ");
  });
}"""
"""What the page makes of each text, other than letters and code."""


def drawn_by_chance(count: int) -> list[str]:
    found: list[str] = []

    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate])
    @given(NASTY)
    def collect(words: str) -> None:
        found.append(words)

    collect()
    return found


async def test_nothing_in_a_prompt_or_an_explanation_comes_alive_in_the_page(as_: Open):
    nasty = ["".join(LIVE), "\n".join(LIVE), *LIVE, *drawn_by_chance(300)]
    async with as_("ann") as window:
        harmless = await window.page.evaluate(DRAWN, texts("a fox"))
        alive = await window.page.evaluate(DRAWN, LIVE)
        shown = await window.page.evaluate(DRAWN, [one for each in nasty for one in texts(each)])

    assert all(alive), dict(zip(LIVE, alive, strict=True))
    wrong = [
        (words, shown[at * len(harmless) : (at + 1) * len(harmless)])
        for at, words in enumerate(nasty)
        if shown[at * len(harmless) : (at + 1) * len(harmless)] != harmless
    ]
    assert wrong == []
