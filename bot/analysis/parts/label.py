"""The verdict: positive, mixed, negative or not sure, from the words, their places and the rating as written.

A softmax layer for each length of text weighs a few dozen named features, of which the n-gram models'
margins are the first. A second question comes before it: does the text judge a film at all
(`judging`)? Where it does not, or where no label is likely enough, the answer is "unsure".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.analysis.parts import turns
from bot.analysis.scoring import weights
from bot.analysis.scoring.weights import logistic
from bot.analysis.types import Label, Sentiment

if TYPE_CHECKING:
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import Rating

LABELS: tuple[Label, Label, Label] = ("negative", "mixed", "positive")
KINDS = (("take", 20), ("note", 85), ("review", 350), ("essay", 10**9))
"""Texts are judged by a layer of their own kind: each kind with the number of words that is too long for it."""
WORDS = (
    "review",
    "liked",
    "disliked",
    "sentence",
    "middle",
    "quotable",
    "strength of review",
    "mean polarity of opinions",
    "spread of polarity",
    "last line",
    "last three lines",
    "first two lines",
    "share of praise",
    "share of blame",
    "the lesser share",
    "verdict lines",
    "last verdict line",
    "highest praise",
    "harshest blame",
    "contrasts",
    "length",
    "questions",
    "exclamations",
    "known n-grams",
    "liked in few words",
    "disliked in few words",
    "middle in few words",
    "review in few words",
)
RATING = ("rated", "rating", "low rating", "high rating")
FEATURES = (*WORDS, *RATING)
"""What the layers see, in order."""
LOW, HIGH = 4.0, 7.0
"""A rating, 0 to 10, of at most so much is low, of at least so much high."""
_SAYS = {"review": 1.0, "liked": 1.0, "disliked": -1.0, "sentence": 1.0}
"""The n-gram models that tell praise from blame, and which of both makes each grow."""
_WHOLE = ("review", "liked", "disliked", "sentence", "middle")
_CONTRAST = frozenset(
    "but however although though despite yet unfortunately still while except".split()  # noqa: SIM905 - read as prose
)
_VERDICT = frozenset(
    "film movie picture films movies flick cinema watch watched watching recommend recommended entertainment sequel "  # noqa: SIM905 - as above
    "comedy drama thriller".split()
)
_BRIEF = 4.6
"""The logarithm of a hundred words: below it, the models of short notes count for more."""


class Judged(NamedTuple):
    """How likely each label is (negative, mixed, positive): by words and rating together, and by the words alone."""

    together: Floats
    words: Floats


def verdict(read: Reading, rated: Rating | None, words: int, about: float) -> Sentiment:
    """Label a reading; `about` is the probability that it judges a film at all."""
    judged = judge(read, rated, words)
    stored = weights.part("label")
    kind = kind_of(words)
    best = int(judged.together.argmax())
    confidence = float(judged.together[best])
    score = float(judged.words[2] - judged.words[0])
    least, film = (float(limit) for limit in stored["limits_" + kind])
    unsure = confidence < least or about < film or turns.contradict(read.text, LABELS[best], words)
    return Sentiment("unsure" if unsure else LABELS[best], score, confidence)


def judge(read: Reading, rated: Rating | None, words: int) -> Judged:
    """Weigh everything into the probabilities of the labels."""
    head = weights.head(weights.part("label")["head_" + kind_of(words)])
    seen = features(read, rated)
    both = np.stack([seen, seen])
    both[1, len(WORDS) :] = 0.0
    margin = head.margins(both)
    power = np.exp(margin - margin.max(axis=1, keepdims=True))
    together, alone = power / power.sum(axis=1, keepdims=True)
    return Judged(together, alone)


def moved(read: Reading, rated: Rating, words: int) -> float:
    """Say how far the rating as written moves the verdict: the change of the log-odds of positive over negative."""
    head = weights.head(weights.part("label")["head_" + kind_of(words)])
    rows = np.zeros((2, len(FEATURES)))
    rows[0] = features(read, rated)
    rows[1, : len(WORDS)] = rows[0, : len(WORDS)]
    margin = head.margins(rows)
    return float((margin[0, 2] - margin[0, 0]) - (margin[1, 2] - margin[1, 0]))


def pulls(words: int) -> dict[str, float]:
    """Say how far a step of each n-gram model's margin moves the log-odds of positive over negative."""
    head = weights.head(weights.part("label")["head_" + kind_of(words)])
    step = (head.weight[:, 2] - head.weight[:, 0]) / head.spread
    brief = max(0.0, _BRIEF - float(np.log(max(2, words))))
    found: dict[str, float] = {}
    for name, sign in _SAYS.items():
        pull = step[FEATURES.index(name)]
        if f"{name} in few words" in FEATURES:
            pull += brief * step[FEATURES.index(f"{name} in few words")]
        # A model that praise makes grow pulls towards praise, or not at all: the layer's own sign may be a correction.
        found[name] = sign * max(0.0, sign * float(pull))
    return found


