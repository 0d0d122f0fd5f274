"""Which answers say that a provider is down, and which only that it is busy or says no."""

from __future__ import annotations

import pytest

from bot.provider.verdicts import create_refused, look_refused, read_refused
from bot.provider.wire import NoReply, Reply

JSON = b'{"error": {"message": "x", "type": "y"}}'
PAGE = b"<html><title>Bad gateway</title></html>"
SATURATED = b'{"error": {"message": "upstream load is saturated"}}'


@pytest.mark.parametrize(
    ("reply", "down"),
    [
        pytest.param(NoReply("refused", sent=False), True, id="nobody there"),
        pytest.param(NoReply("timeout", sent=True), True, id="no answer"),
        pytest.param(Reply(502, {}, PAGE), True, id="a gateway with nothing behind it"),
        pytest.param(Reply(500, {}, JSON), True, id="500 that tells nothing"),
        pytest.param(Reply(429, {}, JSON), False, id="too many requests"),
        pytest.param(Reply(429, {}, PAGE), False, id="too many requests, as a page"),
        pytest.param(Reply(503, {}, SATURATED), False, id="saturated: busy"),
        pytest.param(Reply(401, {}, JSON), False, id="a no"),
    ],
)
def test_down_is_told_from_busy_whatever_was_asked(reply: Reply | NoReply, down: bool):
    errors = [refused(reply, 0.0) for refused in (create_refused, look_refused, read_refused)]

    assert [error.down for error in errors] == [down] * 3


def test_a_poll_that_somebody_else_answers_is_a_provider_that_is_down():
    assert look_refused(Reply(200, {}, b"<html>Sign in to the network</html>"), 0.0).down
