"""Fit the two small models that rank lines: `python -m bot.discussion.ranking.training CORPORA` rewrites ranking.json.

CORPORA is a directory with `subjqa.jsonl.gz`. There are few questions, so the weights are pulled towards a prior set by
hand, and every figure that is printed is cross-validated over films: no film is both fitted on and measured on.

Mind the limits of the corpus: of the 17 questions that two people read beside the same review, they disagree in 7 on
whether it answers; and about a fifth of the marked answers, read by hand, have nothing to do with their question.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.analysis import analyze
from bot.analysis.types import Sentence
from bot.discussion.language.words import words
from bot.discussion.ranking.lines import (
    FEATURES,
    SILENCE_FEATURES,
    Asked,
    line_features,
    mentioned,
    read_question,
    silence_features,
    unsaid,
)

Floats = NDArray[np.float64]
FILE: Final = Path(__file__).parent.parent / "data" / "ranking.json"
NOT_FOUND: Final = "ANSWERNOTFOUND"
PRIOR: Final = dict(
    zip(FEATURES, (1.1, 0.3, 1.2, 1.2, 0.8, 1.0, 0.4, 0.3, 0.8, -1.5, 0.2, 0.4, 0.4, 0.6, 0.7), strict=True)
)
"""What each feature should be worth before any question is seen."""
PULL: Final = 100.0
"""How strongly the weights are held to the prior (ridge): with a hundred answers to learn from, strongly."""
HINT: Final = 0.5
"""What a line is worth that holds the opinion which a review was chosen for, where people's answer is worth 1."""
SILENCE_PULL: Final = 10.0
PLAIN: Final = 0.15
"""Set by hand: "the score is gorgeous" answers "how was the soundtrack?", whatever else the review holds."""
SILENT: Final = 0.56
"""The share of unanswerable questions on which the model is to be silent.

Between 0.50 and 0.58 it costs nothing; what is above a half is for the luck of other questions.
"""
FOLDS: Final = 10
SHUFFLES: Final = 10
"""Times that the films are dealt to the folds anew: one dealing moves a figure by two points."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question, a review, and the stretch of it that people marked as the answer (None: they found none)."""

    question: str
    text: str
    film: str
    answer: tuple[int, int] | None
    chosen_for: tuple[str, str] = ("", "")
    """The opinion, judgement and noun, for which the corpus's makers paired this review with this question."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row read."""

    row: Row
    asked: Asked
    missing: int
    """How many of the question's own words the review never uses."""
    lines: tuple[Sentence, ...]
    features: Floats
    """Lines x `FEATURES`."""
    hits: Floats
    """1 for each line that overlaps the answer, else 0."""
    hints: Floats
    """1 for each line that holds the opinion which the review was chosen for, else 0."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a ranking reaches."""

    first: float
    """Share of answerable questions whose best line overlaps the answer, silence counting as a miss."""
    three: float
    """The same for the first three lines."""
    spoken: float
    """Share of answerable questions that get any line."""
    silent: float
    """Share of unanswerable questions that get none."""

    @property
    def first_spoken(self) -> float:
        """Give `first` over the answerable questions that get a line."""
        return self.first / self.spoken if self.spoken else 0.0

    @property
    def three_spoken(self) -> float:
        """Give `three` over the answerable questions that get a line."""
        return self.three / self.spoken if self.spoken else 0.0


