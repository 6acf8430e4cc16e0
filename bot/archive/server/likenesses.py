"""What stands beside a review: its author's other reviews of the film, and whoever said the same before."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.archive.database.schema import review
from bot.archive.server.rows.review_rows import counted, verdict_of
from bot.archive.server.scope import visible
from bot.archive.text.likeness import NEAR, likeness
from bot.archive.types import Beside, Copy, seen_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.scope import Scope
    from bot.archive.types import Review, Verdict

LOOKED_AT = 50
"""Near texts of which the first that is somebody else's, and shown, is named."""
MANY = 500
"""Sketches from which comparing them takes milliseconds, and so a thread."""


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Finding versions and copies of a review."""

    scope: Scope

    async def beside(self, of: Review) -> Beside:
        """Find what stands beside a review. Ask a public scope: what is hidden there is beside nothing."""
        prints = select(review.c.text_print, review.c.text_sketch)
        async with self.scope.reading() as connection:
            row = (await connection.execute(prints.where(*self.scope.readable(), review.c.number == of.number))).first()
            if row is None:
                return Beside()
            same = await self._same(connection, of, row.text_print) if row.text_print else None
            near = await self._near(connection, of, row.text_sketch) if row.text_sketch and same is None else None
            return Beside(await self._versions(connection, of), same or near)

    async def _versions(self, connection: AsyncConnection, of: Review) -> tuple[Verdict, ...]:
        if of.film is None or of.critic is not None:
            return ()
        theirs = (review.c.author_id == of.author_id, review.c.film_number == of.film.number, review.c.critic.is_(None))
        rows = (await connection.execute(counted().where(*self.scope.shown(), *theirs))).all()
        return tuple(sorted(map(verdict_of, rows), key=seen_order))

    def _earlier(self, of: Review) -> list[Any]:
        """Give the conditions for what others filed before."""
        return [*self.scope.shown(), review.c.number < of.number, review.c.author_id != of.author_id]

    async def _same(self, connection: AsyncConnection, of: Review, printed: bytes) -> Copy | None:
        found = select(review.c.number, review.c.author_id, review.c.critic).where(
            *self._earlier(of), review.c.text_print == printed
        )
        row = (await connection.execute(found.order_by(review.c.number).limit(1))).first()
        return None if row is None else Copy(row.number, row.author_id, row.critic, near=False)

    async def _near(self, connection: AsyncConnection, of: Review, sketch: bytes) -> Copy | None:
        """Compare with the sketches of the film's earlier reviews, which an index holds whole: no other row is read."""
        about = review.c.film_number.is_(None) if of.film is None else review.c.film_number == of.film.number
        sketches = select(review.c.number, review.c.text_sketch).where(
            *visible(self.scope.guild_id), about, review.c.number < of.number
        )
        known = [(row.number, row.text_sketch) for row in await connection.execute(sketches) if row.text_sketch]
        numbers = await asyncio.to_thread(_nearest, sketch, known) if len(known) > MANY else _nearest(sketch, known)
        found = select(review.c.number, review.c.author_id, review.c.critic).where(
            *self._earlier(of), review.c.number.in_(numbers)
        )
        near = {row.number: row for row in await connection.execute(found)} if numbers else {}
        row = next((near[number] for number in numbers if number in near), None)
        return None if row is None else Copy(row.number, row.author_id, row.critic, near=True)


def _nearest(sketch: bytes, known: Sequence[tuple[int, bytes]]) -> list[int]:
    """Give the numbers of the reviews that are near to a sketch, the likest first, then the oldest."""
    ranked = sorted((-likeness(sketch, other), number) for number, other in known)
    return [number for unlike, number in ranked[:LOOKED_AT] if -unlike >= NEAR]
