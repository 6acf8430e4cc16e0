"""Rows into records, and records into rows."""

from __future__ import annotations

import asyncio
import hashlib
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from bot.analysis.language.counting import count_words
from bot.analysis.language.spoilers import is_hidden
from bot.analysis.mentions import find
from bot.analysis.types import SHORT_TAKE_WORDS, corrected
from bot.archive.database.codec import decode
from bot.archive.database.schema import aspect, body, card, film, mention, review, review_message, tag
from bot.archive.text.likeness import print_of, sketch_of
from bot.archive.text.terms import fold_tag, normalise
from bot.archive.text.titles import fold_title
from bot.archive.types import Film, Review, ReviewLine, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.analysis.types import Analysis, AspectByHand
    from bot.archive.types import ReviewChanges, ReviewDraft

_FILM = (film.c.title.label("film_title"), film.c.year.label("film_year"), film.c.reviews.label("film_reviews"))
_CARD = (card.c.channel_id.label("card_channel_id"), card.c.message_id.label("card_message_id"))
_JOINED = (
    review.join(body, and_(body.c.guild_id == review.c.guild_id, body.c.number == review.c.number))
    .outerjoin(film, and_(film.c.guild_id == review.c.guild_id, film.c.number == review.c.film_number))
    .outerjoin(card, and_(card.c.guild_id == review.c.guild_id, card.c.number == review.c.number))
)

CHILDREN = (body, review_message, aspect, mention, tag, card)
"""The tables that keep the rest of a review, by its number."""
LONG = 20_000
"""Characters from which texts are made ready and read in a thread; a usual one takes less than going there."""


def text_hash(
    text: str, origin: str | None = None, watched_on: str | None = None, film_title: str | None = None
) -> bytes:
    """Fingerprint a text so that the same text by the same author is noticed.

    Two entries of an imported diary may hold the same words: there, where and when count too. A few words may be
    said of any film ("Loved it."): elsewhere, theirs counts.
    """
    parts = [normalise(text), origin or "", watched_on or ""]
    if film_title and not origin and count_words(text) < SHORT_TAKE_WORDS:
        parts.append(fold_title(film_title))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def excerpt(analysis: Analysis, text: str) -> tuple[int, int]:
    """Choose the line that stands for a review in a list: its best quote, or its first line."""
    lines = (*analysis.quotes, *analysis.summary, *analysis.sentences)
    if not lines:
        return 0, min(len(text), 200)
    line = next((each for each in lines if not each.spoiler), lines[0])
    return whole(line.start, line.end, analysis.spoilers)


