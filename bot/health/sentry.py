"""Errors to a Sentry-compatible address: types and places in the code, and nothing that anybody wrote; extra `errors`.

An event is built here rather than by the library, from code alone. Before it is sent, it is built once more from what
it may hold, so that whatever else the library adds stays here.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from typing import Any, Final, cast

import sentry_sdk
from sentry_sdk.utils import BadDsn, Dsn

from bot.health.errors import room_of

MOST_LINKS: Final = 8
_FLUSH_SECONDS: Final = 3.0
_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w{0,59}|<\w{1,20}>", re.ASCII)
_FILE: Final = re.compile(r"(?:[\w-]{1,60}/){0,10}[\w-]{1,60}\.py", re.ASCII)
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OURS: Final = {"bot", "cogs"}
_RELEASE: Final = f"pullquote@{version('pullquote')}"
_KEPT: Final = {"platform": {"python"}, "level": {"error", "fatal"}, "release": {_RELEASE}}


class _Sending(logging.Handler):
    """Sends the error that is being handled while a room of ours logs one; the log's own words stay in the log."""

    def __init__(self, client: sentry_sdk.Client) -> None:
        super().__init__(logging.ERROR)
        self._client = client

    def emit(self, record: logging.LogRecord) -> None:
        room = room_of(record.name)
        if room.partition(".")[0] in _OURS | {"asyncio"}:
            error = sys.exc_info()[1]
            self._client.capture_event(cast("Any", event_of(error, room, record.funcName or "", record.lineno)))


@contextmanager
def sending(address: str) -> Generator[None]:
    """Send errors to an address while a block runs. Raises ValueError when it is none."""
    try:
        Dsn(address)
    except BadDsn:  # its message repeats the address, with its key
        raise ValueError("it is no address of a Sentry project") from None
    client = sentry_sdk.Client(
        dsn=address,
        release=_RELEASE,
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        server_name="",
        before_send=cast("Any", scrubbed),
    )
    handler = _Sending(client)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        client.close(timeout=_FLUSH_SECONDS)


def event_of(error: BaseException | None, room: str, function: str, line: int) -> dict[str, Any]:
    """Describe an error and its causes by their types and the lines of code they came through."""
    links: list[BaseException] = []
    while error is not None and len(links) < MOST_LINKS:
        links.append(error)
        error = error.__cause__ or error.__context__
    # Sentry wants the first cause first.
    values = [{"type": type(link).__name__, "stacktrace": {"frames": _frames(link)}} for link in reversed(links)]
    place = f"{room} {function}:{line}"
    return {"platform": "python", "level": "error", "logger": room, "transaction": place,
            "exception": {"values": values}}  # fmt: skip


def scrubbed(event: Mapping[str, Any], hint: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Build an event anew from what it may hold: types, places in code, times. Whatever else is in it goes."""
    del hint
    kept: dict[str, Any] = {
        key: event[key] for key, known in _KEPT.items() if isinstance(event.get(key), str) and event[key] in known
    }
    if isinstance(event.get("event_id"), str) and _ID.fullmatch(event["event_id"]):
        kept["event_id"] = event["event_id"]
    if isinstance(event.get("timestamp"), datetime):
        kept["timestamp"] = event["timestamp"]
    logger = event.get("logger")
    kept["logger"] = room_of(logger) if isinstance(logger, str) else "other"
    kept["exception"] = {"values": [_exception(each) for each in _list(event.get("exception"), "values")]}
    return kept


def _exception(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = [_frame(each) for each in _list(value.get("stacktrace"), "frames")]
    return {"type": _identifier(value.get("type")), "stacktrace": {"frames": frames}}


def _frame(frame: Mapping[str, Any]) -> dict[str, Any]:
    file = frame.get("filename")
    line = frame.get("lineno")
    return {
        "filename": file if isinstance(file, str) and _FILE.fullmatch(file) else "?",
        "function": _identifier(frame.get("function")),
        "lineno": line if isinstance(line, int) else 0,
        "in_app": frame.get("in_app") is True,
    }


def _frames(error: BaseException) -> list[dict[str, Any]]:
    frames = traceback.extract_tb(error.__traceback__, limit=-50)
    return [
        {"filename": _relative(each.filename), "function": each.name, "lineno": each.lineno or 0,
         "in_app": _relative(each.filename).partition("/")[0] in _OURS}
        for each in frames
    ]  # fmt: skip


def _relative(file: str) -> str:
    """Name a file by its package: where this machine keeps it may say whose machine it is."""
    parts = file.replace("\\", "/").split("/")
    for root in ("site-packages", *_OURS):
        if root in parts[:-1]:
            place = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[place + (root == "site-packages") :])
    return parts[-1]


def _list(value: object, key: str) -> Sequence[Mapping[str, Any]]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _identifier(value: object) -> str:
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else "?"
