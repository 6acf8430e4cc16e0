"""Whether a line praises what it speaks of, or criticises it.

What speaks: the words themselves ("hilarious"), the words that judge in the same clause and in the same line, the
line's own polarity, what the review says of that side of the film here or in another line, and the review's verdict.
A logistic regression weighs them, fitted once to 1,096 judgements of the marked reviews that name a facet (260
reviews; sides read by models that never saw the film): of those it is sure of, margins from 1 on, 0.92 are right,
from 2 on 0.96; of all, 0.85. The line's polarity alone: 0.81.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.analysis.language.clauses import clauses
from bot.analysis.language.stance import negated, signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.language.text import Token
    from bot.analysis.types import Analysis, Aspect, AspectOpinion, Sentence

_ITSELF, _CLAUSE, _LINE = 1.1, 0.65, 0.25
_POLARITY, _SIDE_HERE, _SIDE_ELSEWHERE, _VERDICT = 0.22, 0.63, 0.72, 0.13
_BIAS = -0.15
_MOST_WORDS = 2
"""More words of praise than that in one line say no more."""
_EXTREME = 0.98
_ENDS = 2
"""A question mark among so many last words and marks makes a line a question, which judges nothing."""
SURE, SURE_BY_WORDS = 1.0, 1.5
"""The margin from which a line takes a side; where only words near by judge, it has to be surer."""
_DOUBTED = 1.9
"""The largest margin where one thing alone says that the line judges what it names. Of such lines readers marked 0.7
so, of those with two signs of it (a side of the film rests on it, the name itself judges, words near by do) 0.9."""
DOUBTED = math.tanh(_DOUBTED / 2.0)
"""The same as a polarity."""
_OPINION = 0.7
"""A line that is less likely to be opinion than this takes none, unless a side of the film rests on it."""


class Line:
    """A line of a review, read once for everything that it names."""

    def __init__(self, sentence: Sentence, words: Sequence[Token]) -> None:
        norms = [word.norm for word in words]
        self.sentence = sentence
        self.words = words
        self.asks = "?" in norms[-_ENDS:]
        self._turned = negated(norms)
        self._upto = [0, *accumulate(signs(norms))]
        self._bounds = [0, *self._cuts(), len(words)]

    def _cuts(self) -> Iterator[int]:
        """Yield the places where clauses begin."""
        starts = [word.start for word in self.words]
        for (start, _), _ in clauses(self.words):
            yield bisect_left(starts, start)

    def turns(self, place: int) -> bool:
        """Say whether a negation governs the word at a place."""
        return self._turned[place]

    def near(self, first: int, last: int) -> int:
        """Weigh praise and blame in the clause around the words from `first` up to, not including, `last`."""
        clause = bisect_right(self._bounds, first)
        return self._balance(self._bounds[clause - 1], max(last, self._bounds[clause]), first, last)

    def around(self, first: int, last: int) -> int:
        """Weigh praise and blame in the whole line around some words."""
        return self._balance(0, len(self.words), first, last)

    def _balance(self, begin: int, end: int, first: int, last: int) -> int:
        """Count praise less blame from `begin` to `end`, without some words; two of a kind are many."""
        total = self._upto[end] - self._upto[begin] - self._upto[last] + self._upto[first]
        return max(-_MOST_WORDS, min(_MOST_WORDS, total))


def margin(line: Line, first: int, last: int, analysis: Analysis, side: Aspect, itself: int = 0) -> float:
    """Give the log-odds that a line praises what its words from `first` to `last` name; 0 where it does not judge that.

    `side` is the side of the film that it belongs to, `itself` the side that its name takes.
    """
    opinion = next((each for each in analysis.aspects if each.aspect == side), None)
    here = opinion is not None and _rests_on(opinion, line.sentence)
    near = line.near(first, last)
    found = (
        _ITSELF * itself
        + _CLAUSE * near
        + _LINE * line.around(first, last)
        + _POLARITY * _log_odds(line.sentence.polarity)
        + (_SIDE_HERE if here else _SIDE_ELSEWHERE) * (_log_odds(opinion.polarity) if opinion else 0.0)
        + _VERDICT * _log_odds(analysis.sentiment.score)
        + _BIAS
    )
    signs_of_it = here + (itself != 0) + (near * found > 0)
    stated = (here or line.sentence.opinion >= _OPINION) and not line.asks
    sure = SURE if here or itself else SURE_BY_WORDS
    if not signs_of_it or not stated or abs(found) < sure:
        return 0.0
    return found if signs_of_it > 1 else math.copysign(min(abs(found), _DOUBTED), found)


def _rests_on(opinion: AspectOpinion, line: Sentence) -> bool:
    return opinion.sentence.start < line.end and line.start < opinion.sentence.end


def _log_odds(polarity: float) -> float:
    return 2.0 * math.atanh(max(-_EXTREME, min(_EXTREME, polarity)))