def whole(start: int, end: int, spoilers: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Widen a stretch so that it holds no part of a spoiler span without the rest of it."""
    for at in range(bisect_right(spoilers, start, key=lambda span: span[1]), len(spoilers)):
        left, right = spoilers[at]
        if left >= end:
            break
        start, end = min(start, left), max(end, right)
    return start, end


def read_columns(analysis: Analysis, text: str) -> dict[str, Any]:
    """Give the review's columns that follow from a text and what was read in it."""
    start, end = excerpt(analysis, text)
    return {
        "score": analysis.sentiment.score,
        "words": analysis.words,
        "excerpt_start": start,
        "excerpt_end": end,
    }


def print_columns(terms: Sequence[str]) -> dict[str, Any]:
    """Give the review's columns that tell copies of its text, from the text's terms."""
    return {"text_print": print_of(terms), "text_sketch": sketch_of(terms)}


def body_row(guild_id: int, number: int, text: str, analysis: str) -> dict[str, Any]:
    """Give the row that keeps a review's text and what was read in it, as the codec writes it."""
    return {"guild_id": guild_id, "number": number, "text": text, "analysis": analysis}


def message_rows(guild_id: int, number: int, message_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Give the rows that name the messages a review was read from, each once, in their order."""
    return [
        {"guild_id": guild_id, "message_id": message_id, "number": number, "place": place}
        for place, message_id in enumerate(dict.fromkeys(message_ids))
    ]


def tag_rows(guild_id: int, number: int, tags: Sequence[str]) -> list[dict[str, Any]]:
    """Give the rows that a review is found by its tags by, each tag once."""
    written = {folded: name for name in reversed(tags) if (folded := fold_tag(name))}
    return [
        {"guild_id": guild_id, "number": number, "folded": folded, "name": name} for folded, name in written.items()
    ]


def aspect_rows(guild_id: int, number: int, analysis: Analysis) -> list[dict[str, Any]]:
    """Give the rows that keep what a review says of each side of its film."""
    rows: dict[str, dict[str, Any]] = {}
    for opinion in analysis.aspects:
        start, end = whole(opinion.sentence.start, opinion.sentence.end, analysis.spoilers)
        rows[opinion.aspect] = {
            "guild_id": guild_id,
            "number": number,
            "aspect": opinion.aspect,
            "polarity": round(opinion.polarity, 4),
            "start": start,
            "end": end,
            "spoiler": is_hidden(analysis.spoilers, start, end),
        }
    return list(rows.values())


def mention_rows(text: str, analysis: Analysis) -> list[dict[str, Any]]:
    """Give the rows that keep what a review speaks of by name, and whether it praises it; whose they are is missing."""
    rows: list[dict[str, Any]] = []
    for one in find(text, analysis):
        start, end = whole(one.start, one.end, analysis.spoilers)
        said = {"kind": one.kind, "key": one.key, "words": one.words, "role": one.role}
        place = {"start": start, "end": end, "spoiler": is_hidden(analysis.spoilers, start, end)}
        rows.append({**said, **place, "polarity": round(one.polarity, 4)})
    return rows


def of_review(guild_id: int, number: int, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Say of some rows which review they belong to."""
    return [{"guild_id": guild_id, "number": number, **row} for row in rows]


def by_hand_of(stored: Sequence[Sequence[Any]]) -> tuple[AspectByHand, ...]:
    """Read a stored list of what people say of sides of the film."""
    return tuple((aspect, sign) for aspect, sign in stored)


def corrected_analysis(read: Analysis, by_hand: Sequence[AspectByHand]) -> Analysis:
    """Give an analysis with its aspects as people corrected them."""
    return replace(read, aspects=corrected(read.aspects, by_hand)) if by_hand else read


def draft_row(draft: ReviewDraft, terms: Sequence[str]) -> dict[str, Any]:
    """Give the review's row for a draft, without what only the filing of it knows: numbers, film and moment."""
    return {
        "author_id": draft.author_id,
        "filer_id": draft.filer_id if draft.filer_id != draft.author_id else None,
        "text_hash": text_hash(draft.text, draft.origin, draft.watched_on, draft.film_title),
        "label": draft.label or draft.analysis.sentiment.label,
        "label_by_hand": draft.label is not None,
        "aspects_by_hand": [list(each) for each in draft.aspects_by_hand],
        "rating_raw": draft.rating_raw,
        "rating_value": draft.rating_value,
        "source": draft.source,
        "written_at": draft.written_at,
        "channel_id": draft.channel_id,
        "message_id": draft.message_ids[0] if draft.message_ids else None,
        "origin": draft.origin,
        "tags": list(draft.tags),
        "watched_on": draft.watched_on,
        "rewatch": draft.rewatch,
        "critic": draft.critic,
        "batch": draft.batch,
        "hidden_reason": draft.hidden_reason,
        "blind": draft.blind,
        **read_columns(draft.analysis, draft.text),
        **print_columns(terms),
    }


def edited_columns(before: Review, changes: ReviewChanges) -> dict[str, Any]:
    """Give the review's columns that an edit changes, without its film, which has to be looked up."""
    values: dict[str, Any] = {}
    if changes.rating_raw is not None:
        values["rating_raw"] = changes.rating_raw or None
        values["rating_value"] = changes.rating_value if changes.rating_raw else None
    if changes.text is not None and changes.analysis is not None:
        values.update(read_columns(changes.analysis, changes.text))
        if not before.label_by_hand:
            values["label"] = changes.analysis.sentiment.label
    if changes.label is not None:
        values.update(label=changes.label, label_by_hand=True)
    if changes.aspect is not None:
        side, sign = changes.aspect
        kept = [list(each) for each in before.aspects_by_hand if each[0] != side]
        values["aspects_by_hand"] = [*kept, [side, sign]] if sign is not None else kept
    values.update(_edited_facts(changes))
    if any(each is not None for each in (changes.text, changes.watched_on, changes.film_title)):
        watched_on = values.get("watched_on", before.watched_on)
        title = before.film.title if before.film else None
        title = title if changes.film_title is None else changes.film_title
        values["text_hash"] = text_hash(changes.text or before.text, before.origin, watched_on, title)
    return values


def _edited_facts(changes: ReviewChanges) -> dict[str, Any]:
    """Give the columns that say whose words they are and when the film was seen, as an edit changes them."""
    asked: dict[str, Any] = {
        "critic": changes.critic,
        "watched_on": changes.watched_on,
        "rewatch": changes.rewatch,
        "tags": None if changes.tags is None else list(changes.tags),
    }
    return {name: None if value == "" else value for name, value in asked.items() if value is not None}


def full() -> Any:
    """Begin the query for whole reviews; the caller narrows it to a server."""
    return select(review, body.c.text, body.c.analysis, *_FILM, *_CARD).select_from(_JOINED)


def brief(page: Any) -> Any:
    """Give the query for the reviews of a page, as lists show them.

    `page` yields `number` and `place` of a few reviews of one server: chosen and cut to size
    first, so that only their texts are read. The caller narrows and orders.
    """
    columns = (
        "number", "film_number", "author_id", "label", "rating_raw", "rating_value", "words", "written_at",
        "channel_id", "message_id", "excerpt_start", "excerpt_end", "critic", "watched_on", "rewatch", "tags",
    )  # fmt: skip
    return select(*(review.c[name] for name in columns), body.c.text, *_FILM, *_CARD, page.c.place).select_from(
        _JOINED.join(page, page.c.number == review.c.number)
    )


def counted() -> Any:
    """Begin the query for reviews as counts need them; the caller narrows it to a server."""
    columns = (
        "number", "film_number", "author_id", "label", "rating_value", "score", "written_at", "critic", "watched_on",
        "text_print",
    )  # fmt: skip
    joined = review.outerjoin(film, and_(film.c.guild_id == review.c.guild_id, film.c.number == review.c.film_number))
    return select(*(review.c[name] for name in columns), *_FILM).select_from(joined)


def verdict_of(row: Row[Any]) -> Verdict:
    """Read a row of `counted()`."""
    return Verdict(
        row.number, film_of(row), row.author_id, row.label, row.rating_value, row.score, row.written_at, row.critic,
        row.watched_on, row.text_print,
    )  # fmt: skip


def film_of(row: Row[Any]) -> Film | None:
    """Read the film of a review's row."""
    if row.film_number is None:
        return None
    return Film(row.film_number, row.film_title, row.film_year or None, row.film_reviews)


def line_of(row: Row[Any]) -> ReviewLine:
    """Read a row of `brief()`; a review without a message of its own is found at its card."""
    at_message = row.message_id is not None
    return ReviewLine(
        number=row.number,
        film=film_of(row),
        author_id=row.author_id,
        label=row.label,
        rating_raw=row.rating_raw,
        rating_value=row.rating_value,
        words=row.words,
        written_at=row.written_at,
        excerpt=row.text[row.excerpt_start : row.excerpt_end],
        channel_id=row.channel_id if at_message else row.card_channel_id or row.channel_id,
        message_id=row.message_id if at_message else row.card_message_id,
        critic=row.critic,
        watched_on=row.watched_on,
        rewatch=row.rewatch,
        tags=tuple(row.tags),
    )


async def reviews_of(connection: AsyncConnection, guild_id: int, rows: Sequence[Row[Any]]) -> list[Review]:
    """Read rows of `full()`, each with its messages."""
    numbers = [row.number for row in rows if row.message_id is not None]
    messages: dict[int, list[int]] = {}
    if numbers:
        found = await connection.execute(
            select(review_message.c.number, review_message.c.message_id)
            .where(review_message.c.guild_id == guild_id, review_message.c.number.in_(numbers))
            .order_by(review_message.c.number, review_message.c.place)
        )
        for number, message_id in found:
            messages.setdefault(number, []).append(message_id)

    def read() -> list[Review]:
        return [review_of(row, tuple(messages.get(row.number, ()))) for row in rows]

    # An analysis of a hundred thousand lines takes a third of a second to read.
    return await asyncio.to_thread(read) if sum(len(row.text) for row in rows) > LONG else read()


def review_of(row: Row[Any], message_ids: tuple[int, ...], analysis: Analysis | None = None) -> Review:
    """Read a row of `full()`; `analysis` is its own, where it is read already."""
    by_hand = by_hand_of(row.aspects_by_hand)
    return Review(
        number=row.number,
        author_id=row.author_id,
        text=row.text,
        analysis=corrected_analysis(analysis or decode(row.analysis, row.text), by_hand),
        label=row.label,
        source=row.source,
        written_at=row.written_at,
        filed_at=row.filed_at,
        film=film_of(row),
        edited_at=row.edited_at,
        label_by_hand=row.label_by_hand,
        aspects_by_hand=by_hand,
        rating_raw=row.rating_raw,
        rating_value=row.rating_value,
        filer_id=row.filer_id,
        channel_id=row.channel_id,
        message_ids=message_ids,
        card_channel_id=row.card_channel_id,
        card_message_id=row.card_message_id,
        hidden_reason=row.hidden_reason,
        blind=row.blind,
        origin=row.origin,
        tags=tuple(row.tags),
        watched_on=row.watched_on,
        rewatch=row.rewatch,
        critic=row.critic,
        batch=row.batch,
        text_print=row.text_print,
    )
