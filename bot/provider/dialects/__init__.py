"""The dialects this bot speaks, by the name that the catalogue calls them."""

from collections.abc import Mapping

from bot.provider.dialects.call import Call, Dialect, Picture
from bot.provider.dialects.comet_form import CometForm
from bot.provider.dialects.openai_sora import OpenAISora

DIALECTS: Mapping[str, Dialect] = {
    "openai-sora": OpenAISora(),
    "comet-form": CometForm(),
}

__all__ = ["DIALECTS", "Call", "Dialect", "Picture"]
