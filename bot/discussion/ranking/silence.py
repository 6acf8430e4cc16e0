"""Whether a review answers a question at all: what decides on it, each with a name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bot.analysis.types import Sentence
from bot.discussion.language.asked import Asked
from bot.discussion.language.topics import OPEN
from bot.discussion.language.words import words
from bot.discussion.ranking.features import FEATURES

SILENCE_FEATURES: Final = (
    "bias",
    # Of the line that is ranked first.
    "best",  # its score
    "best_says",
    "best_says_much",
    "best_near",
    "best_near_opinion",
    "best_alike",
    "best_named_near",
    "best_opinion",
    "best_strong_opinion",
    "best_praise",
    "best_criticism",
    # Of all lines: the most of any.
    "most_says_much",
    "most_says_opinion",
    "most_says_near",
    "most_near",
    "most_near_opinion",
    "most_alike",
    "most_alike_word",
    "most_alike_opinion",
    "most_subject",
    "most_asked",
    "most_same_word",
    "most_named",
    "most_named_near",
    "saying",  # log of the lines that hold much of what answers
    "clear",  # the first line's share of all scores
    "answering",  # log of the summed scores
    "lines",  # log of the lines
    # Of the question.
    "fact",  # it asks where, when or who
    "unsaid",  # log of its own words that the review never uses
    "nothing_asked",
)
"""Besides these, each kind of topic, each topic, and what each group of topics makes of the lines that say most."""
_BEST: Final = tuple(name.removeprefix("best_") for name in SILENCE_FEATURES if name.startswith("best_"))
_MOST: Final = tuple(name.removeprefix("most_") for name in SILENCE_FEATURES if name.startswith("most_"))
_OF_GROUP: Final = ("most_says_much", "most_says_opinion")
_MUCH: Final = 0.3
_COLUMN: Final = {name: at for at, name in enumerate(FEATURES)}


def silence_features(
    asked: Asked, lines: Sequence[Sentence], rows: Sequence[Sequence[float]], scores: Sequence[float]
) -> dict[str, float]:
    """Give what decides on silence, by name; what is 0 may be missing. `rows` and `scores` are the lines'."""
    best = max(range(len(scores)), key=scores.__getitem__)
    top = scores[best]
    total = sum(math.exp(score - top) for score in scores)
    says = [row[_COLUMN["says_much"]] for row in rows]
    found = {
        "bias": 1.0,
        "best": top,
        "saying": math.log1p(sum(much > math.log1p(_MUCH) for much in says)),
        "clear": 1.0 / total,
        "answering": top + math.log(total),
        "lines": math.log1p(len(lines)),
        "fact": float(asked.fact),
        "unsaid": math.log1p(unsaid(asked, lines)),
        "nothing_asked": float(not asked.content and not asked.judging),
    }
    found |= {f"best_{name}": rows[best][_COLUMN[name]] for name in _BEST}
    found |= {f"most_{name}": max(row[_COLUMN[name]] for row in rows) for name in _MOST}
    return found | _of_topic(asked, found)


def _of_topic(asked: Asked, found: dict[str, float]) -> dict[str, float]:
    """Give what is known of a topic before any review is read, and what its group makes of the lines."""
    topic = asked.topic
    if topic is None:
        return {f"kind:{OPEN}": 1.0}
    of_group = {f"{name}:{topic.group}": found[name] for name in _OF_GROUP}
    return {f"kind:{topic.kind}": 1.0, f"topic:{topic.name}": 1.0, **of_group}


def unsaid(asked: Asked, lines: Sequence[Sentence]) -> int:
    """Count the question's own words that a review never uses; a quality is one word, however it is called."""
    stems = {word.stem for line in lines for word in words(line.text)}
    return int(not asked.said(stems)) if asked.quality else len(asked.own - stems)
