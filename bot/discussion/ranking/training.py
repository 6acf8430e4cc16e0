"""Fit the model that ranks lines: `python -m bot.discussion.ranking.training CORPORA --folds DIR` rewrites its weights.

CORPORA is a directory with `marked.jsonl.gz`, `subjqa.jsonl.gz` and the corpora that the further marks belong to; DIR
holds the n-gram models of each fold, as `python -m bot.analysis.training` keeps them. Every figure that is printed is
cross-validated over films: no film is both fitted on and measured on. Numpy alone, no chance anywhere: two runs write
the same files.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bot.analysis.scoring import vectors
from bot.analysis.training import fit as base
from bot.analysis.training import parts
from bot.analysis.training.ngrams.linear import minimise
from bot.discussion.language.topics import OPEN, topics
from bot.discussion.ranking.examples import FOLDS, FURTHER, MARKS, SUBJQA, Example, Floats, read_all
from bot.discussion.ranking.features import FEATURES
from bot.discussion.ranking.lines import WHOLE, group_of, is_met, topic_name

FILE: Final = Path(__file__).parent.parent / "data" / "ranking.json"
MEANINGS: Final = FILE.with_suffix(".npz")
CARD: Final = FILE.with_name("ANSWERS.md")
GROUPS: Final = (*sorted({topic.group for topic in topics()}), OPEN, WHOLE)
TOPICS: Final = (*(topic.name for topic in topics()), OPEN)

MARKED_WORTH: Final = 1.0
ANSWERED_WORTH: Final = 2.0
HINTED_WORTH: Final = 1.0
"""What a question teaches: one of marked reviews, and one of SubjQA, answered or with the opinion that its review was
chosen for, which then counts as an answer. The rest of SubjQA teaches nothing: people who read its reviews find answers
in many where the corpus has none."""
STRENGTH: Final = 0.1
"""The weight of the questions against the prior that every weight is nothing."""
STEPS: Final = 80
SILENT: Final = 0.85
"""The share of unanswered questions of reviews that get no line."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a ranking reaches."""

    first: float
    """Share of answered questions whose first line answers, silence counting as a miss."""
    three: float
    """The same for the first three lines."""
    spoken: float
    """Share of answered questions that get any line."""
    silent: float
    """Share of unanswered questions that get none."""

    @property
    def first_spoken(self) -> float:
        """Give `first` over the answered questions that get a line."""
        return self.first / self.spoken if self.spoken else 0.0

    @property
    def three_spoken(self) -> float:
        """Give `three` over the answered questions that get a line."""
        return self.three / self.spoken if self.spoken else 0.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Fitted weights."""

    common: Floats
    """In the order of `FEATURES`, like each row of the next."""
    groups: Floats
    """What each of `GROUPS` adds to them."""
    topics: Floats
    """What each of `TOPICS` adds to the score."""
    meanings: Floats
    """`TOPICS` x `vectors.SIZE`."""
    enough: float = -np.inf

    def scores(self, one: Example) -> Floats:
        """Score an example's lines."""
        topic, weight = _topic(one), self.common + self.groups[_group(one)]
        return one.features @ weight + self.topics[topic] + one.meanings @ self.meanings[topic]


def _group(one: Example) -> int:
    return GROUPS.index(group_of(one.asked))


def _topic(one: Example) -> int:
    return TOPICS.index(topic_name(one.asked))


def _worth(one: Example) -> float:
    if one.source != SUBJQA:
        return MARKED_WORTH
    return ANSWERED_WORTH if one.answered else HINTED_WORTH * bool(one.hints.any())


@dataclass(frozen=True, slots=True)
class _Stack:
    """All lines of all examples one below the other, ordered by group and topic."""

    features: Floats
    meanings: Floats
    hits: Floats
    worth: Floats
    groups: list[tuple[int, slice]]
    """Each group, and where its lines stand; so each topic."""
    topics: list[tuple[int, slice]]

    @classmethod
    def of(cls, examples: Iterable[Example]) -> _Stack:
        """Stack the examples that teach something."""
        ordered = sorted(filter(_worth, examples), key=lambda one: (_group(one), _topic(one)))
        lengths = [len(one.hits) for one in ordered]
        return cls(
            features=np.concatenate([one.features for one in ordered]),
            meanings=np.concatenate([one.meanings for one in ordered]),
            hits=np.concatenate([np.maximum(one.hits, one.hints) for one in ordered]),
            worth=np.repeat([_worth(one) for one in ordered], lengths),
            groups=_runs(np.repeat([_group(one) for one in ordered], lengths).tolist()),
            topics=_runs(np.repeat([_topic(one) for one in ordered], lengths).tolist()),
        )

    def scores(self, weight: Fitted) -> Floats:
        """Score every line."""
        found = self.features @ weight.common
        for group, place in self.groups:
            found[place] += self.features[place] @ weight.groups[group]
        for topic, place in self.topics:
            found[place] += weight.topics[topic] + self.meanings[place] @ weight.meanings[topic]
        return found

    def slopes(self, error: Floats) -> Fitted:
        """Give what each weight would change, by what each score would."""
        slope = _nothing()
        slope.common[:] = self.features.T @ error
        for group, place in self.groups:
            slope.groups[group] += self.features[place].T @ error[place]
        for topic, place in self.topics:
            slope.topics[topic] += error[place].sum()
            slope.meanings[topic] += self.meanings[place].T @ error[place]
        return slope


