"""A parsed query as a statement of each engine: which reviews hold the words, and how well.

Both engines score a review alike: for each word asked for, the sum of 1/i² over its occurrences
(the second counts for a quarter of the first). SQLite counts them in the index's own list of
occurrences, PostgreSQL in the review's terms. The score depends on the review and the query alone,
unlike BM25, so a page's key stays true while others write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Text, case, cast, column, func, literal, not_, or_, select, table, union_all
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.archive.database.schema import review
from bot.archive.text.index import NUMBER_MASK, row_id, shelf, sign, terms_for_postgres

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.archive.text.query import Clause

FTS5 = table("search_index", column("rowid", BigInteger), column("terms", Text))
OCCURRENCE = table("search_word", column("term", Text), column("doc", BigInteger))
IN_ORDER = table(
    "search_index",
    column("guild_id", BigInteger),
    column("number", BigInteger),
    column("shelf", Text),
    column("terms", Text),
)
WORTH = (0, 1000, 1250, 1361, 1423, 1463)
"""A thousand times the sum of 1/i² for none to four occurrences, and for five or more."""


def matched(guild_id: int, key: int, clauses: Sequence[Clause], *, sqlite: bool) -> Any:
    """Give the query for (number, score) of the server's reviews that hold what the clauses ask."""
    wanted = [clause for clause in clauses if not clause.negated]
    banned = [clause for clause in clauses if clause.negated]
    if wanted and sqlite:
        return _scored_by_occurrences(key, wanted, _fts5(key, wanted, banned))
    if wanted:
        return _in_order(guild_id, key, wanted, banned)
    # FTS5 cannot say "everything but": the reviews that hold a banned word are taken from all.
    if sqlite:
        holders = select(_number(FTS5.c.rowid)).where(*_fts5(key, (), banned))
    else:
        holders = _in_order(guild_id, key, (), banned).with_only_columns(IN_ORDER.c.number)
    every = select(review.c.number, literal(1, BigInteger).label("score"))
    return every.where(review.c.guild_id == guild_id, review.c.number.not_in(holders))


def _number(row: Any) -> Any:
    """Give the review's number from FTS5's name for it."""
    return row.op("&")(NUMBER_MASK).label("number")


def _ranked(clauses: Sequence[Clause]) -> list[str]:
    """List the terms whose occurrences are counted, each once."""
    return list(dict.fromkeys(term for clause in clauses for term in (*clause.terms, *clause.stems)))


def _ends(prefix: str, clause: Clause) -> list[tuple[str, ...]]:
    """List the term sequences that satisfy a clause, the literal one first."""
    head = tuple(prefix + term for term in clause.terms[:-1])
    return [(*head, prefix + last) for last in (clause.terms[-1], *clause.stems)]


def _fts5(key: int, wanted: Sequence[Clause], banned: Sequence[Clause]) -> tuple[Any, Any]:
    """Give the conditions for FTS5: all that is wanted and nothing banned; with nothing wanted, anything banned.

    Terms hold no quotation mark, so none has to be escaped.
    """
    prefix = sign(key)

    def expression(clause: Clause) -> str:
        phrases = [f'"{" ".join(terms)}"' for terms in _ends(prefix, clause)]
        phrases[0] += "*" if clause.prefix else ""
        return f"({' OR '.join(phrases)})"

    match, without = " AND ".join(map(expression, wanted)), " OR ".join(map(expression, banned))
    match = f"({match}) NOT ({without})" if match and without else match or without
    inside = FTS5.c.rowid.between(row_id(key, 0), row_id(key + 1, 0) - 1)
    return FTS5.c.terms.op("MATCH")(match), inside


def _scored_by_occurrences(key: int, wanted: Sequence[Clause], holding: Any) -> Any:
    """Add up what each word is worth to each review, and keep the reviews that match."""
    prefix = sign(key)
    times = func.count()
    worth = case({most: WORTH[most] for most in range(1, 5)}, value=times, else_=WORTH[5])
    counts = [
        select(OCCURRENCE.c.doc, worth.label("worth"), literal(0).label("holds"))
        .where(OCCURRENCE.c.term == prefix + term)
        .group_by(OCCURRENCE.c.doc)
        for term in _ranked(wanted)
    ]
    holders = select(FTS5.c.rowid.label("doc"), literal(0).label("worth"), literal(1).label("holds")).where(*holding)
    parts = union_all(holders, *counts).subquery("parts")
    return (
        select(_number(parts.c.doc), func.sum(parts.c.worth, type_=BigInteger).label("score"))
        .group_by(parts.c.doc)
        .having(func.max(parts.c.holds) == 1)
    )


def _in_order(guild_id: int, key: int, wanted: Sequence[Clause], banned: Sequence[Clause]) -> Any:
    """Give the same of PostgreSQL: what its index finds by single words, the phrases looked up in the reviews' terms.

    Terms hold no apostrophe or backslash, so none has to be escaped.
    """
    prefix = shelf(key)

    def expression(clause: Clause) -> str:
        ends = [" & ".join(f"'{term}'" for term in terms) for terms in _ends(prefix, clause)]
        ends[0] += ":*" if clause.prefix else ""
        return "(" + " | ".join(f"({end})" for end in ends) + ")"

    match = " & ".join(map(expression, wanted)) or " | ".join(map(expression, banned))
    indexed = func.search_words(IN_ORDER.c.guild_id, IN_ORDER.c.shelf, IN_ORDER.c.terms)
    found = indexed.op("@@")(cast(f"'{guild_id}' & ({match})", TSQUERY))
    exact = [_holding(clause) for clause in wanted if len(clause.terms) > 1]
    exact += [not_(_holding(clause)) for clause in banned] if wanted else [or_(*map(_holding, banned))]
    score = cast(sum(map(_worth, _ranked(wanted)), literal(0)), BigInteger).label("score")
    return select(IN_ORDER.c.number, score).where(IN_ORDER.c.guild_id == guild_id, found, *exact)


def _holding(clause: Clause) -> Any:
    """Give the condition that a review's terms hold a clause's, one after the other."""
    *head, last = clause.terms
    endings = [terms_for_postgres([*head, stem]) for stem in clause.stems]
    if clause.prefix:
        # The word that begins so may be the one before it once more, and then stands a space further off.
        endings += [f"{terms_for_postgres(head).rstrip()}{gap}{last}" for gap in (" ", "  ")]
    else:
        endings.append(terms_for_postgres(clause.terms))
    return or_(*(func.strpos(IN_ORDER.c.terms, literal(ending, Text)) > 0 for ending in endings))


def _worth(term: str) -> Any:
    """Give what the occurrences of a term are worth to a review: it is as much shorter without them."""
    standing = f" {term} "
    without = func.replace(IN_ORDER.c.terms, literal(standing, Text), literal("", Text))
    shorter = func.octet_length(IN_ORDER.c.terms, type_=Integer) - func.octet_length(without, type_=Integer)
    times = shorter // len(standing.encode())
    return case({most: WORTH[most] for most in range(5)}, value=times, else_=WORTH[5])
