"""A softmax over the names of a review and "none of these", over sparse signs, in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.training.ngrams.linear import Rows, minimise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.trainers.film.examples import Example


@dataclass(frozen=True, slots=True)
class Names:
    """The names of many reviews, a row each: review i has rows `bound[i]` to `bound[i + 1]`."""

    rows: Rows
    bound: Integers
    right: Floats
    """1 for a row that is right, 0 for any other."""
    weight: Floats
    """How much each review teaches."""

    @property
    def review(self) -> Integers:
        """The review of each row."""
        return np.repeat(np.arange(len(self.weight)), np.diff(self.bound))


def gather(examples: Sequence[Example], column: Integers, columns: int) -> Names:
    """Put examples into one matrix; `column` gives the column of each sign, below 0 for one that is left out."""
    signs = column[np.concatenate([row for one in examples for row in one.signs])]
    values = np.concatenate([row for one in examples for row in one.values])
    lengths = np.array([len(row) for one in examples for row in one.signs])
    used = signs >= 0
    offset = np.concatenate([[0], np.cumsum(used)])[np.concatenate([[0], np.cumsum(lengths)])]
    bound = np.concatenate([[0], np.cumsum([len(one.signs) for one in examples])])
    right = np.zeros(len(lengths))
    for one, begin in zip(examples, bound[:-1], strict=True):
        right[begin + np.array(one.right, np.int64)] = 1.0
    rows = Rows(offset, signs[used].astype(np.int32), values[used], columns)
    return Names(rows, bound, right, np.array([one.weight for one in examples]))


def fit(names: Names, strength: float, start: Floats | None = None, steps: int = 80, *, stay: bool = False) -> Floats:
    """Fit the weights: in each review a right row should win over all its rows.

    Where several rows are right their probabilities add up. `strength` is the usual C; the weights are drawn
    towards zero, or, to `stay`, towards those that they start from.
    """
    begin = np.zeros(names.rows.columns) if start is None else start
    home = begin if stay else np.zeros_like(begin)
    review, bound = names.review, names.bound[:-1]
    share = names.weight[review]

    def objective(point: Floats) -> tuple[float, Floats]:
        power, total = _powers(names, point)
        wanted = np.maximum(np.add.reduceat(power * names.right, bound), 1e-12)
        error = strength * share * (power / total[review] - power * names.right / wanted[review])
        loss = float(names.weight @ (np.log(total) - np.log(wanted)))
        away = point - home
        return strength * loss + 0.5 * float(away @ away), names.rows.transposed_dot(error) + away

    return minimise(objective, begin, steps)


def probabilities(names: Names, weight: Floats) -> Floats:
    """Return the probability of each row within its review."""
    power, total = _powers(names, weight)
    return power / total[names.review]


def _powers(names: Names, weight: Floats) -> tuple[Floats, Floats]:
    margin = names.rows.dot(weight)
    top = np.maximum.reduceat(margin, names.bound[:-1])
    power = np.exp(margin - top[names.review])
    return power, np.add.reduceat(power, names.bound[:-1])
