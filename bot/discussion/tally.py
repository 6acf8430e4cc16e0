"""Who counts, and what they come to: each reviewer's newest review of a film, labels and ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import fmean, pstdev
from typing import Protocol, TypeVar

from bot.analysis.types import LABELS, Label
from bot.archive.types import Film, Review
from bot.discussion.types import ENOUGH, Ratings

SIDE = 0.1
"""A polarity nearer to zero than this takes no side."""


class ReviewFacts(Protocol):
    """What counts need of a review, with or without its text: both Review and Verdict have it."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def author_id(self) -> int: ...  # noqa: D102
    @property
    def film(self) -> Film | None: ...  # noqa: D102
    @property
    def label(self) -> Label: ...  # noqa: D102
    @property
    def rating_value(self) -> float | None: ...  # noqa: D102
    @property
    def written_at(self) -> datetime: ...  # noqa: D102


AnyReview = TypeVar("AnyReview", bound=ReviewFacts)


def shown(reviews: Iterable[Review]) -> list[Review]:
    """Leave out the reviews that moderators hide."""
    return [review for review in reviews if review.hidden_reason is None]


def newest_reviews(reviews: Iterable[AnyReview]) -> list[AnyReview]:
    """Keep each reviewer's latest review of each film, oldest first.

    Latest by `written_at`, then by number. These are the voices that counts are of; a review without a film
    is a voice of its own.
    """
    latest: dict[tuple[int, int] | int, AnyReview] = {}
    for review in sorted(reviews, key=_when):
        latest[(review.author_id, review.film.number) if review.film else review.number] = review
    return sorted(latest.values(), key=_when)


def _when(review: ReviewFacts) -> tuple[datetime, int]:
    return review.written_at, review.number


def label_counts(spoken: Iterable[ReviewFacts]) -> dict[Label, int]:
    """Count voices by label; every label is present."""
    counts: dict[Label, int] = dict.fromkeys(LABELS, 0)
    for voice in spoken:
        counts[voice.label] += 1
    return counts


def ratings(values: Sequence[float]) -> Ratings | None:
    """Sum up ratings of 0 to 10; None below three, which say too little to average."""
    if len(values) < ENOUGH:
        return None
    return Ratings(len(values), fmean(values), pstdev(values), min(values), max(values))


def rated(spoken: Iterable[ReviewFacts]) -> list[float]:
    """List the ratings given, lowest first."""
    return sorted(voice.rating_value for voice in spoken if voice.rating_value is not None)


def side(polarity: float) -> int:
    """Say which side a polarity takes: 1 praise, -1 criticism, 0 neither."""
    return (polarity > SIDE) - (polarity < -SIDE)
