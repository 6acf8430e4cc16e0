"""Why: the words and phrases that decided, from the weights of the models that decided, and the rating as written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import lexicons, stance
from bot.analysis.language.clauses import CONTRASTS
from bot.analysis.parts import label
from bot.analysis.scoring import ngrams, weights
from bot.analysis.types import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.language.text import Span, Token
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import Label, Rating

MOST = 10
NEGATED = "negated"
RATING = "rating"
"""The note of a reason that is the rating as written."""
_LOOKED_AT = 400
"""So many n-grams are looked at, those that weigh most first."""
_LOOK_BACK = 7
_LEAST = 0.004
"""A phrase that moves the verdict by less is no reason."""


def explain(
    read: Reading, said: Label, words: int, rated: Rating | None, title: str = "", hidden: Sequence[Span] = ()
) -> tuple[Reason, ...]:
    """List the phrases that moved the label most, strongest first, with what each did to the odds of praise over blame.

    A phrase gathers what its own words contribute; no two overlap. Left out are names, the title's words, whatever
    neither praises nor blames by itself, what is behind spoiler bars, and words that the models of reviews and of
    single lines take differently.
    With a label that is for or against, nothing on the other side weighs as much as the strongest on its own.
    """
    found = _phrases(read, words, _open(read, title, hidden))
    if rated is not None and not _within(rated.start, rated.end, hidden):
        found.append(Reason(rated.raw, label.moved(read, rated, words), rated.start, rated.end, RATING))
    found = [one for one in found if one.note == RATING or not _overlap(one, rated)]
    found.sort(key=lambda reason: -abs(reason.weight))
    return tuple(_agreeing(found, said)[:MOST])


def _agreeing(found: list[Reason], said: Label) -> list[Reason]:
    """Leave out what would make the label look wrong: weightier reasons for the contrary than any for itself."""
    if said not in {"positive", "negative"}:
        return found
    side = 1.0 if said == "positive" else -1.0
    strongest = max((reason.weight * side for reason in found), default=0.0)
    return [reason for reason in found if reason.weight * side > 0 or -reason.weight * side < strongest]


def _phrases(read: Reading, words: int, open_: NDArray[np.bool_]) -> list[Reason]:
    """Gather the phrases, of open words alone, that weigh most."""
    contribution = _contributions(read, words)
    if not len(contribution):
        return []
    begin, size = read.row_position, read.row_size
    total = _gathered(contribution, begin, size, len(read.tokens))
    taken = ~open_
    found: list[Reason] = []
    for index in np.argsort(-np.abs(total), kind="stable")[:_LOOKED_AT]:
        first, last = _trimmed(read.tokens, int(begin[index]), int(begin[index] + size[index]))
        if len(found) == MOST or abs(total[index]) < _LEAST:
            break
        phrase = read.tokens[first:last]
        if taken[first:last].any() or not _tells(phrase) or not _takes_a_side(phrase):
            continue
        reason = _reason(read, first, last, float(total[index]))
        if _judges(phrase, reason.weight, negated=reason.note == NEGATED):
            taken[first:last] = True
            found.append(reason)
    return found


def _gathered(contribution: Floats, begin: ngrams.IntArray, size: ngrams.IntArray, words: int) -> Floats:
    """Give each n-gram what the shorter ones within it contribute, too."""
    one = np.bincount(begin, contribution * (size == 1), words)
    two = np.bincount(begin, contribution * (size == 2), words)
    total = contribution + (size > 1) * (one[begin] + one[np.minimum(begin + 1, words - 1)])
    within = two[begin] + two[np.minimum(begin + 1, words - 1)] + one[np.minimum(begin + 2, words - 1)]
    return total + (size == 3) * within


def _contributions(read: Reading, words: int) -> Floats:
    """Work out what each n-gram adds to the verdict's margin; one that comes twice shares its weight.

    Nothing where a review's model and a sentence's do not agree on the sign: then it is chance that speaks.
    """
    model = weights.load()
    place = np.searchsorted(read.rows, read.row)
    count = np.bincount(place)[place]
    signed: list[Floats] = []
    total = np.zeros(len(read.row))
    for name, pull in label.pulls(words).items():
        linear = model.linear[name]
        length = np.sqrt(float(linear.tells(read.rows).sum()))
        signed.append(linear.says(read.row) * pull / count / max(length, 1e-6))
        total += signed[-1]
    agreed = np.all([np.sign(one) * np.sign(total) >= 0 for one in signed], axis=0) if signed else np.zeros(0, bool)
    return total * agreed


def _open(read: Reading, title: str, hidden: Sequence[Span]) -> NDArray[np.bool_]:
    """Say which words may be shown: neither the title's, nor names, nor behind spoiler bars."""
    named = {word.lower() for word in title.split()}
    found = np.ones(len(read.tokens), bool)
    before = -1
    for index, (word, unit) in enumerate(zip(read.tokens, read.unit, strict=True)):
        shown = read.text[word.start : word.end]
        if shown[:1].isupper() and (shown.lower() in named or (unit == before and not shown.isupper())):
            found[index] = False
        before = unit
    for start, end in hidden:
        first, last = _tokens_between(read, start, end)
        found[first:last] = False
    return found


