"""The lines worth quoting: what a reader would choose, each understood by itself, praise and criticism both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import lines
from bot.analysis.parts import cuts
from bot.analysis.scoring import line_features, vectors, weights, wording
from bot.analysis.types import CLEAR, Quote, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import Rating

MOST = 3
FEWEST_WORDS, MOST_WORDS = 4, 45
KINDS = ("other", "quote", "dangling", "plot")
"""What readers say of a line: worth quoting; an opinion that leans on its neighbours; story, facts and credits."""
RANKED = ("pulled", "wording", "share of the pull", "behind the best", "wording stands out")
"""What the ranking says of a line: it learned which lines critics' editors pull out of their reviews."""
MEANT = ("means a story", "means an opinion", "means a quote", "means a summary")
"""What the words of a line mean, by their vectors: like what readers called each."""
SIGNED = ("polarity", "reads like a verdict", "verdict", "side of the verdict", "polarity of the review")
"""What tells praise from criticism in a line: the same words mean another thing in a review that loves or hates."""
DANGLING_COSTS, PLOT_COSTS = 0.5, 1.0
"""What a line that leans, or tells the story, costs against what a good one is worth."""
STRONG = 0.75
"""The other side is heard when it speaks this strongly."""
_POOL = 15
_LEAST_SHARE = -7.0
_BROKEN_OFF = ("…", "...")
"""A line that ends so was cut short by a site, or leaves its thought to the next one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the models say of each line of a review."""

    features: Floats
    """(lines, features): `line_features.NAMES`, then `RANKED` and `MEANT`."""
    kinds: Floats
    """(lines, 4): the probability of each of `KINDS`."""
    polarity: Floats
    """Praise above 0, criticism below, -1 to 1, as a line of this review."""
    worth: Floats = field(init=False)
    """What quoting each line can be expected to bring."""

    def __post_init__(self) -> None:
        """Weigh the kinds."""
        object.__setattr__(self, "worth", expected(self.kinds))


def expected(kinds: Floats) -> Floats:
    """Say what quoting a line can be expected to bring: a reader's choice is 1, what leans or tells costs."""
    chances = dict(zip(KINDS, kinds.T, strict=True))
    return chances["quote"] - DANGLING_COSTS * chances["dangling"] - PLOT_COSTS * chances["plot"]


def judge(read: Reading, title: str = "") -> Judged:
    """Judge each line of a review, whose film's title is given if it is known."""
    part = weights.part("quotes")
    meant = weights.head(part["meant"]).margins(meanings(read))
    features = np.concatenate([described(read, title), meant], axis=1)
    margins = weights.head(part["kinds"]).margins(features)
    power = np.exp(margins - margins.max(axis=1, keepdims=True))
    sign = weights.head(part["sign"]).margins(leanings(read))[:, 0]
    return Judged(features, power / power.sum(axis=1, keepdims=True), np.tanh(sign / 2.0))


def meanings(read: Reading) -> Floats:
    """Give the mean vector of each line's words: (lines, vectors.SIZE)."""
    lines: list[list[str]] = [[] for _ in read.spans]
    for word, unit in zip(read.tokens, read.unit.tolist(), strict=True):
        lines[unit].append(word.norm)
    return vectors.load().means(lines)


def leanings(read: Reading) -> Floats:
    """Say on which side each line stands, and on which its review: (lines, len(SIGNED))."""
    whole = np.full(len(read.spans), float(np.clip(read.whole["review"], -6, 6)))
    mean = np.full(len(read.spans), float(read.polarity.mean()) if len(read.spans) else 0.0)
    return np.stack([read.polarity, read.sentence["review"], whole, np.tanh(whole), mean], axis=1)


def described(read: Reading, title: str = "") -> Floats:
    """Describe each line, the ranking's view of it included."""
    part = weights.part("quotes")
    features = line_features.describe(read, title)
    worded = wording.margins(read, part["wording"], float(part["wording_unit"]))
    return np.concatenate([features, ranked(weights.head(part["pulled"]).margins(features)[:, 0], worded)], axis=1)


def ranked(margin: Floats, worded: Floats) -> Floats:
    """Lay out what the ranking says of each line by its features and by its wording: (lines, len(RANKED))."""
    if not len(margin):
        return np.zeros((0, len(RANKED)))
    pulled = margin + worded
    best = float(pulled.max())
    share = pulled - best - float(np.log(np.exp(pulled - best).sum()))
    outstanding = (worded - worded.mean()) / max(float(worded.std()), 0.1)
    return np.stack([pulled, worded, np.maximum(share, _LEAST_SHARE), pulled - best, outstanding], axis=1)


def choose(text: str, sentences: Sequence[Sentence], judged: Judged, rating: Rating | None) -> tuple[Quote, ...]:
    """Choose up to three quotes, best first, or none: fewer are better than weak ones.

    Each has 4 to 45 words: a whole sentence, or a part of it, cut at its own punctuation. The first must
    be worth the training's first threshold, the others its second; the third gives way when the other side
    would not be heard.
    """
    first, later = weights.part("quotes")["stops"].tolist()
    ranking = sorted(range(len(sentences)), key=lambda index: (-judged.worth[index], index))
    good = _distinct(
        quote
        for index in ranking
        if judged.worth[index] >= (later if index != ranking[0] else first)
        for quote in _quotable(text, sentences[index], float(judged.polarity[index]), rating)
    )
    other = _other_side(good[:MOST], good[MOST:])
    return tuple([*good[: MOST - 1], other] if other else good[:MOST])


def _quotable(text: str, sentence: Sentence, polarity: float, rating: Rating | None) -> tuple[Quote, ...]:
    """Make a quote of a sentence, if one can be made of it; nobody is shown bars instead of the best line."""
    span = (sentence.start, sentence.end)
    if sentence.spoiler or lines.is_question(sentence.text) or not lines.is_statement(text, span, rating):
        return ()
    if sentence.text.endswith(_BROKEN_OFF):
        return ()
    part = cuts.best(sentence.text, MOST_WORDS)
    if part is None or len(sentence.text[slice(*part)].split()) < FEWEST_WORDS:
        return ()
    start, end = (sentence.start + place for place in part)
    return (Quote(start, end, text[start:end], sentence.opinion, polarity),)


def _other_side(chosen: Sequence[Quote], rest: Sequence[Quote]) -> Quote | None:
    """Find the best line of the side that is not heard yet, when the review takes both sides clearly."""
    if len(chosen) < MOST or not rest:
        return None
    praised = any(quote.polarity > CLEAR for quote in chosen)
    blamed = any(quote.polarity < -CLEAR for quote in chosen)
    if praised == blamed:
        return None
    sign = -1.0 if praised else 1.0
    return next((quote for quote in rest[:8] if sign * quote.polarity > STRONG and quote.opinion > CLEAR), None)


def _distinct(quotes: Iterable[Quote]) -> list[Quote]:
    """Keep the best quotes, without those that share most of their words with a better one."""
    found: list[Quote] = []
    seen: list[set[str]] = []
    for quote in quotes:
        words = set(quote.text.lower().split())
        if all(len(words & other) <= 0.7 * min(len(words), len(other)) for other in seen):
            found.append(quote)
            seen.append(words)
        if len(found) == _POOL:
            break
    return found
