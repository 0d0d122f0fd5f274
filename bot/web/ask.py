"""Asks the bot on this machine for its health, for Docker: `python -m bot.web.ask`.

Only the standard library, because it is started twice a minute.
"""

import http.client
import os
import sys

ANSWERS_WITHIN = 8.0
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, never listened on


def main() -> int:
    """Print what `/health` says; 0 where all is well, else 1."""
    host = os.environ.get("WEB_HOST", "127.0.0.1").strip()
    port = os.environ.get("WEB_PORT", "").strip() or "8080"
    if host in EVERYWHERE:
        host = "127.0.0.1"
    try:
        connection = http.client.HTTPConnection(host, int(port), timeout=ANSWERS_WITHIN)
        connection.request("GET", "/health")
        reply = connection.getresponse()
        said = reply.read(2000).decode("utf-8", "replace")
    except (OSError, ValueError, http.client.HTTPException) as error:
        print(f"no answer at {host}:{port}: {error}")  # noqa: T201
        return 1
    print(said)  # noqa: T201
    return 0 if reply.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
