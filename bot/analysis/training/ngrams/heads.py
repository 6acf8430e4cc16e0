"""The small models on top: calibrated polarity and opinion, the verdict, the label, and what to quote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring import opinion
from bot.analysis.scoring.weights import Head, logistic
from bot.analysis.training.ngrams.linear import minimise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.training.ngrams.linear import Floats, Integers


def softmax(rows: Floats, target: Integers, classes: int, strength: float, share: Floats | None = None) -> Head:
    """Fit a softmax layer over standardised features; two classes make one column. `share` is what each row counts."""
    head, scaled = _standardised(rows, 1 if classes == 2 else classes)
    width = head.weight.shape[1]
    counts = np.ones(len(rows)) if share is None else share
    aim = (target[:, None] == (np.array([1]) if classes == 2 else np.arange(classes))).astype(float)

    def objective(point: Floats) -> tuple[float, Floats]:
        weight, bias = _split(point, scaled.shape[1], width)
        margin = scaled @ weight + bias
        probability = probabilities(margin)
        likely = (probability * aim).sum(axis=1) if width > 1 else np.where(aim, probability, 1.0 - probability)[:, 0]
        error = strength * counts[:, None] * (probability - aim)
        slope = np.concatenate([(scaled.T @ error + weight).ravel(), error.sum(axis=0)])
        return -strength * float(counts @ np.log(np.maximum(likely, 1e-12))) + 0.5 * float((weight**2).sum()), slope

    found = minimise(objective, np.zeros((scaled.shape[1] + 1) * width), 200)
    weight, bias = _split(found, scaled.shape[1], width)
    return Head(head.centre, head.spread, weight, bias)


def ranker(documents: Sequence[Floats], chosen: Sequence[Integers], strength: float) -> Head:
    """Fit a ranker: in each document, the chosen rows should win a softmax over all its rows."""
    head, scaled = _standardised(np.concatenate(list(documents)), 1)
    bounds = np.cumsum([0, *(len(rows) for rows in documents)])
    hits = np.concatenate([begin + picked for begin, picked in zip(bounds[:-1], chosen, strict=True)])
    document = np.repeat(np.arange(len(documents)), np.diff(bounds))
    hit = np.zeros(len(scaled))
    hit[hits] = 1.0

    def objective(point: Floats) -> tuple[float, Floats]:
        margin = scaled @ point
        top = np.maximum.reduceat(margin, bounds[:-1])
        power = np.exp(margin - top[document])
        total = np.bincount(document, power)
        wanted = np.bincount(document, power * hit)
        error = power / total[document] - power * hit / np.maximum(wanted, 1e-12)[document]
        loss = float((np.log(total) - np.log(np.maximum(wanted, 1e-12))).sum())
        return strength * loss + 0.5 * float(point @ point), strength * (scaled.T @ error) + point

    weight = minimise(objective, np.zeros(scaled.shape[1]), 200)
    return Head(head.centre, head.spread, weight[:, None], np.zeros(1))


def temperature(margins: Floats, target: Integers) -> float:
    """Find by how much to shrink margins so that the probabilities can be believed: the best of a grid."""
    grid = np.linspace(0.2, 1.2, 51)
    rows = np.arange(len(target))
    likely = [np.log(probabilities(warmth * margins)[rows, target] + 1e-12).mean() for warmth in grid]
    return float(grid[int(np.argmax(likely))])


def recalibrated(read: Reading, heads: Mapping[str, Head]) -> Reading:
    """Replace raw margins by calibrated log-odds, as `opinion.read` does once the heads are stored."""
    polarity = heads["polarity"].margins(opinion.stacked(read.sentence))[:, 0]
    about = heads["opinion"].margins(read.sentence["opinion"][:, None])[:, 0]
    return replace(read, polarity=polarity, opinion=about)


def overlapping(read: Reading, spans: Sequence[tuple[int, int]]) -> Integers:
    """List the sentences that share at least half of their or the span's characters with one of the spans."""
    found = [
        index
        for index, (start, end) in enumerate(read.spans)
        if any(min(end, stop) - max(start, begin) >= 0.5 * min(end - start, stop - begin) for begin, stop in spans)
    ]
    return np.array(found, dtype=np.int64)


def _standardised(rows: Floats, width: int) -> tuple[Head, Floats]:
    centre, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    return Head(centre, spread, np.zeros((rows.shape[1], width)), np.zeros(width)), (rows - centre) / spread


def _split(point: Floats, rows: int, width: int) -> tuple[Floats, Floats]:
    return point[: rows * width].reshape(rows, width), point[rows * width :]


def probabilities(margin: Floats) -> Floats:
    """Turn margins into probabilities: a row of classes, or one column."""
    if margin.shape[1] == 1:
        return logistic(margin)
    power = np.exp(margin - margin.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)
