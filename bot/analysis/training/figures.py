"""The figures: what `analyze` and `score` get right on texts that no part of the model in use has seen.

Each text is read with the weights of its own fold, heads included. Critics' reviews are
split by author, users' by film, newsgroup reviews by document, single lines by their letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.pipeline import analyze, score
from bot.analysis.scoring import weights
from bot.analysis.training.ngrams import stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.analysis.scoring.weights import Weights
    from bot.analysis.training.corpora import Record
    from bot.analysis.training.ngrams.base import Material

    Judge = Callable[[Record], float]

CONFIDENCE = "confidence of "
"""What the names of figures begin with that compare confidence with correctness."""
_SIGN = {"pos": 1.0, "neg": -1.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, how many texts it rests on, and what it means."""

    name: str
    value: float
    count: int
    target: float | None = None
    ceiling: float | None = None
    """What two readers, or the best that is published, reach."""
    chance: float | None = None

    def line(self) -> str:
        """Write the figure as a line of text."""
        aim = "" if self.target is None else f"  (aim {self.target:g})"
        return f"{self.name}: {self.value:.3f} on {self.count}{aim}"


def each(material: Material, name: str, models: Sequence[Weights], step: int = 1) -> Iterator[Record]:
    """Yield the records of a corpus, each with the weights in use that never saw it."""
    pairs = material.rows(name)[::step]
    for fold, model in enumerate(models):
        with weights.using(model):
            yield from (record for record, own in pairs if own == fold)


def polarity(
    material: Material, models: Sequence[Weights], name: str, step: int = 1, target: float | None = None
) -> Figure:
    """Measure the sign of `score` on texts that are clearly positive or negative."""
    hits = [
        (score(record["text"]) > 0) == (record["label"] == "pos")
        for record in each(material, name, models, step)
        if record["label"] in _SIGN and not record.get("in_pull_quotes")
    ]
    return Figure(f"sign of score, {name}", float(np.mean(hits)), len(hits), target)


def opinion_or_plot(material: Material, models: Sequence[Weights]) -> Figure:
    """Measure opinion against plot, per sentence."""
    from bot.analysis.scoring import opinion  # noqa: PLC0415 - the name is this function's subject

    hits = [
        (opinion.read(record["text"], [(0, len(record["text"]))]).opinion[0] > 0) == (record["label"] == "opinion")
        for record in each(material, "opinion_plot", models)
        if not record["in_pull_quotes"]
    ]
    return Figure("opinion or plot", float(np.mean(hits)), len(hits), 0.93)


def quotes(material: Material, models: Sequence[Weights]) -> list[Figure]:
    """Measure how often the line that an editor chose is quoted first, or at all."""
    first, any_of = [], []
    for record in each(material, "pull_quotes", models):
        spans = stack.quoted_spans(record)
        hits = [
            any(quote.start < stop and begin < quote.end for begin, stop in spans)
            for quote in analyze(record["text"]).quotes
        ]
        first.append(bool(hits) and hits[0])
        any_of.append(any(hits))
    return [
        Figure("the chosen line quoted first", float(np.mean(first)), len(first), 0.30),
        Figure("the chosen line among the quotes", float(np.mean(any_of)), len(any_of), 0.58),
    ]


def summaries(material: Material, models: Sequence[Weights]) -> list[Figure]:
    """Measure what summaries are made of, whether they carry the label, and how long they are."""
    marked, right, whole, share = [], [], [], []
    for record in each(material, "rationales", models, 2):
        spans = stack.evidence_spans(record)
        found = analyze(record["text"])
        marked.append(
            np.mean([any(line.start < stop and begin < line.end for begin, stop in spans) for line in found.summary])
        )
        alone = "\n".join(line.text for line in found.summary)
        right.append((score(alone) > 0) == (record["label"] == "pos"))
        whole.append((found.sentiment.score > 0) == (record["label"] == "pos"))
        share.append(found.summary_words / found.words)
    return [
        Figure("summary sentences that people marked", float(np.mean(marked)), len(marked), 0.78),
        Figure("label from the summary alone", float(np.mean(right)), len(right), 0.96),
        Figure("label from the whole of those reviews", float(np.mean(whole)), len(whole)),
        Figure("length of the summary, share of the words", float(np.mean(share)), len(share), 0.20),
    ]


def reliability(
    kind: str, pairs: Sequence[tuple[float, bool]], bins: Sequence[float] = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
) -> list[Figure]:
    """Compare confidence with correctness, a figure a bin: the share right, its aim the mean confidence."""
    rows: list[Figure] = []
    for low, high in zip((0.0, *bins[:-1]), bins, strict=True):
        inside = [(confidence, hit) for confidence, hit in pairs if low <= confidence < high]
        if inside:
            values, hits = zip(*inside, strict=True)
            name = f"{CONFIDENCE}{kind}, {low:.1f}-{min(high, 1.0):.1f}"
            rows.append(Figure(name, float(np.mean(hits)), len(inside), round(float(np.mean(values)), 3)))
    return rows
