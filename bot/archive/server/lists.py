"""Lists, pages, counts and streams over the reviews of one server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, case, exists, func, literal, literal_column, or_, select, type_coerce

from bot.analysis.types import LABELS
from bot.archive.database.schema import aspect, body, mention, review, tag
from bot.archive.server.rows.paging import Asked, read_page
from bot.archive.server.rows.review_rows import counted, full, line_of, reviews_of, verdict_of
from bot.archive.server.rows.voices import voices
from bot.archive.server.scope import NO_FILTERS, chunks, open_to_all
from bot.archive.text.terms import fold_tag
from bot.archive.types import AspectLine, Filters, Leaning, Mentioned, Page, ReviewLine, ServerTotals, Verdict
from bot.archive.years import Written

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection

    from bot.analysis.mentions import Kind as MentionKind
    from bot.archive.server.scope import Scope
    from bot.archive.types import Review, Sort

STREAM_CHUNK = 100
"""Whole reviews read at a time, so that memory does not grow with the archive."""
VERDICT_CHUNK = 1_000
WRITTEN_CHUNK = 5_000
UNRATED = -1.0
_WRITTEN = (
    review.c.number,
    review.c.author_id,
    review.c.film_number,
    review.c.label,
    review.c.rating_value,
    review.c.score,
    review.c.words,
    # The raw microseconds: a hundred thousand moments take longer to make than to count.
    type_coerce(review.c.written_at, BigInteger),
    review.c.watched_on,
    review.c.text_print,
)


_MENTIONED = (
    review.c.number, review.c.film_number, review.c.author_id, mention.c.kind, mention.c.key, mention.c.words,
    mention.c.role, mention.c.polarity, mention.c.start, mention.c.end, mention.c.spoiler,
)  # fmt: skip
"""In the order of `Mentioned`."""


def order(sort: Sort) -> tuple[Any, bool]:
    """Give what a list is sorted by, and whether it descends."""
    # The raw microseconds, so that the key of a page is a plain number.
    written = type_coerce(review.c.written_at, BigInteger)
    orders: dict[Sort, tuple[Any, bool]] = {
        "newest": (written, True),
        "oldest": (written, False),
        "rating": (func.coalesce(review.c.rating_value, UNRATED), True),
        "praise": (review.c.score, True),
        "criticism": (review.c.score, False),
        "best": (written, True),
    }
    return orders[sort]


def _sides(*conditions: Any) -> Any:
    """Select what reviews say of each side of their films, by review."""
    of_review = and_(aspect.c.guild_id == review.c.guild_id, aspect.c.number == review.c.number)
    said = select(aspect, review.c.film_number, review.c.author_id).select_from(review.join(aspect, of_review))
    return said.where(*conditions).order_by(aspect.c.number, aspect.c.aspect)


@dataclass(frozen=True, slots=True)
class Lists:
    """Reading many reviews."""

    scope: Scope

    async def reviews(
        self, filters: Filters = NO_FILTERS, sort: Sort = "newest", after: str | None = None, limit: int = 10
    ) -> Page[ReviewLine]:
        """Give one page of reviews. Raises ArchiveError when `after` is no key of a page."""
        place, descending = order(sort)
        conditions = self.scope.shown(filters)
        total = select(func.count()).select_from(review).where(*conditions)
        if filters == NO_FILTERS and not self.scope.silent:
            # SQLite would walk the rows themselves; this index has all that the count needs.
            total = total.with_hint(review, "INDEXED BY review_newest", "sqlite")
        async with self.scope.reading() as connection:
            chosen, asked = (review.c.number, place, conditions), Asked(after, limit, descending)
            found = await read_page(connection, self.scope.guild_id, chosen, total.scalar_subquery(), asked)
        return Page(tuple(map(line_of, found.rows)), found.total, found.next_key)

    async def stream(
        self, filters: Filters = NO_FILTERS, *, hidden: bool = False, own: int | None = None
    ) -> AsyncGenerator[Review]:
        """Give whole reviews one by one, by number; memory does not grow with the archive.

        `hidden` includes what moderators hide, for a moderators' export; not where everybody reads. Then `own`
        is whose reviews are given though they wait for a film night: their author's alone.
        """
        last = 0
        conditions = self.scope.exported(filters, hidden=hidden, own=own)
        while True:
            statement = full().where(*conditions, review.c.number > last).order_by(review.c.number)
            async with self.scope.reading() as connection:
                rows = (await connection.execute(statement.limit(STREAM_CHUNK))).all()
                found = await reviews_of(connection, self.scope.guild_id, rows)
            for each in found:
                yield each
            if len(rows) < STREAM_CHUNK:
                return
            last = rows[-1].number

    async def verdicts(self, filters: Filters = NO_FILTERS) -> list[Verdict]:
        """Give every review within filters as counts need it, by number: one query, and no text is read."""
        return await self._verdicts(*self.scope.shown(filters))

    async def written(self, filters: Filters = NO_FILTERS) -> list[Written]:
        """Give every review within filters as counts over a hundred thousand need it, in no order."""
        statement = select(*_WRITTEN).where(*self.scope.shown(filters))
        found: list[Written] = []
        async with self.scope.reading() as connection:
            for part in (await connection.execute(statement)).partitions(WRITTEN_CHUNK):
                found += map(Written._make, part)
                # Others get their turn in between.
                await asyncio.sleep(0)
        return found

    async def verdicts_beside(self, filters: Filters) -> list[Verdict]:
        """Give every review, of any time and author, of the films that have one within filters, by number."""
        films = select(review.c.film_number).where(*self.scope.shown(filters))
        everybody = self.scope.shown(Filters(without=filters.without))
        return await self._verdicts(*everybody, review.c.film_number.in_(films))

    async def versions(self) -> list[Verdict]:
        """Give every review, in words of its author's own, of a film that the author reviewed more than once."""
        other = review.alias("other")
        of_one = (other.c.guild_id == review.c.guild_id, other.c.author_id == review.c.author_id)
        another = (other.c.film_number == review.c.film_number, other.c.number != review.c.number)
        own = (other.c.critic.is_(None), *open_to_all(other))
        again = exists().where(*of_one, *another, *own)
        return await self._verdicts(*self.scope.shown(), review.c.critic.is_(None), again)

    async def _verdicts(self, *conditions: Any) -> list[Verdict]:
        async with self.scope.reading() as connection:
            rows = (await connection.execute(counted().where(*conditions).order_by(review.c.number))).all()
        found: list[Verdict] = []
        for at in range(0, len(rows), VERDICT_CHUNK):
            found += map(verdict_of, rows[at : at + VERDICT_CHUNK])
            # A large server has a hundred thousand: others get their turn in between.
            await asyncio.sleep(0)
        return found

    async def leanings(self, filters: Filters = NO_FILTERS) -> list[Leaning]:
        """Give what reviews within filters say of each side of their films: one query, and no text is read."""
        return await self._leanings(*self.scope.shown(filters))

    async def _leanings(self, *conditions: Any) -> list[Leaning]:
        async with self.scope.reading() as connection:
            rows = await connection.execute(_sides(*conditions))
            return [
                Leaning(
                    row.number,
                    row.film_number,
                    row.author_id,
                    row.aspect,
                    row.polarity,
                    row.spoiler,
                    row.start,
                    row.end,
                )
                for row in rows
            ]

    async def leanings_beside(self, filters: Filters) -> list[Leaning]:
        """Give the same of every review, of any time and author, of the films that have one within filters."""
        films = select(review.c.film_number).where(*self.scope.shown(filters))
        return await self._leanings(*self.scope.shown(), review.c.film_number.in_(films))

    async def mentions(
        self, filters: Filters = NO_FILTERS, kind: MentionKind = "facet", key: str | None = None
    ) -> list[Mentioned]:
        """Give what reviews within filters name and say of it, or of one `key` alone: no text is read."""
        of_review = and_(mention.c.guild_id == review.c.guild_id, mention.c.number == review.c.number)
        conditions = [*self.scope.shown(filters), mention.c.kind == kind]
        if key is not None:
            conditions.append(mention.c.key == key)
        statement = select(*_MENTIONED).select_from(review.join(mention, of_review)).where(*conditions)
        async with self.scope.reading() as connection:
            rows = await connection.execute(statement.order_by(mention.c.number, mention.c.key))
            return await asyncio.to_thread(lambda: [Mentioned(*row) for row in rows])

    async def known_before(self, filters: Filters) -> frozenset[int]:
        """Name the authors of reviews within filters who had written one of their own before `filters.since`."""
        if filters.since is None:
            return frozenset()
        authors = select(review.c.author_id).distinct().where(*self.scope.shown(filters)).subquery("authors")
        earlier = exists().where(
            *self.scope.shown(),
            review.c.author_id == authors.c.author_id,
            review.c.critic.is_(None),
            review.c.written_at < filters.since,
        )
        async with self.scope.reading() as connection:
            return frozenset((await connection.execute(select(authors.c.author_id).where(earlier))).scalars())

    async def numbered(self, numbers: Collection[int]) -> list[Review]:
        """Give the visible ones of the reviews of these numbers whole, by number."""
        found: list[Review] = []
        for part in chunks(sorted(numbers), STREAM_CHUNK):
            statement = full().where(*self.scope.shown(), review.c.number.in_(part))
            async with self.scope.reading() as connection:
                rows = (await connection.execute(statement.order_by(review.c.number))).all()
                found += await reviews_of(connection, self.scope.guild_id, rows)
        return found

    async def film_reviews(self, film_number: int, after: int = 0, limit: int = 50) -> list[Review]:
        """Give whole reviews of a film by number, those numbered over `after`."""
        statement = full().where(*self.scope.shown(Filters(film=film_number)), review.c.number > after)
        async with self.scope.reading() as connection:
            rows = (await connection.execute(statement.order_by(review.c.number).limit(limit))).all()
            return await reviews_of(connection, self.scope.guild_id, rows)

    async def numbers(self, prefix: str = "", limit: int = 25) -> list[ReviewLine]:
        """List the newest reviews whose number begins so: what an option for a review offers."""
        digits = prefix.strip().lstrip("#")
        conditions = self.scope.shown()
        if digits:
            if not digits.isascii() or not digits.isdigit() or digits[0] == "0" or len(digits) > 15:
                return []
            spans = [(int(digits) * 10**zeros, (int(digits) + 1) * 10**zeros) for zeros in range(16 - len(digits))]
            conditions.append(or_(*(review.c.number.between(low, high - 1) for low, high in spans)))
        async with self.scope.reading() as connection:
            chosen = (review.c.number, review.c.number, conditions)
            found = await read_page(connection, self.scope.guild_id, chosen, literal(0), Asked(None, limit))
        return [line_of(row) for row in found.rows]

    async def authors(self, limit: int = 25) -> list[tuple[int, int]]:
        """List who writes here with how many reviews each has in words of their own, most first."""
        times = func.count().label("times")
        statement = (
            select(review.c.author_id, times)
            .where(*self.scope.shown(), review.c.critic.is_(None))
            .group_by(review.c.author_id)
            .order_by(times.desc(), review.c.author_id)
            .limit(limit)
        )
        async with self.scope.reading() as connection:
            return [(row.author_id, row.times) for row in await connection.execute(statement)]

    async def tags(self, prefix: str = "", limit: int = 25) -> list[tuple[str, int]]:
        """List the tags that begin so with how many reviews each has, most first."""
        times = func.count().label("times")
        joined = tag.join(review, and_(review.c.guild_id == tag.c.guild_id, review.c.number == tag.c.number))
        statement = (
            select(func.min(tag.c.name).label("name"), times)
            .select_from(joined)
            .where(*self.scope.shown(), tag.c.folded.startswith(fold_tag(prefix), autoescape=True))
            .group_by(tag.c.folded)
            .order_by(times.desc(), tag.c.folded)
            .limit(limit)
        )
        async with self.scope.reading() as connection:
            return [(row.name, row.times) for row in await connection.execute(statement)]

    async def aspects(self, film: int | None = None, author_id: int | None = None) -> list[AspectLine]:
        """List what reviewers say of each side of a film, or what one reviewer says of every film."""
        chosen = self.scope.shown(Filters(film=film, author_id=author_id))
        with_text = review.join(body, and_(body.c.guild_id == review.c.guild_id, body.c.number == review.c.number))
        written = select(body.c.number, body.c.text).select_from(with_text).where(*chosen)
        async with self.scope.database.reading(snapshot=True) as connection:
            # Each text once, though it may speak of several sides.
            texts = {row.number: row.text for row in await connection.execute(written)}
            rows = await connection.execute(_sides(*chosen))
            return [
                AspectLine(
                    row.number, row.film_number, row.author_id, row.aspect, row.polarity,
                    texts[row.number][row.start : row.end], row.spoiler,
                )
                for row in rows
            ]  # fmt: skip

    async def totals(self, filters: Filters = NO_FILTERS) -> ServerTotals:
        """Count this server's visible archive, or what filters leave of it."""
        conditions = self.scope.shown(filters)
        counts = select(
            func.count().label("reviews"),
            func.count(review.c.film_number.distinct()).label("films"),
            func.count(case((review.c.critic.is_(None), review.c.author_id)).distinct()).label("reviewers"),
            func.count(review.c.critic).label("critics"),
            func.coalesce(func.sum(review.c.words), 0).label("words"),
        ).where(*conditions)
        spoken = voices(conditions, sqlite=self.scope.database.sqlite).subquery("spoken")
        labels = select(spoken.c.label, func.count().label("times")).group_by(spoken.c.label)
        month = literal_column(
            "strftime('%Y-%m', review.written_at / 1000000, 'unixepoch')"
            if self.scope.database.sqlite
            else "to_char(to_timestamp(review.written_at / 1000000.0) AT TIME ZONE 'UTC', 'YYYY-MM')"
        )
        months = select(month.label("month"), func.count().label("times")).where(*conditions)
        async with self.scope.reading() as connection:
            row = (await connection.execute(counts)).one()
            by_label = {each.label: each.times for each in await connection.execute(labels)}
            by_month = (await connection.execute(months.group_by(month).order_by(month))).all()
        return ServerTotals(
            reviews=row.reviews,
            films=row.films,
            reviewers=row.reviewers,
            words=int(row.words),
            critics=row.critics,
            by_label={label: by_label.get(label, 0) for label in LABELS},
            by_month=tuple((each.month, each.times) for each in by_month),
        )
