"""One search over two engines: which reviews hold the words, best first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, select

from bot.archive.database.codec import decode
from bot.archive.database.schema import body, review, server
from bot.archive.server.lists import order
from bot.archive.server.rows.paging import Asked, read_page
from bot.archive.server.rows.review_rows import LONG, line_of, whole
from bot.archive.server.scope import NO_FILTERS
from bot.archive.text.matching import matched
from bot.archive.text.query import Clause, parse
from bot.archive.text.terms import Word, terms, words
from bot.archive.types import Filters, Hit, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.analysis.types import Analysis
    from bot.archive.server.films import Films
    from bot.archive.server.lists import Lists
    from bot.archive.server.scope import Scope
    from bot.archive.types import Sort

LENGTH = 300
"""Words added to a review's length when its score is divided by it, so that short reviews do not always win."""
SAMPLE = 60
"""The newest reviews, whose words are what a mistyped one may have meant."""


class _Page(NamedTuple):
    """Which page of what a search finds is asked for."""

    after: str | None
    limit: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Search:
    """Full-text search within one server."""

    scope: Scope
    films: Films
    lists: Lists

    async def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        after: str | None = None,
        limit: int = 10,
        sort: Sort = "best",
    ) -> Page[Hit]:
        """Find the reviews that hold what was typed, best first; a query without words is a list of all.

        The order depends on each review and the query alone, so a page's key stays true while others write.
        """
        asked = parse(query)
        tags, without = (*filters.tags, *asked.tags), (*filters.without_tags, *asked.without_tags)
        filters = replace(filters, tags=tags, without_tags=without)
        clauses = asked.clauses
        if not clauses:
            if query.strip() and not (asked.tags or asked.without_tags):
                return Page((), 0)
            return await self._listed_hits(filters, after, limit, sort)
        async with self.scope.reading() as connection:
            key = await self._key(connection)
            if key is None:
                return Page((), 0)
            matches = matched(self.scope.guild_id, key, clauses, sqlite=self.scope.database.sqlite)
            conditions = self.scope.shown(filters)
            page = await self._found(connection, clauses, (matches, conditions), _Page(after, limit, sort))
            if page.total or after is not None:
                return page
            return Page((), 0, suggestions=await self._suggest(connection, key, clauses, filters))

    async def holding(
        self, any_of: Sequence[str], filters: Filters = NO_FILTERS, limit: int = 10
    ) -> tuple[list[int], int]:
        """Give the numbers of the reviews that hold any of some words, best first, and how many there are in all.

        No text is read, and nothing is suggested for words that nobody wrote.
        """
        found = tuple(dict.fromkeys(terms(" ".join(any_of))))
        async with self.scope.reading() as connection:
            key = await self._key(connection)
            if key is None or not found:
                return [], 0
            either = Clause(found[:1], stems=found[1:])
            match = matched(self.scope.guild_id, key, (either,), sqlite=self.scope.database.sqlite).subquery("match")
            statement = (
                select(review.c.number, func.count().over().label("total"))
                .select_from(review.join(match, match.c.number == review.c.number))
                .where(*self.scope.shown(filters))
                .order_by(match.c.score.desc(), review.c.number.desc())
            )
            rows = (await connection.execute(statement.limit(limit))).all()
        return [row.number for row in rows], rows[0].total if rows else 0

    async def _listed_hits(self, filters: Filters, after: str | None, limit: int, sort: Sort) -> Page[Hit]:
        """Answer a query without words: the reviews within filters."""
        page = await self.lists.reviews(filters, sort, after, limit)
        return Page(tuple(Hit(line, line.excerpt, ()) for line in page.items), page.total, page.next_key)

    async def _key(self, connection: AsyncConnection) -> int | None:
        statement = select(server.c.key).where(self.scope.own(server))
        return (await connection.execute(statement)).scalar()

    async def _found(
        self, connection: AsyncConnection, clauses: Sequence[Clause], chosen: tuple[Any, list[Any]], asked: _Page
    ) -> Page[Hit]:
        matches, conditions = chosen
        match = matches.subquery("match")
        relevance = match.c.score * 1_000_000 // (review.c.words + LENGTH), True
        place, descending = relevance if asked.sort == "best" else order(asked.sort)
        joined = review.join(match, match.c.number == review.c.number)
        # Named twice in the statement, so both engines work it out once.
        found = select(review.c.number, place.label("place")).select_from(joined).where(*conditions).cte("found")
        total = select(func.count()).select_from(found).scalar_subquery()
        cut = Asked(asked.after, asked.limit, descending)
        page = await read_page(
            connection, self.scope.guild_id, (found.c.number, found.c.place, []), total, cut, body.c.analysis
        )

        def read() -> tuple[Hit, ...]:
            return tuple(_hit(row, clauses) for row in page.rows)

        # Choosing a line means reading the whole text: long ones in a thread, so that nobody else waits.
        long = sum(len(row.text) for row in page.rows) > LONG
        return Page(await asyncio.to_thread(read) if long else read(), page.total, page.next_key)

    async def _suggest(
        self, connection: AsyncConnection, key: int, clauses: Sequence[Clause], filters: Filters
    ) -> tuple[str, ...]:
        """Offer what may have been meant. Only words that nobody here wrote are put right."""
        from bot.archive.text.suggestions import suggest  # noqa: PLC0415  (only a search that finds nothing needs it)

        unknown = [each for each in clauses if not each.negated and not await self._holds(connection, key, each)]
        shown = self.scope.shown(Filters(without=filters.without))
        statement = (
            select(body.c.text)
            .select_from(review.join(body, and_(self.scope.own(body), body.c.number == review.c.number)))
            .where(*shown)
            .order_by(review.c.written_at.desc(), review.c.number.desc())
            .limit(SAMPLE)
        )
        texts = list((await connection.execute(statement)).scalars()) if unknown else []
        known = await self.films.titles(connection)
        return await asyncio.to_thread(suggest, clauses, unknown, texts, known)

    async def _holds(self, connection: AsyncConnection, key: int, clause: Clause) -> bool:
        """Say whether any review of the server holds what a clause asks."""
        found = matched(self.scope.guild_id, key, [clause], sqlite=self.scope.database.sqlite).subquery("found")
        return (await connection.execute(select(found.c.number).limit(1))).first() is not None


