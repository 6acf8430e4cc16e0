"""How well reviews are read, beside what libraries make of them: `python tests/benchmarks/quality.py CORPORA`.

Prints the table of the model card anew: each part as its trainer measures it, by cross-validation on the
reviews that careful readers marked and on star-rated ones, and what sumy's rankers, VADER and TextBlob
make of the same marked reviews. The folds' n-gram models are fitted first (some minutes), unless
`--folds DIR` names a folder where training kept them. VADER and TextBlob come with
`uv run --group benchmarks`.
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
from bot.analysis.training import fit, parts
from bot.analysis.training.ngrams import base
from bot.discussion.ranking.examples import MARKS, SUBJQA, read_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.parts import Ground

    Spans = list[tuple[int, int]]
    Chooser = Callable[[str, Spans], list[int]]

RANKERS = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "Luhn": LuhnSummarizer, "KL": KLSummarizer}


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


def parts_of_the_card(ground: Ground) -> None:
    """Measure each part anew, as training does: cross-validated on the marks, and on texts that no model has seen."""
    for name in parts.PARTS:
        print(f"\n{name}")
        for one in parts.trainer(name).measure(ground):
            print(f"  {one.line()}")


def kept_figures() -> None:
    """Print what the other trainers kept: the n-gram models, and the ranking of answers."""
    for kept in parts.kept():
        if kept.part not in parts.PARTS:
            print(f"\n{kept.part} (as kept by its training)")
            for one in kept.figures:
                print(f"  {one.line()}")


def labels_of_libraries(reviews: list[Marked], scorers: dict[str, Callable[[str], float]]) -> None:
    """Compare the sign of each library's score with the readers' label: mixed where it is within a tenth of nothing."""
    print("\nlibraries as they come, on the marked reviews")
    for name, score in scorers.items():
        said = [score(one.text) for one in reviews]
        named = ["positive" if value > 0.1 else "negative" if value < -0.1 else "mixed" for value in said]
        right = [label == one.label for label, one in zip(named, reviews, strict=True)]
        opposite = [{label, one.label} == {"positive", "negative"} for label, one in zip(named, reviews, strict=True)]
        print(f"  label by {name}: {np.mean(right):.3f} right, {np.mean(opposite):.3f} opposite, on {len(reviews)}")


def lines_of_libraries(reviews: list[Marked]) -> None:
    """Compare three lines of each ranker with the lines that readers would quote, or put into a summary."""
    for name, choose in choosers().items():
        first, three, chosen, plot = [], [], [], []
        for one in reviews:
            spans = sentences(one.text)
            picked = [one.lines_of(*spans[index])[:1] for index in choose(one.text, spans)]
            lines = [line[0] for line in picked if line]
            if one.quotes:
                first.append(bool(lines) and lines[0] in one.quotes)
                three.append(any(line in one.quotes for line in lines))
            chosen.extend(line in one.summary for line in lines)
            plot.extend(line in one.plot for line in lines)
        print(
            f"  {name}: quoted first {np.mean(first):.3f}, in three {np.mean(three):.3f}; "
            f"lines of a summary {np.mean(chosen):.3f}, of these plot {np.mean(plot):.3f}"
        )


def answers(ground: parts.Ground) -> None:
    """The line of a review that answers a question: first, among three, and silence where people found no answer."""
    from questions import plain  # noqa: PLC0415 - lies beside this file; by itself it needs no folds

    print("\nanswers")
    examples = read_all(ground)
    for source in (MARKS, SUBJQA):
        for one in plain(examples, source):
            print(f"  {one.line()}")


def fitted_folds(corpora: Path, folder: Path) -> None:
    """Fit the n-gram models of the folds where they were not kept."""
    if not (folder / f"fold{base.FOLDS - 1}.npz").exists():
        fit.fit_folds(corpora, folder)


def main() -> None:
    """Print every figure beside its baselines."""
    parser = argparse.ArgumentParser(description="Measure how well reviews are read.")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--folds", type=Path, default=fit.FOLDS, help="where training kept the weights of the folds")
    parser.add_argument("--talk", type=Path, help="the conversations of CMU DoG")
    options = parser.parse_args()
    fitted_folds(options.corpora, options.folds)
    ground = parts.Ground(options.corpora, options.folds, options.talk)
    parts_of_the_card(ground)
    kept_figures()
    answers(ground)
    labels_of_libraries(ground.reviews, judges())
    lines_of_libraries(ground.reviews)


if __name__ == "__main__":
    main()
