"""Brings up one life after the other, each forked from a process that has imported everything.

A line on the input starts a life, told as JSON; the answers are its process id and, once it has
ended, its exit code. So a killed bot is back in half a second, not in three.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

LONGEST_LIFE = 1_200
"""Seconds after which a life ends by itself, should nobody be left to end it."""


def serve(live: Callable[[dict[str, Any]], None], log: Path) -> int:
    """Until the input ends. What a life prints goes to `log`."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(live, json.loads(line), log)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return 0


def _live(live: Callable[[dict[str, Any]], None], life: dict[str, Any], log: Path) -> None:
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    signal.alarm(LONGEST_LIFE)
    try:
        live(life)
    except BaseException as error:
        print(f"this life ended: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)
