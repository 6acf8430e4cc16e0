"""The one way in, however a review arrives."""

from __future__ import annotations

from bot.filing.filing import WATCHED_WORDS, Correction, Filing, Submission, accept
from bot.filing.typed import (
    MAXIMUM_CRITIC,
    MAXIMUM_RATING,
    MAXIMUM_TITLE,
    RefusedError,
    TooShortError,
    Viewing,
    film_of_post,
    one_line,
    parse_film,
    typed_critic,
    typed_day,
    typed_rating,
    typed_tags,
)

__all__ = [
    "MAXIMUM_CRITIC",
    "MAXIMUM_RATING",
    "MAXIMUM_TITLE",
    "WATCHED_WORDS",
    "Correction",
    "Filing",
    "RefusedError",
    "Submission",
    "TooShortError",
    "Viewing",
    "accept",
    "film_of_post",
    "one_line",
    "parse_film",
    "typed_critic",
    "typed_day",
    "typed_rating",
    "typed_tags",
]
