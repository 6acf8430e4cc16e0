"""What the archive gives of a year: a row a review, as light as counting a hundred thousand of them takes."""

from __future__ import annotations

from typing import NamedTuple

from bot.analysis.types import Label

DAY = 86_400_000_000
"""Microseconds."""


class Written(NamedTuple):
    """A review in its author's own words, without one of them."""

    number: int
    author_id: int
    film: int | None
    """Its film's number in this server."""
    label: Label
    rating: float | None
    """0 to 10."""
    score: float
    words: int
    written_at: int
    """Microseconds since 1970, UTC."""
    watched_on: str | None
    """ISO date."""
    text_print: bytes | None
    """The same for the same words, whoever files them."""