def _runs(numbers: Sequence[int]) -> list[tuple[int, slice]]:
    """Say where equal numbers stand in a row."""
    begins = [at for at in range(len(numbers)) if at == 0 or numbers[at] != numbers[at - 1]]
    ends = [*begins[1:], len(numbers)]
    return [(numbers[begin], slice(begin, end)) for begin, end in zip(begins, ends, strict=True)]


_SHAPES: Final = (
    (len(FEATURES),), (len(GROUPS), len(FEATURES)), (len(TOPICS),), (len(TOPICS), vectors.SIZE)
)  # fmt: skip
_SIZE: Final = sum(int(np.prod(shape)) for shape in _SHAPES)


def _nothing() -> Fitted:
    return _shaped(np.zeros(_SIZE))


def _flat(weight: Fitted) -> Floats:
    return np.concatenate([each.ravel() for each in (weight.common, weight.groups, weight.topics, weight.meanings)])


def _shaped(point: Floats) -> Fitted:
    ends = np.cumsum([np.prod(shape) for shape in _SHAPES])[:-1]
    common, groups, named, meant = (
        own.reshape(shape) for own, shape in zip(np.split(point, ends), _SHAPES, strict=True)
    )
    return Fitted(common, groups, named, meant)


def fit_lines(examples: Sequence[Example]) -> Fitted:
    """Fit the weights of lines: a logistic regression over every line of every question, answered or not.

    What all groups and topics share is fitted beside what is each one's own, all of it held to nothing (ridge).
    """
    stack = _Stack.of(examples)

    def objective(point: Floats) -> tuple[float, Floats]:
        margin = stack.scores(_shaped(point[:-1])) + point[-1]
        loss = float(stack.worth @ (np.logaddexp(0.0, margin) - stack.hits * margin))
        error = STRENGTH * stack.worth * (1.0 / (1.0 + np.exp(-np.clip(margin, -30, 30))) - stack.hits)
        slope = np.append(_flat(stack.slopes(error)) + point[:-1], error.sum())
        return STRENGTH * loss + 0.5 * float(point[:-1] @ point[:-1]), slope

    point = minimise(objective, np.zeros(_SIZE + 1), STEPS)
    found = _shaped(point[:-1])
    found.topics[:] += point[-1]
    return found


def fit(examples: Sequence[Example]) -> Fitted:
    """Fit the weights, and what is enough: `SILENT` of the unanswered questions of unseen films score no more."""
    best: list[float] = []
    for fold in sorted({one.fold for one in examples}):
        weight = fit_lines([one for one in examples if one.fold != fold])
        best += [
            float(weight.scores(one).max())
            for one in examples
            if one.fold == fold and one.source != SUBJQA and not one.answered
        ]
    found = fit_lines(examples)
    enough = float(np.quantile(best, SILENT)) if best else -np.inf
    return Fitted(found.common, found.groups, found.topics, found.meanings, enough)


def ranked(one: Example, fitted: Fitted, *, silent: bool = True) -> list[int]:
    """Rank an example's lines with given weights, as `rank_lines` does; never silent when it may not be."""
    scores = fitted.scores(one)
    if silent and (scores.max() <= fitted.enough or not is_met(one.asked, one.features)):
        return []
    return np.argsort(-scores, kind="stable").tolist()


