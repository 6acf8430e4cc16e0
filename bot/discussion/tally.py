"""Who counts, and what they come to: each reviewer's newest review of a film, labels and ratings.

Words that a member pasted of a critic are no member's verdict: they are counted apart, once for each critic and film.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import fmean, pstdev
from typing import Protocol, TypeVar

from bot.analysis.types import LABELS, Label
from bot.archive.types import Film, Review, seen_order
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
    @property
    def watched_on(self) -> str | None: ...  # noqa: D102
    @property
    def critic(self) -> str | None: ...  # noqa: D102
    @property
    def text_print(self) -> bytes | None: ...  # noqa: D102


AnyReview = TypeVar("AnyReview", bound=ReviewFacts)


def shown(reviews: Iterable[Review]) -> list[Review]:
    """Leave out the reviews that moderators hide, and those that wait for a film night."""
    return [review for review in reviews if review.shown]


def newest_reviews(reviews: Iterable[AnyReview]) -> list[AnyReview]:
    """Keep each reviewer's newest review of each film in words of their own, oldest first.

    Newest as `seen_order` has it. These are the voices that counts are of; a review without a film is a voice of its
    own. Words that two people file are one voice, of who filed them first; none where they are a critic's.
    """
    here = list(reviews)
    newest = _newest(here)
    return sorted(_said_first(newest, here), key=_when)


def _newest(reviews: Iterable[AnyReview]) -> list[AnyReview]:
    latest: dict[tuple[int, int] | int, AnyReview] = {}
    for review in sorted((each for each in reviews if each.critic is None), key=seen_order):
        latest[(review.author_id, review.film.number) if review.film else review.number] = review
    return list(latest.values())


def _said_first(newest: Iterable[AnyReview], among: Iterable[AnyReview]) -> list[AnyReview]:
    """Leave out what somebody filed before in the same words, and what is a critic's."""
    said = {_words(review) for review in among if review.critic is not None}
    first: list[AnyReview] = []
    for review in sorted(newest, key=lambda each: each.number):
        words = _words(review)
        if review.text_print is None or words not in said:
            first.append(review)
            said.add(words)
    return first


def _words(review: ReviewFacts) -> tuple[int | None, bytes | None]:
    return review.film.number if review.film else None, review.text_print


def copies(reviews: Iterable[ReviewFacts]) -> int:
    """Count the reviewers' newest reviews that are no voices, since somebody else's words stand in them."""
    here = list(reviews)
    newest = _newest(here)
    return len(newest) - len(_said_first(newest, here))


def critics_reviews(reviews: Iterable[AnyReview]) -> list[AnyReview]:
    """Keep the words of critics that members pasted, the newest of each critic and film, oldest first."""
    latest: dict[tuple[str, int], AnyReview] = {}
    for review in sorted(reviews, key=seen_order):
        if review.critic is not None:
            film = review.film.number if review.film else -review.number
            latest[" ".join(review.critic.casefold().split()), film] = review
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
