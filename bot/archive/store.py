"""The archive: `Archive.open(url)` for all servers, `archive.server(guild_id)` for one.

Nothing here or below runs a query on a server's tables without its guild id.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import BigInteger, func, select, type_coerce

from bot.archive import maintenance
from bot.archive.database import migrate
from bot.archive.database import planner as statistics
from bot.archive.database.engine import Database, parse_url
from bot.archive.database.schema import counter, erasure, secret
from bot.archive.server.messages import Messages
from bot.archive.server.pasts import Pasts
from bot.archive.server.scope import ERASED, insert_or_ignore
from bot.archive.server.search import Search
from bot.archive.text import index
from bot.archive.types import ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.maintenance import Check, Purged


COUNTERS = ("server_key", index.SCRUB, ERASED)


class ServerArchive(Search, Messages, Pasts):
    """Everything one server keeps. Get it from `archive.server(guild_id)`; it is cheap to make."""

    async def heard(self) -> Self:
        """Give the archive as everybody may read it, for whatever the bot says of its own accord or to anybody.

        Every reader then leaves out what moderators hide, and the reviews of those who asked not to be
        archived: what they filed before stays theirs, to be shown to them, exported or erased.
        """
        scope = type(self)(self._database, self._secret, self.guild_id, self._journal)
        scope._public, scope._silent = True, await self.silent()  # noqa: SLF001  (its own kind)
        return scope


class Archive:
    """The archives of all servers, in one database."""

    def __init__(self, database: Database, key: bytes, journal: Path | None) -> None:
        self.database = database
        self.journal = journal
        self._key = key

    @classmethod
    async def open(cls, url: str, journal: Path | None = None) -> Self:
        """Open a database (`sqlite:///path` or `postgresql://...`) and bring its schema up to date.

        `journal` is the file that keeps what was erased, for restoring backups; beside a SQLite file
        it is made without being asked for.

        Raises ArchiveTooNewError for a schema this program does not know, ArchiveUnavailableError
        when the database cannot be used, ArchiveError for an address that cannot be read.
        """
        database = Database(parse_url(url))
        try:
            await migrate.migrate(database)
            await statistics.settle(database)
            key = await _key(database)
            await maintenance.renew_terms(database)
        except BaseException:
            await database.close()
            raise
        return cls(database, key, journal or _journal_beside(database))

    async def close(self) -> None:
        """Close every connection."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def server(self, guild_id: int) -> ServerArchive:
        """Give the archive of one server."""
        return ServerArchive(self.database, self._key, guild_id, self.journal)

    async def ping(self) -> None:
        """Raise ArchiveUnavailableError unless the database answers."""
        async with self.database.reading() as connection:
            await connection.execute(select(counter.c.value))

    async def revision(self) -> str | None:
        """Name the schema's revision."""
        return await migrate.revision(self.database)

    async def purge_expired(
        self, at: datetime | None = None, owns: Callable[[int], bool] | tuple[frozenset[int], int] | None = None
    ) -> Purged:
        """Erase what has had its time: removals, reviews past their retention, servers left 30 days ago.

        `owns` says which servers this process looks after: a function of the guild id, or
        (shard ids, number of shards); None means all.
        """
        return await maintenance.purge_expired(self.database, self.server, at, owns)

    async def check(self) -> list[Check]:
        """Look for damage: the file, foreign keys, the search index."""
        return await maintenance.check(self.database)

    async def rebuild_search(self) -> int:
        """Make the search index anew from the reviews. Gives how many it holds."""
        return await maintenance.rebuild_search(self.database)


def _journal_beside(database: Database) -> Path | None:
    return Path(f"{database.address.database}.erasures") if database.sqlite else None


async def _key(database: Database) -> bytes:
    """Give the archive's secret, made when the archive was; a read-only copy of one can be opened too."""
    statement = select(secret.c.value).where(secret.c.name == "fingerprints")
    begun = select(counter.c.name).where(counter.c.name.in_(COUNTERS))
    async with database.reading() as connection:
        key = (await connection.execute(statement)).scalar()
        whole = len((await connection.execute(begun)).all()) == len(COUNTERS)
    if key is not None and whole:
        return key
    try:
        async with database.writing() as connection:
            await begin_counters(connection)
            made = {"name": "fingerprints", "value": secrets.token_bytes(32)}
            await connection.execute(insert_or_ignore(connection, secret).values(**made))
            return (await connection.execute(statement)).scalar_one()
    except ArchiveUnavailableError:
        if key is None:
            raise
        return key


async def begin_counters(connection: AsyncConnection) -> None:
    """Make the counters that are missing; that of erasures goes on from the last one."""
    last = (await connection.execute(select(type_coerce(func.max(erasure.c.at), BigInteger)))).scalar() or 0
    rows = [{"name": name, "value": last if name == ERASED else 0} for name in COUNTERS]
    await connection.execute(insert_or_ignore(connection, counter), rows)
