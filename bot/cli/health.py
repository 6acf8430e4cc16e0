"""`pullquote health`: asks a running bot how it is, for containers and service managers. Loads no part of the bot."""

from __future__ import annotations

import http.client
import json
import sys
from typing import Any

from bot.settings import Settings

ANSWER_SECONDS = 5.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (asked, never listened on)


def ask_health(settings: Settings, *, live: bool = False) -> int:
    """Say whether the bot is ready, and what is missing if not; with `live`, only whether it runs. Gives the status."""
    place = settings.http_place
    if place is None:
        return _fail("PULLQUOTE_HTTP is not set, so no bot can be asked; set it to 127.0.0.1:8080, say.")
    host, port = place
    try:
        answer = _asked(_EVERYWHERE.get(host, host), port, "/livez" if live else "/readyz")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _fail(f"No Pullquote answers at {host}:{port} ({_reason(error)}).")
    missing = [str(sentence) for sentence in answer.get("missing", ())]
    if missing:
        return _fail("\n".join(missing))
    print("alive" if live else "ready")  # noqa: T201
    return 0


def _asked(host: str, port: int, path: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    if not isinstance(answer, dict) or not {"alive", "ready"} & answer.keys():
        raise ValueError("another program answers there")
    return answer


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing within {ANSWER_SECONDS:g} seconds"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "another program answers there"


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1
