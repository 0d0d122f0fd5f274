"""The account's own log of tasks, as CometAPI keeps it: who ordered what, and when.

`GET /api/task/self` lies beside `/v1` and takes the account's access token, not a key (CometAPI's
command line, `client.py`). Its rows tell model and time, but no prompt.
"""

from __future__ import annotations

import math

import aiohttp

from bot.core.video import Task
from bot.provider.loose import is_list, items, moment, reach, table, text
from bot.provider.wire import NO_ANSWER, NoReply, Reply, Wire, read_body

_MOST_BYTES = 4 * 2**20
_ROWS = 100


async def ask_log(
    wire: Wire, token: str, *, since: float, until: float, timeout: float
) -> Reply | NoReply:
    """Ask for the tasks of that time, in seconds since 1970; `timeout` is in seconds.

    The token goes to the provider's own server only, and nothing of it is told or logged.
    """
    query = {
        "p": "1",
        "page_size": str(_ROWS),
        "start_timestamp": str(math.floor(since)),
        "end_timestamp": str(math.ceil(until)),
    }
    limits = aiohttp.ClientTimeout(total=timeout)
    try:
        async with wire.session.get(
            wire.base.origin() / "api" / "task" / "self",
            params=query,
            headers={"Authorization": f"Bearer {token}"},
            allow_redirects=False,
            timeout=limits,
        ) as reply:
            body, cut = await read_body(reply, _MOST_BYTES)
            body = body.replace(token.encode(), b"***")
            return Reply(reply.status, reply.headers, body, cut)
    except NO_ANSWER as error:
        return NoReply(type(error).__name__, sent=True)


def read_tasks(body: object) -> tuple[Task, ...] | None:
    """The rows of a log, those that make no sense left out; None where it is no log.

    They stand in `data`, or in its `items` or `data` where there are several pages.
    """
    for path in ("data", "data.items", "data.data"):
        for rows in reach(body, path):
            if is_list(rows):
                tasks = (_task(row) for row in items(rows))
                return tuple(task for task in tasks if task is not None)
    return None


def _task(row: object) -> Task | None:
    told = table(row) or {}
    name, model = text(told.get("task_id")), text(told.get("model_name"))
    at = (moment(told.get(key)) for key in ("submit_time", "created_at"))
    created_at = next((found for found in at if found is not None), None)
    if not name or not model or created_at is None:
        return None
    return Task(name, model, created_at)
