"""Training and measuring where a line is cut: editors who printed a part of a sentence show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import text as texts
from bot.analysis.parts import cuts
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.analysis.scoring.weights import Floats, Head
    from bot.analysis.training.trainers.pulls import Pulled

_CLOSE = 0.8
"""A part is the editor's when it shares so much of all the characters that either has."""
_SLACK = 2
_STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence that can be cut, and which of its parts an editor printed."""

    features: Floats
    chosen: int
    fold: int


def lessons(reviews: Iterable[Pulled]) -> list[Lesson]:
    """Find the sentences that an editor printed whole or in part, where there was something to cut."""
    found: list[Lesson] = []
    for review in reviews:
        for line, printed in _printed(review):
            words = texts.tokens(line)
            parts = cuts.parts(words)
            shares = [_shared(cuts.span(line, words, part), printed) for part in parts]
            chosen = int(np.argmax(shares))
            if len(parts) > 1 and shares[chosen] >= _CLOSE:
                found.append(Lesson(cuts.described(line, words, parts), chosen, review.fold))
    return found


def _printed(review: Pulled) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each sentence that holds what an editor printed, with the stretch of it that was printed."""
    spans = texts.sentences(review.text)
    for begin, stop in review.quoted:
        for start, end in spans:
            if begin >= start - _SLACK and stop <= end + _SLACK and end - start <= cuts.LONGEST:
                yield review.text[start:end], (begin - start, stop - start)


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (one[1] - one[0] + other[1] - other[0] - shared)


def fit(found: Sequence[Lesson]) -> Head:
    """Learn to choose among the parts of a sentence."""
    return heads.ranker([one.features for one in found], [np.array([one.chosen]) for one in found], _STRENGTH)


def measure(found: Sequence[Lesson]) -> list[Figure]:
    """Measure how often the editor's part is chosen, by folds of films."""
    hits: list[bool] = []
    for fold in sorted({one.fold for one in found}):
        head = fit([one for one in found if one.fold != fold])
        hits += [
            int(head.margins(one.features)[:, 0].argmax()) == one.chosen for one in found if one.fold == fold
        ]  # fmt: skip
    whole = float(np.mean([one.chosen == 0 for one in found]))
    return [
        Figure(f"the editor's part of the sentence (always the whole: {whole:.2f})", float(np.mean(hits)), len(hits))
    ]
