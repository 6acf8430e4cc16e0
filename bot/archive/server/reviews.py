"""Reading and changing the reviews of one server, one at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from bot.archive.database.codec import decode, encode
from bot.archive.database.schema import aspect, body, card, mention, review, review_message, tag
from bot.archive.server.rows.review_rows import (
    aspect_rows,
    body_row,
    edited_columns,
    full,
    mention_rows,
    of_review,
    print_columns,
    reviews_of,
    tag_rows,
)
from bot.archive.server.scope import now
from bot.archive.text import index
from bot.archive.text.terms import terms
from bot.archive.types import ArchiveError, OptedOutError, Review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.films import Films
    from bot.archive.server.scope import Scope
    from bot.archive.types import ReviewChanges

NOT_ARCHIVED = "That member has asked not to be archived here, so nothing was filed."
GONE = "There is no review of that number here any more."


@dataclass(frozen=True, slots=True)
class Reviews:
    """Finding, editing and hiding a review."""

    scope: Scope
    films: Films

    async def get(self, number: int) -> Review | None:
        """Give the review of that number, hidden or not."""
        async with self.scope.reading() as connection:
            return await self.load(connection, number, *self.scope.readable())

    async def find_message(self, message_id: int) -> Review | None:
        """Give the review that was read from a message."""
        return await self._find(review_message, message_id)

    async def find_card(self, message_id: int) -> Review | None:
        """Give the review whose card a message is."""
        return await self._find(card, message_id)

    async def edit(self, number: int, changes: ReviewChanges, actor_id: int) -> Review:
        """Change a review. Raises ArchiveError when it is gone or its author has filed the new text already.

        Raises OptedOutError for new words of somebody who asked not to be archived here.
        """
        async with self.scope.writing() as (connection, key):
            before = await self.load(connection, number)
            if before is None:
                raise ArchiveError(GONE)
            if changes.text is not None and await self.scope.is_opted_out(connection, before.author_id):
                raise OptedOutError(NOT_ARCHIVED)
            values = await self._changed(connection, before, changes)
            if changes.text is not None and changes.analysis is not None:
                await self._reread(connection, key, before, changes)
            this = (self.scope.own(review), review.c.number == number)
            await connection.execute(update(review).where(*this).values(**values, edited_at=now()))
            await self._move(connection, before, values)
            await self.scope.log(connection, actor_id, "edit", review=number, subject_id=before.author_id)
            after = await self.load(connection, number)
            assert after is not None  # noqa: S101  (it is there: this transaction holds it)
            if changes.text is not None or changes.aspect is not None:
                await self._lay(connection, aspect, number, aspect_rows(self.scope.guild_id, number, after.analysis))
                named = await asyncio.to_thread(mention_rows, after.text, after.analysis)
                await self._lay(connection, mention, number, of_review(self.scope.guild_id, number, named))
            if changes.tags is not None:
                await self._lay(connection, tag, number, tag_rows(self.scope.guild_id, number, after.tags))
            return after

    async def leave_open(self, number: int) -> None:
        """Remember that nothing in a review needs hiding, as its author says; nothing happens when it is gone."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(body), body.c.number == number)
            row = (await connection.execute(select(body.c.text, body.c.analysis).where(*this))).one_or_none()
            if row is not None:
                analysis = await asyncio.to_thread(decode, row.analysis, row.text)
                kept = encode(replace(analysis, giveaways=()))
                values = body_row(self.scope.guild_id, number, row.text, kept)
                await connection.execute(update(body).where(*this).values(**values))

    async def hide(self, number: int, actor_id: int, reason: str) -> Review:
        """Keep a review out of every list, search and answer."""
        return await self._show(number, actor_id, reason or "hidden by a moderator")

    async def unhide(self, number: int, actor_id: int) -> Review:
        """Show a hidden review again."""
        return await self._show(number, actor_id, None)

    async def set_card(self, number: int, channel_id: int, message_id: int) -> None:
        """Remember which message shows a review's card; nothing happens when the review is gone."""
        async with self.scope.writing() as (connection, _):
            before = or_(card.c.number == number, card.c.message_id == message_id)
            await connection.execute(delete(card).where(self.scope.own(card), before))
            statement = select(review.c.number).where(self.scope.own(review), review.c.number == number)
            if (await connection.execute(statement)).scalar() is not None:
                row = {"guild_id": self.scope.guild_id, "number": number, "channel_id": channel_id}
                await connection.execute(insert(card).values(**row, message_id=message_id))

    async def load(self, connection: AsyncConnection, number: int, *among: Any) -> Review | None:
        """Read a review within the caller's transaction; `among` are further conditions on it."""
        statement = full().where(self.scope.own(review), review.c.number == number, *among)
        rows = (await connection.execute(statement)).all()
        return next(iter(await reviews_of(connection, self.scope.guild_id, rows)), None)

    async def _find(self, table: Any, message_id: int) -> Review | None:
        async with self.scope.reading() as connection:
            statement = select(table.c.number).where(self.scope.own(table), table.c.message_id == message_id)
            number = (await connection.execute(statement)).scalar()
            return None if number is None else await self.load(connection, number, *self.scope.readable())

    async def number_of_text(self, connection: AsyncConnection, author_id: int, same: bytes) -> int | None:
        """Give the number under which an author's text of this fingerprint is filed."""
        theirs = (self.scope.own(review), review.c.author_id == author_id)
        statement = select(review.c.number).where(*theirs, review.c.text_hash == same)
        return (await connection.execute(statement)).scalar()

    async def _changed(self, connection: AsyncConnection, before: Review, changes: ReviewChanges) -> dict[str, Any]:
        """Give the columns that an edit changes."""
        values = edited_columns(before, changes)
        if changes.film_title is not None:
            values["film_number"] = await self.films.settle(connection, changes.film_title, changes.film_year)
        if "text_hash" in values:
            other = await self.number_of_text(connection, before.author_id, values["text_hash"])
            if other is not None and other != before.number:
                raise ArchiveError(f"That very text is filed here already, as review #{other}.")
        return values

    async def _reread(self, connection: AsyncConnection, key: int, before: Review, changes: ReviewChanges) -> None:
        """Put a new text and its words in the old one's place."""
        assert changes.text is not None  # noqa: S101
        assert changes.analysis is not None  # noqa: S101
        await index.remove(connection, self.scope.guild_id, key, [(before.number, before.text)])
        found = terms(changes.text)
        await index.put(connection, self.scope.guild_id, key, [(before.number, found)])
        this = (self.scope.own(review), review.c.number == before.number)
        await connection.execute(update(review).where(*this).values(**print_columns(found)))
        row = body_row(self.scope.guild_id, before.number, changes.text, encode(changes.analysis))
        this_body = (self.scope.own(body), body.c.number == before.number)
        await connection.execute(update(body).where(*this_body).values(**row))

    async def _lay(
        self, connection: AsyncConnection, table: Table, number: int, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep what counts and filters read of a review, in a table of theirs, as the review now has it."""
        await connection.execute(delete(table).where(self.scope.own(table), table.c.number == number))
        if rows:
            await connection.execute(insert(table), rows)

    async def _move(self, connection: AsyncConnection, before: Review, values: dict[str, Any]) -> None:
        """Keep the counts of both films true when an edit moves a review from one to the other."""
        old = before.film.number if before.film else None
        if "film_number" not in values or values["film_number"] == old:
            return
        shown = int(before.shown)
        await self.films.recount(connection, values["film_number"], shown)
        await self.films.recount(connection, old, -shown)

    async def _show(self, number: int, actor_id: int, reason: str | None) -> Review:
        async with self.scope.writing() as (connection, _):
            before = await self.load(connection, number)
            if before is None:
                raise ArchiveError(GONE)
            this = (self.scope.own(review), review.c.number == number)
            await connection.execute(update(review).where(*this).values(hidden_reason=reason))
            if before.blind is None and (before.hidden_reason is None) != (reason is None) and before.film is not None:
                await self.films.recount(connection, before.film.number, 1 if reason is None else -1)
            action = "unhide" if reason is None else "hide"
            await self.scope.log(
                connection, actor_id, action, review=number, subject_id=before.author_id, reason=reason or ""
            )
            after = await self.load(connection, number)
            assert after is not None  # noqa: S101
            return after
