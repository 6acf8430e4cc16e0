"""Channels' pasts that are being filed, and up to when watched channels were heard."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, select, update

from bot.archive.database.schema import backfill, channel_mark, gone_channel, review, review_message
from bot.archive.server.scope import chunks, insert_or_ignore
from bot.archive.types import Backfill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.archive.server.keeping import Keeping
    from bot.archive.server.scope import Scope


@dataclass(frozen=True, slots=True)
class Pasts:
    """What was written before, and what has been heard of it."""

    scope: Scope
    keeping: Keeping

    async def begin_backfill(self, actor_id: int, wanted: Backfill) -> Backfill:
        """Begin to file a channel's past as an import of its own, whose number `wanted` gets."""
        begun = replace(wanted, batch=await self.keeping.begin_batch(actor_id, "backfill"))
        async with self.scope.writing() as (connection, _):
            await connection.execute(insert(backfill).values(guild_id=self.scope.guild_id, **asdict(begun)))
        return begun

    async def save_backfill(self, state: Backfill) -> bool:
        """Keep how far it has come. Says whether it is still wanted: undone, it is not."""
        values = asdict(state)
        this = (self.scope.own(backfill), backfill.c.batch == values.pop("batch"))
        async with self.scope.writing() as (connection, _):
            return (await connection.execute(update(backfill).where(*this).values(**values))).rowcount == 1

    async def end_backfill(self, batch: int) -> None:
        """Note that it is done, or given up; its reviews stay and can be undone as an import."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(backfill), backfill.c.batch == batch)
            await connection.execute(delete(backfill).where(*this))

    async def backfills(self) -> list[Backfill]:
        """List what is not done yet, oldest first."""
        columns = [each for each in backfill.columns if each.name != "guild_id"]
        statement = select(*columns).where(self.scope.own(backfill)).order_by(backfill.c.batch)
        async with self.scope.reading() as connection:
            return [Backfill(**row) for row in (await connection.execute(statement)).mappings()]

    async def filed_from(self, message_ids: Sequence[int]) -> set[int]:
        """Give those of some messages that a review was read from."""
        found: set[int] = set()
        async with self.scope.reading() as connection:
            for part in chunks(list(message_ids)):
                statement = select(review_message.c.message_id).where(
                    self.scope.own(review_message), review_message.c.message_id.in_(part)
                )
                found.update((await connection.execute(statement)).scalars())
        return found

    async def messages_of(self, channel_id: int, limit: int) -> dict[int, int]:
        """Give message -> review of the latest messages of a channel that reviews were read from."""
        joined = review_message.join(
            review, and_(review.c.guild_id == review_message.c.guild_id, review.c.number == review_message.c.number)
        )
        mine = (self.scope.own(review_message), review.c.channel_id == channel_id)
        statement = select(review_message.c.message_id, review_message.c.number).select_from(joined).where(*mine)
        async with self.scope.reading() as connection:
            latest = statement.order_by(review_message.c.message_id.desc()).limit(limit)
            return {row.message_id: row.number for row in await connection.execute(latest)}

    async def note_gone(self, channel_ids: Sequence[int]) -> None:
        """Remember deleted channels of which reviews stand: these stay until somebody says otherwise."""
        standing = select(review.c.channel_id).distinct()
        mine = (self.scope.own(review), review.c.channel_id.in_(list(channel_ids)))
        async with self.scope.reading() as connection:
            found = list((await connection.execute(standing.where(*mine))).scalars())
        if found:
            async with self.scope.writing() as (connection, _):
                rows = [{"guild_id": self.scope.guild_id, "channel_id": channel_id} for channel_id in found]
                await connection.execute(insert_or_ignore(connection, gone_channel), rows)

    async def of_gone_channels(self) -> list[int]:
        """Give the numbers of the reviews that were read in channels that are gone."""
        gone = select(gone_channel.c.channel_id).where(self.scope.own(gone_channel))
        mine = (self.scope.own(review), review.c.channel_id.in_(gone))
        async with self.scope.reading() as connection:
            statement = select(review.c.number).where(*mine).order_by(review.c.number)
            return list((await connection.execute(statement)).scalars())

    async def forget_gone(self) -> None:
        """Forget which channels are gone; their reviews were dealt with."""
        async with self.scope.writing() as (connection, _):
            await connection.execute(delete(gone_channel).where(self.scope.own(gone_channel)))

    async def marks(self) -> dict[int, datetime]:
        """Give watched channel -> up to when it was heard and read."""
        statement = select(channel_mark.c.channel_id, channel_mark.c.heard_at)
        async with self.scope.reading() as connection:
            rows = (await connection.execute(statement.where(self.scope.own(channel_mark)))).all()
            return {row.channel_id: row.heard_at for row in rows}

    async def mark(self, heard: Mapping[int, datetime]) -> None:
        """Note up to when channels were heard and read."""
        rows: list[dict[str, Any]] = [
            {"guild_id": self.scope.guild_id, "channel_id": channel_id, "heard_at": at}
            for channel_id, at in heard.items()
        ]
        if not rows:
            return
        async with self.scope.writing() as (connection, _):
            await self._unmark(connection, heard)
            await connection.execute(insert(channel_mark), rows)

    async def unmark(self, channel_ids: Sequence[int]) -> None:
        """Forget channels that are watched no longer."""
        async with self.scope.writing() as (connection, _):
            await self._unmark(connection, channel_ids)

    async def _unmark(self, connection: Any, channel_ids: Any) -> None:
        this = (self.scope.own(channel_mark), channel_mark.c.channel_id.in_(list(channel_ids)))
        await connection.execute(delete(channel_mark).where(*this))
