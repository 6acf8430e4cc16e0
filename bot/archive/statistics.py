"""What SQLite's planner should believe of our tables: fixed figures, the same in every archive.

Without any, it takes a server's rows by number and picks a film's out of them, although there is an
index of a film's reviews: slow in a large server. ANALYZE would tell it better, but a SQLite that
was built with STAT4 then keeps samples of the rows, author ids among them, where no erasure looks.
Source: "Fixed results of ANALYZE", in SQLite's documentation of ANALYZE and of its query planner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from bot.archive.engine import Database

TYPICAL = (
    # (table, index, rows in all, then rows that share each longer part of the index's columns)
    ("review", "review", "20000 500 1"),
    ("review", "review_same_text", "20000 500 25 1"),
    ("review", "review_of_film", "20000 500 17 1 1"),
    ("review", "review_of_batch", "20000 500 500"),
    ("review", "review_newest", "20000 500 1 1"),
    ("aspect", "aspect", "40000 1000 2 1"),
    ("body", "sqlite_autoindex_body_1", "20000 500 1"),
    ("review_message", "review_message", "20000 500 1"),
    ("review_message", "review_message_number", "20000 500 1"),
    ("film", "film", "1200 60 1"),
    ("film", "film_popular", "1200 60 3"),
)


async def settle(database: Database) -> None:
    """Put the typical figures in place, once; does nothing on PostgreSQL, which gathers its own."""
    if not database.sqlite:
        return
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
