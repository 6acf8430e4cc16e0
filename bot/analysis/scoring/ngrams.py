"""Words into features: one, two and three words in a row, as whole numbers that numpy can look up at once.

A word's number is its place in the vocabulary, plus one. An n-gram's key packs
up to three of them into 51 bits, so a text of 700 words becomes some 2,000 keys
and one binary search. Words that a negation governs are words of their own
("¬good"), after Das and Chen (2001) and Pang, Lee and Vaithyanathan (2002).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.analysis.language.stance import negated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IntArray = NDArray[np.int64]

BITS = 17
_SHIFT = np.int64(BITS)


def encode(norms: Sequence[str], numbers: Mapping[str, int]) -> tuple[IntArray, IntArray]:
    """Turn words into numbers: as written, and as read under negation (0 where unknown or not negated)."""
    plain = np.fromiter((numbers.get(norm, 0) for norm in norms), dtype=np.int64, count=len(norms))
    marked = np.fromiter(
        (numbers.get("¬" + norm, 0) if flag else 0 for norm, flag in zip(norms, negated(norms), strict=True)),
        dtype=np.int64,
        count=len(norms),
    )
    return plain, marked


def keys(plain: IntArray, marked: IntArray, unit: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Make the n-gram keys of a text.

    `unit` numbers the sentence (or document) of each word; no n-gram crosses from one to the next.
    Returns (key, unit, position of its first word), each of the same length.
    """
    where = np.arange(len(plain), dtype=np.int64)
    parts = [(plain, unit, where), (marked, unit, where)]
    if len(plain) > 1:
        pair = np.where(
            (plain[:-1] > 0) & (plain[1:] > 0) & (unit[:-1] == unit[1:]), plain[:-1] << _SHIFT | plain[1:], 0
        )
        parts.append((pair, unit[:-1], where[:-1]))
        if len(plain) > 2:
            triple = np.where((pair[:-1] > 0) & (pair[1:] > 0), pair[:-1] << _SHIFT | plain[2:], 0)
            parts.append((triple, unit[:-2], where[:-2]))
    key, units, position = (np.concatenate([part[i] for part in parts]) for i in range(3))
    known = key > 0
    return key[known], units[known], position[known]


def lookup(key: IntArray, table: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
    """Find keys in a sorted table: (row of each, whether it is there)."""
    row = np.searchsorted(table, key)
    row[row == len(table)] = 0
    return row.astype(np.int64), table[row] == key


def once(values: IntArray) -> IntArray:
    """Give the different values, in order: `numpy.unique`, in a quarter of its time for arrays as short as these."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def size(key: IntArray) -> IntArray:
    """Count the words of each key: 1, 2 or 3."""
    return 1 + (key >> BITS > 0).astype(np.int64) + (key >> (2 * BITS) > 0).astype(np.int64)
