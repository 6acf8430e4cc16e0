"""What happens to reviews when the messages they came from, or their cards, are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, cast, delete, or_, select, update

from bot.archive.database.schema import card, review, review_message, undo
from bot.archive.server.films import chunks
from bot.archive.server.reviews import Reviews

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.types import Review

STEP = 500
"""Ids in one statement."""


class Messages(Reviews):
    """Reviews by the messages they were read from; asked about every deleted message, so reading comes first."""

    async def find_messages(self, message_ids: Sequence[int]) -> list[Review]:
        """Give the reviews that were read from any of these messages, by number."""
        async with self._reading() as connection:
            numbers: set[int] = set()
            for part in chunks(list(message_ids), STEP):
                statement = select(review_message.c.number).where(
                    review_message.c.guild_id == self.guild_id, review_message.c.message_id.in_(part)
                )
                numbers.update((await connection.execute(statement)).scalars())
            found = [await self._get(connection, number, *self._readable()) for number in sorted(numbers)]
        return [one for one in found if one is not None]

    async def drop_messages(self, number: int, message_ids: Sequence[int]) -> None:
        """Take messages out of those a review was read from; the review itself stays."""
        async with self._writing() as (connection, _):
            this = (review_message.c.guild_id == self.guild_id, review_message.c.number == number)
            await connection.execute(delete(review_message).where(*this, review_message.c.message_id.in_(message_ids)))
            first = select(review_message.c.message_id).where(*this).order_by(review_message.c.place).limit(1)
            chosen = (review.c.guild_id == self.guild_id, review.c.number == number)
            await connection.execute(
                update(review).where(*chosen).values(message_id=(await connection.execute(first)).scalar())
            )

    async def forget_cards(self, message_ids: Sequence[int]) -> int:
        """Forget cards whose messages are gone; their reviews stay. Gives how many there were."""
        mine = (card.c.guild_id == self.guild_id, card.c.message_id.in_(list(message_ids)))
        async with self._reading() as connection:
            numbers = list((await connection.execute(select(card.c.number).where(*mine))).scalars())
        if numbers:
            async with self._writing() as (connection, _):
                await connection.execute(delete(card).where(*mine))
        return len(numbers)

    async def cards_of_film(self, film_number: int, limit: int) -> list[int]:
        """Give the numbers of a film's reviews that have a card, the newest card first."""
        joined = card.join(review, and_(review.c.guild_id == card.c.guild_id, review.c.number == card.c.number))
        this = (*self._readable(), review.c.film_number == film_number)
        statement = select(card.c.number).select_from(joined).where(*this).order_by(card.c.message_id.desc())
        async with self._reading() as connection:
            return list((await connection.execute(statement.limit(limit))).scalars())

    async def drop_undos(self, message_ids: Sequence[int]) -> int:
        """Make removals final whose review came from a message that is gone: it must not come back.

        Gives how many there were.
        """
        async with self._reading() as connection:
            if not await self._undos(connection, message_ids):
                return 0
        async with self._writing() as (connection, _):
            keys = await self._undos(connection, message_ids)
            await connection.execute(delete(undo).where(undo.c.guild_id == self.guild_id, undo.c.key.in_(keys)))
            return len(keys)

    async def _undos(self, connection: AsyncConnection, message_ids: Sequence[int]) -> list[int]:
        """Find the removals of reviews that came from these messages; only what names one of them is decoded."""
        removed = (undo.c.guild_id == self.guild_id, undo.c.kind == "review")
        payload = cast(undo.c.payload, Text)
        found: list[int] = []
        for part in chunks(list(message_ids), STEP):
            gone, named = set(part), or_(*(payload.contains(str(message_id)) for message_id in part))
            for row in (await connection.execute(select(undo.c.key, undo.c.payload).where(*removed, named))).all():
                if any(record["message_id"] in gone for record in row.payload[review_message.name]):
                    found.append(row.key)  # noqa: PERF401  (two loops and two conditions read better so)
        return found
