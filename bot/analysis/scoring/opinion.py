"""Opinion or plot? Praise or criticism? What the n-gram models say of each sentence and of the whole review."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language.text import Span, Token, tokens
from bot.analysis.scoring import ngrams, vectors, weights, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.analysis.scoring.weights import Floats, Weights


POLAR = ("sentence", "review")
"""The models that are weighed into whether a sentence praises."""
OF_SENTENCES = (*POLAR, "opinion", "quotable")
"""The models that are asked about each sentence; all of them are asked about the whole."""


@dataclass(frozen=True)
class Reading:
    """A text read by the models: its words, its sentences, and what the models say of them.

    What several parts ask of the same words is worked out when the first of them asks, and kept.
    """

    text: str
    tokens: list[Token]
    spans: list[Span]
    unit: ngrams.IntArray
    """The sentence of each word."""
    row: ngrams.IntArray
    """Each known n-gram's row in the weights, with the sentence and the place of its first word."""
    row_unit: ngrams.IntArray
    row_position: ngrams.IntArray
    row_size: ngrams.IntArray
    sentence: dict[str, Floats]
    """The margin of each of `OF_SENTENCES` for each sentence."""
    whole: dict[str, float]
    """Each model's margin for the whole text."""
    polarity: Floats
    """Per sentence, the log-odds that it praises."""
    opinion: Floats
    """Per sentence, the log-odds that it is opinion rather than plot."""

    @cached_property
    def norms(self) -> list[str]:
        """Its words, as the models know them."""
        return [word.norm for word in self.tokens]

    @cached_property
    def lines(self) -> list[list[str]]:
        """The words of each sentence, as the models know them."""
        bounds = np.searchsorted(self.unit, np.arange(len(self.spans) + 1)).tolist()
        return [self.norms[first:last] for first, last in pairwise(bounds)]

    @cached_property
    def meaning(self) -> Floats:
        """The mean vector of each sentence's words: (sentences, vectors.SIZE)."""
        return vectors.load().means(self.lines)

    @cached_property
    def wording(self) -> wording.Buckets:
        """The buckets of each sentence's wording."""
        return wording.buckets(self.norms, self.unit)

    @cached_property
    def rows(self) -> ngrams.IntArray:
        """The rows of the different n-grams, in order."""
        return ngrams.once(self.row)

    @property
    def different(self) -> int:
        """How many different n-grams are known."""
        return len(self.rows)


def read(text: str, spans: list[Span], model: Weights | None = None) -> Reading:
    """Run the models over a text that was split into sentences."""
    model = model or weights.load()
    words = tokens(text)
    unit = _units(words, spans)
    plain, marked = ngrams.encode([word.norm for word in words], model.numbers)
    key, row_unit, position = ngrams.keys(plain, marked, unit)
    row, known = ngrams.lookup(key, model.table)
    size = ngrams.size(key[known])
    row, row_unit, position = row[known], row_unit[known], position[known]
    by_sentence = margins(model, row, row_unit, max(1, len(spans)), OF_SENTENCES)
    by_text = margins(model, row, np.zeros_like(row_unit), 1, weights.LINEAR)
    whole = {name: float(values[0]) for name, values in by_text.items()}
    polarity, about = _calibrated(model, by_sentence)
    return Reading(
        text, words, spans, unit, row, row_unit, position, size, by_sentence, whole, polarity, about
    )  # fmt: skip


def margins(
    model: Weights, row: ngrams.IntArray, unit: ngrams.IntArray, units: int, names: Iterable[str]
) -> dict[str, Floats]:
    """Score units (sentences, or one review) by some models: presence of n-grams, normalised, as in training."""
    linears = {name: model.linear[name] for name in names}
    if not len(row):
        return {name: np.full(units, linear.bias) for name, linear in linears.items()}
    once_unit, once_row = np.divmod(ngrams.once(unit * np.int64(len(model.table)) + row), len(model.table))
    found: dict[str, Floats] = {}
    for name, linear in linears.items():
        total = np.bincount(once_unit, linear.says(once_row), units)
        length = np.sqrt(np.bincount(once_unit, linear.tells(once_row), units))
        found[name] = total / np.maximum(length, 1e-6) + linear.bias
    return found


def stacked(by_sentence: dict[str, Floats]) -> Floats:
    """Lay the models' margins for each sentence side by side, for the small models that weigh them."""
    return np.stack([by_sentence[name] for name in POLAR], axis=1)


def _calibrated(model: Weights, by_sentence: dict[str, Floats]) -> tuple[Floats, Floats]:
    """Weigh the models' margins into calibrated log-odds of praise and of opinion."""
    polarity, about = by_sentence["sentence"], by_sentence["opinion"]
    if "polarity" in model.heads:
        polarity = model.heads["polarity"].margins(stacked(by_sentence))[:, 0]
    if "opinion" in model.heads:
        about = model.heads["opinion"].margins(about[:, None])[:, 0]
    return polarity, about


def _units(words: Sequence[Token], spans: Sequence[Span]) -> ngrams.IntArray:
    """Find the sentence of each word."""
    if not spans:
        return np.zeros(len(words), np.int64)
    starts = np.fromiter((word.start for word in words), np.int64, len(words))
    first = np.fromiter((start for start, _ in spans), np.int64, len(spans))
    return np.maximum(np.searchsorted(first, starts, side="right") - 1, 0)
