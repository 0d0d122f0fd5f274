"""Where each provider is, and which key opens it: an entry of a few lines, and a line in `.env`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import _secrets
from bot.core.catalog import DIALECTS, load
from bot.doors import doors
from bot.settings import Settings

HOME = """
[[provider]]
name = "home"
base_url = "http://127.0.0.1:30000"
key_variable = "HOME_SERVER_KEY"

[[provider]]
name = "open"
base_url = "http://127.0.0.1:8091/v1"

[[provider]]
name = "unused"
base_url = "http://127.0.0.1:1"
"""
MODEL = """
[[model]]
id = "wan-{provider}"
title = "Wan at home"
provider = "{provider}"
dialect = "sglang"
status = "beta"
seconds = {{ allowed = [4], default = 4 }}
shape = {{ default = "832x480", sizes = [{{ size = "832x480", ratio = "16:9", tier = "480p" }}] }}
"""
MODELS = HOME + MODEL.format(provider="home") + MODEL.format(provider="open")


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME_SERVER_KEY", raising=False)


def settings(**more: str) -> Settings:
    given: dict[str, Any] = {"discord_token": "a.token", "cometapi_key": "sk-comet", **more}
    return Settings(**given)


@pytest.mark.parametrize(
    ("file", "environment", "key"),
    [
        pytest.param("HOME_SERVER_KEY=sk-file\n", "", "sk-file", id="in .env"),
        pytest.param("\ufeffHOME_SERVER_KEY='sk-file'\r\n", " ", "sk-file", id="as Windows has it"),
        pytest.param("HOME_SERVER_KEY=sk-file\n", "sk-env", "sk-env", id="the environment first"),
        pytest.param("", "sk-env", "sk-env", id="without a file"),
        pytest.param("", "", "", id="nowhere"),
    ],
)
def test_the_key_of_a_further_provider_is_found(
    monkeypatch: pytest.MonkeyPatch, file: str, environment: str, key: str
) -> None:
    if file:
        Path(".env").write_text(file, encoding="utf-8")
    if environment:
        monkeypatch.setenv("HOME_SERVER_KEY", environment)

    found = doors(load([("my.toml", MODELS)]).catalog, settings())

    assert found.keys() == {"home", "open"}
    assert (found["home"].address, found["home"].key) == ("http://127.0.0.1:30000", key)
    assert (found["open"].key, found["open"].key_setting) == ("", None)


def test_the_keys_of_dot_env_are_blotted_out_of_the_logs() -> None:
    Path(".env").write_text("HOME_SERVER_KEY=sk-file\nMAX_RUNNING=3\n", encoding="utf-8")

    secrets = _secrets(settings())

    assert {"sk-file", "a.token", "sk-comet"} <= set(secrets)
    assert "3" not in secrets


def test_the_readme_s_providers_are_read_without_a_fault() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)

    loaded = load([("README.md", shown)])

    assert loaded.problems == ()
    assert loaded.catalog.providers["relay"].key_variable == "RELAY_KEY"
    told = [(m.provider, m.dialect, m.default_price_micros()) for m in loaded.catalog.offered]
    assert told == [("relay", "openai-sora", 400_000), ("home", "sglang", 0)]


def test_the_readme_names_every_dialect_that_makes_films() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")

    assert {name for name in DIALECTS if f"`{name}`" in readme} == DIALECTS


def test_comet_s_access_token_opens_comet_s_door_alone_and_stands_in_no_log() -> None:
    told = settings(cometapi_access_token="access-comet")
    shipped = Path(__file__).parents[1] / "bot" / "models.toml"
    catalog = load([("models.toml", shipped.read_text(encoding="utf-8")), ("my.toml", MODELS)])

    found = doors(catalog.catalog, told)

    assert {name: door.access_token for name, door in found.items()} == {
        "cometapi": "access-comet",
        "home": None,
        "open": None,
    }
    assert "access-comet" in _secrets(told)
    assert "access-comet" not in f"{told} {found}"
