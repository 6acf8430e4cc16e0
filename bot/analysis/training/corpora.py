"""Reading the corpora and turning texts into sparse rows of n-grams."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.analysis.language import stance, text
from bot.analysis.scoring import ngrams
from bot.analysis.training.ngrams.linear import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Record = dict[str, Any]
Integers = NDArray[np.int64]
_YEAR = re.compile(r"\(\d{4}\)\s*$")


def load(folder: Path, name: str) -> list[Record]:
    """Read one corpus: JSON objects, one a line, gzip."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def fold(name: object, folds: int) -> int:
    """Put a film, an author or a text into one of the folds, the same one every time."""
    value = 2166136261
    for byte in str(name).encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return (value >> 7) % folds


def bare(words: str) -> str:
    """Reduce a text to its letters, so that copies of one line are seen to be copies."""
    return re.sub(r"[^a-z0-9]+", "", words.lower())


def bare_title(title: str) -> str:
    """Reduce a film's title to its letters, without the year that tells it apart: the same in every corpus."""
    return bare(_YEAR.sub("", title))


def count_words(documents: Iterable[Sequence[str]]) -> Counter[str]:
    """Count in how many documents each word stands, as written and under negation."""
    counts: Counter[str] = Counter()
    for norms in documents:
        counts.update(set(norms))
        counts.update({"¬" + norm for norm, flag in zip(norms, stance.negated(norms), strict=True) if flag})
    return counts


class Encoded:
    """Texts as n-gram keys, all in one array: `key[i]` stands in document `document[i]`, each once a document."""

    def __init__(self, documents: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> None:
        parts_key: list[Integers] = []
        lengths = np.zeros(len(documents), np.int64)
        for index, norms in enumerate(documents):
            plain, marked = ngrams.encode(norms, numbers)
            key, _, _ = ngrams.keys(plain, marked, np.zeros(len(norms), np.int64))
            unique = np.unique(key)
            parts_key.append(unique)
            lengths[index] = len(unique)
        self.key = np.concatenate(parts_key) if parts_key else np.zeros(0, np.int64)
        self.offset = np.concatenate([[0], np.cumsum(lengths)])

    def rows(self, table: Integers) -> Rows:
        """Make sparse rows over the keys of a sorted table; unknown keys are left out."""
        row, known = ngrams.lookup(self.key, table)
        cumulative = np.concatenate([[0], np.cumsum(known)])
        offset = cumulative[self.offset]
        column = row[known].astype(np.int32)
        return Rows(offset, column, np.ones(len(column), np.float32), len(table))


def norms_of(texts: Iterable[str]) -> list[list[str]]:
    """Split texts into the words that the models know."""
    return [text.norms(one) for one in texts]


def table_of(keys: Integers, least: int) -> Integers:
    """List, sorted, the keys that stand in at least so many documents."""
    key, count = np.unique(keys, return_counts=True)
    return key[count >= least]
