"""What a line of a review speaks of, finer than a side of the film: the ending, the jokes, the score.

The words are a list of our own (`data/facets.txt`), grown from what reviewers write most. Runs of words are found the
longest first, so that "ending scene" is no scene and "plot holes" no plot. Linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from bot.analysis.language import lexicons
from bot.analysis.language.text import norms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.analysis.language.text import Token
    from bot.analysis.types import Aspect

_NONE = "-"
"""The key of runs of words that hold a facet's word and speak of none."""
_SIGNS = {"+": 1, "-": -1}


@dataclass(frozen=True, slots=True)
class Term:
    """A run of words that speaks of a facet."""

    facet: str
    words: tuple[str, ...]
    sign: int
    """The side that it takes by itself: 1 "hilarious", -1 "plot holes", 0 "jokes"."""


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a line: it stands at the words from `first` up to, not including, `last`."""

    term: Term
    first: int
    last: int


@cache
def facets() -> Mapping[str, Aspect]:
    """Give the side of the film that each facet belongs to."""
    table = lexicons.keyed("facets")
    return {key: cast("Aspect", words[0]) for key, words in table.items() if key != _NONE}


@cache
def _terms() -> Mapping[str, tuple[Term, ...]]:
    """Key the terms by their first word, the longest first."""
    by_first: dict[str, list[Term]] = {}
    for facet, (_, *written) in lexicons.keyed("facets").items():
        for each in written:
            sign = _SIGNS.get(each[0], 0)
            words = tuple(norms(each.lstrip("+-").replace("_", " ")))
            by_first.setdefault(words[0], []).append(Term(facet, words, sign))
    return {first: tuple(sorted(found, key=lambda term: -len(term.words))) for first, found in by_first.items()}


def find(words: Sequence[Token]) -> Iterator[Found]:
    """Find the facets that the words of a line name, in order; none overlaps another."""
    terms, place = _terms(), 0
    said = tuple(word.norm for word in words)
    while place < len(said):
        term = next((each for each in terms.get(said[place], ()) if _stands(each, said, place)), None)
        if term is None:
            place += 1
            continue
        if term.facet != _NONE:
            yield Found(term, place, place + len(term.words))
        place += len(term.words)


def _stands(term: Term, said: Sequence[str], place: int) -> bool:
    return said[place : place + len(term.words)] == term.words
