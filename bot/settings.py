"""What the operator may decide: one frozen value, made once, from the environment and `.env`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Count = Annotated[int, Field(ge=1)]
Dollars = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=6)]


def _stripped(value: object) -> object:
    return value.strip(" \t\r\n\ufeff") if isinstance(value, str) else value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise PydanticCustomError("address", "it must be like https://example.org/v1")
    return value.rstrip("/")


def _database_address(value: str) -> str:
    """With the drivers that Clapper brings; others paste addresses without one."""
    kind, _, rest = value.partition("://")
    driver = DRIVERS.get(kind.partition("+")[0])
    try:
        named = urlsplit(f"//{rest}")
        usable = driver is not None and len(named.path) > 1 and named.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise PydanticCustomError(
            "database",
            "it must be like postgresql+asyncpg://user:password@host/name "
            "or sqlite+aiosqlite:///folder/clapper.db",
        )
    return f"{driver}://{rest}"


DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


def _numbers(value: object) -> object:
    """Discord's numbers, as people list them: with commas, spaces or both between."""
    if isinstance(value, int):
        return frozenset({value})
    if not isinstance(value, str):
        return value
    parts = value.replace(",", " ").split()
    if not all(part.isdecimal() and len(part) <= 19 for part in parts):
        raise PydanticCustomError(
            "numbers",
            "it must be Discord's numbers, such as 1234567890123456789, with commas between",
        )
    return frozenset(int(part) for part in parts)


Numbers = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
"""http or https, without a slash at the end."""
DatabaseAddress = Annotated[str, AfterValidator(_database_address)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows' editors begin a file with a byte-order mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    discord_token: SecretStr
    cometapi_key: SecretStr
    cometapi_base_url: WebAddress = "https://api.cometapi.com/v1"
    cometapi_access_token: SecretStr | None = None
    data_dir: Path = Path("data")
    database_url: DatabaseAddress | None = None
    models_file: Path | None = None
    default_model: str | None = None

    budget_day: Dollars = Decimal(10)
    max_running: Count = 10
    max_per_member_day: Count = 5
    max_running_per_member: Count = 2
    confirm_above: Dollars | None = Decimal(1)
    unknown_price: Dollars | None = None
    allowed_guilds: Numbers | None = None
    owner_guild_id: int | None = None
    owner_ids: Numbers = frozenset()
    audit_days: Count = 90
    allow_nsfw: bool = False
    review_hours: Count = 24
    forget_days: Count = 30
    strikes: Annotated[int, Field(ge=0)] = 3
    doubt: Literal["member", "moderator", "never"] = "member"
    doubt_hours: Count = 24
    doubt_charges: Literal["keep", "release"] = "keep"
    max_film_mb: Count = 2_000
    min_free_mb: Annotated[int, Field(ge=0)] = 500

    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    public_url: HttpUrl | None = None

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    discord_api_url: WebAddress | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_stray_space(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A paste brings spaces, line ends and byte-order marks; what is blank is not set."""
        stripped = {name: _stripped(value) for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def database(self) -> str:
        """SQLAlchemy's address of the database; the SQLite file in `data_dir` unless set."""
        return (
            self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'clapper.db').as_posix()}"
        )

    @property
    def public_base(self) -> str | None:
        return str(self.public_url).rstrip("/") if self.public_url else None


class ModelsSettings(BaseSettings):
    """The part that printing the catalogue needs: no key, no token."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore"
    )

    models_file: Path | None = None


HOW_TO = {
    "discord_token": "DISCORD_TOKEN is missing: put your bot's token into .env "
    "(discord.com/developers, your application, Bot, Reset Token).",
    "cometapi_key": "COMETAPI_KEY is missing: put your key into .env (cometapi.com, API keys).",
}


NOT_UTF8 = "The file .env is not UTF-8 text: open it in an editor and save it as UTF-8."


def explain(error: ValidationError) -> str:
    """The first thing wrong with the settings, in one sentence that says what to do."""
    return sentences(error)[0]


def sentences(error: ValidationError) -> list[str]:
    """Everything wrong with the settings, a sentence each, without the values."""
    return [_sentence(each) for each in error.errors(include_input=False, include_url=False)]


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    if error["type"] == "missing":
        return HOW_TO.get(name, f"{name.upper()} is missing: set it in .env.")
    return f"{name.upper()} in .env or the environment is not usable: {error['msg']}."
