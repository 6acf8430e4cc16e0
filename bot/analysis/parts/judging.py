"""Does a text judge a film at all? Reviews told from stories, from judgements of other things, and from talk.

Two logistic layers over named features: review against anything else (a plot, a recipe, a hotel), and
review against people who talk about films. The first features are what the words say: a
weight for each word that training found telling, averaged over the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.analysis.language import lexicons
from bot.analysis.scoring import weights
from bot.analysis.scoring.weights import logistic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import FilmTitle

QUESTIONS = ("film", "talk")
"""What the two layers, and the two weights of each word, tell a review from: all that judges no film, and talk."""
FEATURES = (
    "words of reviews",
    "words of talk",
    "mean opinion",
    "highest opinion",
    "mean judgement",
    "strongest judgement",
    "quotable",
    "strength of review",
    "strength of liked",
    "strength of sentence",
    "length",
    "film named as such",
    "rated or titled",
    "questions",
    "known n-grams",
    "opinion of the whole",
    "words of reviews by length",
    "opinion by length",
    "first person judges",
    "talks to others",
    "words of the craft",
    "judges the craft",
)
WATCHED = (0.6, 0.65)
"""What a message must reach on both questions to be answered unasked: a twentieth of the long runs of talk does."""
READS = 0.1
"""Below it, a text that is handed in is asked about."""
FEWEST_WORDS = 40
"""A message of fewer words is not answered unasked."""
MOST_CRAFT = 4
"""So many different words of the craft say all that they can say."""
SURE_TITLE = 0.8
"""A title without a year counts as a film's name from this confidence on."""
_I_JUDGE = re.compile(
    r"\bi(?:'ve|'d|’ve|’d)?\s+(?:\w+\s+){0,2}?(?:loved?|liked?|hated?|enjoyed?|adored?|disliked?|recommend|"
    r"laughed|cried|sobbed|wept|found|thought|was (?:bored|moved|disappointed|impressed))\b",
    re.IGNORECASE,
)
_TO_OTHERS = re.compile(
    r"<[@#][!&]?\d|\b(?:lol|lmao|haha\w{0,10}|anyone|anybody|guys|hey|hi|hello|thanks|do you|does anyone|did you|"
    r"have you|are you|would you|let me know|see you|i agree|me too|yeah|yep|nope|okay|ok|you think|what about)\b",
    re.IGNORECASE,
)


class Judging(NamedTuple):
    """Probabilities that a text judges a film, and that it is no talk."""

    film: float
    alone: float


def titles(named: FilmTitle | None) -> bool:
    """Say whether a film's name is evidence of a review: named with its year, or hardly to be doubted."""
    return named is not None and (named.year is not None or named.confidence >= SURE_TITLE)


def judges(read: Reading, words: int, *, rated: bool, titled: bool) -> Judging:
    """Say how likely a text is a review: of a film rather than anything else, and rather than talk."""
    stored = weights.part("judging")
    says = {name: word_margin(read.norms, _vocabulary(stored), name) for name in QUESTIONS}
    row = features(read, words, says, rated=rated, titled=titled)
    found = [float(logistic(weights.head(stored["head_" + name]).margins(row[None, :])[0])[0]) for name in QUESTIONS]
    return Judging(found[0], found[1])


def features(read: Reading, words: int, says: Mapping[str, float], *, rated: bool, titled: bool) -> Floats:
    """Describe a text: one row of `FEATURES`. `says` holds what its words say on each question."""
    opinion = logistic(read.opinion) if len(read.opinion) else np.zeros(1)
    felt = opinion * np.abs(np.tanh(read.polarity / 2.0)) if len(read.opinion) else np.zeros(1)
    norms = read.norms
    things, craft = film_words(), craft_words()
    crafted = [line for line, words_of in enumerate(read.lines) if not craft.isdisjoint(words_of)]
    length = float(np.log(max(2, words)))
    lines = max(1, len(read.spans))
    return np.array(
        [
            says["film"],
            says["talk"],
            *(float(opinion.mean()), float(opinion.max()), float(felt.mean()), float(felt.max())),
            read.whole["quotable"],
            *(abs(read.whole[name]) for name in ("review", "liked", "sentence")),
            length,
            float(min(3, sum(norm in things for norm in norms))),
            float(rated) + float(titled),
            norms.count("?") / lines,
            read.different / max(1, len(norms)),
            read.whole["opinion"],
            says["film"] / length,
            float(opinion.mean()) * length,
            float(_I_JUDGE.search(read.text) is not None),
            sum(1 for _ in _TO_OTHERS.finditer(read.text)) * 60.0 / max(60, words),
            float(min(MOST_CRAFT, len(craft.intersection(norms)))),
            min(3.0, float(felt[crafted].sum())) if crafted else 0.0,
        ]
    )


@cache
def film_words() -> frozenset[str]:
    """Read the words that name the thing itself: film, movie, flick."""
    return frozenset(lexicons.lines("film_words")[0])


@cache
def craft_words() -> frozenset[str]:
    """Read the words for what a film is made of: acting, photography, score, ending."""
    return frozenset(lexicons.lines("film_words")[1])


class Vocabulary(NamedTuple):
    """Telling words, each with its row, and what it says on each question."""

    rows: Mapping[str, int]
    says: Mapping[str, Floats]
    bias: Mapping[str, float]


def word_margin(norms: Iterable[str], vocabulary: Vocabulary, question: str) -> float:
    """Add up what a text's different words say, over the root of their number, as in training."""
    rows = [vocabulary.rows[norm] for norm in set(norms) if norm in vocabulary.rows]
    if not rows:
        return vocabulary.bias[question]
    return float(vocabulary.says[question][rows].sum()) / len(rows) ** 0.5 + vocabulary.bias[question]


def unpack(stored: Mapping[str, NDArray[Any]]) -> Vocabulary:
    """Read the words and their weights from the arrays of the part."""
    words: Sequence[str] = bytes(stored["words"]).decode().split("\n")
    says = {name: stored["word_" + name].astype(np.float64) * float(stored["unit_" + name]) for name in QUESTIONS}
    return Vocabulary(
        {word: row for row, word in enumerate(words)},
        says,
        {name: float(stored["bias_" + name]) for name in QUESTIONS},
    )


_UNPACKED: list[tuple[Mapping[str, NDArray[Any]], Vocabulary]] = []


def _vocabulary(stored: Mapping[str, NDArray[Any]]) -> Vocabulary:
    """Unpack the words once for the arrays in use."""
    if not _UNPACKED or _UNPACKED[0][0] is not stored:
        _UNPACKED[:] = [(stored, unpack(stored))]
    return _UNPACKED[0][1]
