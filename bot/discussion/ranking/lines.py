"""The lines of one review that answer a question: a linear model over features that can be read aloud.

Each line is scored by what it has to do with the question, what it says, how, and where (`features`); each group of
questions (a side of the film, the worst thing, whom it is for) weighs these in its own way. A second model decides
whether the review answers at all (`silence`). `python -m bot.discussion.ranking.training` fits both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.analysis import analyze
from bot.analysis.types import Sentence
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.topics import OPEN
from bot.discussion.ranking.features import FEATURES, line_features
from bot.discussion.ranking.silence import silence_features

LINES: Final = 5
"""As many lines as are worth showing for one review."""
WITHIN: Final = 5.0
"""Lines whose score is further below the best one are no answers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted weights."""

    lines: Mapping[str, tuple[float, ...]]
    """For each group of questions, in the order of `FEATURES`."""
    silence: Mapping[str, float]
    """By name."""


@cache
def weights() -> Weights:
    """Read ranking.json, once."""
    stored = json.loads(files("bot.discussion").joinpath("data", "ranking.json").read_text(encoding="utf-8"))
    return Weights(
        {group: tuple(named[name] for name in FEATURES) for group, named in stored["lines"].items()},
        stored["silence"],
    )


def rank(question: str, text: str) -> list[Sentence]:
    """Find the lines of one review that answer a question, best first, up to five; empty when none does.

    Offsets index `text`. Time is linear in both. Raises ValueError, as `bot.analysis.analyze` does, when the text is
    empty, binary or too long.
    """
    return rank_lines(question, analyze(text).sentences)


def rank_lines(question: str, lines: Sequence[Sentence]) -> list[Sentence]:
    """Rank lines that were read already (`Analysis.sentences`); as `rank` otherwise."""
    return [line for line, _ in scored_lines(read_question(question), lines)]


def scored_lines(asked: Asked, lines: Sequence[Sentence]) -> list[tuple[Sentence, float]]:
    """Rank lines with their scores, so that those of several reviews can be put in one order."""
    if not lines or not asked.anything:
        return []
    rows = line_features(asked, lines)
    scores = line_scores(asked, rows)
    if not answers(silence_features(asked, lines, rows, scores)):
        return []
    order = sorted(range(len(lines)), key=lambda at: (-scores[at], at))
    best = scores[order[0]]
    return [(lines[at], scores[at]) for at in order[:LINES] if scores[at] >= best - WITHIN]


def line_scores(asked: Asked, rows: Sequence[Sequence[float]]) -> list[float]:
    """Score lines by their features."""
    weight = weights().lines[asked.topic.group if asked.topic else OPEN]
    return [sum(map(float.__mul__, weight, row)) for row in rows]


def answers(seen: Mapping[str, float]) -> bool:
    """Say whether a review answers, by what `silence_features` saw."""
    weight = weights().silence
    return sum(weight.get(name, 0.0) * value for name, value in seen.items()) > 0
