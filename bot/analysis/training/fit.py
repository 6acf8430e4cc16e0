"""Fit all models and write them to `models/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.analysis import weights
from bot.analysis.training import corpora
from bot.analysis.training.linear import Floats, Rows, log_count_ratio, logistic

if TYPE_CHECKING:
    from pathlib import Path

LEAST_WORDS = 4
LEAST = 6
KEPT = {"review": 90_000, "sentence": 60_000, "opinion": 20_000}
_TARGET = {"pos": 1.0, "neg": 0.0, "opinion": 1.0, "plot": 0.0}
_NAMES = {
    "review": ("imdb_train", "imdb_test", "polarity", "scale"),
    "sentence": ("snippets_polarity", "snippets_critic"),
    "opinion": ("opinion_plot",),
}


def train(folder: Path) -> None:
    """Fit the three models on everything and write the weights."""
    data = {name: _labelled(folder, names) for name, names in _NAMES.items()}
    norms = {name: corpora.norms_of(text for text, _ in rows) for name, rows in data.items()}
    counts = corpora.count_words(document for documents in norms.values() for document in documents)
    words = sorted(word for word, count in counts.items() if count >= LEAST_WORDS)
    numbers = {word: number for number, word in enumerate(words, start=1)}
    fitted: dict[str, tuple[np.ndarray, Floats, Floats, float, Floats]] = {}
    for name, documents in norms.items():
        encoded = corpora.Encoded(documents, numbers)
        target = np.array([label for _, label in data[name]])
        table = corpora.table_of([encoded], LEAST if name == "review" else 2)
        ratio, weight, bias = _fit(encoded.rows(table), target)
        kept = np.sort(np.argsort(-np.abs(weight), kind="stable")[: KEPT[name]])
        table = table[kept]
        rows = encoded.rows(table)
        ratio, weight, bias = _fit(rows, target)
        fitted[name] = (table, ratio, weight, bias, np.array([1.0, 0.0]))
        print(name, len(documents), len(table))  # noqa: T201 - progress of a long command
    _write(words, fitted)


def _labelled(folder: Path, names: tuple[str, ...]) -> list[tuple[str, float]]:
    records = [record for name in names for record in corpora.load(folder, name)]
    return [(record["text"], _TARGET[record["label"]]) for record in records if record["label"] in _TARGET]


def _fit(rows: Rows, target: Floats) -> tuple[Floats, Floats, float]:
    ratio = log_count_ratio(rows, target)
    weight, bias = logistic(rows.scaled(ratio).normalised(), target, 10.0, steps=40)
    return ratio, weight * ratio, bias


def _write(words: list[str], fitted: dict[str, tuple[np.ndarray, Floats, Floats, float, Floats]]) -> None:
    table = np.unique(np.concatenate([part[0] for part in fitted.values()]))
    arrays: dict[str, np.ndarray] = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "table": np.diff(table, prepend=0),
    }
    for name, (own, ratio, weight, bias, curve) in fitted.items():
        row = np.searchsorted(table, own)
        units: list[float] = []
        for kind, values in (("ratio", ratio), ("weight", weight)):
            spread = np.zeros(len(table))
            spread[row] = values
            unit = float(np.abs(spread).max()) / 127.0
            arrays[f"{name}_{kind}"] = np.round(spread / unit).astype(np.int8)
            units.append(unit)
        arrays[name + "_curve"] = np.array([bias, *curve, *units])
    np.savez_compressed(weights.FILE, allow_pickle=False, **arrays)
