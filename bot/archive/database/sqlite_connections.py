"""SQLite connections that cross to their thread once a statement.

aiosqlite runs a connection in a thread of its own. Through SQLAlchemy a statement would go there
and back four times (make a cursor, execute, fetch, close), and each crossing waits for the event
loop: on a busy machine that, not SQLite, is what a search costs. Here the four are one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BUSY_SECONDS = 10
"""How long a connection waits for another process to finish writing."""
PRAGMAS = (
    # Takes effect in a new file only. Reviews are about half of SQLite's usual 4,096: larger pages waste less of each.
    "PRAGMA page_size=8192",
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    # What is erased is overwritten, not just unlinked.
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16000",
    "PRAGMA temp_store=MEMORY",
)


class PromptCursor:
    """A cursor that has its rows as soon as it has executed."""

    def __init__(self, run: Callable[..., Any], connection: Callable[[], sqlite3.Connection]) -> None:
        self._run = run
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> Self:
        """Execute a statement and fetch its rows, in one crossing."""
        return await self._run(self._now, "execute", sql, parameters or ())

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Execute a statement once for each set of parameters, in one crossing."""
        return await self._run(self._now, "executemany", sql, parameters)

    def _now(self, method: str, sql: str, parameters: Any) -> Self:
        cursor = self._connection().cursor()
        try:
            getattr(cursor, method)(sql, parameters)
            self._rows = cursor.fetchall() if cursor.description else ()
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give the rows."""
        return self._rows

    async def close(self) -> None:
        """Let the rows go."""
        self._rows = ()


class PromptConnection(aiosqlite.Connection):
    """A connection with prompt cursors; ending a transaction that never began costs nothing."""

    def cursor(self) -> PromptCursor:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Make a cursor, without going to the thread for it."""
        return PromptCursor(self._execute, lambda: self._conn)

    async def commit(self) -> None:
        """Commit, if a transaction is open."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, if a transaction is open."""
        if self.in_transaction:
            await super().rollback()


def _make_private(file: Any) -> None:
    """Make a new archive's file readable by nobody else; SQLite gives the files beside it the same rights."""
    with contextlib.suppress(OSError):  # it is there, or SQLite says better why it cannot be
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


async def connect(*where: Any, **how: Any) -> PromptConnection:
    """Connect to a file; transactions begin where we say so, not where the driver guesses."""

    def connector() -> sqlite3.Connection:
        _make_private(where[0])
        raw = sqlite3.connect(*where, **{**how, "isolation_level": None, "timeout": BUSY_SECONDS})
        try:
            for pragma in PRAGMAS:
                raw.execute(pragma)
        except BaseException:
            raw.close()
            raise
        return raw

    connection = PromptConnection(connector, iter_chunk_size=64)
    # An unclosed connection must not keep the program from ending; a thread itself before aiosqlite 0.22.
    thread: Any = getattr(connection, "_thread", connection)
    thread.daemon = True
    try:
        await connection
    except BaseException:
        # It was told to stop; a loop that closes first would leave it nobody to tell so.
        await asyncio.to_thread(thread.join)
        raise
    return connection
