"""The dialects this bot speaks, by the name that the catalogue calls them."""

from collections.abc import Callable, Mapping

from bot.core.catalog import ABILITIES, Abilities
from bot.provider.dialects.call import Call, Dialect, Picture
from bot.provider.dialects.comet_form import CometForm
from bot.provider.dialects.openai_sora import OpenAISora

_MADE_BY: Mapping[str, Callable[[Abilities], Dialect]] = {
    "openai-sora": OpenAISora,
    "comet-form": CometForm,
}
DIALECTS: Mapping[str, Dialect] = {name: make(ABILITIES[name]) for name, make in _MADE_BY.items()}

__all__ = ["DIALECTS", "Call", "Dialect", "Picture"]
