"""Logistic regression over sparse features, in numpy.

The solver is L-BFGS (Nocedal 1980) and the features are weighted by naive-Bayes
log-count ratios (Wang and Manning 2012), which is still hard to beat on reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix of rows: row i has `column[offset[i]:offset[i+1]]`, each with its `value`."""

    offset: Integers
    column: NDArray[np.int32]
    value: NDArray[np.float32]
    columns: int

    def __len__(self) -> int:
        return len(self.offset) - 1

    def row_of_entry(self) -> Integers:
        """List the row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.offset))

    def dot(self, weights: Floats) -> Floats:
        """Multiply by a column vector."""
        products = np.empty(len(self.column) + 1)
        products[-1] = 0.0
        np.multiply(weights[self.column], self.value, out=products[:-1])
        sums = np.add.reduceat(products, self.offset[:-1]) if len(self) else np.zeros(0)
        sums[np.diff(self.offset) == 0] = 0.0
        return sums

    def transposed_dot(self, vector: Floats) -> Floats:
        """Multiply the transpose by a column vector."""
        spread = np.repeat(vector, np.diff(self.offset)) * self.value
        return np.bincount(self.column, spread, self.columns).astype(np.float64)

    def take(self, rows: Integers) -> Rows:
        """Take some of the rows."""
        length = np.diff(self.offset)[rows]
        offset = np.concatenate([[0], np.cumsum(length)])
        entry = np.repeat(self.offset[rows] - offset[:-1], length) + np.arange(offset[-1])
        return Rows(offset, self.column[entry], self.value[entry], self.columns)

    def scaled(self, by: Floats) -> Rows:
        """Multiply each column by a number."""
        return Rows(self.offset, self.column, (self.value * by[self.column]).astype(np.float32), self.columns)

    def normalised(self) -> Rows:
        """Divide each row by its Euclidean length."""
        square = np.bincount(self.row_of_entry(), self.value.astype(np.float64) ** 2, len(self))
        length = np.sqrt(np.maximum(square, 1e-12))
        value = self.value / np.repeat(length, np.diff(self.offset))
        return Rows(self.offset, self.column, value.astype(np.float32), self.columns)


def minimise(objective: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int, memory: int = 8) -> Floats:
    """Walk downhill by L-BFGS with a backtracking line search, at most `steps` steps."""
    point = start
    value, slope = objective(point)
    moves: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        direction = -_inverse_times(slope, moves)
        downhill = float(direction @ slope)
        if downhill > -1e-12:
            break
        step = 1.0 if moves else 1.0 / max(1.0, float(np.abs(slope).sum()))
        for _ in range(25):
            nearer = point + step * direction
            nearer_value, nearer_slope = objective(nearer)
            if nearer_value <= value + 1e-4 * step * downhill:
                break
            step *= 0.5
        else:
            break
        moved, turned = nearer - point, nearer_slope - slope
        curvature = float(moved @ turned)
        if curvature > 1e-12:
            moves = [*moves[1 - memory :], (moved, turned, 1.0 / curvature)]
        improvement = value - nearer_value
        point, value, slope = nearer, nearer_value, nearer_slope
        if improvement < 1e-5 * max(1.0, abs(value)):
            break
    return point


def _inverse_times(slope: Floats, moves: list[tuple[Floats, Floats, float]]) -> Floats:
    """Multiply by the approximate inverse Hessian: the two-loop recursion."""
    vector = slope.copy()
    kept: list[float] = []
    for moved, turned, inverse in reversed(moves):
        amount = inverse * float(moved @ vector)
        kept.append(amount)
        vector -= amount * turned
    if moves:
        moved, turned, inverse = moves[-1]
        vector *= 1.0 / (inverse * float(turned @ turned))
    for (moved, turned, inverse), amount in zip(moves, reversed(kept), strict=True):
        vector += (amount - inverse * float(turned @ vector)) * moved
    return vector


def logistic(
    rows: Rows, target: Floats, strength: float, weight: Floats | None = None, steps: int = 60, *, common: bool = False
) -> tuple[Floats, float]:
    """Fit a logistic regression; return (weights, bias).

    `target` lies in 0..1 and may be soft; `strength` is the usual C, the weight of the data against the prior.
    With `common`, the prior draws every weight towards one value, which is learnt: over ratio-weighted
    features that value alone is naive Bayes, so what the data cannot tell falls back to it. It is the
    interpolation of Wang and Manning (2012), found by fitting rather than by hand. It helps where
    texts are short or few, and harms where reviews are long and many.
    """
    share = np.ones(len(rows)) if weight is None else weight

    def objective(point: Floats) -> tuple[float, Floats]:
        own, shared, bias = point[:-2], point[-2], point[-1]
        margin = rows.dot(own + shared) + bias
        loss = np.logaddexp(0.0, margin) - target * margin
        error = strength * share * (1.0 / (1.0 + np.exp(-np.clip(margin, -30, 30))) - target)
        back = rows.transposed_dot(error)
        slope = np.concatenate([back + own, [float(back.sum()) * common, float(error.sum())]])
        return strength * float(share @ loss) + 0.5 * float(own @ own), slope

    start = np.zeros(rows.columns + 2)
    found = minimise(objective, start, steps)
    return found[:-2] + found[-2], float(found[-1])


def log_count_ratio(rows: Rows, target: Floats, weight: Floats | None = None, smoothing: float = 1.0) -> Floats:
    """Weigh each column by how much more often it stands in rows of one kind than of the other."""
    share = np.ones(len(rows)) if weight is None else weight
    present = Rows(rows.offset, rows.column, np.ones(len(rows.column), np.float32), rows.columns)
    positive = present.transposed_dot(target * share) + smoothing
    negative = present.transposed_dot((1.0 - target) * share) + smoothing
    return np.log(positive / positive.sum()) - np.log(negative / negative.sum())
