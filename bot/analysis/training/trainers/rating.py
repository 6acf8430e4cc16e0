"""Training of the rating's small model: which of the things written like ratings is the writer's own.

Nobody marked candidates one by one; the stars that reviewers gave beside their words tell. A candidate whose value
is theirs is taken for their own, any other for none. Chance agreements are noise that the few features bear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts.rating import FEATURES, describe, find
from bot.analysis.parts.rating_forms import candidates
from bot.analysis.training import corpora, marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams.heads import softmax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.parts.rating_forms import Candidate
    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground

CORPORA = (
    "letterboxd_members",
    "letterboxd_four_films",
    "metacritic_users",
    "rt_audience",
    "rt_audience_2022",
    "imdb_test",
    "scale",
)
STRENGTH = 1.0
_HALF_STEP = 0.06
_BESTS = (4.0, 5.0, 10.0)


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Fit the model on star-rated reviews, leaving out the marked ones."""
    rows, target = _rows(ground.corpora, marks.Known(ground.reviews))
    head = softmax(rows, target, 2, STRENGTH)
    weight = head.weight[:, 0] / head.spread
    bias = head.bias[0] - head.centre @ weight
    return {
        "weight": weight.astype(np.float32),
        "bias": np.array(bias, np.float32),
        "features": np.array(FEATURES),
    }


def measure(ground: Ground) -> list[Figure]:
    """Say how often the marked rating is read, and how often one where there is none: learned from neither."""
    right = false = rated = 0
    for review in ground.reviews:
        found = find(review.text)
        if review.rating is None:
            false += found is not None
            continue
        bare = review.rating.strip('"')
        rated += 1
        right += found is not None and (found.raw in bare or bare in found.raw)
    plain = len(ground.reviews) - rated
    return [
        Figure("rating right, where there is one", right / rated, rated, 0.95),
        Figure("a rating given, where there is none", false / plain, plain, 0.01),
    ]


def _rows(folder: Path, known: marks.Known) -> tuple[Floats, Integers]:
    """Describe every candidate of the star-rated reviews, and say which agree with the stars."""
    rows: list[list[float]] = []
    target: list[int] = []
    for text, stars in _rated(folder, known):
        found = candidates(text)
        rows += describe(text, found)
        target += [_agrees(one, stars) for one in found]
    return np.array(rows), np.array(target)


def _rated(folder: Path, known: marks.Known) -> Iterator[tuple[str, float]]:
    """Yield texts with their writer's stars, 0 to 1."""
    for name in CORPORA:
        for record in corpora.load(folder, name):
            if known.holds(record):
                continue
            if "stars10" in record:
                yield record["text"], record["stars10"] / 10.0
            elif "scale_max" in record:
                yield record["text"], record["rating"] / record["scale_max"]
            else:
                yield record["text"], record["scale"]


def _agrees(one: Candidate, stars: float) -> bool:
    """Say whether a candidate has the value of the stars; without a scale beside it, on any scale in use."""
    share = min(1.0, max(0.0, one.share))
    values = [share]
    if one.assumed:
        count = share * (10.0 if "10" in one.scale else 5.0)
        values = [count / best for best in _BESTS if count <= best]
    return any(abs(value - stars) <= _HALF_STEP for value in values)
