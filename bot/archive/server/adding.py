"""Filing the reviews of one server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, select

from bot.archive.database.schema import aspect, body, mention, review, review_message, tag
from bot.archive.server.reviews import NOT_ARCHIVED
from bot.archive.server.rows.blind import still_blind
from bot.archive.server.rows.prepared import KNOWN, prepare_all
from bot.archive.server.rows.review_rows import (
    aspect_rows,
    body_row,
    corrected_analysis,
    message_rows,
    of_review,
    tag_rows,
    text_hash,
)
from bot.archive.server.scope import chunks, now
from bot.archive.text import index
from bot.archive.types import Filed, ForgottenError, OptedOutError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.films import Films
    from bot.archive.server.reviews import Reviews
    from bot.archive.server.rows.prepared import PreparedReview
    from bot.archive.server.scope import Scope
    from bot.archive.types import KnownText, Repeat, ReviewDraft

IMPORT_CHUNK = 100
"""Reviews filed in one transaction: long enough to be quick, short enough for others to get their turn."""
MOST_TEXTS = 200
"""Texts asked for in one statement, each by its author and its fingerprint."""
# Made once: a statement that is made anew each time is also understood anew each time.
_INSERT_REVIEW, _INSERT_BODY = insert(review), insert(body)
_INSERT_MESSAGE, _INSERT_ASPECT, _INSERT_TAG = insert(review_message), insert(aspect), insert(tag)
_INSERT_MENTION = insert(mention)


@dataclass(frozen=True, slots=True)
class Adding:
    """Filing drafts, each once, and asking beforehand what of them is here already."""

    scope: Scope
    films: Films
    reviews: Reviews

    async def add(self, draft: ReviewDraft) -> Filed:
        """File a review, once: the same message, or the same text by the same author, gives the one that is here.

        Raises OptedOutError when the author asked not to be archived here.
        """
        return (await self.add_many([draft]))[0]

    async def add_many(self, drafts: Sequence[ReviewDraft]) -> list[Filed]:
        """File many reviews, as an import does; other writers get their turn in between."""
        filed: list[Filed] = []
        for part in chunks(list(drafts), IMPORT_CHUNK):
            prepared = await prepare_all(part)
            async with self.scope.database.writing() as connection:
                filed.extend(await self._add_all(connection, prepared))
        return filed

    async def find_texts(self, texts: Sequence[KnownText]) -> list[int | None]:
        """Give for each text the number it is filed under already, or None."""
        wanted = [(one.author_id, text_hash(one.text, one.origin, one.watched_on, one.film_title)) for one in texts]
        found: dict[tuple[int, bytes], int] = {}
        async with self.scope.reading() as connection:
            for part in chunks(wanted, MOST_TEXTS):
                statement = select(review.c.author_id, review.c.text_hash, review.c.number).where(
                    *self.scope.readable(),
                    review.c.author_id.in_({author for author, _ in part}),
                    review.c.text_hash.in_({same for _, same in part}),
                )
                rows = (await connection.execute(statement)).all()
                found.update({(row.author_id, bytes(row.text_hash)): row.number for row in rows})
        return [found.get(each) for each in wanted]

    async def hides(self, author_id: int, text: str) -> bool:
        """Say whether moderators hide a review of this very text by this author, wherever it came from."""
        with_text = review.join(body, and_(self.scope.own(body), body.c.number == review.c.number))
        theirs = (self.scope.own(review), review.c.author_id == author_id)
        statement = select(body.c.text).select_from(with_text).where(*theirs, review.c.hidden_reason.is_not(None))
        async with self.scope.reading() as connection:
            return text in set((await connection.execute(statement)).scalars())

    async def _add_all(self, connection: AsyncConnection, prepared: Sequence[PreparedReview]) -> list[Filed]:
        """File what is new of these, in their order; repeats take no number."""
        key, number = await self.scope.hold_numbers(connection, len(prepared))
        filed: list[Filed] = []
        for ready in prepared:
            rows = await self._known(connection, ready)
            repeat = await self._repeat(connection, rows[0])
            filed.append(repeat or await self._add(connection, key, number, ready, rows))
            number += repeat is None
        await self.scope.return_numbers(connection, sum(bool(each.repeat) for each in filed))
        return filed

    async def _add(
        self, connection: AsyncConnection, key: int, number: int, ready: PreparedReview, rows: Sequence[Row[Any]]
    ) -> Filed:
        draft, about, at = ready.draft, None, now()
        blind = await still_blind(connection, self.scope, draft.blind)
        shown = int(draft.hidden_reason is None and blind is None)
        if draft.film_title and draft.film_title.strip():
            titled = [row for row in rows if row.number is not None]
            about = await self.films.settle_among(connection, titled, draft.film_title, draft.film_year)
            about = replace(about, reviews=about.reviews + shown)
        this = {"guild_id": self.scope.guild_id, "number": number}
        film_number = about.number if about else None
        more = {"film_number": film_number, "filed_at": at, "blind": blind}
        await connection.execute(_INSERT_REVIEW, {**ready.row, **this, **more})
        await connection.execute(_INSERT_BODY, body_row(self.scope.guild_id, number, draft.text, ready.analysis))
        if draft.message_ids:
            await connection.execute(_INSERT_MESSAGE, message_rows(self.scope.guild_id, number, draft.message_ids))
        sides = aspect_rows(self.scope.guild_id, number, corrected_analysis(draft.analysis, draft.aspects_by_hand))
        if sides:
            await connection.execute(_INSERT_ASPECT, sides)
        if ready.mentions:
            await connection.execute(_INSERT_MENTION, of_review(self.scope.guild_id, number, ready.mentions))
        tags = tag_rows(self.scope.guild_id, number, draft.tags)
        if tags:
            await connection.execute(_INSERT_TAG, tags)
        await index.put(connection, self.scope.guild_id, key, [(number, ready.terms)])
        await self.films.recount(connection, film_number, shown)
        return Filed(replace(ready.filed(number, about, at), blind=blind))

    async def _known(self, connection: AsyncConnection, ready: PreparedReview) -> Sequence[Row[Any]]:
        """Ask what is known of a draft. Raises OptedOutError, and ForgottenError when it was begun before that."""
        person = self.scope.fingerprint("person", ready.draft.author_id)
        rows = (await connection.execute(KNOWN, ready.questions(self.scope.guild_id, person))).all()
        if rows[0].opted_out is not None:
            raise OptedOutError(NOT_ARCHIVED)
        begun, forgotten = ready.draft.begun, rows[0].forgotten
        if begun is not None and forgotten is not None and forgotten > begun:
            raise ForgottenError("Its author asked to be forgotten here while it was being read, so nothing was filed.")
        return rows

    async def _repeat(self, connection: AsyncConnection, row: Row[Any]) -> Filed | None:
        """Find the review that a draft repeats."""
        known: tuple[tuple[int | None, Repeat], ...] = ((row.message, "message"), (row.same_text, "text"))
        for number, why in known:
            found = None if number is None else await self.reviews.load(connection, number)
            if found is not None:
                return Filed(found, why)
        return None