def _tokens_between(read: Reading, start: int, end: int) -> tuple[int, int]:
    starts = np.fromiter((word.start for word in read.tokens), np.int64, len(read.tokens))
    return int(np.searchsorted(starts, start)), int(np.searchsorted(starts, end))


def _within(start: int, end: int, hidden: Sequence[Span]) -> bool:
    return any(start < last and first < end for first, last in hidden)


def _overlap(one: Reason, rated: Rating | None) -> bool:
    return rated is not None and one.start < rated.end and rated.start < one.end


def _takes_a_side(words: list[Token]) -> bool:
    """Say whether a word praises or blames at all: without one, nothing else has to be asked."""
    return any(stance.judges(word.norm, praise=praise) for word in words for praise in (True, False))


def _judges(words: list[Token], weight: float, *, negated: bool) -> bool:
    """Say whether a person would give a phrase as a reason for what it weighs: a word of it praises, or blames."""
    praises = (weight > 0) != negated
    return any(stance.judges(word.norm, praise=praises) for word in words)


@cache
def _empty() -> frozenset[str]:
    """Read the small words, and those that every review has."""
    return frozenset(lexicons.keyed("function_words")["en"]) | frozenset(lexicons.keyed("fillers")["en"])


def _tells(words: list[Token]) -> bool:
    """Say whether a phrase would mean something to a reader."""
    return any(word.norm not in _empty() and word.norm[:1].isalpha() and len(word.norm) > 2 for word in words)


def _trimmed(words: list[Token], first: int, last: int) -> tuple[int, int]:
    """Drop marks and small words from the ends of a phrase."""
    while first < last - 1 and (words[first].norm in _empty() or not words[first].norm[:1].isalpha()):
        first += 1
    while last > first + 1 and (words[last - 1].norm in _empty() or not words[last - 1].norm[:1].isalpha()):
        last -= 1
    return first, last


def _reason(read: Reading, first: int, last: int, weight: float) -> Reason:
    """Make the record, its negation included, with a note where negation or contrast was at work."""
    before = range(max(0, first - _LOOK_BACK), first)
    unit = read.unit[first]
    same = [index for index in before if read.unit[index] == unit]
    flags = stance.negated([read.tokens[index].norm for index in (*same, *range(first, last))])
    note = ""
    if any(flags[len(same) :]):
        note = NEGATED
        near = [index for index in same[-2:] if read.tokens[index].norm in stance.NEGATIONS]
        first = near[0] if near else first
    elif any(read.tokens[index].norm in CONTRASTS for index in same):
        note = "contrast"
    start, end = read.tokens[first].start, read.tokens[last - 1].end
    return Reason(read.text[start:end], weight, start, end, note)
