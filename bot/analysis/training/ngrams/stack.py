"""From n-gram models to whole models: the small heads are fitted on what fold models say of texts they never saw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring import opinion
from bot.analysis.training.ngrams import heads, held_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.weights import Head, Weights
    from bot.analysis.training.ngrams.base import Material
    from bot.analysis.training.ngrams.held_out import Lines, Review
    from bot.analysis.training.ngrams.linear import Floats, Integers

_SIGN = {"pos": 1.0, "neg": 0.0}
_CLASS = {"neg": 0, "mixed": 1, "pos": 2}


@dataclass(frozen=True, slots=True)
class Held:
    """What the fold models say of the texts that they never saw."""

    verdicts: Lines
    opinions: Lines
    reviews: dict[str, list[Review]]


def collect(material: Material, models: Sequence[Weights]) -> Held:
    """Let each fold's model read its own fold."""
    steps = {"imdb_train": 16, "imdb_test": 8, "polarity": 1, "scale": 2, "pull_quotes": 1, "rationales": 2}
    return Held(
        held_out.lines(material, "snippets_polarity", models, _SIGN),
        held_out.lines(material, "opinion_plot", models, {"opinion": 1.0, "plot": 0.0}),
        {name: held_out.reviews(material, name, models, step) for name, step in steps.items()},
    )


def fit_heads(held: Held, without: int | None) -> dict[str, Head]:
    """Fit every head on all folds but one (None: on all)."""
    found, out = sentence_heads(held, without)
    reviews = {
        name: [replace(one, read=heads.recalibrated(one.read, found)) for one in rows if one.fold != out]
        for name, rows in held.reviews.items()
    }
    matrices = {name: held_out.matrix(reviews[name]) for name in ("imdb_train", "imdb_test", "polarity", "scale")}
    found["verdict"] = _verdict(reviews, matrices)
    return found


def sentence_heads(held: Held, without: int | None) -> tuple[dict[str, Head], int]:
    """Fit the heads of single sentences: polarity and opinion; return them and the fold left out (-1: none)."""
    out = -1 if without is None else without
    found: dict[str, Head] = {}
    for name, lines, rows in (
        ("polarity", held.verdicts, opinion.stacked(held.verdicts.margins)),
        ("opinion", held.opinions, held.opinions.margins["opinion"][:, None]),
    ):
        kept = lines.fold != out
        found[name] = heads.softmax(rows[kept], lines.target[kept].astype(np.int64), 2, 1.0)
    return found, out


def _classes(rows: Sequence[Review]) -> Integers:
    return np.array([_CLASS[str(one.record["label"])] for one in rows], dtype=np.int64)


def _verdict(reviews: dict[str, list[Review]], matrices: dict[str, Floats]) -> Head:
    """Favourable or not: everything that is clearly one or the other."""
    rows = np.concatenate(list(matrices.values()))
    target = np.concatenate([_classes(reviews[name]) for name in matrices])
    clear = target != 1
    return heads.softmax(rows[clear], (target[clear] == 2).astype(np.int64), 2, 1.0)


def quoted_spans(record: dict[str, object]) -> list[tuple[int, int]]:
    """List the spans that an editor quoted."""
    quotes: list[dict[str, list[dict[str, int]]]] = record["pull_quotes"]  # pyright: ignore[reportAssignmentType]
    return [(span["start"], span["end"]) for quote in quotes for span in quote["spans"]]


def evidence_spans(record: dict[str, object]) -> list[tuple[int, int]]:
    """List the spans that people marked as the reason for the label."""
    evidence: list[dict[str, int]] = record["evidence"]  # pyright: ignore[reportAssignmentType]
    return [(span["start"], span["end"]) for span in evidence]
