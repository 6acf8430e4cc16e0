"""What the databases' planners should believe of our tables, and what they must not keep for it.

SQLite gets fixed figures, the same in every archive. Without any, it takes a server's rows by number
and picks a film's out of them, although there is an index of a film's reviews: slow in a large server.
ANALYZE would tell it better, but a SQLite that was built with STAT4 then keeps samples of the rows,
author ids among them, where no erasure looks. (Source: "Fixed results of ANALYZE", in SQLite's
documentation of ANALYZE and of its query planner.)

PostgreSQL gathers its own figures, a minute after enough has changed. What was restored or migrated
is counted at once. It is told to keep no samples of what people wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Float, Integer, text

from bot.archive.database.columns import Instant
from bot.archive.database.schema import review, server_tables

if TYPE_CHECKING:
    from bot.archive.database.engine import Database

TYPICAL = (
    # (table, index, rows in all, then rows that share each longer part of the index's columns)
    ("review", "review", "20000 500 1"),
    ("review", "review_same_text", "20000 500 25 1"),
    ("review", "review_of_film", "20000 500 17 1 1"),
    ("review", "review_of_batch", "20000 500 500"),
    ("review", "review_newest", "20000 500 1 1"),
    ("review", "review_blind", "5 5 5"),
    ("review", "review_of_author", "20000 500 25 1"),
    ("review", "review_same_words", "20000 500 1"),
    ("review", "review_sketches", "20000 500 17 1 1"),
    ("tag", "tag", "20000 500 2 1"),
    ("tag", "tag_of_reviews", "20000 500 25 1"),
    ("aspect", "aspect", "40000 1000 2 1"),
    ("mention", "mention", "120000 3000 6 3 1"),
    ("mention", "mention_of", "120000 3000 2000 50 1"),
    ("body", "sqlite_autoindex_body_1", "20000 500 1"),
    ("review_message", "review_message", "20000 500 1"),
    ("review_message", "review_message_number", "20000 500 1"),
    ("film", "film", "1200 60 1"),
    ("film", "film_popular", "1200 60 3"),
)


async def settle(database: Database) -> None:
    """Put in place what the planner should know, where it is not yet. Nothing is done to a replica."""
    await (_settle_sqlite(database) if database.sqlite else _settle_postgres(database))


async def _settle_sqlite(database: Database) -> None:
    async with database.writing() as connection:
        # Makes the table of figures, without gathering any, where there is none.
        await connection.execute(text("ANALYZE sqlite_master"))
        rows = await connection.execute(text("SELECT tbl, idx, stat FROM sqlite_stat1"))
        if {tuple(row) for row in rows.all()} == set(TYPICAL):
            return
        await connection.execute(text("DELETE FROM sqlite_stat1"))
        insert = text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)")
        await connection.execute(insert, [{"tbl": tbl, "idx": idx, "stat": stat} for tbl, idx, stat in TYPICAL])
        # And makes this connection believe them; later ones do from the start.
        await connection.execute(text("ANALYZE sqlite_master"))


_NUMBERS = (Integer, Float, Boolean, Instant)
"""Ids, scores, places in a text and moments: the planner needs figures of those, and they quote nobody."""

_COUNTED = review.c.hidden_reason
"""The planner has to know that nearly all reviews have none; what it keeps of the others are moderators' words."""


def written() -> list[tuple[str, str]]:
    """List the columns, as (table, column), that hold what people wrote."""
    found = [
        (table.name, column.name)
        for table in server_tables()
        for column in table.columns
        if column.info["personal"] and column is not _COUNTED and not isinstance(column.type, _NUMBERS)
    ]
    return [*found, ("search_index", "terms")]


_SAMPLED = text(
    "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relname = ANY(:tables) AND pg_table_is_visible(attrelid) AND coalesce(attstattarget, -1) <> 0"
)
_UNCOUNTED = text(
    "SELECT relname FROM pg_class "
    "WHERE relname = ANY(:tables) AND pg_table_is_visible(oid) AND reltuples <= 0 AND pg_relation_size(oid) > 0"
)


async def _settle_postgres(database: Database) -> None:
    tables = {"tables": [*(table.name for table in server_tables()), "search_index"]}
    async with database.reading() as connection:
        if (await connection.execute(text("SELECT pg_is_in_recovery()"))).scalar_one():
            return
        sampled = {tuple(row) for row in await connection.execute(_SAMPLED, tables)}
        uncounted = (await connection.execute(_UNCOUNTED, tables)).scalars().all()
    todo = [
        f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS 0"
        for table, name in written()
        if (table, name) in sampled
    ]
    todo += [f"ANALYZE {table}" for table in uncounted]
    if todo:
        async with database.writing() as connection:
            for statement in todo:
                await connection.execute(text(statement))
