"""The reviews that counts are of, in SQL: what `newest_reviews` of the discussion says of verdicts; a test compares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from bot.archive.database.schema import review


def voices(conditions: list[ColumnElement[bool]], *, sqlite: bool) -> Any:
    """Select the labels of the voices among the reviews that meet some conditions."""
    written, watched = review.c.written_at, review.c.watched_on
    day = func.coalesce(watched if sqlite else watched.collate("C"), _day(sqlite=sqlite))
    version = func.row_number().over(
        partition_by=(review.c.author_id, func.coalesce(review.c.film_number, -review.c.number)),
        order_by=(day.desc(), written.desc(), review.c.number.desc()),
    )
    columns = (review.c.number, review.c.film_number, review.c.text_print, review.c.label)
    own = select(*columns, version.label("version")).where(*conditions, review.c.critic.is_(None)).subquery("own")
    place = func.row_number().over(partition_by=(own.c.film_number, own.c.text_print), order_by=own.c.number)
    newest = select(own, place.label("place")).where(own.c.version == 1).subquery("newest")
    critics = (
        select(review.c.film_number, review.c.text_print)
        .distinct()
        .where(*conditions, review.c.critic.is_not(None), review.c.text_print.is_not(None))
        .subquery("critics")
    )
    film = func.coalesce(newest.c.film_number, 0) == func.coalesce(critics.c.film_number, 0)
    theirs = and_(critics.c.text_print == newest.c.text_print, film)
    said_first = and_(newest.c.place == 1, critics.c.text_print.is_(None))
    return (
        select(newest.c.label)
        .select_from(newest.outerjoin(critics, theirs))
        .where(or_(newest.c.text_print.is_(None), said_first))
    )


def _day(*, sqlite: bool) -> Any:
    """Give the day a review was written, as ISO text."""
    return literal_column(
        "strftime('%Y-%m-%d', review.written_at / 1000000, 'unixepoch')"
        if sqlite
        else "to_char(to_timestamp(review.written_at / 1000000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD') COLLATE \"C\""
    )
