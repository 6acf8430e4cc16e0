"""One engine for two databases: how connections are made, transactions begun and failures said.

SQLite connections run in WAL mode with synchronous=FULL: a review that was acknowledged survives the
death of the process (kill -9), and a power cut too, for one fsync (measured well under a millisecond
on an SSD) a review. A club's server is often a small computer that is simply unplugged.
"""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.archive.database import sqlite_connections as _sqlite
from bot.archive.types import ArchiveError, ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.archive.types import ServerSettings

# hide_parameters: an exception shows the statement, never the review that was in it.
_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 30, "hide_parameters": True}
# What begins a lone read, a read of one moment, and a write.
_SQLITE_KINDS: tuple[dict[str, Any], ...] = ({}, {"begins": "BEGIN"}, {"begins": "BEGIN IMMEDIATE"})
_POSTGRES_KINDS: tuple[dict[str, Any], ...] = (
    {"isolation_level": "AUTOCOMMIT"},
    {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    {"isolation_level": "READ COMMITTED"},
)


def parse_url(url: str) -> URL:
    """Turn the setting into SQLAlchemy's address with the driver of choice.

    Takes `sqlite:///path` and `postgresql://user:password@host/name`. Raises ArchiveError otherwise.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise ArchiveError(
            "PULLQUOTE_DATABASE cannot be read; write it as sqlite:///path or postgresql://user:password@host/name."
        ) from None
    kind = address.get_backend_name()
    if kind == "sqlite":
        if not address.database or address.database == ":memory:":
            raise ArchiveError("The archive needs a file: write PULLQUOTE_DATABASE as sqlite:///path.")
        return address.set(drivername="sqlite+aiosqlite")
    if kind in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+asyncpg")
    raise ArchiveError(
        "PULLQUOTE_DATABASE names an unknown database; write it as sqlite:///path or "
        "postgresql://user:password@host/name."
    )


class Database:
    """An engine with the three kinds of transaction that the archive uses."""

    def __init__(self, address: URL) -> None:
        self.address = address
        self.sqlite = address.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(address) if self.sqlite else _postgres_engine(address)
        lone, snapshot, writing = _SQLITE_KINDS if self.sqlite else _POSTGRES_KINDS
        self._lone = self.engine.execution_options(**lone)
        self._snapshot = self.engine.execution_options(**snapshot)
        self._writing = self.engine.execution_options(**writing)
        self._writer = asyncio.Lock()
        self.choices = 0
        """How often this process has changed settings: what was read under another count may be old."""
        self.chosen: dict[int, tuple[int, float, ServerSettings]] = {}
        """Settings of servers as they were read: (choices then, when, what)."""

    @asynccontextmanager
    async def reading(self, *, snapshot: bool = False) -> AsyncGenerator[AsyncConnection]:
        """Open a connection to read from.

        Each statement sees the archive as it is then; with `snapshot`, all see one moment of it.
        """
        engine = self._snapshot if snapshot else self._lone
        async with self._plainly(), engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """Open a transaction that is kept whole or not at all.

        SQLite has one writer at a time: within the process they queue here rather than in the
        database, and BEGIN IMMEDIATE queues the processes.
        """
        async with self._turn(), self._plainly(), self._writing.begin() as connection:
            yield connection

    def _turn(self) -> AbstractAsyncContextManager[Any]:
        return self._writer if self.sqlite else nullcontext()

    @asynccontextmanager
    async def _plainly(self) -> AsyncGenerator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as failure:
            sentence = explain(failure, sqlite=self.sqlite)
            if sentence is None:
                raise
            raise ArchiveUnavailableError(sentence) from None

    async def close(self) -> None:
        """Close every connection; SQLite then folds its write-ahead log into the file."""
        await self.engine.dispose()


def _sqlite_engine(address: URL) -> AsyncEngine:
    folder = Path(address.database or "").expanduser().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise ArchiveUnavailableError(
            f"The folder {folder} for the archive cannot be made; check PULLQUOTE_DATABASE and its permissions."
        ) from None
    engine = create_async_engine(address, connect_args={"async_creator_fn": _sqlite.connect}, **_POOL)

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        kind = connection.get_execution_options().get("begins")
        if kind is not None:
            connection.exec_driver_sql(kind)

    return engine


def _postgres_engine(address: URL) -> AsyncEngine:
    try:
        return create_async_engine(address, pool_pre_ping=True, **_POOL)
    except ModuleNotFoundError:
        raise ArchiveUnavailableError(
            "PostgreSQL needs one more package; install Pullquote with its postgres extra: pullquote[postgres]."
        ) from None


_DAMAGED = "The archive file is damaged; restore the latest backup with `pullquote restore`."
_SQLITE_SENTENCES = (
    ("locked", "The archive file is locked by another program; close that program and try again."),
    ("disk is full", "The disk that holds the archive is full; free some space and try again."),
    ("readonly", "The archive file cannot be written; give the bot write permission on it and on its folder."),
    ("unable to open", "The archive file cannot be opened; check PULLQUOTE_DATABASE and the folder's permissions."),
    ("not a database", "The archive file is not a Pullquote archive; check PULLQUOTE_DATABASE or restore a backup."),
    ("malformed", _DAMAGED),
    ("could not decode", _DAMAGED),
    ("vtable constructor failed", "The search index is damaged; make it anew with `pullquote doctor --rebuild`."),
    ("disk i/o", "The disk that holds the archive reports an error; check the disk and its free space."),
)
_POSTGRES_SENTENCES = (
    ("InvalidPassword", "PostgreSQL refused the user or password; check PULLQUOTE_DATABASE."),
    ("InvalidAuthorization", "PostgreSQL refused the user or password; check PULLQUOTE_DATABASE."),
    ("InvalidCatalogName", "PostgreSQL has no database of that name; create it or check PULLQUOTE_DATABASE."),
    ("DiskFull", "PostgreSQL's disk is full; free some space and try again."),
    ("ReadOnly", "This PostgreSQL server takes no writes; point PULLQUOTE_DATABASE at the primary server."),
    ("InsufficientPrivilege", "PostgreSQL does not let this user do that; grant it the rights on its database."),
    ("TooManyConnections", "PostgreSQL has no free connection; raise max_connections or run fewer bots."),
    ("LockNotAvailable", "The archive is busy; try again in a moment."),
)
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
_UNREACHABLE = "PostgreSQL cannot be reached; check that it is running and that PULLQUOTE_DATABASE is right."


def explain(failure: BaseException, *, sqlite: bool) -> str | None:
    """Say in one plain sentence what stopped the database; None when the fault is the program's.

    The sentences hold no address, password, statement or stored text.
    """
    if isinstance(failure, PoolTimeoutError):
        return "The archive is busy; try again in a moment."
    cause: BaseException | None = failure.orig if isinstance(failure, DBAPIError) else failure
    if sqlite:
        if isinstance(cause, OSError) and cause.errno in _DISK:
            return "The disk that holds the archive cannot be written; check its free space and its permissions."
        if not isinstance(cause, sqlite3.Error):
            return None
        said = str(cause).casefold()
        return next((sentence for sign, sentence in _SQLITE_SENTENCES if sign in said), None)
    names = " ".join(type(each).__name__ for each in _chain(cause))
    known = next((sentence for sign, sentence in _POSTGRES_SENTENCES if sign in names), None)
    if known:
        return known
    lost = isinstance(failure, DBAPIError) and failure.connection_invalidated
    signs = ("Connection", "Shutdown", "CannotConnect", "InterfaceError")
    network = any(isinstance(each, OSError) for each in _chain(cause))
    return _UNREACHABLE if lost or network or any(sign in names for sign in signs) else None


def _chain(failure: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while failure is not None and failure not in chain:
        chain.append(failure)
        failure = failure.__cause__ or failure.__context__
    return chain
