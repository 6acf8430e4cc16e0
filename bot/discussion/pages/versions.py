"""Who changed their mind: a member's newest review of a film beside the one before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.archive.types import day_seen, seen_order
from bot.discussion.critic_types import ChangedMind
from bot.discussion.tally import ReviewFacts

POINTS: Final = 2.0
"""Two ratings out of ten that are so far apart are two minds; half a star more or less is a mood."""


def changed_minds(reviews: Iterable[ReviewFacts]) -> tuple[ChangedMind, ...]:
    """Name the films whose newest review by a member parts from that member's review before, the latest first."""
    versions: dict[tuple[int, int], list[ReviewFacts]] = {}
    for review in sorted((each for each in reviews if each.critic is None), key=seen_order):
        if review.film is not None:
            versions.setdefault((review.author_id, review.film.number), []).append(review)
    last = sorted((each[-2:] for each in versions.values() if len(each) > 1), key=lambda two: seen_order(two[1]))
    return tuple(_change(before, after) for before, after in reversed(last) if part(before, after))


def part(before: ReviewFacts, after: ReviewFacts) -> bool:
    """Say whether two reviews part: by their ratings where both have one, otherwise by their labels."""
    if before.rating_value is not None and after.rating_value is not None:
        return abs(before.rating_value - after.rating_value) >= POINTS
    return before.label != after.label and "unsure" not in {before.label, after.label}


def _change(before: ReviewFacts, after: ReviewFacts) -> ChangedMind:
    if after.film is None:
        raise ValueError("Only of a film can somebody think otherwise.")
    return ChangedMind(
        film=after.film,
        author_id=after.author_id,
        review=after.number,
        label=after.label,
        rating=after.rating_value,
        day=day_seen(after),
        label_before=before.label,
        rating_before=before.rating_value,
        day_before=day_seen(before),
    )