def kind_of(words: int) -> str:
    """Name the kind of a text of so many words."""
    return next(name for name, limit in KINDS if words < limit)


def features(read: Reading, rated: Rating | None) -> Floats:
    """Describe a review by its whole, its lines and its rating: one row of `FEATURES`."""
    opinion, polarity = logistic(read.opinion), np.clip(read.polarity, -5, 5)
    total = max(float(opinion.sum()), 1e-6)
    mean = float((opinion * polarity).sum()) / total
    weighed, felt = opinion * polarity, opinion * np.tanh(polarity / 2.0)
    praise = float((opinion * (polarity > 0.5)).sum()) / total
    blame = float((opinion * (polarity < -0.5)).sum()) / total
    review, liked, disliked, sentence, middle = (float(np.clip(read.whole[name], -6, 6)) for name in _WHOLE)
    norms = read.norms
    length = float(np.log(max(2, len(norms))))
    brief = max(0.0, _BRIEF - length)
    lines = max(1, len(read.spans))
    return np.array(
        [
            *(review, liked, disliked, sentence, middle, read.whole["quotable"], abs(review)),
            mean,
            float(np.sqrt((opinion * (polarity - mean) ** 2).sum() / total)),
            *(_mean(weighed[-1:]), _mean(weighed[-3:]), _mean(weighed[:2])),
            *(praise, blame, min(praise, blame)),
            *_verdict_lines(read, opinion, polarity),
            *(float(felt.max(initial=-1.0)), float(felt.min(initial=1.0))),
            100.0 * sum(norm in _CONTRAST for norm in norms) / max(10, len(norms)),
            *(length, norms.count("?") / lines, norms.count("!") / lines),
            read.different / max(2, len(norms)),
            *(brief * liked, brief * disliked, brief * middle, brief * review),
            *_rating(rated),
        ]
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _verdict_lines(read: Reading, opinion: Floats, polarity: Floats) -> tuple[float, float]:
    """Weigh the lines that speak of the film as a whole: (their mean polarity, that of the last one)."""
    speaks = np.zeros(len(opinion), bool)
    units = [unit for word, unit in zip(read.tokens, read.unit, strict=True) if word.norm in _VERDICT]
    speaks[units] = True
    found = np.flatnonzero(speaks)
    if not len(found):
        return 0.0, 0.0
    share = opinion[found]
    return float((share * polarity[found]).sum() / (share.sum() + 0.5)), float((opinion * polarity)[found[-1]])


def _rating(rated: Rating | None) -> tuple[float, float, float, float]:
    """Describe the rating as written: whether there is one, its value from -1 to 1, whether it is low, or high."""
    if rated is None:
        return 0.0, 0.0, 0.0, 0.0
    return 1.0, rated.value / 5.0 - 1.0, float(rated.value <= LOW), float(rated.value >= HIGH)