def load(corpora: Path) -> list[Row]:
    """Read the questions: entities resolved, the end mark that the corpus adds to every review taken off."""
    with gzip.open(corpora / "subjqa.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [read_row(json.loads(line)) for line in lines]


def read_row(raw: dict[str, str]) -> Row:
    """Read one row of SubjQA; the answer's offsets are moved to the text without entities."""
    review = raw["review"]
    end = review.rindex(NOT_FOUND) if NOT_FOUND in review else len(review)
    text = html.unescape(review[:end])
    answer = None
    if raw["human_ans_spans"].strip() != NOT_FOUND:
        start, stop = ast.literal_eval(raw["human_ans_indices"])
        moved = len(html.unescape(review[:start]))
        answer = (moved, moved + len(html.unescape(review[start : min(stop, end)])))
    chosen_for = (raw.get("nn_mod", ""), raw.get("nn_asp", ""))
    return Row(html.unescape(raw["question"]), text, raw["item_id"], answer, chosen_for)


def overlaps(line: Sentence, answer: tuple[int, int] | None) -> bool:
    """Say whether a line and the marked answer share a character."""
    return answer is not None and line.start < answer[1] and answer[0] < line.end


def holds(line: Sentence, opinion: tuple[str, str]) -> bool:
    """Say whether a line holds a word of an opinion's judgement and one of its noun, inflected as they may be."""
    stems = {word.stem for word in words(line.text)}
    return all(stems & {word.stem for word in words(part) if word.text != "not"} for part in opinion)


def read_examples(rows: Iterable[Row]) -> list[Example]:
    """Run the analysis over every review and take the features of every line."""
    examples: list[Example] = []
    for row in rows:
        asked, lines = read_question(row.question), analyze(row.text).sentences
        features = np.array(line_features(asked, lines), np.float64)
        hits = np.array([overlaps(line, row.answer) for line in lines], np.float64)
        hints = np.array([holds(line, row.chosen_for) for line in lines], np.float64)
        examples.append(Example(row, asked, unsaid(asked, lines), lines, features, hits, hints))
    return examples


def fit_lines(examples: Sequence[Example], steps: int = 12) -> Floats:
    """Fit the line weights: maximise the probability of a line that answers among its review's lines (softmax).

    Few answers are marked, so the opinions that reviews were chosen for help out (`HINT`). Newton's method; where
    several lines answer, each step holds their shares of the answer fixed, so that the curve it climbs is concave.
    """
    prior = np.array([PRIOR[name] for name in FEATURES])
    weight: Floats = prior.copy()
    usable = [(one.features, one.hits, 1.0) for one in examples if one.hits.any()]
    usable += [(one.features, one.hints, HINT) for one in examples if one.hints.any()]
    for _ in range(steps):
        gradient, curvature = PULL * (weight - prior), PULL * np.eye(len(prior))
        for features, hits, worth in usable:
            share = softmax(features @ weight)
            right = share * hits
            gradient -= worth * (features.T @ (right / right.sum() - share))
            curvature += worth * ((features * share[:, None]).T @ (features - share @ features))
        weight -= np.linalg.solve(curvature, gradient)
    return weight


def softmax(scores: Floats) -> Floats:
    """Turn scores into shares that add up to one."""
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()


def fit_silence(examples: Sequence[Example], weight: Floats) -> Floats:
    """Fit when to speak: a logistic regression, its bias then set so that `SILENT` of the unanswerable get no line."""
    rows = np.array([_silence_row(example, weight) for example in examples])
    target = np.array([example.row.answer is not None for example in examples], np.float64)
    centre, scale = rows.mean(0), rows.std(0) + 1e-9
    centre[0], scale[0] = 0.0, 1.0
    fitted = _logistic(((rows - centre) / scale)[:, :-1], target)
    fitted = np.append(fitted, PLAIN * scale[-1]) / scale
    fitted[0] -= float(fitted[1:] @ centre[1:])
    quiet = np.array([_unmentioned(example) for example in examples])
    unanswerable = np.where(quiet, -np.inf, rows @ fitted)[target == 0]
    fitted[0] -= float(np.quantile(unanswerable, SILENT, method="higher"))
    return fitted


def _silence_row(example: Example, weight: Floats) -> list[float]:
    rows, scores = example.features.tolist(), (example.features @ weight).tolist()
    return silence_features(example.asked, example.missing, rows, scores)


def _unmentioned(example: Example) -> bool:
    return not mentioned(example.asked, example.features.tolist())


def _logistic(rows: Floats, target: Floats) -> Floats:
    """Fit a ridge logistic regression by Newton's method; the bias, first, goes free."""
    weight = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], SILENCE_PULL)
    ridge[0] = 1e-3
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weight))
        gradient = rows.T @ (chance - target) + ridge * weight
        hessian = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        weight = weight - np.linalg.solve(hessian, gradient)
    return weight


