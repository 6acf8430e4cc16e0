"""The full-text index: the same terms in SQLite's FTS5 and in a GIN index of PostgreSQL's.

In FTS5 every term carries a short sign of its server (`2n_perform`), so a server's words form an
index of their own within the index: a search reads only the entries of its own server, however
much the others have written. GIN spends some forty bytes on each entry, so there 1,024 servers share
a shelf (`1_perform`) and the server is one more term of each review: a search reads the entries of
its shelf, and skips what is not of its server. PostgreSQL keeps a review's terms in order, as text;
its function `search_words` makes the index's entries of them (migration 0002).

Terms are folded and stemmed by `bot.archive.text.terms`, not by the database, so that both engines find
the same reviews.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text as sql

from bot.archive.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

VERSION = 3
"""Raised whenever `terms` gives other terms for a text, `fold_title` another title, or `likeness` other fingerprints:
an archive then makes them anew."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
NUMBER_BITS = 32
NUMBER_MASK = (1 << NUMBER_BITS) - 1
SHELF_BITS = 10
"""So many bits of a server's key say nothing of its shelf: 1,024 servers, in the order they came, share one."""


def sign(key: int) -> str:
    """Write a server's key as the prefix of its terms."""
    digits = ""
    while key:
        key, digit = divmod(key, 36)
        digits = DIGITS[digit] + digits
    return digits + "_"


def shelf(key: int) -> str:
    """Write the prefix that the terms of a server's shelf carry in PostgreSQL's index."""
    return sign(key >> SHELF_BITS)


def row_id(key: int, number: int) -> int:
    """Name a review in FTS5, which knows rows by one whole number."""
    return (key << NUMBER_BITS) | number


def terms_for_sqlite(key: int, text: Sequence[str]) -> str:
    """Write a text's terms as FTS5 takes them: one after the other."""
    prefix = sign(key)
    return " ".join([prefix + term for term in text])


def terms_for_postgres(text: Sequence[str]) -> str:
    """Write a text's terms in their order, a space around each.

    Between a term and itself there are two, so that taking every ` term ` out counts its occurrences.
    """
    apart = [f" {term}" if term == before else term for before, term in zip(["", *text], text, strict=False)]
    return f" {' '.join(apart)} " if apart else " "


_PUT_SQLITE = sql("INSERT INTO search_index(rowid, terms) VALUES (:row, :terms)")
_PUT_POSTGRES = sql("INSERT INTO search_index(guild_id, number, shelf, terms) VALUES (:guild, :number, :shelf, :terms)")


async def put(connection: AsyncConnection, guild_id: int, key: int, texts: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Index reviews, given as (number, the terms of its text)."""
    if connection.dialect.name == "sqlite":
        await connection.execute(
            _PUT_SQLITE, [{"row": row_id(key, number), "terms": terms_for_sqlite(key, text)} for number, text in texts]
        )
        return
    this = {"guild": guild_id, "shelf": shelf(key)}
    rows = [{**this, "number": number, "terms": terms_for_postgres(text)} for number, text in texts]
    await connection.execute(_PUT_POSTGRES, rows)


async def remove(connection: AsyncConnection, guild_id: int, key: int, texts: list[tuple[int, str]]) -> None:
    """Take reviews out of the index; each text must be the one that was indexed."""
    if connection.dialect.name == "sqlite":
        statement = sql("INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', :row, :terms)")
        rows = [{"row": row_id(key, number), "terms": terms_for_sqlite(key, terms(text))} for number, text in texts]
        await connection.execute(statement, rows)
        return
    statement = sql("DELETE FROM search_index WHERE guild_id = :guild AND number = :number")
    await connection.execute(statement, [{"guild": guild_id, "number": number} for number, _ in texts])


SCRUB = "search_scrub"
"""The counter that says whether words of erased reviews may still lie in FTS5's older segments."""
SCRUB_PAGES = 256
"""Pages of about 4,000 bytes merged in one step: some ten milliseconds' work."""


async def scrub(connection: AsyncConnection) -> bool:
    """Take the words of erased reviews out of FTS5's segments, one step of work; says whether it is done.

    FTS5 only marks them as gone until it merges the segments they lie in. The index of a small
    archive is merged at once; a large one's in steps, by the purge. PostgreSQL vacuums by itself.
    """
    if connection.dialect.name != "sqlite":
        return True
    # A savepoint has FTS5 write down what this transaction took out: merging knows only what is written.
    await connection.execute(sql("SAVEPOINT scrub"))
    await connection.execute(sql("RELEASE scrub"))
    before = (await connection.execute(sql("SELECT total_changes()"))).scalar_one()
    merge = "INSERT INTO search_index(search_index, rank) VALUES ('merge', :pages)"
    await connection.execute(sql(merge), {"pages": -SCRUB_PAGES})
    after = (await connection.execute(sql("SELECT total_changes()"))).scalar_one()
    segments = "SELECT count(DISTINCT segid) FROM search_index_idx"
    done = after - before < 2 or (await connection.execute(sql(segments))).scalar_one() < 2
    await connection.execute(
        sql("UPDATE counter SET value = :left WHERE name = :name"), {"left": not done, "name": SCRUB}
    )
    return done
