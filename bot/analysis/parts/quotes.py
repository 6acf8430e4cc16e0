"""The lines worth quoting: what a reader would choose, each understood by itself, praise and criticism both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import lines
from bot.analysis.language.clauses import clauses
from bot.analysis.language.text import tokens
from bot.analysis.scoring import line_features, weights, wording
from bot.analysis.types import Quote, Sentence

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
DANGLING_COSTS, PLOT_COSTS = 0.5, 1.0
"""What a line that leans, or tells the story, costs against what a good one is worth."""
CLEAR = 0.5
"""A line this far from the middle takes a side."""
STRONG = 0.75
"""The other side is heard when it speaks this strongly."""
_LONGEST_CUT = 1_500
_POOL = 15
_LEAST_SHARE = -7.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What the models say of each line of a review."""

    features: Floats
    """(lines, features): `line_features.NAMES`, then `RANKED`."""
    kinds: Floats
    """(lines, 4): the probability of each of `KINDS`."""

    @property
    def worth(self) -> Floats:
        """What quoting each line can be expected to bring: readers' choice counts 1, what they would not choose costs."""
        return (
            self.kinds[:, KINDS.index("quote")]
            - DANGLING_COSTS * self.kinds[:, KINDS.index("dangling")]
            - PLOT_COSTS * self.kinds[:, KINDS.index("plot")]
        )


def judge(read: Reading, title: str = "") -> Judged:
    """Judge each line of a review, whose film's title is given if it is known."""
    features = described(read, title)
    margins = weights.head(weights.part("quotes")["kinds"]).margins(features)
    power = np.exp(margins - margins.max(axis=1, keepdims=True))
    return Judged(features, power / power.sum(axis=1, keepdims=True))


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

    Each is a whole sentence of 4 to 45 words, or the first clauses of a longer one, cut at its own
    punctuation. The first must be worth the training's first threshold, the others its second;
    the third gives way when the other side would not be heard.
    """
    worth = judged.worth
    first, later = weights.part("quotes")["stops"].tolist()
    ranking = sorted(range(len(sentences)), key=lambda index: (-worth[index], index))
    pairs = _distinct(
        (float(worth[index]), quote) for index in ranking for quote in _quotable(text, sentences[index], rating)
    )
    good = [quote for place, (value, quote) in enumerate(pairs) if value >= (later if place else first)]
    chosen = good[:MOST]
    other = _other_side(chosen, good[MOST:])
    return tuple([*chosen[: MOST - 1], other] if other else chosen)


def _quotable(text: str, sentence: Sentence, rating: Rating | None) -> tuple[Quote, ...]:
    """Make a quote of a sentence, if one can be made of it."""
    if lines.is_question(sentence.text) or not lines.is_statement(text, (sentence.start, sentence.end), rating):
        return ()
    words = len(sentence.text.split())
    end = sentence.end if words <= MOST_WORDS else _cut(text, sentence)
    line = text[sentence.start : end]
    if not FEWEST_WORDS <= len(line.split()) <= MOST_WORDS:
        return ()
    return (Quote(sentence.start, end, line, sentence.opinion, sentence.polarity, sentence.spoiler),)


def _cut(text: str, sentence: Sentence) -> int:
    """Find where a long sentence can end: after the last clause that still fits. Spoilers are never cut."""
    if sentence.spoiler or len(sentence.text) > _LONGEST_CUT:
        return sentence.start
    end = sentence.start
    for (_, stop), _ in clauses(tokens(sentence.text)):
        after = text[sentence.start + stop : sentence.start + stop + 2].strip()
        if len(sentence.text[:stop].split()) <= MOST_WORDS and after[:1] in {",", ";", ":", "-", "—", "."}:
            end = sentence.start + stop
    return end if len(text[sentence.start : end].split()) >= 2 * FEWEST_WORDS else sentence.start


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


def _distinct(quotes: Iterable[tuple[float, Quote]]) -> list[tuple[float, Quote]]:
    """Keep the best quotes, without those that share most of their words with a better one."""
    found: list[tuple[float, Quote]] = []
    seen: list[set[str]] = []
    for worth, quote in quotes:
        words = set(quote.text.lower().split())
        if all(len(words & other) <= 0.7 * min(len(words), len(other)) for other in seen):
            found.append((worth, quote))
            seen.append(words)
        if len(found) == _POOL:
            break
    return found
