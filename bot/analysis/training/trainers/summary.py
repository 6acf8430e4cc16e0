"""Training and measuring the summary, on the lines that readers would tell somebody the review in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts import summary
from bot.analysis.pipeline import analyze, score
from bot.analysis.scoring import weights
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import heads
from bot.analysis.training.trainers import quotes as quoting
from bot.analysis.types import OWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Integers
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.quotes import Lesson

_STRENGTH = 0.02
_ENOUGH = -0.3
"""Beyond the fewest lines, one is taken when four of ten readers would."""


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Learn which lines readers take into a summary."""
    return _head(quoting.lessons(ground.reviews, dict(weights.part("quotes"))), ground.fold)


def _head(found: Sequence[Lesson], fold: Integers) -> dict[str, NDArray[Any]]:
    """Fit the head on all lines but the reader's first quote, which stands above the summary."""
    taken = np.concatenate([_taken(one) for one in found])
    kept = taken >= 0
    head = heads.softmax(quoting.rows(found, fold).features[kept], taken[kept], 2, _STRENGTH)
    return {"head": head.packed(), "enough": np.array(_ENOUGH)}


def _taken(lesson: Lesson) -> Integers:
    """Say of each line whether the reader took it: 1 or 0, and -1 for the first quote."""
    review = lesson.review
    taken = np.zeros(len(lesson.kind), dtype=np.int64)
    for index, span in enumerate(lesson.spans):
        own = review.lines_of(*span)
        taken[index] = -1 if set(own) & set(review.quotes[:1]) else int(bool(set(own) & set(review.summary)))
    return taken


def measure(ground: Ground) -> list[Figure]:
    """Measure the summaries of `analyze` on marked reviews, by folds of films."""
    base = dict(weights.part("quotes"))
    found = quoting.lessons(ground.reviews, base)
    counts: Counter[str] = Counter()
    for number in np.unique(ground.fold):
        others = np.flatnonzero(ground.fold != number)
        known = [found[index] for index in others]
        quotes = base | quoting.judging(known, ground.fold[others])
        with weights.using_part("quotes", quotes), weights.using_part("summary", _head(known, ground.fold[others])):
            for index in np.flatnonzero(ground.fold == number):
                _count(ground.reviews[index], counts)
    return _figures(counts)


def _count(review: Marked, counts: Counter[str]) -> None:
    """Count how the summary of one review agrees with its reader, and with its own whole."""
    read = analyze(review.text)
    if read.words < OWN_WORDS:
        counts["short"] += 1
        counts["short with one"] += bool(read.summary)
        return
    lines = sorted({line for one in read.summary for line in review.lines_of(one.start, one.end)})
    counts["reviews"] += 1
    counts["two"] += len(read.summary) >= summary.FEWEST
    counts["repeated"] += any(set(lines) & set(review.lines_of(one.start, one.end)) for one in read.headlines)
    counts["lines"] += len(lines)
    counts["taken"] += sum(line in review.summary for line in lines)
    counts["opinion"] += sum(line in {*review.summary, *review.quotes, *review.dangling} for line in lines)
    counts["plot"] += sum(line in review.plot for line in lines)
    if review.label in {"positive", "negative"}:
        counts["clear"] += 1
        counts["whole"] += (read.sentiment.score > 0) == (review.label == "positive")
        alone = "\n".join(one.text for one in read.summary)
        counts["alone"] += bool(alone) and (score(alone) > 0) == (review.label == "positive")


def _figures(counts: Counter[str]) -> list[Figure]:
    lines, reviews = counts["lines"], counts["reviews"]
    return [
        Figure("summary lines in the reader's choice", counts["taken"] / lines, lines, 0.62),
        Figure("summary lines that hold an opinion", counts["opinion"] / lines, lines),
        Figure("summary lines that tell the story", counts["plot"] / lines, lines, 0.02),
        Figure("summaries of two lines and more", counts["two"] / reviews, reviews, 1.0),
        Figure("summaries that repeat a quote above them", counts["repeated"] / reviews, reviews, 0.0),
        Figure("verdict from the summary, against the whole", counts["alone"] / counts["whole"], counts["clear"], 0.95),
    ]
