"""What every part of a server's archive shares: its guild id, its transactions, its numbers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.archive.database import journal as _journal
from bot.archive.database.schema import EPOCH, MICROSECOND, audit, counter, erasure, review, server
from bot.archive.types import Filters

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.database.engine import Database


NO_FILTERS = Filters()
_TAKE_NUMBERS = (
    update(server)
    .where(server.c.guild_id == bindparam("guild"))
    .values(next_review=server.c.next_review + bindparam("count"))
    .returning(server.c.key, server.c.next_review)
)


def insert_or_ignore(connection: AsyncConnection, table: Table) -> Any:
    """Begin an INSERT that leaves a row that is there already alone."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def narrow(guild_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions for a server's visible reviews within filters."""
    conditions: list[Any] = [review.c.guild_id == guild_id, review.c.hidden_reason.is_(None)]
    if filters.film is not None:
        conditions.append(review.c.film_number == filters.film)
    if filters.author_id is not None:
        conditions.append(review.c.author_id == filters.author_id)
    if filters.label is not None:
        conditions.append(review.c.label == filters.label)
    if filters.minimum_rating is not None:
        conditions.append(review.c.rating_value >= filters.minimum_rating)
    if filters.since is not None:
        conditions.append(review.c.written_at >= filters.since)
    if filters.until is not None:
        conditions.append(review.c.written_at < filters.until)
    if filters.channel_id is not None:
        conditions.append(review.c.channel_id == filters.channel_id)
    if filters.without:
        conditions.append(review.c.author_id.not_in(filters.without))
    return conditions


class Scope:
    """One server's archive, seen from one transaction at a time.

    In a public scope (`ServerArchive.heard`) every reader leaves out what not everybody may read.
    """

    _public = False
    _silent: tuple[int, ...] = ()
    """In a public scope: the authors who asked not to be archived."""

    def __init__(self, database: Database, secret: bytes, guild_id: int, journal: Path | None = None) -> None:
        self.guild_id = guild_id
        self._database = database
        self._secret = secret
        self._journal = journal

    def _reading(self) -> Any:
        return self._database.reading()

    def _shown(self, filters: Filters = NO_FILTERS) -> list[ColumnElement[bool]]:
        """Give the conditions for the reviews that lists, counts and searches show."""
        silent = [review.c.author_id.not_in(self._silent)] if self._silent else []
        return [*narrow(self.guild_id, filters), *silent]

    def _readable(self) -> list[ColumnElement[bool]]:
        """Give the conditions for the reviews that this scope may read at all: every one, or what is shown."""
        return self._shown() if self._public else [review.c.guild_id == self.guild_id]

    @asynccontextmanager
    async def _writing(self) -> AsyncGenerator[tuple[AsyncConnection, int]]:
        """Open a writing transaction that holds the server's row, and give the server's search key.

        Holding the row makes writers of one server take turns, on either engine and in any number
        of processes, so numbers and duplicates are agreed on.
        """
        async with self._database.writing() as connection:
            yield connection, await self._hold(connection)

    async def _hold(self, connection: AsyncConnection) -> int:
        statement = select(server.c.key).where(server.c.guild_id == self.guild_id).with_for_update()
        key = (await connection.execute(statement)).scalar()
        if key is not None:
            return key
        taken = update(counter).where(counter.c.name == "server_key").values(value=counter.c.value + 1)
        key = (await connection.execute(taken.returning(counter.c.value))).scalar_one()
        await connection.execute(insert_or_ignore(connection, server).values(guild_id=self.guild_id, key=key))
        return (await connection.execute(statement)).scalar_one()

    async def _hold_numbers(self, connection: AsyncConnection, count: int) -> tuple[int, int]:
        """Hold the server's row and take the next review numbers: the search key, and the first of them."""
        taken = {"guild": self.guild_id, "count": count}
        row = (await connection.execute(_TAKE_NUMBERS, taken)).one_or_none()
        if row is None:
            await self._hold(connection)
            row = (await connection.execute(_TAKE_NUMBERS, taken)).one()
        return row.key, row.next_review - count

    async def _return_numbers(self, connection: AsyncConnection, count: int) -> None:
        """Give back the last numbers that this transaction took and did not use."""
        if count:
            await connection.execute(_TAKE_NUMBERS, {"guild": self.guild_id, "count": -count})

    async def _next(self, connection: AsyncConnection, kind: str, count: int = 1) -> int:
        """Take the next number of a kind, or the first of `count` of them."""
        column = server.c[f"next_{kind}"]
        statement = update(server).where(server.c.guild_id == self.guild_id).values({column: column + count})
        return (await connection.execute(statement.returning(column))).scalar_one() - count

    def fingerprint(self, kind: str, subject: int) -> bytes:
        """Name a person or a review without its id: HMAC-SHA256 with the archive's secret."""
        return hmac.new(self._secret, f"{kind}:{self.guild_id}:{subject}".encode(), hashlib.sha256).digest()

    async def _log(
        self,
        connection: AsyncConnection,
        actor_id: int,
        action: str,
        *,
        review: int | None = None,
        subject_id: int | None = None,
        reason: str = "",
    ) -> None:
        """Add an entry to the audit list."""
        number = await self._next(connection, "audit")
        await connection.execute(
            insert(audit).values(
                guild_id=self.guild_id,
                number=number,
                at=now(),
                actor_id=actor_id,
                action=action,
                review=review,
                subject_id=subject_id,
                reason=reason,
            )
        )

    async def _erased(
        self, connection: AsyncConnection, kind: str, subjects: list[int], *, undone: bool = False
    ) -> None:
        """Remember that something was erased, so that restoring an older backup erases it again.

        What was erased before, and is erased once more, is remembered as of now. The journal is written
        before the transaction ends: a crash in between can only make it say too much, and what it says,
        somebody asked for.
        """
        if not subjects:
            return
        marks, at = [self.fingerprint(kind, subject) for subject in subjects], await next_erasure(connection)
        this = (erasure.c.guild_id == self.guild_id, erasure.c.kind == kind, erasure.c.subject.in_(marks))
        await connection.execute(delete(erasure).where(*this))
        if not undone:
            rows = [{"guild_id": self.guild_id, "kind": kind, "subject": mark, "at": at} for mark in marks]
            await connection.execute(insert(erasure), rows)
        if self._journal is not None:
            lines = [_journal.Erasure(self.guild_id, kind, mark, at, undone) for mark in marks]
            await asyncio.to_thread(_journal.write, self._journal, lines)


ERASED = "erased_at"
"""The counter that holds the moment of the last erasure, in microseconds: which erasures a backup knows of."""


async def next_erasure(connection: AsyncConnection) -> datetime:
    """Give the moment of an erasure: now, but always after the last one's, though a clock may jump back.

    The counter's row is held until the transaction ends, so the order of moments is that of commits.
    """
    moment = (now() - EPOCH) // MICROSECOND
    later = case((counter.c.value >= moment, counter.c.value + 1), else_=moment)
    statement = update(counter).where(counter.c.name == ERASED).values(value=later).returning(counter.c.value)
    return EPOCH + (await connection.execute(statement)).scalar_one() * MICROSECOND


def now() -> datetime:
    """Give the present moment, aware and UTC."""
    return datetime.now(UTC)
