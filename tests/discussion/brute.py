"""The rules counted again, as plainly as they can be written, to compare with."""

from __future__ import annotations

import statistics

from bot.analysis.types import ASPECTS, LABELS


def latest(reviews, film=None):
    """One voice for each reviewer and film: their latest review that nobody hides."""
    kept = []
    for one in reviews:
        if one.hidden_reason or (film is not None and (one.film is None or one.film.number != film.number)):
            continue
        beaten = any(
            other.author_id == one.author_id
            and one.film is not None
            and other.film is not None
            and other.film.number == one.film.number
            and not other.hidden_reason
            and (other.written_at, other.number) > (one.written_at, one.number)
            for other in reviews
        )
        if not beaten:
            kept.append(one)
    return kept


def aspect(review, name):
    found = [opinion for opinion in review.analysis.aspects if opinion.aspect == name]
    return found[0] if found else None


def counts(reviews, film):
    """(aspect, praise, criticism, neither) for each aspect that somebody wrote of."""
    found = {}
    for name in ASPECTS:
        polarities = [aspect(one, name).polarity for one in latest(reviews, film) if aspect(one, name)]
        if polarities:
            praise, criticism = sum(p > 0.1 for p in polarities), sum(p < -0.1 for p in polarities)
            found[name] = (praise, criticism, len(polarities) - praise - criticism)
    return found


def labels(reviews, film):
    return {label: sum(one.label == label for one in latest(reviews, film)) for label in LABELS}


def ratings(reviews, film):
    return sorted(one.rating_value for one in latest(reviews, film) if one.rating_value is not None)


def mean(values):
    return statistics.fmean(values) if len(values) >= 3 else None
