"""How well reviews are read, beside what libraries make of them: `python tests/benchmarks/quality.py CORPORA`.

Everything is measured on texts that no part of the model in use has seen: four folds are fitted
first (some minutes), unless `--folds DIR` names a folder where `python -m bot.analysis.training
CORPORA --folds DIR` kept them. VADER and TextBlob come with `uv run --group benchmarks`.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from bot.analysis.language.text import sentences
from bot.analysis.parts.summary import Words
from bot.analysis.scoring import weights
from bot.analysis.training import base, figures, fit, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.analysis.scoring.weights import Weights
    from bot.analysis.training.base import Material

    Spans = list[tuple[int, int]]
    Chooser = Callable[[str, Spans], list[int]]

RANKERS = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "Luhn": LuhnSummarizer, "KL": KLSummarizer}
SAMPLE = 150
"""How many reviews the slower baselines are tried on."""


def judges() -> dict[str, Callable[[str], float]]:
    """Return the sentiment scorers that are installed; say plainly which are not."""
    found: dict[str, Callable[[str], float]] = {}
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - optional

        vader = SentimentIntensityAnalyzer()
        found["VADER"] = lambda text: vader.polarity_scores(text)["compound"]
    except ImportError:
        print("VADER is not installed (uv run --group benchmarks ...): left out.")
    try:
        from textblob import TextBlob  # noqa: PLC0415 - optional

        found["TextBlob"] = lambda text: TextBlob(text).sentiment.polarity
    except ImportError:
        print("TextBlob is not installed (uv run --group benchmarks ...): left out.")
    return found


def choosers() -> dict[str, Chooser]:
    """Return the ways to choose three lines that are compared, each best first where it ranks."""
    found: dict[str, Chooser] = {
        "first three sentences": lambda _, spans: list(range(min(3, len(spans)))),
        "last three sentences": lambda _, spans: list(range(len(spans)))[-3:][::-1],
        "chance": lambda text, spans: random.Random(len(text)).sample(range(len(spans)), min(3, len(spans))),
    }
    for name, ranker in RANKERS.items():
        found[name] = lambda text, spans, ranker=ranker: sumy_lines(ranker(), text, spans)
    return found


def sumy_lines(ranker: Any, text: str, spans: Spans) -> list[int]:
    """Choose three lines by one of sumy's rankers: the best first, then the others."""
    lines = [Sentence(text[start:end], Words()) for start, end in spans]
    document = ObjectDocumentModel([Paragraph(lines)])
    order: list[int] = []
    for count in (1, 3):
        chosen = {str(line) for line in ranker(document, count)}
        order.extend(index for index, line in enumerate(lines) if str(line) in chosen and index not in order)
    return order[:3]


def labels(material: Material, models: list[Weights], scorers: dict[str, Callable[[str], float]]) -> None:
    """Positive or negative: newsgroup reviews, users' reviews, single sentences."""
    for name, target in (("polarity", 0.93), ("imdb_test", 0.925), ("snippets_polarity", 0.83)):
        step = 3 if name == "imdb_test" else 1
        print(figures.polarity(material, models, name, step, target).line())
        rows = [record for record in material.records[name][:: 4 * step] if not record.get("in_pull_quotes")]
        for judge, score in scorers.items():
            hits = [(score(record["text"]) > 0) == (record["label"] == "pos") for record in rows]
            print(f"    {judge}: {np.mean(hits):.3f} on {len(hits)}")


def three_labels(material: Material, models: list[Weights]) -> None:
    """Positive, mixed or negative on critics' reviews, and how far the confidence can be believed."""
    found, pairs = figures.labels(material, models)
    for one in found:
        print(one.line())
    for one in figures.reliability("critics", pairs):
        print(one.line())


def opinion_or_plot(material: Material, models: list[Weights]) -> None:
    """Opinion against plot, per sentence."""
    print(figures.opinion_or_plot(material, models).line())


def pull_quotes(material: Material, models: list[Weights]) -> None:
    """The line that an editor chose: first, and among three."""
    for one in figures.quotes(material, models):
        print(one.line())
    rows = material.records["pull_quotes"][:SAMPLE]
    for name, choose in choosers().items():
        hits = [marks(record["text"], stack.quoted_spans(record), choose) for record in rows]
        first, any_of = np.mean([bool(hit) and hit[0] for hit in hits]), np.mean([any(hit) for hit in hits])
        print(f"    {name}: first {first:.3f}, in three {any_of:.3f} on {len(hits)}")


def summaries(material: Material, models: list[Weights]) -> None:
    """What summaries are made of, whether they carry the label, how long they are."""
    for one in figures.summaries(material, models):
        print(one.line())
    rows = material.records["rationales"][:SAMPLE]
    for name, choose in choosers().items():
        hits = [np.mean(marks(record["text"], stack.evidence_spans(record), choose)) for record in rows]
        print(f"    {name}: {np.mean(hits):.3f} marked on {len(hits)}")


def answers(corpora: Path) -> None:
    """The line of a review that answers a question: first, among three, and silence where people found no answer."""
    from questions import subjqa  # noqa: PLC0415 - lies beside this file; by itself it needs no folds

    for one in subjqa(corpora):
        print(one.line())


def marks(text: str, spans: Iterable[tuple[int, int]], choose: Chooser) -> list[bool]:
    """Say of each line that a baseline chose whether it touches a marked span."""
    lines = sentences(text)
    wanted = list(spans)
    return [
        any(lines[index][0] < stop and begin < lines[index][1] for begin, stop in wanted)
        for index in choose(text, lines)
    ]


def fold_models(corpora: Path, folder: Path | None) -> list[Weights]:
    """Read the folds' weights, or fit them first."""
    if folder is None:
        folder = fit.FOLDS
        fit.fit_folds(corpora, folder)
    return [weights.unpack_file(folder / f"fold{fold}.npz") for fold in range(base.FOLDS)]


def main() -> None:
    """Print every figure beside its baselines."""
    parser = argparse.ArgumentParser(description="Measure how well reviews are read.")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--folds", type=Path, help="where training kept the weights of the folds")
    options = parser.parse_args()
    models = fold_models(options.corpora, options.folds)
    material = base.gather(options.corpora)
    labels(material, models, judges())
    three_labels(material, models)
    opinion_or_plot(material, models)
    pull_quotes(material, models)
    summaries(material, models)
    answers(options.corpora)


if __name__ == "__main__":
    main()
