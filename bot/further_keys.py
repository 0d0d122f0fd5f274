"""The keys of providers that MODELS_FILE adds: variables that no setting names."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dotenv import dotenv_values


def in_env_file() -> Mapping[str, str]:
    """What stands in `.env` of this folder, read as the settings are; empty without one."""
    found = dotenv_values(".env", encoding="utf-8-sig")
    return {name: value for name, value in found.items() if value}


def key_named(variable: str) -> str:
    """The value of this variable in the environment, else in `.env`; empty where it has none."""
    return os.environ.get(variable, "").strip() or in_env_file().get(variable, "").strip()
