"""How a line is worded: its words, pairs of words, first three words and last two, hashed into buckets.

A model that learns from some thousand chosen lines needs no vocabulary of its own: every wording
falls into one of 2**18 buckets (the hashing trick, Weinberger et al. 2009), and rare ones are left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.analysis.scoring import ngrams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.weights import Floats

Integers = NDArray[np.int64]
Buckets = tuple[Integers, Integers]
"""(bucket, line): the wording of a text's lines."""

BUCKETS = 1 << 18
_MIX = np.uint64(0x9E3779B97F4A7C15)
_DOWN = np.uint64(64 - 18)
_OPENING, _CLOSING = np.uint64(0x51ED2701), np.uint64(0x2F0B4C47)
_TURN = np.uint64(1000003)


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return crc32(word.encode())


def buckets(norms: Sequence[str], unit: Integers) -> Buckets:
    """Find the buckets of each line's wording: (bucket, line), each once a line. `unit` is the line of each word."""
    word = np.fromiter(map(_number, norms), np.uint64, len(norms))
    pair, paired = word[:-1] * _TURN + word[1:] + _MIX, unit[:-1] == unit[1:]
    triple = pair[:-1] * _TURN + word[2:]
    opens = np.concatenate([[True], unit[1:] != unit[:-1]]) if len(unit) else np.zeros(0, bool)
    closes = np.concatenate([opens[1:], [True]]) if len(unit) else opens
    found = [
        (word, unit),
        (pair[paired], unit[:-1][paired]),
        (word[opens] + _OPENING, unit[opens]),
        *(((pair + _OPENING)[chosen], unit[:-1][chosen]) for chosen in [opens[:-1] & paired]),
        *(((triple + _OPENING)[chosen], unit[:-2][chosen]) for chosen in [opens[:-2] & (unit[:-2] == unit[2:])]),
        *(((pair + _CLOSING)[chosen], unit[:-1][chosen]) for chosen in [closes[1:] & paired]),
    ]
    key = np.concatenate([keys for keys, _ in found])
    line = np.concatenate([lines for _, lines in found])
    bucket = (key * _MIX >> _DOWN).astype(np.int64)
    once = ngrams.once(line * BUCKETS + bucket)
    return once % BUCKETS, once // BUCKETS


def margins(found: Buckets, lines: int, weight: NDArray[np.int8] | Floats, unit: float) -> Floats:
    """Score lines by their buckets: the sum of the weights over the square root of their number: (lines, columns)."""
    bucket, line = found
    size = np.sqrt(np.maximum(np.bincount(line, minlength=lines)[:lines], 1))
    said = weight.reshape(BUCKETS, -1)[bucket] * unit
    return np.stack([np.bincount(line, column, lines)[:lines] / size for column in said.T], axis=1)