def ranked(example: Example, weight: Floats, silence: Floats | None) -> list[int]:
    """Rank an example's lines with given weights, as `rank_lines` does; never silent without silence weights."""
    if silence is not None and (_unmentioned(example) or np.dot(_silence_row(example, weight), silence) < 0):
        return []
    return np.argsort(-(example.features @ weight), kind="stable").tolist()


def measure(examples: Sequence[Example], orders: Sequence[Sequence[int]]) -> Scores:
    """Measure rankings: lists of line numbers, best first, empty for silence."""
    answerable = [(one, order) for one, order in zip(examples, orders, strict=True) if one.row.answer is not None]
    rest = [order for one, order in zip(examples, orders, strict=True) if one.row.answer is None]
    total = max(1, len(answerable))
    return Scores(
        first=sum(any(one.hits[at] for at in order[:1]) for one, order in answerable) / total,
        three=sum(any(one.hits[at] for at in order[:3]) for one, order in answerable) / total,
        spoken=sum(bool(order) for _, order in answerable) / total,
        silent=sum(not order for order in rest) / max(1, len(rest)),
    )


def cross_validate(examples: Sequence[Example], seed: int = 0) -> tuple[Scores, Scores]:
    """Measure on films that were not fitted on: (never silent, silent as shipped)."""
    films = sorted({example.row.film for example in examples})
    place = dict(zip(films, np.random.default_rng(seed).permutation(len(films)) % FOLDS, strict=True))
    open_orders: list[list[int]] = [[] for _ in examples]
    orders: list[list[int]] = [[] for _ in examples]
    for fold in range(FOLDS):
        train = [example for example in examples if place[example.row.film] != fold]
        weight = fit_lines(train)
        silence = fit_silence(train, weight)
        for at, example in enumerate(examples):
            if place[example.row.film] == fold:
                open_orders[at] = ranked(example, weight, None)
                orders[at] = ranked(example, weight, silence)
    return measure(examples, open_orders), measure(examples, orders)


def shuffled(examples: Sequence[Example]) -> tuple[Scores, Scores]:
    """Average `cross_validate` over `SHUFFLES` ways to deal the films to the folds."""
    runs = [cross_validate(examples, seed) for seed in range(SHUFFLES)]
    return mean_scores([run[0] for run in runs]), mean_scores([run[1] for run in runs])


def mean_scores(runs: Sequence[Scores]) -> Scores:
    """Average what several rankings reach."""
    return Scores(**{name: float(np.mean([getattr(run, name) for run in runs])) for name in Scores.__slots__})


def main() -> None:
    """Fit, measure and write ranking.json."""
    parser = argparse.ArgumentParser(description="Fit the ranking of lines that answer a question.")
    parser.add_argument("corpora", type=Path, help="a directory with subjqa.jsonl.gz")
    examples = read_examples(load(parser.parse_args().corpora))
    always, shipped = (
        {name: round(value, 3) for name, value in asdict(scores).items()} for scores in shuffled(examples)
    )
    weight = fit_lines(examples)
    silence = fit_silence(examples, weight)
    stored = {
        "source": "python -m bot.discussion.ranking.training, SubjQA movies (Bjerva et al. 2020)",
        "line": {name: round(float(value), 4) for name, value in zip(FEATURES, weight, strict=True)},
        "silence": {name: round(float(value), 4) for name, value in zip(SILENCE_FEATURES, silence, strict=True)},
        "cross_validated": {"never_silent": always, "as_shipped": shipped},
    }
    FILE.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2))  # noqa: T201 - a command's result


if __name__ == "__main__":
    main()
