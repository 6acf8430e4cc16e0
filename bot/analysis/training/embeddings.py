"""Word vectors from the corpora themselves: which words stand near which.

Positive pointwise mutual information with frequent words, reduced by a singular
value decomposition (Levy, Goldberg and Dagan 2015): as good as neural vectors on
corpora of this size, deterministic, and two matrix products in numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.linear import Integers

CONTEXTS = 3_000
WINDOW = 4


def word_vectors(documents: Sequence[Integers], words: int, size: int) -> NDArray[np.float32]:
    """Make a vector of `size` numbers for each word from 1 to `words` (0 is unknown, and stays nought).

    Words are numbered by frequency, so that the first `CONTEXTS` serve as contexts.
    """
    counts = _cooccurrences(documents, words)
    gram = _damped_information(counts)
    square = gram.T @ gram
    values, vectors = np.linalg.eigh(square)
    best = np.argsort(-values)[:size]
    found = gram @ vectors[:, best]
    found *= np.sqrt(np.sqrt(np.maximum(values[best], 1e-9))) / np.sqrt(np.maximum(values[best], 1e-9))
    found[0] = 0.0
    return (found / found[1:].std()).astype(np.float32)


def _cooccurrences(documents: Sequence[Integers], words: int) -> NDArray[np.float32]:
    """Count how often each word stands within a window of each context word, the nearer the more."""
    gap = np.zeros(WINDOW, np.int64)
    stream = np.concatenate([part for document in documents for part in (document, gap)])
    counts = np.zeros((words + 1) * CONTEXTS, np.float32)
    for distance in range(1, WINDOW + 1):
        for target, context in ((stream[distance:], stream[:-distance]), (stream[:-distance], stream[distance:])):
            useful = (target > 0) & (context > 0) & (context <= CONTEXTS)
            cell = target[useful] * CONTEXTS + context[useful] - 1
            counts += np.bincount(cell, minlength=len(counts)).astype(np.float32) * (1.0 / distance)
    return counts.reshape(words + 1, CONTEXTS)


def _damped_information(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn counts into positive pointwise mutual information, rare contexts damped."""
    word = counts.sum(axis=1, keepdims=True)
    context = counts.sum(axis=0, keepdims=True) ** 0.75
    context *= counts.sum() / context.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log(counts * counts.sum() / (word * context))
    information[~np.isfinite(information)] = 0.0
    return np.maximum(information, 0.0, out=information)
