"""One search over two engines: which reviews hold the words, best first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy import text as sql

from bot.archive._lists import NO_FILTERS, Lists, narrow, past
from bot.archive._records import brief, line_of, whole
from bot.archive.codec import decode
from bot.archive.index import NUMBER_MASK, row_id, sign
from bot.archive.query import Clause, parse
from bot.archive.schema import film, review, server
from bot.archive.types import Filters, Hit, Page
from bot.archive.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.analysis.types import Analysis

LENGTH = 300
"""Words added to a review's length when its score is divided by it, so that short reviews do not always win."""


class Search(Lists):
    """Full-text search within one server."""

    async def search(
        self, query: str, filters: Filters = NO_FILTERS, after: str | None = None, limit: int = 10
    ) -> Page[Hit]:
        """Find the reviews that hold what was typed, best first; an empty query lists the newest.

        The order depends on each review and the query alone, so a page's key stays true while others write.
        """
        clauses = parse(query)
        if not clauses:
            return await self._listed_hits(query, filters, after, limit)
        async with self._reading() as connection:
            key = await self._key(connection)
            if key is None:
                return Page((), 0)
            page = await self._found(connection, key, clauses, filters, after, limit)
            if page.total or after is not None:
                return page
            return Page((), 0, suggestions=await self._suggest(connection, clauses))

    async def _listed_hits(self, query: str, filters: Filters, after: str | None, limit: int) -> Page[Hit]:
        """Answer a query without words: the newest reviews for nothing at all, none for mere punctuation."""
        if query.strip():
            return Page((), 0)
        page = await self.reviews(filters, "newest", after, limit)
        return Page(tuple(Hit(line, line.excerpt, ()) for line in page.items), page.total, page.next_key)

    async def _key(self, connection: AsyncConnection) -> int | None:
        statement = select(server.c.key).where(server.c.guild_id == self.guild_id)
        return (await connection.execute(statement)).scalar()

    async def _found(
        self,
        connection: AsyncConnection,
        key: int,
        clauses: Sequence[Clause],
        filters: Filters,
        after: str | None,
        limit: int,
    ) -> Page[Hit]:
        matched = self._matched(key, clauses).subquery("found")
        place = cast(matched.c.score * 1_000_000_000 / (review.c.words + LENGTH), Integer)
        joined = matched.c.number == review.c.number
        conditions = narrow(self.guild_id, filters)
        statement = (
            brief()
            .add_columns(place.label("place"), review.c.text, review.c.analysis)
            .join(matched, joined)
            .where(*conditions)
        )
        if after is not None:
            statement = statement.where(past(place, after, descending=True))
        ordered = statement.order_by(place.desc(), review.c.number.desc()).limit(limit + 1)
        rows = (await connection.execute(ordered)).all()
        counted = select(func.count()).select_from(review.join(matched, joined)).where(*conditions)
        total = (await connection.execute(counted)).scalar_one()
        shown = rows[:limit]
        next_key = f"{shown[-1].place}~{shown[-1].number}" if len(rows) > limit else None
        return Page(tuple(_hit(row, clauses) for row in shown), total, next_key)

    def _matched(self, key: int, clauses: Sequence[Clause]) -> Any:
        """Give the query for (number, score) of the reviews that hold what the clauses ask."""
        make = _sqlite if self._database.sqlite else _postgres
        statement, values = make(self.guild_id, key, clauses)
        return sql(statement).bindparams(**values).columns(number=Integer, score=Integer)

    async def _suggest(self, connection: AsyncConnection, clauses: Sequence[Clause]) -> tuple[str, ...]:
        from bot.archive._suggest import suggest  # noqa: PLC0415  (only a search that finds nothing needs it)

        statement = (
            select(review.c.text)
            .where(*narrow(self.guild_id, NO_FILTERS))
            .order_by(review.c.written_at.desc(), review.c.number.desc())
            .limit(200)
        )
        texts = list((await connection.execute(statement)).scalars())
        titles = select(film.c.title).where(film.c.guild_id == self.guild_id, film.c.reviews > 0)
        return suggest(clauses, texts, list((await connection.execute(titles)).scalars()))


def _fts5(prefix: str, clause: Clause) -> str:
    """Write a clause as FTS5 takes it; terms hold no quotation mark, so none has to be escaped."""
    phrase = f'"{" ".join(prefix + term for term in clause.terms)}"' + ("*" if clause.prefix else "")
    return " OR ".join(
        [phrase, *(f'"{" ".join((*(prefix + t for t in clause.terms[:-1]), prefix + stem))}"' for stem in clause.stems)]
    )


