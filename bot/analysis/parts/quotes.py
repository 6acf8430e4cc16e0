"""The lines worth quoting: what a reader would choose, each understood by itself, praise and criticism both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.parts import cuts
from bot.analysis.scoring import line_features, weights, wording
from bot.analysis.types import CLEAR, Quote, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

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
PULL_COUNTS = 1.0
"""What the ranking counts in a long review. In a short one readers choose by what a line says, wherever it stands."""
FEW_LINES, MANY_LINES = 12, 36
"""A review of so few lines is a short one, and one of so many long."""
LENIENCY = 0.8
"""By how much less a further quote of a long review must be likely, against one of a short review."""
STRONG = 0.75
"""The other side is heard when it speaks this strongly."""
MOST_PLOT = 0.2
"""A line that is likelier to tell the story, or facts, is not quoted, however telling it is."""
BROKEN_OFF = ("…", "...")
"""A line that ends so was cut short by a site, or leaves its thought to the next one."""
_POOL = 15
_LEAST_SHARE = -7.0
_LEAST_CHANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Judged:
    """What the models say of each line of a review."""

    features: Floats
    """(lines, features): `line_features.NAMES`, then `RANKED` and `MEANT`."""
    kinds: Floats
    """(lines, 4): the probability of each of `KINDS`."""
    polarity: Floats
    """Praise above 0, criticism below, -1 to 1, as a line of this review."""
    chance: Floats = field(init=False)
    """The probability that a reader would quote each line."""
    worth: Floats = field(init=False)
    """What decides between lines: see `worth`."""

    def __post_init__(self) -> None:
        """Weigh the lines."""
        chance = self.kinds[:, KINDS.index("quote")]
        object.__setattr__(self, "chance", chance)
        object.__setattr__(self, "worth", worth(self.features, chance))


def worth(features: Floats, chance: Floats) -> Floats:
    """Weigh a reader's choice with an editor's: the log of both chances, the editor's the more the longer a review."""
    share = features[:, len(line_features.NAMES) + RANKED.index("share of the pull")]
    return np.log(chance + _LEAST_CHANCE) + PULL_COUNTS * length(len(chance)) * share


def enough(later: float, lines: int) -> float:
    """Say how likely a further quote must be: less in a long review, whose lines share the readers' choice."""
    return later * (1.0 - LENIENCY * length(lines))


def length(lines: int) -> float:
    """Say how long a review of so many lines is: 0 short, 1 long."""
    return float(np.clip(np.log(max(lines, 1) / FEW_LINES) / np.log(MANY_LINES / FEW_LINES), 0.0, 1.0))


def judge(read: Reading, title: str = "") -> Judged:
    """Judge each line of a review, whose film's title is given if it is known."""
    part = weights.part("quotes")
    buckets = read.wording
    meant = weights.head(part["meant"]).margins(read.meaning)
    features = np.concatenate([described(read, buckets, title), meant], axis=1)
    worded = wording.margins(buckets, len(features), part["kinds_wording"], float(part["kinds_unit"]))
    margins = weights.head(part["kinds"]).margins(features) + worded
    power = np.exp(margins - margins.max(axis=1, keepdims=True))
    sign = weights.head(part["sign"]).margins(leanings(read))[:, 0]
    return Judged(features, power / power.sum(axis=1, keepdims=True), np.tanh(sign / 2.0))


def leanings(read: Reading) -> Floats:
    """Say on which side each line stands, and on which its review: (lines, len(SIGNED))."""
    whole = np.full(len(read.spans), float(np.clip(read.whole["review"], -6, 6)))
    mean = np.full(len(read.spans), float(read.polarity.mean()) if len(read.spans) else 0.0)
    return np.stack([read.polarity, read.sentence["review"], whole, np.tanh(whole), mean], axis=1)


def described(read: Reading, buckets: wording.Buckets, title: str = "") -> Floats:
    """Describe each line, the ranking's view of it included."""
    features = line_features.describe(read, title)
    return np.concatenate([features, ranking(features, buckets)], axis=1)


def ranking(features: Floats, buckets: wording.Buckets) -> Floats:
    """Ask the ranking about each line, by its features and by its wording: (lines, len(RANKED))."""
    part = weights.part("quotes")
    worded = wording.margins(buckets, len(features), part["wording"], float(part["wording_unit"]))[:, 0]
    return ranked(weights.head(part["pulled"]).margins(features)[:, 0], worded)


def ranked(margin: Floats, worded: Floats) -> Floats:
    """Lay out what the ranking says of each line by its features and by its wording: (lines, len(RANKED))."""
    if not len(margin):
        return np.zeros((0, len(RANKED)))
    pulled = margin + worded
    best = float(pulled.max())
    share = pulled - best - float(np.log(np.exp(pulled - best).sum()))
    outstanding = (worded - worded.mean()) / max(float(worded.std()), 0.1)
    return np.stack([pulled, worded, np.maximum(share, _LEAST_SHARE), pulled - best, outstanding], axis=1)


def choose(sentences: Sequence[Sentence], judged: Judged, states: Sequence[bool], *, short: bool) -> tuple[Quote, ...]:
    """Choose up to three quotes, best first, or none: fewer are better than weak ones.

    Each has 4 to 45 words: a whole sentence, or a part of it, cut at its own punctuation. Nothing is quoted
    when it is too likely that no line of the review is worth it; where the words are so few that they are `short`
    enough to be shown whole, each line counts for itself. The third gives way when the other side would not be heard.
    """
    silent, later = weights.part("quotes")["stops"].tolist()
    open_to = [index for index, sentence in enumerate(sentences) if can_be_quoted(sentence, states=states[index])]
    if not open_to or (not short and any_chance(judged.chance[open_to]) < silent):
        return ()
    plot = judged.kinds[:, KINDS.index("plot")]
    open_to = [index for index in open_to if plot[index] <= MOST_PLOT]
    ordered = sorted(open_to, key=lambda index: (-judged.worth[index], index))
    later = enough(later, len(sentences))
    good = _distinct(
        quote
        for index in ordered
        if judged.chance[index] >= later or (index == ordered[0] and not short)
        for quote in _quote(sentences[index], float(judged.polarity[index]))
    )
    other = _other_side(good[:MOST], good[MOST:])
    return tuple([*good[: MOST - 1], other] if other else good[:MOST])


def any_chance(chance: Floats) -> float:
    """Give the probability that at least one of some lines is worth quoting, each for itself."""
    return 1.0 - float(np.prod(1.0 - chance))


def can_be_quoted(sentence: Sentence, *, states: bool) -> bool:
    """Say whether a line may be quoted: it states something, whole; nobody is shown bars instead of the best line."""
    return states and not sentence.spoiler and not sentence.text.endswith(BROKEN_OFF)


def _quote(sentence: Sentence, polarity: float) -> tuple[Quote, ...]:
    """Make a quote of a sentence, if one can be made of it."""
    part = cuts.best(sentence.text, MOST_WORDS)
    if part is None or len(sentence.text[slice(*part)].split()) < FEWEST_WORDS:
        return ()
    start, end = part
    return (Quote(sentence.start + start, sentence.start + end, sentence.text[start:end], sentence.opinion, polarity),)


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
