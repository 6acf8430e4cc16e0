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
from bot.analysis.training.trainers import kinds
from bot.analysis.training.trainers import quotes as quoting
from bot.analysis.types import OWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Integers
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.kinds import Lesson
    from bot.analysis.training.trainers.quotes import Taught
    from bot.analysis.types import Sentence

_STRENGTH = 0.02
_ENOUGH = 0.4
"""Beyond the fewest lines, one is taken when six of ten readers would."""


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Learn which lines readers take into a summary."""
    return _head(quoting.lessons(ground))


def _head(taught: Taught) -> dict[str, NDArray[Any]]:
    """Fit the head; what the further marks say counts less, and has a column of its own that is left out again."""
    seen, _ = kinds.rows(taught.lessons, taught.fold)
    taken = np.concatenate([_taken(one) for one in taught.lessons])
    features = np.concatenate([seen.features, seen.further[:, None].astype(float)], axis=1)
    share = np.where(seen.further, kinds.FURTHER_COUNTS, 1.0)
    head = heads.softmax(features, taken, 2, _STRENGTH, share)
    return {"head": kinds.unmarked(head).packed(), "enough": np.array(_ENOUGH)}


def _taken(lesson: Lesson) -> Integers:
    """Say of each line whether its reader took it: 1 or 0."""
    taken = set(lesson.review.summary)
    return np.array([bool(taken & set(lesson.review.lines_of(*span))) for span in lesson.spans], dtype=np.int64)


def measure(ground: Ground) -> list[Figure]:
    """Measure the summaries of `analyze` on marked reviews, by folds of films."""
    counts: Counter[str] = Counter()
    for left in quoting.by_fold(ground):
        with weights.using_part("quotes", left.arrays), weights.using_part("summary", _head(left.taught)):
            for index in np.flatnonzero(ground.fold == left.number):
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
    above = [*lines, *(line for one in read.headlines for line in review.lines_of(one.start, one.end))]
    counts["with quotes"] += len(above)
    counts["taken with quotes"] += sum(line in review.summary for line in above)
    counts["opinion"] += sum(line in {*review.summary, *review.quotes, *review.dangling} for line in lines)
    counts["plot"] += sum(line in review.plot for line in lines)
    if review.label in {"positive", "negative"}:
        counts["clear"] += 1
        counts["whole"] += (read.sentiment.score > 0) == (review.label == "positive")
        counts["alone"] += _agrees(read.summary, review)
        counts["card"] += _agrees([*read.headlines, *read.summary], review)


def _agrees(shown: Sequence[Sentence], review: Marked) -> bool:
    """Say whether the verdict of some lines alone is the reader's."""
    alone = "\n".join(one.text for one in shown)
    return bool(alone) and (score(alone) > 0) == (review.label == "positive")


def _figures(counts: Counter[str]) -> list[Figure]:
    lines, reviews = counts["lines"], counts["reviews"]
    return [
        Figure("summary lines in the reader's choice", counts["taken"] / lines, lines, 0.62),
        Figure(
            "summary lines and the quotes above them in the reader's choice",
            counts["taken with quotes"] / counts["with quotes"],
            counts["with quotes"],
        ),
        Figure("summary lines that hold an opinion", counts["opinion"] / lines, lines),
        Figure("summary lines that tell the story", counts["plot"] / lines, lines, 0.02),
        Figure("summaries of two lines and more", counts["two"] / reviews, reviews, 1.0),
        Figure("summaries that repeat a quote above them", counts["repeated"] / reviews, reviews, 0.0),
        Figure("verdict from the summary, against the whole", counts["alone"] / counts["whole"], counts["clear"], 0.95),
        Figure("verdict from summary and quotes, against the whole", counts["card"] / counts["whole"], counts["clear"]),
    ]
