"""The catalogue's dialects are those that the provider's client speaks."""

from bot.core.catalog import DIALECTS
from bot.provider.dialects import DIALECTS as SPOKEN


def test_what_is_offered_can_be_spoken() -> None:
    assert frozenset(SPOKEN) == DIALECTS
