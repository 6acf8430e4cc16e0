"""What the small models see of a whole review: numbers that a reader could check (of its lines: `line_features`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring.weights import logistic

if TYPE_CHECKING:
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

_CONTRAST = frozenset(
    ["but", "however", "although", "though", "despite", "yet", "unfortunately", "still", "while", "except"]
)


def of_review(read: Reading) -> Floats:
    """Describe a review by its whole and by its opinions: one row of features."""
    opinion = logistic(read.opinion)
    polarity = np.clip(read.polarity, -5, 5)
    total = max(float(opinion.sum()), 1e-6)
    mean = float((opinion * polarity).sum()) / total
    spread = float(np.sqrt((opinion * (polarity - mean) ** 2).sum() / total))
    weighed = opinion * polarity
    ends = [float(weighed[-1:].mean()), float(weighed[-3:].mean()), float(weighed[:2].mean())]
    blame = float((opinion * (polarity < -0.5)).sum()) / total
    praise = float((opinion * (polarity > 0.5)).sum()) / total
    review = read.whole["review"]
    contrast = sum(1 for word in read.tokens if word.norm in _CONTRAST) / max(10, len(read.tokens))
    return np.array(
        [
            review,
            np.tanh(review / 2.0),
            abs(review),
            mean,
            spread,
            *ends,
            blame,
            praise,
            min(blame, praise),
            contrast * 100.0,
            np.log(max(2, len(read.tokens))),
            read.whole["sentence"],
        ]
    )
