"""Every sentence with which somebody is refused, read from the code; `docs/refusals.md` lists them.

python -m tests.refusals        writes the page anew
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "refusals.md"
RULES = ("bot.core.reins", "bot.core.pots")
"""Here every whole sentence is one; they are handed on, not raised where they stand."""
SAYS = ("say", "say_n")
STRETCH = 15
"""Characters by which a sentence is known."""


@dataclass(frozen=True, order=True)
class Refusal:
    module: str
    text: str


class Code:
    """The product's modules, and what their functions and constants say."""

    def __init__(self) -> None:
        self.trees = {
            ".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(
                file.read_text("utf-8")
            )
            for folder in ("bot", "cogs")
            for file in sorted((ROOT / folder).rglob("*.py"))
            if "sandbox" not in file.parts
        }
        self.named: dict[str, tuple[str, ast.AST]] = {}
        for module, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self.named[node.name] = (module, node)
            for node in tree.body:
                self._constant(module, node)

    def _constant(self, module: str, node: ast.stmt) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                self.named[target.id] = (module, value)

    def said(self, module: str, node: ast.AST, *, deep: bool = True) -> Iterator[Refusal]:
        """What a node says itself, and by the constants and functions that it names."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and _name(inner.func) in SAYS:
                text = self._text(inner)
                if text and _is_sentence(text):
                    yield Refusal(module, text)
            elif deep and _name(inner) in self.named and _name(inner) not in SAYS:
                where, body = self.named[_name(inner)]
                yield from self.said(where, body, deep=False)

    def _text(self, call: ast.Call) -> str | None:
        """The sentence; of a singular and a plural, the plural."""
        told = call.args[-1] if _name(call.func) == "say" else call.args[1]
        if _name(told) in self.named:
            told = self.named[_name(told)][1]
        return str(told.value) if isinstance(told, ast.Constant) else None


def refusals() -> list[Refusal]:
    code, found = Code(), set[Refusal]()
    for module, tree in code.trees.items():
        for node in ast.walk(tree):
            if module in RULES or _name(getattr(node, "func", None)) == "Refused":
                found |= set(code.said(module, node, deep=module not in RULES))
    return sorted(found)


def _name(node: object) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _is_sentence(text: str) -> bool:
    return len(text) > 12 and text.rstrip("”)")[-1:] in ".:!?"


def is_read(text: str, said: list[str]) -> bool:
    """Whether a test holds the sentence, or a stretch of it that no other has."""
    parts = [part.strip() for part in re.split(r"\{\w+\}", text)]
    known = [part for part in parts if len(part) >= STRETCH]
    whole = re.compile(".+".join(re.escape(part) for part in re.split(r"\{\w+\}", text)))
    for each in said:
        flat = " ".join(each.split())
        if len(flat) >= STRETCH and any(flat in part for part in known):
            return True
        if any(part in flat for part in known) or whole.search(flat):
            return True
    return False


def said_in_tests() -> list[str]:
    """Every text that a test holds; of one with values in it, what stands between them."""
    texts: list[str] = []
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return texts


def page() -> str:
    rows = [f"| {each.text.replace('|', '∣')} | `{each.module}` |" for each in refusals()]
    head = (
        "# Every refusal\n\nWhat people are told when something can't be had, made from the code "
        "by `python -m tests.refusals`; a test holds the two together and sees that each has a "
        "test that reads it. What stands in braces is filled in.\n"
    )
    return "\n".join([head, "| sentence | where |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
