"""Opinion or plot? Praise or criticism? Linear models over n-grams, for sentences and for whole reviews."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analysis import ngrams, weights
from bot.analysis.text import Span, Token, tokens

Floats = weights.Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read by the models: its words, its sentences, and what each n-gram contributes."""

    tokens: list[Token]
    spans: list[Span]
    unit: ngrams.IntArray
    """The sentence of each word."""
    row: ngrams.IntArray
    """Each known n-gram's row in the weights."""
    row_unit: ngrams.IntArray
    row_position: ngrams.IntArray
    opinion: Floats
    """Per sentence, the probability of opinion rather than plot."""
    polarity: Floats
    """Per sentence, -1 to 1."""
    review: float
    """Probability that the whole is favourable."""


def read(text: str, spans: list[Span]) -> Reading:
    """Run the models over a text that was split into sentences."""
    model = weights.load()
    words = tokens(text)
    unit = _units(words, spans)
    plain, marked = ngrams.encode([word.norm for word in words], model.numbers)
    key, row_unit, position = ngrams.keys(plain, marked, unit)
    row, known = ngrams.lookup(key, model.table)
    row, row_unit, position = row[known], row_unit[known], position[known]
    count = max(1, len(spans))
    opinion = model.opinion.probability(margins(model.opinion, row, row_unit, count))
    polarity = 2.0 * model.sentence.probability(margins(model.sentence, row, row_unit, count)) - 1.0
    whole = margins(model.review, row, np.zeros_like(row_unit), 1)
    review = float(model.review.probability(whole)[0])
    return Reading(words, spans, unit, row, row_unit, position, opinion, polarity, review)


def margins(model: weights.Linear, row: ngrams.IntArray, unit: ngrams.IntArray, units: int) -> Floats:
    """Score units (sentences, or one review): presence of n-grams, normalised, as in training."""
    if not len(row):
        return np.full(units, model.bias)
    pair = np.unique(unit * np.int64(len(model.weight)) + row)
    once_unit, once_row = pair // len(model.weight), pair % len(model.weight)
    total = np.bincount(once_unit, model.weight[once_row], units)
    length = np.sqrt(np.bincount(once_unit, model.ratio[once_row] ** 2, units))
    return total / np.maximum(length, 1e-6) + model.bias


def _units(words: list[Token], spans: list[Span]) -> ngrams.IntArray:
    """Find the sentence of each word."""
    if not spans:
        return np.zeros(len(words), np.int64)
    starts = np.fromiter((word.start for word in words), np.int64, len(words))
    first = np.fromiter((start for start, _ in spans), np.int64, len(spans))
    return np.maximum(np.searchsorted(first, starts, side="right") - 1, 0)
