"""Where the catalogue's providers are, and the keys to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.catalog import Catalog, Provider
from bot.further_keys import key_named
from bot.settings import Settings


@dataclass(frozen=True)
class Door:
    """How one provider is reached."""

    address: str
    key: str = field(repr=False)
    address_setting: str
    """What the owner changes where the address is wrong; likewise for the key."""
    key_setting: str | None
    """None where the provider needs no key."""
    access_token: str | None = field(default=None, repr=False)
    """Opens the account's own log, where its owner has set it."""


def doors(catalog: Catalog, settings: Settings) -> Mapping[str, Door]:
    """The providers whose models are offered, by their names in the catalogue."""
    used = {model.provider for model in catalog.in_place(adult=True).offered}
    return {
        name: _door(provider, settings)
        for name, provider in catalog.providers.items()
        if name in used
    }


def _door(provider: Provider, settings: Settings) -> Door:
    variable = provider.key_variable
    if variable == "COMETAPI_KEY":
        key = settings.cometapi_key.get_secret_value()
        token = settings.cometapi_access_token
        return Door(
            settings.cometapi_base_url,
            key,
            "COMETAPI_BASE_URL",
            variable,
            token.get_secret_value() if token else None,
        )
    key = key_named(variable) if variable else ""
    return Door(provider.base_url, key, "its base_url in MODELS_FILE", variable or None)
