"""A server's settings, audit list, imports, threads, digests, departure and end."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select, update

from bot.archive.database.evenings import night
from bot.archive.database.schema import (
    audit,
    counter,
    digest_sent,
    erasure,
    import_batch,
    opt_out,
    quote_sent,
    review,
    server,
    server_tables,
    thread,
)
from bot.archive.server.scope import ERASED, insert_or_ignore, now
from bot.archive.types import AuditEntry, ServerSettings

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.removals import Removals
    from bot.archive.server.scope import Scope

SETTINGS_SECONDS: Final = 60.0
SETTINGS_REMEMBERED: Final = 10_000
ERASE_CHUNK = 200
"""Reviews erased in one transaction, so that others get their turn."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The server as a whole."""

    scope: Scope
    removals: Removals

    async def settings(self) -> ServerSettings:
        """Give what the server chose in /setup, or the defaults.

        Every message of every channel asks for it: it is read again only after this process changed settings, and
        once a minute, for what another process changed.
        """
        database = self.scope.database
        choices, at = database.choices, time.monotonic()
        known = database.chosen.get(self.scope.guild_id)
        if known is not None and known[0] == choices and at - known[1] < SETTINGS_SECONDS:
            return known[2]
        if len(database.chosen) >= SETTINGS_REMEMBERED:
            database.chosen.clear()
        found = await self._settings()
        database.chosen[self.scope.guild_id] = (choices, at, found)
        return found

    async def _settings(self) -> ServerSettings:
        async with self.scope.reading() as connection:
            row = (await connection.execute(select(server).where(self.scope.own(server)))).one_or_none()
        if row is None:
            return ServerSettings()
        return ServerSettings(
            watched_channel_ids=tuple(row.watched_channel_ids),
            public_replies=row.public_replies,
            digest_channel_id=row.digest_channel_id,
            digest_day=row.digest_day,
            digest_hour=row.digest_hour,
            quote_channel_id=row.quote_channel_id,
            retention_days=row.retention_days,
            language=row.language,
        )

    async def save_settings(self, settings: ServerSettings) -> None:
        """Keep what the server chose in /setup."""
        values = {**asdict(settings), "watched_channel_ids": list(settings.watched_channel_ids)}
        try:
            async with self.scope.writing() as (connection, _):
                await connection.execute(update(server).where(self.scope.own(server)).values(**values))
        finally:
            self.scope.database.choices += 1

    async def audit(self, limit: int = 25, review_number: int | None = None) -> list[AuditEntry]:
        """List who did what, newest first."""
        statement = select(audit).where(self.scope.own(audit))
        if review_number is not None:
            statement = statement.where(audit.c.review == review_number)
        async with self.scope.reading() as connection:
            rows = await connection.execute(statement.order_by(audit.c.number.desc()).limit(limit))
            return [AuditEntry(row.at, row.actor_id, row.action, row.review, row.reason) for row in rows]

    async def begin_batch(self, actor_id: int, note: str = "") -> int:
        """Begin an import; give its number to each draft that comes with it."""
        async with self.scope.writing() as (connection, _):
            number = await self.scope.next_number(connection, "batch")
            row = {"guild_id": self.scope.guild_id, "number": number, "actor_id": actor_id, "at": now(), "note": note}
            await connection.execute(insert(import_batch).values(**row))
            return number

    async def batch_actor(self, number: int) -> int | None:
        """Name who ran an import; None when there is no such import any more."""
        statement = select(import_batch.c.actor_id).where(self.scope.own(import_batch), import_batch.c.number == number)
        async with self.scope.reading() as connection:
            return (await connection.execute(statement)).scalar()

    async def undo_batch(self, number: int, actor_id: int) -> int:
        """Erase what an import brought, in small steps. Gives how many reviews went."""
        count = 0
        chosen = (self.scope.own(review), review.c.batch == number)
        while True:
            async with self.scope.writing() as (connection, key):
                statement = select(review.c.number).where(*chosen).limit(ERASE_CHUNK)
                numbers = list((await connection.execute(statement)).scalars())
                if numbers:
                    await self.removals.erase_within(connection, key, numbers)
                    count += len(numbers)
                    continue
                this = (self.scope.own(import_batch), import_batch.c.number == number)
                await connection.execute(delete(import_batch).where(*this))
                await self.scope.log(connection, actor_id, "undo import", reason=f"{count} reviews")
                return count

    async def set_thread(self, thread_id: int, film_number: int) -> None:
        """Remember the thread that discusses a film."""
        async with self.scope.writing() as (connection, _):
            await connection.execute(delete(thread).where(self.scope.own(thread), thread.c.thread_id == thread_id))
            row = {"guild_id": self.scope.guild_id, "thread_id": thread_id, "film_number": film_number}
            await connection.execute(insert(thread).values(**row, opened_at=now()))

    async def thread_of(self, film_number: int) -> int | None:
        """Give the newest thread that discusses a film."""
        statement = (
            select(thread.c.thread_id)
            .where(self.scope.own(thread), thread.c.film_number == film_number)
            .order_by(thread.c.opened_at.desc())
        )
        async with self.scope.reading() as connection:
            return (await connection.execute(statement.limit(1))).scalar()

    async def thread_film(self, thread_id: int) -> int | None:
        """Give the film that a thread discusses."""
        statement = select(thread.c.film_number).where(self.scope.own(thread), thread.c.thread_id == thread_id)
        async with self.scope.reading() as connection:
            return (await connection.execute(statement)).scalar()

    async def remove_thread(self, thread_id: int) -> None:
        """Forget a thread that is gone."""
        async with self.scope.writing() as (connection, _):
            await connection.execute(delete(thread).where(self.scope.own(thread), thread.c.thread_id == thread_id))

    async def claim_digest(self, week: str) -> bool:
        """Say whether this call is the first to send a week's digest; true once, whatever processes there are."""
        async with self.scope.writing() as (connection, _):
            row = {"guild_id": self.scope.guild_id, "week": week, "at": now()}
            done = await connection.execute(insert_or_ignore(connection, digest_sent).values(**row))
            return done.rowcount == 1

    async def claim_quote(self, day: str) -> bool:
        """Say whether this call is the first to send a day's quote; true once, whatever processes there are."""
        async with self.scope.writing() as (connection, _):
            row = {"guild_id": self.scope.guild_id, "day": day, "at": now()}
            done = await connection.execute(insert_or_ignore(connection, quote_sent).values(**row))
            return done.rowcount == 1

    async def note_quoted(self, day: str, author_id: int) -> None:
        """Remember who was quoted on a day, so that nobody is twice in a row."""
        this = (self.scope.own(quote_sent), quote_sent.c.day == day)
        async with self.scope.writing() as (connection, _):
            await connection.execute(update(quote_sent).where(*this).values(author_id=author_id))

    async def last_quoted(self) -> int | None:
        """Name who was quoted last; None where nobody was, or they are forgotten."""
        sent = select(quote_sent.c.author_id).where(self.scope.own(quote_sent), quote_sent.c.author_id.is_not(None))
        async with self.scope.reading() as connection:
            return (await connection.execute(sent.order_by(quote_sent.c.day.desc()).limit(1))).scalar()

    async def state(self) -> tuple[object, ...]:
        """Give what is another once anything that is read here may be: for keeping what took long to count."""
        numbers = select(server.c.next_review, server.c.next_audit, server.c.next_undo).where(self.scope.own(server))
        revealed = select(func.max(night.c.revealed_at)).where(self.scope.own(night))
        silenced = select(func.count(), func.max(opt_out.c.at)).where(self.scope.own(opt_out))
        erased = select(counter.c.value).where(counter.c.name == ERASED)
        async with self.scope.reading() as connection:
            rows = [(await connection.execute(each)).first() for each in (numbers, revealed, silenced, erased)]
        return tuple(None if row is None else tuple(row) for row in rows)

    async def mark_departed(self, at: datetime | None = None) -> None:
        """Note that the bot has left the server; its data goes thirty days later."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(server), server.c.departed_at.is_(None))
            await connection.execute(update(server).where(*this).values(departed_at=at or now()))

    async def mark_returned(self) -> None:
        """Note that the bot is in the server again."""
        async with self.scope.database.writing() as connection:
            await connection.execute(update(server).where(self.scope.own(server)).values(departed_at=None))

    async def departed_at(self) -> datetime | None:
        """Say when the bot left the server; None while it is there."""
        async with self.scope.reading() as connection:
            statement = select(server.c.departed_at).where(self.scope.own(server))
            return (await connection.execute(statement)).scalar()

    async def purge(self, left_before: datetime | None = None) -> int | None:
        """Erase the whole server, in small steps. Gives how many reviews went.

        With `left_before`, only as long as the bot has been gone since before then: one that comes back
        keeps what it has. None says that it did.
        """
        count = 0
        while True:
            async with self.scope.writing() as (connection, key):
                if left_before is not None and not await self._left_before(connection, left_before):
                    return None
                statement = select(review.c.number).where(self.scope.own(review)).limit(ERASE_CHUNK)
                numbers = list((await connection.execute(statement)).scalars())
                if numbers:
                    await self.removals.erase_within(connection, key, numbers)
                    count += len(numbers)
                    continue
                for table in reversed(server_tables()):
                    if table is not erasure:
                        await connection.execute(delete(table).where(self.scope.own(table)))
                await connection.execute(delete(erasure).where(self.scope.own(erasure)))
                await self.scope.note_erased(connection, "server", [0])
                break
        self.scope.database.choices += 1
        return count

    async def _left_before(self, connection: AsyncConnection, at: datetime) -> bool:
        statement = select(server.c.departed_at).where(self.scope.own(server))
        departed = (await connection.execute(statement)).scalar()
        return departed is not None and departed <= at

    async def size(self) -> int:
        """Count all reviews, hidden ones too."""
        statement = select(func.count()).select_from(review).where(*self.scope.readable())
        async with self.scope.reading() as connection:
            return (await connection.execute(statement)).scalar_one()
