"""When a film is asked after."""

from __future__ import annotations

import random

import pytest

from bot.core import pace


@pytest.mark.parametrize(
    ("usual", "asked", "seconds"),
    [
        pytest.param(None, None, 12, id="nothing known"),
        pytest.param(15.0, None, 15, id="the entry's"),
        pytest.param(15.0, 3.0, 3, id="the provider's own wish goes first"),
        pytest.param(15.0, 0.05, 2, id="never sooner than 2 s"),
        pytest.param(600.0, None, 20, id="never later than 20 s"),
    ],
)
def test_t21_polls_come_at_the_entry_s_or_the_provider_s_pace_with_jitter(
    usual: float | None, asked: float | None, seconds: float
) -> None:
    waits = {pace.poll(usual, asked, random.Random(seed)) for seed in range(20)}

    assert all(seconds <= wait <= seconds * 1.1 for wait in waits)
    assert len(waits) == 20
