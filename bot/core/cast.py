"""Characters: who may be named in a server's films, and what can be wrong with one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from bot.core.catalog import Model
from bot.core.refused import Refused
from bot.core.sentence import Sentence, say
from bot.core.video import Character

LONGEST_NAME = 32
LONGEST_ADDRESS = 1_000
SHORTEST, LONGEST = 1.0, 3.0
"""Seconds of the span; what every page and relay of the -all models agrees on."""
LATEST = 3_600.0
"""Seconds into the film at which a span may end: nobody means more."""
MOST_PER_SERVER = 25
"""As many as Discord offers at once while somebody types."""

_SECONDS = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)\s*(?:s|secs?|seconds?)?\.?", re.IGNORECASE)
_NAME = re.compile(r"\w(?:[\w '’.-]*[\w.])?")
_SHORT_LIVED = ("discordapp.com", "discordapp.net", "discord.com")


@dataclass(frozen=True)
class JobCharacter:
    """Who appears in a job's film, as the server knew them when it was asked for."""

    name: str
    url: str
    """The address of an mp4. The provider fetches it; the bot never does."""
    start: float
    end: float
    """Where the span begins and ends, in seconds of that mp4, to a tenth."""

    @property
    def sent(self) -> Character:
        return Character(self.url, self.start, self.end)

    @property
    def span(self) -> str:
        """`1-3`, in seconds."""
        return f"{self.start:g}-{self.end:g}"

    @property
    def host(self) -> str:
        """Where the mp4 lies."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class Listed:
    """A row of the table `characters`."""

    who: JobCharacter
    guild_id: int
    added_by: int
    added_at: float
    """Seconds since 1970."""
    id: int = 0


def read_character(name: str, url: str, start: str | float, end: str | float) -> JobCharacter:
    """A character as it was typed. Raises Refused, with what would do."""
    begins, ends = _second(start), _second(end)
    if not SHORTEST <= round(ends - begins, 3) <= LONGEST:
        raise Refused(
            say(
                "The span has to last from {least} to {most} seconds, for example from 1 to 3; "
                "this one goes from {start} to {end}.",
                least=f"{SHORTEST:g}",
                most=f"{LONGEST:g}",
                start=f"{begins:g}",
                end=f"{ends:g}",
            )
        )
    return JobCharacter(_name(name), _address(url), begins, ends)


def folded(name: str) -> str:
    """What two names share that a person would take for the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_takes(model: Model, models: Sequence[Model]) -> None:
    """Raises Refused where a model takes no character; `models` are those that can be had."""
    if model.character:
        return
    others = tuple(each.title for each in models if each.character)[:2]
    if not others:
        raise Refused(
            say("{model} takes no character, and no other model here does.", model=model.title)
        )
    raise Refused(
        say(
            "{model} takes no character. Leave it out, or choose a model that takes one: {others}.",
            model=model.title,
            others=others,
        )
    )


def casting(models: Sequence[Model]) -> Model | None:
    """The model meant where only a character was chosen: the first that takes one, rather one
    whose price is known."""
    able = [model for model in models if model.character]
    priced = (model for model in able if model.default_price_micros() is not None)
    return next(priced, able[0] if able else None)


def _second(typed: str | float) -> float:
    match = _SECONDS.fullmatch(str(typed).strip())
    second = round(float(match[1].replace(",", ".")), 1) if match else -1.0
    if not 0 <= second <= LATEST:
        raise Refused(
            say(
                "{typed} is no moment of a film. Give the span in seconds, for example from 1 to "
                "3.",
                typed=_short(str(typed)),
            )
        )
    return second


def _name(typed: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Refused(
            say(
                "A character's name has 1 to {most} letters and digits, with spaces, hyphens, "
                "points and apostrophes between them.",
                most=LONGEST_NAME,
            )
        )
    return name


def _address(typed: str) -> str:
    url = typed.strip()
    parts = _split(url)
    if parts is None or not _is_public(parts.hostname or "") or len(url) > LONGEST_ADDRESS:
        raise Refused(_NO_ADDRESS)
    host = (parts.hostname or "").casefold()
    if any(host == each or host.endswith("." + each) for each in _SHORT_LIVED):
        raise Refused(
            say(
                "Discord's addresses stop working after about a day. Put the mp4 where it stays, "
                "and give that address."
            )
        )
    return url


_NO_ADDRESS = say(
    "The address has to be a public one of an mp4 file: it begins with https:// and its path ends "
    "with .mp4."
)


def _split(url: str) -> SplitResult | None:
    """None for what is no https address of an mp4, or holds more than an address should."""
    if not all("!" <= letter <= "~" and letter not in "`<>" for letter in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    plain = parts.username is None and parts.password is None and port in (None, 443)
    film = parts.path.casefold().endswith(".mp4")
    return parts if parts.scheme == "https" and plain and film else None


def _is_public(host: str) -> bool:
    """Whether the provider could reach it by its name; a number is nobody's public address."""
    try:
        ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".local", ".internal", ".localhost"))
    return False


def _short(typed: str) -> str:
    return typed if len(typed) <= 30 else typed[:29] + "…"


def nobody_of(name: str, known: Sequence[str]) -> Sentence:
    """There is no such character here; `known` are the names of those there are."""
    if known:
        return say(
            "There is no character called {name} in this server. There are: {known}.",
            name=_short(name),
            known=tuple(known),
        )
    return say(
        "There is no character called {name} in this server, nor any other. Add one with "
        "`/characters add`.",
        name=_short(name),
    )