def measure(examples: Sequence[Example], orders: Sequence[Sequence[int]]) -> Scores:
    """Measure rankings: lists of line numbers, best first, empty for silence."""
    answered = [(one, order) for one, order in zip(examples, orders, strict=True) if one.answered]
    rest = [order for one, order in zip(examples, orders, strict=True) if not one.answered]
    total = max(1, len(answered))
    return Scores(
        first=sum(any(one.hits[at] for at in order[:1]) for one, order in answered) / total,
        three=sum(any(one.hits[at] for at in order[:3]) for one, order in answered) / total,
        spoken=sum(bool(order) for _, order in answered) / total,
        silent=sum(not order for order in rest) / max(1, len(rest)),
    )


def cross_validate(examples: Sequence[Example]) -> dict[str, tuple[Scores, Scores]]:
    """Measure each source on films that were not fitted on: (never silent, silent as shipped).

    The further marks are of no film of the marked reviews, and measure nothing: all of them teach every fold.
    """
    always: list[list[int]] = [[] for _ in examples]
    shipped: list[list[int]] = [[] for _ in examples]
    for fold in range(FOLDS):
        fitted = fit([one for one in examples if one.fold != fold or one.source == FURTHER])
        for at, one in enumerate(examples):
            if one.fold == fold and one.source != FURTHER:
                always[at], shipped[at] = ranked(one, fitted, silent=False), ranked(one, fitted)
    found: dict[str, tuple[Scores, Scores]] = {}
    for source in (MARKS, SUBJQA):
        places = [at for at, one in enumerate(examples) if one.source == source]
        own = [examples[at] for at in places]
        found[source] = (measure(own, [always[at] for at in places]), measure(own, [shipped[at] for at in places]))
    return found


def stored(fitted: Fitted) -> dict[str, object]:
    """Give weights as ranking.json holds them."""
    return {
        "source": "python -m bot.discussion.ranking.training",
        "enough": round(fitted.enough, 4),
        "lines": {
            group: {name: round(float(value), 4) for name, value in zip(FEATURES, fitted.common + own, strict=True)}
            for group, own in zip(GROUPS, fitted.groups, strict=True)
        },
        "topics": {topic: round(float(value), 4) for topic, value in zip(TOPICS, fitted.topics, strict=True)},
    }


def overlap(one: Example) -> list[int]:
    """Rank by the share of the question's words that a line holds, earlier lines first among equals: the baseline."""
    return np.argsort(-one.features[:, FEATURES.index("shared")], kind="stable").tolist()


def card(examples: Sequence[Example], figures: Mapping[str, tuple[Scores, Scores]]) -> str:
    """Say what the ranking reaches, beside word overlap; all figures cross-validated over films."""
    further = [one.answered for one in examples if one.source == FURTHER]
    lines = [
        "# Which line answers a question",
        "",
        "Written by `python -m bot.discussion.ranking.training CORPORA`: five folds, no film in two. An answered",
        "question that gets no line counts as a miss. Two readers of the same marked reviews: first 0.73-0.92, in",
        "three 0.80-1.0, silent 0.92-1.0. Aims on marks: 0.60, 0.80, 0.85; on SubjQA 0.50 and 0.82.",
        f"{len(further):,} further questions, {sum(further):,} answered, teach beside them and measure nothing.",
        "",
        "| questions | ranked by | first | in three | answered that get a line | silent on unanswered |",
        "|---|---|---|---|---|---|",
    ]
    for source, (always, shipped) in figures.items():
        own = [one for one in examples if one.source == source]
        answered = sum(one.answered for one in own)
        plain = measure(own, [overlap(one) for one in own])
        for name, scores in (("as shipped", shipped), ("never silent", always), ("word overlap", plain)):
            lines.append(
                f"| {source}: {len(own):,}, {answered:,} answered | {name} | {scores.first:.2f} | {scores.three:.2f} "
                f"| {scores.spoken:.2f} | {scores.silent:.2f} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, measure, and write the weights and their card."""
    parser = argparse.ArgumentParser(description="Fit the ranking of lines that answer a question.")
    parser.add_argument("corpora", type=Path, help="a directory with the corpora")
    parser.add_argument("--folds", type=Path, default=base.FOLDS, help="where training kept the weights of the folds")
    options = parser.parse_args()
    examples = read_all(parts.Ground(options.corpora, options.folds))
    figures = cross_validate(examples)
    fitted = fit(examples)
    FILE.write_text(json.dumps(stored(fitted), indent=2) + "\n", encoding="utf-8")
    np.savez_compressed(
        MEANINGS, allow_pickle=False, topics=np.array(TOPICS), meanings=fitted.meanings.astype(np.float32)
    )
    CARD.write_text(card(examples, figures), encoding="utf-8")
    print(CARD.read_text(encoding="utf-8"))  # noqa: T201 - a command's result


if __name__ == "__main__":
    main()
