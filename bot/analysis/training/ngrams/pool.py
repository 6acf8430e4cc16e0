"""Lines without a label of their own: the teacher judges them, and the n-gram models learn from what it says."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.analysis.language import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.training.ngrams.base import Material

SIZES = {"imdb_train": 45_000, "imdb_test": 15_000, "scale": 40_000, "polarity": 10_000}
"""How many sentences of each corpus are drawn, at most."""
FEWEST_WORDS, MOST_WORDS = 4, 50
_BODY = 8
_SEED = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a review, and the fold of that review."""

    text: str
    fold: int
    marked: bool = False
    """Whether it is from a marked review, or from one of the same film: then it is judged, and teaches nothing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn from the reviews: sentences that nobody quoted, and the pool that the teacher judges."""

    bodies: list[Line]
    pool: list[Line]


def draw(material: Material) -> Drawn:
    """Draw the same sentences every time. Reviews that stand in `pull_quotes` are left out."""
    quoted = {record["id"] for record in material.records["pull_quotes"]}
    chance = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    bodies: list[Line] = []
    for record, fold in _unquoted(material, "scale", quoted):
        spans = texts.sentences(record["text"])
        chosen = chance.sample(spans, min(_BODY, len(spans)))
        bodies.extend(Line(record["text"][start:end], fold) for start, end in chosen)
    pool: list[Line] = []
    for name, size in SIZES.items():
        lines = list(_sentences(material, name, quoted))
        pool.extend(chance.sample(lines, min(size, len(lines))))
    return Drawn(bodies, pool)


def checksum(lines: Sequence[Line]) -> str:
    """Give a fingerprint of some lines, so that scores are never laid beside other lines than theirs."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line.fold}\t{line.text}\n".encode())
    return digest.hexdigest()


def _unquoted(material: Material, name: str, quoted: set[str]) -> Iterator[tuple[dict[str, str], int]]:
    for record, fold in material.rows(name):
        if record["id"] not in quoted:
            yield record, int(fold)


def _sentences(material: Material, name: str, quoted: set[str]) -> Iterator[Line]:
    for record, fold in _unquoted(material, name, quoted):
        marked = material.known.holds(record)
        for start, end in texts.sentences(record["text"]):
            line = record["text"][start:end]
            if FEWEST_WORDS <= len(line.split()) <= MOST_WORDS:
                yield Line(line, fold, marked)