def _sqlite(guild_id: int, key: int, clauses: Sequence[Clause]) -> tuple[str, dict[str, Any]]:
    prefix = sign(key)
    positive = [clause for clause in clauses if not clause.negated]
    banned = " OR ".join(f"({_fts5(prefix, clause)})" for clause in clauses if clause.negated)
    values: dict[str, Any] = {"low": row_id(key, 0), "high": row_id(key + 1, 0) - 1}
    inside = "rowid BETWEEN :low AND :high"
    if not positive:
        return (
            "SELECT number, 1 AS score FROM review WHERE guild_id = :guild AND number NOT IN "
            f"(SELECT rowid & {NUMBER_MASK} FROM search_index WHERE terms MATCH :match AND {inside})",
            {**values, "guild": guild_id, "match": banned},
        )
    match = " AND ".join(f"({_fts5(prefix, clause)})" for clause in positive)
    values["match"] = f"({match}) NOT ({banned})" if banned else match
    counts: list[str] = []
    for place, term in enumerate(_ranked(positive)):
        values[f"t{place}"] = prefix + term
        counts.append(f"SELECT doc, count(*) AS times FROM search_word WHERE term = :t{place} GROUP BY doc")
    scores = " UNION ALL ".join(counts)
    # The sum of 1/i² over a word's occurrences: the second counts for less than the first, as in ts_rank.
    worth = "CASE min(times, 5) WHEN 1 THEN 1000 WHEN 2 THEN 1250 WHEN 3 THEN 1361 WHEN 4 THEN 1423 ELSE 1463 END"
    return (
        f"SELECT m.rowid & {NUMBER_MASK} AS number, coalesce(s.score, 0) AS score FROM search_index AS m "
        f"LEFT JOIN (SELECT doc, sum({worth}) AS score FROM ({scores}) GROUP BY doc) AS s ON s.doc = m.rowid "
        f"WHERE m.terms MATCH :match AND m.{inside}",
        values,
    )


def _ranked(clauses: Sequence[Clause]) -> list[str]:
    """List the terms whose occurrences are counted, each once."""
    return list(dict.fromkeys(term for clause in clauses for term in (*clause.terms, *clause.stems)))


def _postgres(guild_id: int, key: int, clauses: Sequence[Clause]) -> tuple[str, dict[str, Any]]:
    prefix = sign(key)
    positive = [clause for clause in clauses if not clause.negated]
    parts = [("!" if clause.negated else "") + f"({_tsquery(prefix, clause)})" for clause in clauses]
    if not positive:
        parts.insert(0, "")
        banned = " | ".join(f"({_tsquery(prefix, clause)})" for clause in clauses)
        return (
            "SELECT number, 1 AS score FROM review WHERE guild_id = :guild AND number NOT IN "
            "(SELECT number FROM search_index WHERE guild_id = :guild AND terms @@ CAST(:match AS tsquery))",
            {"guild": guild_id, "match": banned},
        )
    terms = _ranked(positive)
    anything = " | ".join(f"'{prefix}{term}'" for term in terms)
    # ts_rank of one word is its weight (0.1) times the sum of 1/i² over its occurrences, over π²/6, over the words.
    scale = 1000 / 0.1 * math.pi**2 / 6 * len(terms)
    return (
        f"SELECT number, CAST(round(ts_rank(terms, CAST(:any AS tsquery)) * {scale:.6f}) AS integer) AS score "
        "FROM search_index WHERE guild_id = :guild AND terms @@ CAST(:match AS tsquery)",
        {"guild": guild_id, "match": " & ".join(parts), "any": anything},
    )


def _tsquery(prefix: str, clause: Clause) -> str:
    """Write a clause as a tsquery; terms hold no apostrophe or backslash, so none has to be escaped."""
    head = [f"'{prefix}{term}'" for term in clause.terms[:-1]]
    last = f"'{prefix}{clause.terms[-1]}'" + (":*" if clause.prefix else "")
    ends = [last, *(f"'{prefix}{stem}'" for stem in clause.stems)]
    return " | ".join("(" + " <-> ".join((*head, end)) + ")" for end in ends)


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
    inside = tuple((w.start - start, w.end - start) for w, _ in found if start <= w.start and w.end <= end)
    return start, end, inside


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
