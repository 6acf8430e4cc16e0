"""Why: the words and phrases that decided, from the weights of the model that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language.clauses import CONTRASTS
from bot.analysis.scoring import ngrams, weights
from bot.analysis.types import Reason

if TYPE_CHECKING:
    from bot.analysis.language.text import Token
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

MOST = 10
_LOOK_BACK = 7
_EMPTY = frozenset(
    [
        *(
            "the",
            "a",
            "an",
            "of",
            "and",
            "to",
            "in",
            "is",
            "it",
            "that",
            "this",
            "was",
            "for",
            "with",
            "as",
            "are",
            "be",
            "by",
        ),
        *(
            "on",
            "at",
            "or",
            "from",
            "his",
            "her",
            "he",
            "she",
            "they",
            "has",
            "have",
            "had",
            "its",
            "but",
            "who",
            "which",
            "i",
        ),
        *(
            "you",
            "we",
            "my",
            "me",
            "were",
            "been",
            "'s",
            "their",
            "there",
            "if",
            "so",
            "do",
            "all",
            "one",
            "will",
            "would",
        ),
    ]
)


def explain(read: Reading, model_name: str = "review") -> tuple[Reason, ...]:
    """List the phrases that moved the label most, strongest first; the weights add up to the model's margin.

    A phrase gathers what its own words contribute; no two overlap.
    """
    contribution = _contributions(read, model_name)
    if not len(contribution):
        return ()
    begin, size = read.row_position, read.row_size
    per_word = np.bincount(begin, contribution * (size == 1), len(read.tokens))
    pair = np.bincount(begin, contribution * (size == 2), len(read.tokens))
    total = contribution + (size > 1) * (per_word[begin] + per_word[np.minimum(begin + 1, len(per_word) - 1)])
    total += (size == 3) * (
        pair[begin] + pair[np.minimum(begin + 1, len(pair) - 1)] + per_word[np.minimum(begin + 2, len(per_word) - 1)]
    )
    taken = np.zeros(len(read.tokens), bool)
    found: list[Reason] = []
    for index in np.argsort(-np.abs(total), kind="stable")[:400]:
        first, last = int(begin[index]), int(begin[index] + size[index])
        if len(found) == MOST:
            break
        if taken[first:last].any() or not _tells(read.tokens[first:last]):
            continue
        first, last = _trimmed(read.tokens, first, last)
        taken[first:last] = True
        found.append(_reason(read, first, last, float(total[index])))
    return tuple(found)


def _contributions(read: Reading, name: str) -> Floats:
    """Work out what each n-gram adds to the margin; an n-gram that comes twice shares its weight."""
    linear = weights.load().linear[name]
    _, inverse, count = np.unique(read.row, return_inverse=True, return_counts=True)
    length = np.sqrt(float(linear.tells(np.unique(read.row)).sum()))
    return linear.says(read.row) / count[inverse] / max(length, 1e-6)


def _tells(words: list[Token]) -> bool:
    """Say whether a phrase would mean something to a reader."""
    return any(word.norm not in _EMPTY and word.norm[:1].isalpha() and len(word.norm) > 2 for word in words)


def _trimmed(words: list[Token], first: int, last: int) -> tuple[int, int]:
    """Drop marks and small words from the ends of a phrase."""
    while first < last - 1 and (words[first].norm in _EMPTY or not words[first].norm[:1].isalpha()):
        first += 1
    while last > first + 1 and (words[last - 1].norm in _EMPTY or not words[last - 1].norm[:1].isalpha()):
        last -= 1
    return first, last


def _reason(read: Reading, first: int, last: int, weight: float) -> Reason:
    """Make the record, its negation included, with a note where negation or contrast was at work."""
    before = range(max(0, first - _LOOK_BACK), first)
    unit = read.unit[first]
    same = [index for index in before if read.unit[index] == unit]
    flags = ngrams.negated([read.tokens[index].norm for index in (*same, *range(first, last))])
    note = ""
    if any(flags[len(same) :]):
        note = "negated"
        near = [index for index in same[-2:] if read.tokens[index].norm in ngrams.NEGATIONS]
        first = near[0] if near else first
    elif any(read.tokens[index].norm in CONTRASTS for index in same):
        note = "contrast"
    start, end = read.tokens[first].start, read.tokens[last - 1].end
    return Reason(read.text[start:end], weight, start, end, note)