def _hit(row: Row[Any], clauses: Sequence[Clause]) -> Hit:
    """Choose the sentence of a found review that matches best."""
    analysis = decode(row.analysis, row.text)
    start, end, matches = best_line(analysis, row.text, clauses)
    return Hit(line_of(row), row.text[start:end], matches)


def best_line(analysis: Analysis, text: str, clauses: Sequence[Clause]) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """Find the sentence with most of the words, opinion first; (start, end, matches within it)."""
    positive = [clause for clause in clauses if not clause.negated]
    found = matched_words(words(text), positive)
    lines = analysis.sentences or analysis.summary or analysis.quotes
    best, best_worth = (0, min(len(text), 300)), (-1.0, -1.0)
    at = 0
    for line in lines:
        while at < len(found) and found[at][0].start < line.start:
            at += 1
        kinds = {kind for word, kind in found[at : at + 64] if word.end <= line.end}
        worth = (float(len(kinds)), line.opinion - line.spoiler)
        if worth > best_worth:
            best, best_worth = (line.start, line.end), worth
    start, end = whole(*best, analysis.spoilers)
    inside = [(word.start - start, word.end - start) for word, _ in found if start <= word.start and word.end <= end]
    return start, end, _joined(inside)


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Make one of spans that overlap, as the pairs of a run of letters without spaces do."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def matched_words(text: Sequence[Word], clauses: Sequence[Clause]) -> list[tuple[Word, int]]:
    """List the words of a text that a query matched, in order, each with the clause it belongs to."""
    found: dict[int, tuple[Word, int]] = {}
    for kind, clause in enumerate(clauses):
        length = len(clause.terms)
        for at, word in enumerate(text):
            if not _fits(word.term, clause, 0):
                continue
            if at + length <= len(text) and all(_fits(text[at + i].term, clause, i) for i in range(1, length)):
                found.update({at + i: (text[at + i], kind) for i in range(length)})
    return [found[at] for at in sorted(found)]


def _fits(term: str, clause: Clause, place: int) -> bool:
    if clause.prefix and place == len(clause.terms) - 1:
        return term.startswith(clause.terms[place]) or term in clause.stems
    return term == clause.terms[place]
