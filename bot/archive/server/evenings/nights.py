"""Film nights: planned, over, revealed. Each step is taken once, whatever processes there are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select, update

from bot.archive.database.evenings import night, night_guest
from bot.archive.database.schema import review
from bot.archive.evening import Night
from bot.archive.server.scope import insert_or_ignore, now
from bot.archive.types import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.evening import NightPlan
    from bot.archive.server.films import Films
    from bot.archive.server.scope import Scope

GONE = "There is no such film night here any more."
_SELECTED = select(*(each for each in night.columns if each.name != "guild_id"))


@dataclass(frozen=True, slots=True)
class Nights:
    """Planning film nights, and gathering what is written of their films until it is revealed."""

    scope: Scope
    films: Films

    async def plan_night(self, plan: NightPlan) -> Night:
        """Keep a night that somebody plans."""
        async with self.scope.writing() as (connection, _):
            number = await self.scope.next_number(connection, "night")
            row = {**asdict(plan), "year": plan.year or 0, "guild_id": self.scope.guild_id, "number": number}
            await connection.execute(insert(night).values(**row))
        return Night(number, **asdict(plan))

    async def night(self, number: int) -> Night | None:
        """Give the night of that number."""
        async with self.scope.reading() as connection:
            return await self._one(connection, number)

    async def nights(self) -> list[Night]:
        """List the nights of which something is still to be done, the next one first."""
        return await self._nights(or_(night.c.revealed_at.is_(None), night.c.page_id.is_(None)))

    async def night_of_event(self, event_id: int) -> Night | None:
        """Give the night whose event on Discord this is."""
        return next(iter(await self._nights(night.c.event_id == event_id)), None)

    async def place_night(self, number: int, **sent: int) -> None:
        """Remember what was sent of a night: `event_id`, `thread_id`, `panel_id` or `page_id`."""
        async with self.scope.writing() as (connection, _):
            await connection.execute(update(night).where(*self._this(number)).values(**sent))

    async def end_night(self, number: int, at: datetime) -> Night:
        """Note that a night is over, since `at` if it was not before. Raises ArchiveError when it is gone."""
        async with self.scope.writing() as (connection, _):
            ended = update(night).where(*self._this(number), night.c.over_at.is_(None))
            await connection.execute(ended.values(over_at=at))
            found = await self._one(connection, number)
        if found is None:
            raise ArchiveError(GONE)
        return found

    async def cancel_night(self, number: int) -> None:
        """Forget a night that is not over. Raises ArchiveError for another one: it has gathered reviews."""
        async with self.scope.writing() as (connection, _):
            waiting = (*self._this(number), night.c.over_at.is_(None))
            if not (await connection.execute(delete(night).where(*waiting))).rowcount:
                raise ArchiveError("That film night is over, or gone: it cannot be called off.")

    async def reveal_night(self, number: int, at: datetime) -> bool:
        """Let everybody read what waited for a night, all of it at once. Says whether this call did."""
        async with self.scope.writing() as (connection, _):
            waiting = (*self._this(number), night.c.over_at.is_not(None), night.c.revealed_at.is_(None))
            if not (await connection.execute(update(night).where(*waiting).values(revealed_at=at))).rowcount:
                return False
            blind = (self.scope.own(review), review.c.blind == number)
            shown = (*blind, review.c.hidden_reason.is_(None), review.c.film_number.is_not(None))
            counted = select(review.c.film_number, func.count().label("times")).where(*shown)
            counts = (await connection.execute(counted.group_by(review.c.film_number))).all()
            await connection.execute(update(review).where(*blind).values(blind=None))
            for film_number, times in counts:
                await self.films.recount(connection, film_number, times)
            return True

    async def ask_guests(self, number: int, members: Sequence[int]) -> list[int]:
        """Note that members are asked to review a night's film. Gives those who were not, and may be asked."""
        asked: list[int] = []
        async with self.scope.writing() as (connection, _):
            for member in dict.fromkeys(members):
                if await self.scope.is_opted_out(connection, member):
                    continue
                row = {"guild_id": self.scope.guild_id, "night": number, "member_id": member, "asked_at": now()}
                if (await connection.execute(insert_or_ignore(connection, night_guest).values(**row))).rowcount == 1:
                    asked.append(member)
        return asked

    async def note_reviewed(self, number: int, member_id: int, review_number: int) -> None:
        """Remember which review a member wrote of a night's film; whoever wrote is asked no more."""
        this = (self.scope.own(night_guest), night_guest.c.night == number, night_guest.c.member_id == member_id)
        async with self.scope.writing() as (connection, _):
            row = {"guild_id": self.scope.guild_id, "night": number, "member_id": member_id}
            await connection.execute(insert_or_ignore(connection, night_guest).values(**row))
            await connection.execute(update(night_guest).where(*this).values(review=review_number))

    async def reviewed(self, number: int) -> dict[int, int]:
        """Give member -> number of the review that they wrote of a night's film, as far as this scope reads them."""
        return await self._written(number, *self.scope.readable())

    async def waiting(self, number: int) -> int:
        """Count the reviews that wait for a night: a number, and nothing of theirs."""
        async with self.scope.reading() as connection:
            blind = (self.scope.own(review), review.c.blind == number, review.c.hidden_reason.is_(None))
            return (await connection.execute(select(func.count()).select_from(review).where(*blind))).scalar_one()

    async def _written(self, number: int, *conditions: ColumnElement[bool]) -> dict[int, int]:
        joined = night_guest.join(
            review, (review.c.guild_id == night_guest.c.guild_id) & (review.c.number == night_guest.c.review)
        )
        mine = (self.scope.own(night_guest), night_guest.c.night == number)
        statement = select(night_guest.c.member_id, night_guest.c.review).select_from(joined).where(*mine, *conditions)
        async with self.scope.reading() as connection:
            rows = (await connection.execute(statement.order_by(night_guest.c.review))).all()
            return {row.member_id: row.review for row in rows}

    async def _one(self, connection: AsyncConnection, number: int) -> Night | None:
        rows = (await connection.execute(_SELECTED.where(*self._this(number)))).mappings()
        return next(map(_night, rows), None)

    async def _nights(self, condition: ColumnElement[bool]) -> list[Night]:
        statement = _SELECTED.where(self.scope.own(night), condition).order_by(night.c.starts_at, night.c.number)
        async with self.scope.reading() as connection:
            return [_night(row) for row in (await connection.execute(statement)).mappings()]

    def _this(self, number: int) -> tuple[ColumnElement[bool], ...]:
        return self.scope.own(night), night.c.number == number


def _night(row: RowMapping) -> Night:
    values: dict[str, Any] = {**row, "year": row["year"] or None}
    return Night(**values)
