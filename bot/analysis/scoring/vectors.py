"""What words are like: a vector for each of the commonest words of film talk.

Words that stand among the same words have like vectors: "plodding" lies near "sluggish", "score" near
"soundtrack". They are counted from reviews, positive pointwise mutual information reduced by a
singular value decomposition (Levy and Goldberg 2014; Levy, Goldberg and Dagan 2015), so nothing is downloaded and
the same corpora give the same vectors (`training/vectors.py`). A text's vector is the mean of its words', rare ones
counting more (Arora, Liang and Ma 2017). Words are `Token.norm`s; what is not in the vocabulary says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bot.analysis.scoring.weights import Floats

SIZE = 100
"""How many numbers a vector has."""
SMOOTHING = 1e-3
"""A word of this frequency counts half in a mean; Arora, Liang and Ma's a."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vocabulary and its vectors, a byte a number."""

    numbers: Mapping[str, int]
    """Each word's row."""
    rows: NDArray[np.int8]
    """(words, SIZE): directions, in steps of a row's own."""
    length: NDArray[np.float32]
    """What to divide a row by to make it of length one."""
    share: NDArray[np.float32]
    """What each word counts in a mean: 1 for the rarest, near 0 for "the"."""

    def unit(self, word: str) -> Floats | None:
        """Give a word's vector, of length one; None for a word that is not known."""
        row = self.numbers.get(word)
        return None if row is None else self.rows[row].astype(np.float64) / float(self.length[row])

    def mean(self, words: Iterable[str]) -> Floats:
        """Give the vector of some words together, of length one; zeros when none of them is known."""
        known = [row for word in words if (row := self.numbers.get(word)) is not None]
        total = (self.share[known] / self.length[known]) @ self.rows[known].astype(np.float32)
        return (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float64)

    def means(self, groups: Sequence[Sequence[str]]) -> Floats:
        """Give the vector of each group of words, all at once: (groups, SIZE)."""
        found = np.zeros((len(groups), SIZE))
        known = [[row for word in group if (row := self.numbers.get(word)) is not None] for group in groups]
        filled = [number for number, rows in enumerate(known) if rows]
        if filled:
            rows = [row for number in filled for row in known[number]]
            begin = np.cumsum([0, *(len(known[number]) for number in filled[:-1])])
            weighed = self.rows[rows] * (self.share[rows] / self.length[rows])[:, None]
            total = np.add.reduceat(weighed, begin, axis=0)
            found[filled] = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
        return found


def unit(word: str) -> Floats | None:
    """Give a word's vector, of length one, so that a product of two is their likeness, -1 to 1; None when unknown."""
    return load().unit(word)


def mean(words: Iterable[str]) -> Floats:
    """Give the vector of some words together, of length one; zeros when none of them is known."""
    return load().mean(words)


@cache
def load() -> Vectors:
    """Return the stored vectors."""
    return unpack(weights.part("vectors"))


def unpack(arrays: Mapping[str, NDArray[Any]]) -> Vectors:
    """Build the vectors from the arrays of the file."""
    words = bytes(arrays["words"]).decode().split("\n")
    rows: NDArray[np.int8] = arrays["rows"]
    frequency = arrays["counts"].astype(np.float64) / float(arrays["tokens"])
    return Vectors(
        numbers={word: number for number, word in enumerate(words)},
        rows=rows,
        length=np.maximum(np.linalg.norm(rows.astype(np.float32), axis=1), 1.0).astype(np.float32),
        share=(SMOOTHING / (SMOOTHING + frequency)).astype(np.float32),
    )
