"""What the operator writes: every setting is explained, every mistake gets one clear sentence."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings, explain, sentences

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
TOKEN, KEY = "a.token", "sk-a-key"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def from_env(text: str | bytes = "", **environment: str) -> Settings:
    """The settings that a bot reads in a folder with this `.env`."""
    data = text if isinstance(text, bytes) else text.encode()
    Path(".env").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return Settings()


def with_keys(text: str = "", **environment: str) -> Settings:
    return from_env(text, **{"DISCORD_TOKEN": TOKEN, "COMETAPI_KEY": KEY, **environment})


def example() -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_every_setting_is_in_the_example_and_nothing_else_is():
    assert list(example()) == [name.upper() for name in Settings.model_fields]


def test_every_setting_is_explained_by_a_line_above_it():
    blocks = [block.splitlines() for block in EXAMPLE.strip().split("\n\n")]
    lines = [line for block in blocks for line in ["", *block]]

    bare = [
        line
        for above, line in itertools.pairwise(lines)
        if line and not line.startswith("#") and not above.startswith("#")
    ]

    # A port is explained together with its host.
    assert bare == ["WEB_PORT=8080"]


def test_the_example_shows_the_defaults():
    keys = f"\nDISCORD_TOKEN={TOKEN}\nCOMETAPI_KEY={KEY}\n"

    assert from_env(EXAMPLE + keys) == with_keys()


def test_a_setting_of_the_example_that_is_changed_is_read():
    """Held for every one: a name that nobody reads would be a lie."""
    changed = {
        "COMETAPI_BASE_URL": "https://example.org/v1",
        "DATA_DIR": "elsewhere",
        "DATABASE_URL": "postgresql+asyncpg://host/name",
        "MODELS_FILE": "my.toml",
        "DEFAULT_MODEL": "sora-2",
        "ALLOW_NSFW": "on",
        "DOUBT": "moderator",
        "DOUBT_CHARGES": "release",
        "WEB_HOST": "0.0.0.0",
        "PUBLIC_URL": "https://films.example.org",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
        "DISCORD_API_URL": "http://127.0.0.1:1/api/v10",
    }
    standard = with_keys()

    for name in set(example()) - {"DISCORD_TOKEN", "COMETAPI_KEY"}:
        settings = with_keys(f"{name}={changed.get(name, '7')}\n")

        assert getattr(settings, name.lower()) != getattr(standard, name.lower()), name


@pytest.mark.parametrize(
    "pasted", [f"  {KEY} ", f"{KEY}\r\n", f"\ufeff{KEY}", f"\t{KEY}\ufeff\n", f"'{KEY}'"]
)
def test_what_a_paste_brings_along_is_not_part_of_the_key(pasted: str):
    text = f"DISCORD_TOKEN={TOKEN}\nCOMETAPI_KEY={pasted}\n"

    from_file = from_env(text)
    from_environment = with_keys(COMETAPI_KEY=pasted.strip("'"))

    assert from_file.cometapi_key.get_secret_value() == KEY
    assert from_environment.cometapi_key.get_secret_value() == KEY


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_with_a_byte_order_mark_is_read_from_its_first_line(end: str):
    lines = [f"DISCORD_TOKEN={TOKEN}", f"COMETAPI_KEY={KEY}", "MAX_RUNNING=3"]

    settings = from_env(("\ufeff" + end.join(lines)).encode())

    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.max_running == 3


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_what_is_left_blank_falls_back_to_its_default(blank: str):
    blanks = dict.fromkeys(set(example()) - {"DISCORD_TOKEN", "COMETAPI_KEY"}, blank)

    settings = with_keys("".join(f"{name}={blank}\n" for name in blanks), **blanks)

    assert settings == with_keys()


def test_the_environment_goes_before_the_file():
    settings = with_keys("MAX_RUNNING=3\n", MAX_RUNNING="4")

    assert settings.max_running == 4


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"DISCORD_TOKEN": ""}, "DISCORD_TOKEN is missing: put your bot's token into .env"),
        ({"DISCORD_TOKEN": "  "}, "DISCORD_TOKEN is missing: put your bot's token into .env"),
        ({"COMETAPI_KEY": ""}, "COMETAPI_KEY is missing: put your key into .env"),
        ({"BUDGET_DAY": "ten"}, "BUDGET_DAY in .env or the environment is not usable: Input"),
        ({"BUDGET_DAY": "-1"}, "greater than or equal to 0"),
        ({"BUDGET_DAY": "inf"}, "BUDGET_DAY"),
        ({"BUDGET_DAY": "0.00000001"}, "6 decimal places"),
        ({"UNKNOWN_PRICE": "free"}, "UNKNOWN_PRICE"),
        ({"MAX_RUNNING": "0"}, "MAX_RUNNING in .env or the environment is not usable"),
        ({"MAX_PER_MEMBER_DAY": "many"}, "valid integer"),
        ({"MAX_RUNNING_PER_MEMBER": "1.5"}, "valid integer"),
        ({"WEB_PORT": "70000"}, "less than or equal to 65535"),
        ({"PUBLIC_URL": "films.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://films.example.org"}, "'http' or 'https'"),
        ({"COMETAPI_BASE_URL": "api.cometapi.com"}, "it must be like https://"),
        ({"COMETAPI_BASE_URL": "https://"}, "COMETAPI_BASE_URL"),
        ({"COMETAPI_BASE_URL": "http://host:port/v1"}, "COMETAPI_BASE_URL"),
        ({"DISCORD_API_URL": "localhost:80"}, "DISCORD_API_URL"),
        ({"DATABASE_URL": "nonsense"}, "it must be like postgresql+asyncpg://"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite+aiosqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://host:port/name"}, "DATABASE_URL"),
        ({"LOG_LEVEL": "LOUD"}, "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ],
    ids=lambda value: "=".join(*value.items()) if isinstance(value, dict) else "",
)
def test_a_mistake_is_told_in_one_sentence_that_names_the_setting(
    given: dict[str, str], words: str
):
    with pytest.raises(ValidationError) as wrong:
        with_keys(**given)

    said = explain(wrong.value)
    assert words in said
    assert said.startswith(next(iter(given)))
    assert said.endswith((".", ".)"))
    assert "\n" not in said
    assert len(said) < 220


def test_several_mistakes_are_each_told_and_none_shows_what_was_written():
    with pytest.raises(ValidationError) as wrong:
        with_keys(BUDGET_DAY="sk-in-the-wrong-line", MAX_RUNNING="0", DISCORD_TOKEN="")

    said = sentences(wrong.value)
    assert [one.split()[0] for one in said] == ["DISCORD_TOKEN", "BUDGET_DAY", "MAX_RUNNING"]
    assert "sk-in-the-wrong-line" not in "".join(said)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ("LOG_LEVEL=debug", "log_level", "DEBUG"),
        ("COMETAPI_BASE_URL=https://host/v1/", "cometapi_base_url", "https://host/v1"),
        ("PUBLIC_URL=https://films.example.org/", "public_base", "https://films.example.org"),
        ("DATABASE_URL=postgres://u:p@host/n", "database", "postgresql+asyncpg://u:p@host/n"),
        ("DATABASE_URL=postgresql://host/n", "database", "postgresql+asyncpg://host/n"),
        ("DATABASE_URL=sqlite:///a/b.db", "database", "sqlite+aiosqlite:///a/b.db"),
        ("DATA_DIR=elsewhere", "database", "sqlite+aiosqlite:///elsewhere/clapper.db"),
    ],
)
def test_what_people_write_is_understood(given: str, name: str, value: Any):
    assert getattr(with_keys(given), name) == value


def test_no_secret_is_shown_when_settings_are_printed():
    settings = with_keys()

    assert TOKEN not in repr(settings)
    assert KEY not in f"{settings!r} {settings}"


@pytest.mark.parametrize("typed", ["123456789012345678,223456789012345678",
                                   " 123456789012345678  223456789012345678 "])  # fmt: skip
def test_servers_are_listed_with_commas_or_spaces(typed: str):
    settings = with_keys(ALLOWED_GUILDS=typed)

    assert settings.allowed_guilds == {123456789012345678, 223456789012345678}


def test_a_name_is_no_number_of_a_server():
    with pytest.raises(ValidationError) as wrong:
        with_keys(ALLOWED_GUILDS="Clapper's Corner")

    assert explain(wrong.value) == (
        "ALLOWED_GUILDS in .env or the environment is not usable: it must be Discord's numbers, "
        "such as 1234567890123456789, with commas between."
    )
