"""The lines of one review that answer a question: a linear model over features that can be read aloud.

Each line gets the log-odds that it answers: by what it has to do with the question, what it says, how, and where
(`features`), which each group of questions (a side of the film, the worst thing, whom it is for) weighs in its own way;
and by what its words mean together, which each topic weighs in its own way. Where no line is likely enough, the review
does not answer. `python -m bot.discussion.ranking.training` fits it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.analysis import analyze
from bot.analysis.types import Sentence
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.topics import OPEN
from bot.discussion.ranking.features import FEATURES, line_features, meanings

LINES: Final = 5
"""As many lines as are worth showing for one review."""
WITHIN: Final = 5.0
"""Lines whose score is further below the best one are no answers."""
WHOLE: Final = "whole"
"""The group of questions that name the film and nothing else: "how is the movie?"."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted weights."""

    lines: Mapping[str, NDArray[np.float64]]
    """For each group of questions, in the order of `FEATURES`."""
    topics: Mapping[str, float]
    """What each topic adds: how often reviews answer it."""
    meanings: Mapping[str, NDArray[np.float64]]
    """For each topic, what lines that answer it mean."""
    enough: float
    """A review answers when its best line scores more."""


@cache
def weights() -> Weights:
    """Read ranking.json and ranking.npz, once."""
    data = files("bot.discussion").joinpath("data")
    stored = json.loads(data.joinpath("ranking.json").read_text(encoding="utf-8"))
    with np.load(io.BytesIO(data.joinpath("ranking.npz").read_bytes()), allow_pickle=False) as arrays:
        meant = dict(zip(arrays["topics"].tolist(), arrays["meanings"].astype(np.float64), strict=True))
    return Weights(
        {group: np.array([named[name] for name in FEATURES]) for group, named in stored["lines"].items()},
        stored["topics"],
        meant,
        stored["enough"],
    )


def group_of(asked: Asked) -> str:
    """Name the group of a question: those whose answers look alike."""
    if asked.topic is None:
        return OPEN
    return WHOLE if asked.topic.general and asked.names_film else asked.topic.group


def topic_name(asked: Asked) -> str:
    """Name a question's topic."""
    return asked.topic.name if asked.topic else OPEN


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
    rows = np.array(line_features(asked, lines))
    scores = _scores(asked, lines, rows)
    order = sorted(range(len(lines)), key=lambda at: (-scores[at], at))
    best = scores[order[0]]
    if best <= weights().enough or not is_met(asked, rows):
        return []
    return [(lines[at], scores[at]) for at in order[:LINES] if scores[at] >= best - WITHIN]


def is_met(asked: Asked, rows: NDArray[np.float64]) -> bool:
    """Say whether any line holds a word of what is asked, or one that answers it.

    Only a side of the film, a quality, and what is no known topic are to be met so: any opinion may answer whether a
    film is worth watching.
    """
    if asked.topic is None:
        return bool(rows[:, _OWN_WORDS].any())
    return asked.topic.group not in _MET or bool(rows[:, _TOPIC_WORDS].any())


_MET: Final = frozenset({"side", "quality"})
_OWN_WORDS: Final = [FEATURES.index("asked"), FEATURES.index("subject")]
_TOPIC_WORDS: Final = [FEATURES.index("asked"), FEATURES.index("says"), FEATURES.index("named")]


def line_scores(asked: Asked, lines: Sequence[Sentence]) -> list[float]:
    """Give the log-odds that each line answers."""
    return _scores(asked, lines, np.array(line_features(asked, lines))) if lines else []


def _scores(asked: Asked, lines: Sequence[Sentence], rows: NDArray[np.float64]) -> list[float]:
    known, topic = weights(), topic_name(asked)
    scores = rows @ known.lines[group_of(asked)] + known.topics.get(topic, 0.0)
    if topic in known.meanings:
        scores = scores + meanings(lines) @ known.meanings[topic]
    return scores.tolist()
