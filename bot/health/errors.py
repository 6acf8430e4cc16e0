"""Errors in the log as figures: counted by the room they were met in, never by what they say."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from bot.figures import ERRORS, Figures

_OURS = {"bot", "cogs"}
_LIBRARIES = {"aiohttp", "aiosqlite", "alembic", "asyncio", "asyncpg", "discord", "sqlalchemy"}


class _Counting(logging.Handler):
    """Counts records of errors by their logger's name alone: a message could hold anything."""

    def __init__(self, figures: Figures) -> None:
        super().__init__(logging.ERROR)
        self._figures = figures

    def emit(self, record: logging.LogRecord) -> None:
        self._figures.add(ERRORS, room_of(record.name))


@contextmanager
def counted(figures: Figures) -> Generator[None]:
    """Count the errors that are logged while a block runs."""
    handler = _Counting(figures)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def room_of(logger: str) -> str:
    """Name the room or the library that a logger belongs to; "other" for what is neither."""
    first, *rest = logger.split(".")
    if first in _OURS:
        return ".".join([first, *rest[:1]])
    return first if first in _LIBRARIES else "other"
