"""Removing the reviews of one server: so that it can be taken back for ten minutes, or for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, delete, insert, or_, select, true

from bot.archive.database.row_json import from_json, to_json
from bot.archive.database.schema import audit, body, review, review_message, undo
from bot.archive.server.reviews import GONE
from bot.archive.server.rows.blind import still_blind
from bot.archive.server.rows.review_rows import CHILDREN
from bot.archive.server.scope import chunks, is_shown, now
from bot.archive.text import index
from bot.archive.text.terms import terms
from bot.archive.types import ArchiveError, Removal, Review, Undo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.films import Films
    from bot.archive.server.reviews import Reviews
    from bot.archive.server.scope import Scope


@dataclass(frozen=True, slots=True)
class Removals:
    """Deleting, taking back and erasing."""

    scope: Scope
    films: Films
    reviews: Reviews

    async def delete(self, number: int, actor_id: int, reason: str = "") -> Undo:
        """Remove a review; `undo` brings it back within ten minutes. Raises ArchiveError when it is gone."""
        async with self.scope.writing() as (connection, key):
            payload, author_id = await self._payload(connection, number)
            await self._remove(connection, key, [number])
            await self.scope.log(connection, actor_id, "delete", review=number, subject_id=author_id, reason=reason)
            return await self.scope.keep_removed(connection, "review", actor_id, author_id, payload)

    async def undo(self, key: int, actor_id: int, kind: str | None = None) -> Review | None:
        """Take a removal back. Gives the review, or None for a merge; ArchiveError when it is too late.

        `kind` is what the caller was asked to take back: nothing of another kind is then touched.
        """
        async with self.scope.writing() as (connection, server_key):
            this = (self.scope.own(undo), undo.c.key == key)
            asked = (undo.c.expires_at > now(), undo.c.kind == kind if kind else true())
            row = (await connection.execute(select(undo).where(*this, *asked))).one_or_none()
            if row is None:
                raise ArchiveError("It is too late to take that back: ten minutes have passed.")
            await connection.execute(delete(undo).where(*this))
            await self.scope.log(connection, actor_id, "undo", review=row.payload["number"] if row.subject_id else None)
            if row.kind == "film":
                await self.films.unmerge(connection, row.payload)
                return None
            return await self._restore(connection, server_key, row.payload)

    async def removal(self, key: int) -> Removal | None:
        """Say what a removal removed, and who did it; None when it can no longer be taken back."""
        statement = select(undo.c.kind, undo.c.actor_id, undo.c.subject_id)
        this = (self.scope.own(undo), undo.c.key == key, undo.c.expires_at > now())
        async with self.scope.reading() as connection:
            row = (await connection.execute(statement.where(*this))).one_or_none()
            return None if row is None else Removal(row.kind, row.actor_id, row.subject_id)

    async def erase(self, numbers: Sequence[int]) -> None:
        """Remove reviews for good, from every table, index and pending undo."""
        async with self.scope.writing() as (connection, key):
            await self.erase_within(connection, key, list(numbers))

    async def erase_messages(self, message_ids: Sequence[int]) -> list[int]:
        """Remove the reviews that were read from deleted messages, with no way back. Gives their numbers."""
        found: set[int] = set()
        async with self.scope.writing() as (connection, key):
            for part in chunks(list(message_ids)):
                statement = select(review_message.c.number).where(
                    self.scope.own(review_message), review_message.c.message_id.in_(part)
                )
                found.update((await connection.execute(statement)).scalars())
            await self.erase_within(connection, key, sorted(found))
        return sorted(found)

    async def drop_undos(self, message_ids: Sequence[int]) -> int:
        """Make removals final whose review came from a message that is gone: it must not come back.

        Gives how many there were.
        """
        async with self.scope.reading() as connection:
            if not await self._undos(connection, message_ids):
                return 0
        async with self.scope.writing() as (connection, _):
            keys = await self._undos(connection, message_ids)
            await connection.execute(delete(undo).where(self.scope.own(undo), undo.c.key.in_(keys)))
            return len(keys)

    async def erase_within(self, connection: AsyncConnection, key: int, numbers: list[int]) -> None:
        """Remove reviews and whatever else still speaks of them, within the caller's transaction."""
        await self._remove(connection, key, numbers)
        for part in chunks(numbers):
            await connection.execute(delete(audit).where(self.scope.own(audit), audit.c.review.in_(part)))

    async def _payload(self, connection: AsyncConnection, number: int) -> tuple[dict[str, Any], int]:
        """Give everything that bringing a review back takes, as JSON."""
        before = await self.reviews.load(connection, number)
        if before is None:
            raise ArchiveError(GONE)
        payload: dict[str, Any] = {"number": number}
        for table in (review, *CHILDREN):
            statement = select(table).where(self.scope.own(table), table.c.number == number)
            payload[table.name] = [to_json(table, row) for row in (await connection.execute(statement)).mappings()]
        payload["film"] = [before.film.title, before.film.year] if before.film else None
        return payload, before.author_id

    async def _restore(self, connection: AsyncConnection, key: int, payload: dict[str, Any]) -> Review:
        row = from_json(review, payload["review"][0])
        if await self.reviews.number_of_text(connection, row["author_id"], row["text_hash"]) is not None:
            raise ArchiveError("That very text has been filed again meanwhile, so there is nothing to take back.")
        title, year = payload["film"] or (None, None)
        row["film_number"] = await self.films.settle(connection, title, year)
        row["blind"] = await still_blind(connection, self.scope, row.get("blind"))
        await connection.execute(insert(review).values(**row))
        for table in CHILDREN:
            # A removal of before the upgrade knows nothing of a table that came with it.
            for record in payload.get(table.name, ()):
                await connection.execute(insert(table).values(**from_json(table, record)))
        await index.put(connection, self.scope.guild_id, key, [(row["number"], terms(payload["body"][0]["text"]))])
        shown = row["hidden_reason"] is None and row["blind"] is None
        await self.films.recount(connection, row["film_number"], int(shown))
        await self.scope.note_erased(connection, "review", [row["number"]], undone=True)
        restored = await self.reviews.load(connection, row["number"])
        assert restored is not None  # noqa: S101
        return restored

    async def _remove(self, connection: AsyncConnection, key: int, numbers: list[int]) -> None:
        """Take reviews out of every table and index, keeping the films' counts true."""
        for part in chunks(numbers):
            chosen = (self.scope.own(review), review.c.number.in_(part))
            columns = (review.c.number, body.c.text, review.c.film_number, review.c.hidden_reason, review.c.blind)
            with_text = review.join(body, and_(self.scope.own(body), body.c.number == review.c.number))
            rows = (await connection.execute(select(*columns).select_from(with_text).where(*chosen))).all()
            if not rows:
                continue
            await index.remove(connection, self.scope.guild_id, key, [(row.number, row.text) for row in rows])
            await connection.execute(delete(review).where(*chosen))
            counts: dict[int, int] = {}
            for row in rows:
                if row.film_number is not None:
                    counts[row.film_number] = counts.get(row.film_number, 0) + is_shown(row)
            for film_number, count in counts.items():
                await self.films.recount(connection, film_number, -count)
            await self.scope.note_erased(connection, "review", [row.number for row in rows])
        await index.scrub(connection)

    async def _undos(self, connection: AsyncConnection, message_ids: Sequence[int]) -> list[int]:
        """Find the removals of reviews that came from these messages; only what names one of them is decoded."""
        removed = (self.scope.own(undo), undo.c.kind == "review")
        payload = cast(undo.c.payload, Text)
        found: list[int] = []
        for part in chunks(list(message_ids)):
            gone, named = set(part), or_(*(payload.contains(str(message_id)) for message_id in part))
            for row in (await connection.execute(select(undo.c.key, undo.c.payload).where(*removed, named))).all():
                if any(record["message_id"] in gone for record in row.payload[review_message.name]):
                    found.append(row.key)  # noqa: PERF401  (two loops and two conditions read better so)
        return found
