"""The rules of the house that no linter knows: sizes, time and chance, words for people, errors."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.provider import errors

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 300, 45
SOURCES = [
    path
    for folder in ("bot", "cogs")
    for path in sorted((ROOT / folder).rglob("*.py"))
    # A migration is a record of what was done once: it is never edited, for no rule either.
    if "versions" not in path.parts
]
OWN_TIME_AND_CHANCE = ("bot/__main__.py", "bot/install.py", "bot/sandbox/")
"""The root hands both in; the sandbox is a world of its own."""
CLOCKS = {
    "time.time",
    "time.time_ns",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "discord.utils.utcnow",
    "uuid.uuid4",
}
SPOKEN_THROUGH_WORDS = ("bot/ui/", "bot/core/", "bot/intake.py", "cogs/")
SHOWS = {
    "send_message",
    "edit_message",
    "send",
    "reply",
    "edit",
    "TextDisplay",
    "Button",
    "Label",
    "TextInput",
    "SelectOption",
    "Refused",
    "Sentence",
    "add_option",
    "add_field",
    "Embed",
}
"""Calls whose words people read."""
SHOWN_AS = {"content", "label", "text", "title", "description", "placeholder", "value", "name"}
"""Their keywords that hold words; `custom_id`, `emoji`, `url` and others do not."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with what is called, as written: `random.choice`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def too_long(tree: ast.AST) -> list[str]:
    return [
        f"{node.name} has {lines_of(node)} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of(node) > LONGEST_FUNCTION
    ]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end; what is explained costs nothing."""
    told = function.body[0] if ast.get_docstring(function) is not None else None
    docstring = (told.end_lineno or 0) - told.lineno + 1 if told else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def own_time(tree: ast.AST) -> list[str]:
    return [
        f"line {call.lineno}: {name}"
        for call, name in calls(tree)
        if name in CLOCKS or (name.startswith(("random.", "secrets.")) and name != "random.Random")
    ]


def bare_words(tree: ast.AST) -> list[str]:
    """Strings with letters that go straight into what people see."""
    found: list[str] = []
    for call, name in calls(tree):
        if name.partition("[")[0].rpartition(".")[2] in SHOWS:
            given = [*call.args, *(one.value for one in call.keywords if one.arg in SHOWN_AS)]
            found += [f"line {call.lineno}: {word}" for one in given for word in literals(one)]
    return found


def literals(node: ast.AST) -> list[str]:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [
        part.value
        for part in parts
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and any(letter.isalpha() for letter in part.value)
    ]


def broken_rules(path: str, text: str) -> list[str]:
    """What the house rules say against a file's text."""
    tree, lines = ast.parse(text), text.count("\n") + 1
    found = [f"{lines - 1} lines"] if lines - 1 > LONGEST_FILE else []
    found += too_long(tree)
    if not path.startswith(OWN_TIME_AND_CHANCE):
        found += own_time(tree)
    if path.startswith(SPOKEN_THROUGH_WORDS):
        found += bare_words(tree)
    if text.strip() and ast.get_docstring(tree) is None:
        found.append("no line that says why it exists")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_keeps_the_house_rules(path: Path):
    broken = broken_rules(named(path), path.read_text(encoding="utf-8"))

    assert broken == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("bot/a.py", '"""Why."""\n' + "x = 1\n" * 300, "301 lines"),
        ("bot/a.py", '"""Why."""\ndef long():\n' + "    x = 1\n" * 45, "long has 46 lines"),
        (
            "bot/a.py",
            '"""Why."""\ndef told():\n    """Why."""\n' + "    x = 1\n" * 45,
            "told has 46 lines",
        ),
        ("bot/a.py", '"""Why."""\nimport time\nnow = time.time()\n', "line 3: time.time"),
        ("cogs/a.py", '"""Why."""\nnow = datetime.now(UTC)\n', "line 2: datetime.now"),
        ("bot/a.py", '"""Why."""\npick = random.choice([1])\n', "line 2: random.choice"),
        ("cogs/a.py", '"""Why."""\nawait r.send_message("Hello")\n', "line 2: Hello"),
        ("cogs/a.py", '"""Why."""\nawait r.send_message(f"{n} films")\n', "line 2:  films"),
        ("bot/ui/a.py", '"""Why."""\nui.Button[V](label="Watch")\n', "line 2: Watch"),
        ("bot/intake.py", '"""Why."""\nraise Refused("No")\n', "line 2: No"),
        ("bot/a.py", "x = 1\n", "no line that says why it exists"),
    ],
)
def test_a_rule_that_is_broken_is_named(path: str, text: str, words: str):
    assert broken_rules(path, text) == [words]


def test_every_error_of_the_provider_has_one_root():
    classes = [
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, Exception) and each.__module__ == errors.__name__
    ]

    assert len(classes) >= 4
    assert all(issubclass(each, errors.ProviderError) for each in classes)
