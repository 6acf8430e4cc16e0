"""Pages found by key: the value a list is sorted by and the number of the last item shown.

A page is chosen from narrow columns first, and only then are its few reviews read whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, or_, select

from bot.archive.database.schema import review
from bot.archive.server.rows.review_rows import brief
from bot.archive.types import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection


class Asked(NamedTuple):
    """Which page is asked for."""

    after: str | None
    limit: int
    descending: bool = True


class Found(NamedTuple):
    """The rows of a page, how many items there are in all, and the key of the next page."""

    rows: Sequence[Row[Any]]
    total: int
    next_key: str | None


def read_key(after: str) -> tuple[float | int, int]:
    """Read a page's key. Raises ArchiveError for anything else."""
    value, _, number = after.partition("~")
    try:
        return (int(value) if value.lstrip("-").isdecimal() else float(value)), int(number)
    except ValueError:
        raise ArchiveError("That page is no longer there; open the list again.") from None


def _past(place: Any, number: Any, asked: Asked) -> list[ColumnElement[bool]]:
    """Give the condition for what comes after the key."""
    if asked.after is None:
        return []
    value, last = read_key(asked.after)
    if asked.descending:
        return [or_(place < value, and_(place == value, number < last))]
    return [or_(place > value, and_(place == value, number > last))]


async def read_page(
    connection: AsyncConnection, guild_id: int, chosen: tuple[Any, Any, list[Any]], total: Any, asked: Asked, *more: Any
) -> Found:
    """Read one page of what is chosen, given as (number column, place expression, conditions).

    `total` is the scalar query that counts it all; `more` are further columns to read of each review.
    """
    number, place, conditions = chosen
    order = (place.desc(), number.desc()) if asked.descending else (place, number)
    cut = (
        select(number.label("number"), place.label("place"))
        .where(*conditions, *_past(place, number, asked))
        .order_by(*order)
        .limit(asked.limit + 1)
        .subquery("page")
    )
    again = (cut.c.place.desc(), review.c.number.desc()) if asked.descending else (cut.c.place, review.c.number)
    statement = brief(cut).add_columns(total.label("total"), *more).where(review.c.guild_id == guild_id)
    rows = (await connection.execute(statement.order_by(*again))).all()
    if not rows:
        count = 0 if asked.after is None else (await connection.execute(select(total))).scalar_one()
        return Found((), count, None)
    shown = rows[: asked.limit]
    next_key = f"{shown[-1].place}~{shown[-1].number}" if len(rows) > asked.limit else None
    return Found(shown, rows[0].total, next_key)
