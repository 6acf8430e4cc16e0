"""What models say of texts that they never saw: the ground that the small models stand on, and are measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import text as texts
from bot.analysis.parts.rating import find as find_rating
from bot.analysis.scoring import features, opinion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Weights
    from bot.analysis.training.ngrams.base import Material
    from bot.analysis.training.ngrams.linear import Floats, Integers


@dataclass(frozen=True, slots=True)
class Lines:
    """Single sentences: the models' margins, the label, the fold."""

    margins: dict[str, Floats]
    target: Floats
    fold: Integers


@dataclass(frozen=True, slots=True)
class Review:
    """One review, read by models that never saw it."""

    read: Reading
    record: dict[str, object]
    fold: int


def without_rating(text: str) -> str:
    """Take the line with the author's rating out, so that words alone are measured."""
    found = find_rating(text)
    if found is None:
        return text
    start = text.rfind("\n", 0, found.start) + 1
    end = text.find("\n", found.end)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) <= 120:
        return text[:start] + text[start + len(line) + 1 :]
    return text[: found.start] + text[found.end :]


def lines(
    material: Material, name: str, models: Sequence[Weights], labels: dict[str, float], most: int = 10**9
) -> Lines:
    """Score single sentences, each by the model of its own fold."""
    rows = list(material.lessons(name))[:most]
    margins: dict[str, list[float]] = {model: [] for model in models[0].linear}
    for record, fold in rows:
        read = opinion.read(record["text"], [(0, len(record["text"]))], models[fold])
        for model, values in read.sentence.items():
            margins[model].append(float(values[0]))
    return Lines(
        {model: np.array(values) for model, values in margins.items()},
        np.array([labels[record["label"]] for record, _ in rows]),
        np.array([fold for _, fold in rows]),
    )


def reviews(material: Material, name: str, models: Sequence[Weights], step: int = 1) -> list[Review]:
    """Read whole reviews, each by the model of its own fold."""
    found: list[Review] = []
    for record, fold in list(material.lessons(name))[::step]:
        text = without_rating(record["text"]) if name == "scale" else record["text"]
        found.append(Review(opinion.read(text, texts.sentences(text), models[int(fold)]), record, int(fold)))
    return found


def matrix(rows: Iterable[Review]) -> Floats:
    """Describe reviews: (reviews, features)."""
    return np.stack([features.of_review(one.read) for one in rows])
