"""What a repository of a server sees of the archive: its guild id, its transactions, its numbers, who may read."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import operator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.archive.database import journal as _journal
from bot.archive.database.columns import EPOCH, MICROSECOND
from bot.archive.database.schema import audit, counter, erasure, opt_out, review, server, tag, undo
from bot.archive.text.terms import fold_tag
from bot.archive.types import UNDO_MINUTES, Filters, Undo

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from sqlalchemy import ColumnElement, FromClause, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.database.engine import Database


NO_FILTERS = Filters()
MOST_IDS = 500
"""Ids in one statement."""
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


def open_to_all(reviews: FromClause = review) -> list[ColumnElement[bool]]:
    """Give the conditions for the reviews that moderators do not hide, and that wait for no film night."""
    return [reviews.c.hidden_reason.is_(None), reviews.c.blind.is_(None)]


def is_shown(row: Any) -> bool:
    """Say of a review's row, or of a draft, what `open_to_all` says of reviews."""
    return row.hidden_reason is None and row.blind is None


def visible(guild_id: int) -> list[ColumnElement[bool]]:
    """Give the conditions for a server's reviews that everybody may read."""
    return [review.c.guild_id == guild_id, *open_to_all()]


def within(filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions that filters set."""
    compared: tuple[tuple[Any, Callable[[Any, Any], Any], Any], ...] = (
        (review.c.film_number, operator.eq, filters.film),
        (review.c.author_id, operator.eq, filters.author_id),
        (review.c.label, operator.eq, filters.label),
        (review.c.rating_value, operator.ge, filters.minimum_rating),
        (review.c.rating_value, operator.le, filters.maximum_rating),
        (review.c.written_at, operator.ge, filters.since),
        (review.c.written_at, operator.lt, filters.until),
        (review.c.channel_id, operator.eq, filters.channel_id),
    )
    conditions = [compare(column, value) for column, compare, value in compared if value is not None]
    if filters.critic is not None:
        conditions.append(review.c.critic.is_not(None) if filters.critic else review.c.critic.is_(None))
    conditions += [_tagged(each) for each in filters.tags]
    conditions += [~_tagged(each) for each in filters.without_tags]
    if filters.without:
        conditions.append(review.c.author_id.not_in(filters.without))
    return conditions


def _tagged(name: str) -> ColumnElement[bool]:
    """Give the condition for the reviews that have a tag."""
    this = (tag.c.guild_id == review.c.guild_id, tag.c.number == review.c.number, tag.c.folded == fold_tag(name))
    return exists().where(*this)


def chunks(items: list[Any], size: int = MOST_IDS) -> list[list[Any]]:
    """Cut a list into parts that a statement can take."""
    return [items[at : at + size] for at in range(0, len(items), size)]


@dataclass(frozen=True, slots=True)
class Scope:
    """One server's archive, seen from one transaction at a time.

    In a public scope (`ServerArchive.heard`) every reader leaves out what not everybody may read.
    """

    database: Database
    secret: bytes = field(repr=False)
    guild_id: int
    journal: Path | None = None
    public: bool = False
    silent: tuple[int, ...] = ()
    """In a public scope: the authors who asked not to be archived."""

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a reading transaction."""
        return self.database.reading()

    def own(self, table: Table) -> ColumnElement[bool]:
        """Give the condition for the rows of a table that are this server's."""
        return table.c.guild_id == self.guild_id

    def shown(self, filters: Filters = NO_FILTERS) -> list[ColumnElement[bool]]:
        """Give the conditions for the reviews that lists, counts and searches show."""
        silent = [review.c.author_id.not_in(self.silent)] if self.silent else []
        return [*visible(self.guild_id), *within(filters), *silent]

    def exported(self, filters: Filters, *, hidden: bool, own: int | None = None) -> list[ColumnElement[bool]]:
        """Give the conditions for the reviews that an export holds: what is shown, and to moderators what is hidden.

        What waits for a film night is given to nobody but its author, `own`.
        """
        if hidden and not self.public:
            read = or_(review.c.blind.is_(None), review.c.author_id == own)
            return [self.own(review), *within(filters), read]
        return self.shown(filters)

    def readable(self) -> list[ColumnElement[bool]]:
        """Give the conditions for the reviews that this scope may read at all: every one, or what is shown."""
        return self.shown() if self.public else [self.own(review)]

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[tuple[AsyncConnection, int]]:
        """Open a writing transaction that holds the server's row, and give the server's search key.

        Holding the row makes writers of one server take turns, on either engine and in any number
        of processes, so numbers and duplicates are agreed on.
        """
        async with self.database.writing() as connection:
            yield connection, await self._hold(connection)

    async def _hold(self, connection: AsyncConnection) -> int:
        statement = select(server.c.key).where(self.own(server)).with_for_update()
        key = (await connection.execute(statement)).scalar()
        if key is not None:
            return key
        taken = update(counter).where(counter.c.name == "server_key").values(value=counter.c.value + 1)
        key = (await connection.execute(taken.returning(counter.c.value))).scalar_one()
        await connection.execute(insert_or_ignore(connection, server).values(guild_id=self.guild_id, key=key))
        return (await connection.execute(statement)).scalar_one()

    async def hold_numbers(self, connection: AsyncConnection, count: int) -> tuple[int, int]:
        """Hold the server's row and take the next review numbers: the search key, and the first of them."""
        taken = {"guild": self.guild_id, "count": count}
        row = (await connection.execute(_TAKE_NUMBERS, taken)).one_or_none()
        if row is None:
            await self._hold(connection)
            row = (await connection.execute(_TAKE_NUMBERS, taken)).one()
        return row.key, row.next_review - count

    async def return_numbers(self, connection: AsyncConnection, count: int) -> None:
        """Give back the last numbers that this transaction took and did not use."""
        if count:
            await connection.execute(_TAKE_NUMBERS, {"guild": self.guild_id, "count": -count})

    async def next_number(self, connection: AsyncConnection, kind: str, count: int = 1) -> int:
        """Take the next number of a kind, or the first of `count` of them."""
        column = server.c[f"next_{kind}"]
        statement = update(server).where(self.own(server)).values({column: column + count})
        return (await connection.execute(statement.returning(column))).scalar_one() - count

    def fingerprint(self, kind: str, subject: int) -> bytes:
        """Name a person or a review without its id: HMAC-SHA256 with the archive's secret."""
        return hmac.new(self.secret, f"{kind}:{self.guild_id}:{subject}".encode(), hashlib.sha256).digest()

    async def log(
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
        number = await self.next_number(connection, "audit")
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

    async def is_opted_out(self, connection: AsyncConnection, author_id: int) -> bool:
        """Say whether a member asked not to be archived here."""
        person = self.fingerprint("person", author_id)
        statement = select(opt_out.c.at).where(self.own(opt_out), opt_out.c.person == person)
        return (await connection.execute(statement)).first() is not None

    async def keep_removed(
        self, connection: AsyncConnection, kind: str, actor_id: int, subject_id: int | None, payload: dict[str, Any]
    ) -> Undo:
        """Keep what was removed until it can no longer be taken back."""
        await connection.execute(delete(undo).where(self.own(undo), undo.c.expires_at <= now()))
        key = await self.next_number(connection, "undo")
        expires_at = now() + timedelta(minutes=UNDO_MINUTES)
        row = {"guild_id": self.guild_id, "key": key, "kind": kind, "actor_id": actor_id, "subject_id": subject_id}
        await connection.execute(insert(undo).values(**row, payload=payload, expires_at=expires_at))
        return Undo(key, expires_at)

    async def note_erased(
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
        this = (self.own(erasure), erasure.c.kind == kind, erasure.c.subject.in_(marks))
        await connection.execute(delete(erasure).where(*this))
        if not undone:
            rows = [{"guild_id": self.guild_id, "kind": kind, "subject": mark, "at": at} for mark in marks]
            await connection.execute(insert(erasure), rows)
        if self.journal is not None:
            lines = [_journal.Erasure(self.guild_id, kind, mark, at, undone) for mark in marks]
            await asyncio.to_thread(_journal.write, self.journal, lines)


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
