"""What happens to reviews when the messages they came from, or their cards, are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select, update

from bot.archive.database.schema import card, review, review_message
from bot.archive.server.scope import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.archive.server.reviews import Reviews
    from bot.archive.server.scope import Scope
    from bot.archive.types import Review


@dataclass(frozen=True, slots=True)
class Messages:
    """Reviews by the messages they were read from; asked about every deleted message, so reading comes first."""

    scope: Scope
    reviews: Reviews

    async def find_messages(self, message_ids: Sequence[int]) -> list[Review]:
        """Give the reviews that were read from any of these messages, by number."""
        async with self.scope.reading() as connection:
            numbers: set[int] = set()
            for part in chunks(list(message_ids)):
                statement = select(review_message.c.number).where(
                    self.scope.own(review_message), review_message.c.message_id.in_(part)
                )
                numbers.update((await connection.execute(statement)).scalars())
            found = [await self.reviews.load(connection, number, *self.scope.readable()) for number in sorted(numbers)]
        return [one for one in found if one is not None]

    async def drop_messages(self, number: int, message_ids: Sequence[int]) -> None:
        """Take messages out of those a review was read from; the review itself stays."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(review_message), review_message.c.number == number)
            await connection.execute(delete(review_message).where(*this, review_message.c.message_id.in_(message_ids)))
            first = select(review_message.c.message_id).where(*this).order_by(review_message.c.place).limit(1)
            chosen = (self.scope.own(review), review.c.number == number)
            await connection.execute(
                update(review).where(*chosen).values(message_id=(await connection.execute(first)).scalar())
            )

    async def forget_cards(self, message_ids: Sequence[int]) -> int:
        """Forget cards whose messages are gone; their reviews stay. Gives how many there were."""
        mine = (self.scope.own(card), card.c.message_id.in_(list(message_ids)))
        async with self.scope.reading() as connection:
            numbers = list((await connection.execute(select(card.c.number).where(*mine))).scalars())
        if numbers:
            async with self.scope.writing() as (connection, _):
                await connection.execute(delete(card).where(*mine))
        return len(numbers)

    async def cards_of_film(self, film_number: int, limit: int) -> list[int]:
        """Give the numbers of a film's reviews that have a card, the newest card first."""
        joined = card.join(review, and_(review.c.guild_id == card.c.guild_id, review.c.number == card.c.number))
        this = (*self.scope.readable(), review.c.film_number == film_number)
        statement = select(card.c.number).select_from(joined).where(*this).order_by(card.c.message_id.desc())
        async with self.scope.reading() as connection:
            return list((await connection.execute(statement.limit(limit))).scalars())
