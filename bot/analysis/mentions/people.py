"""What the lists of facts know of names: who plays in which film, first names, places and companies."""

from __future__ import annotations

from functools import cache

from bot.analysis.language import lexicons
from bot.analysis.mentions.names import fold
from bot.analysis.parts.film import titles


def cast(title: str) -> frozenset[str]:
    """Give the folded names of those who play in a film of this title, as far as that is known.

    The list is read when it is first asked for, a third of a second: not on the event loop.
    """
    return frozenset(map(fold, titles.listed().cast(titles.key(title))))


def folded(name: str) -> str:
    """Write a name without case and accents, one space between its words."""
    return " ".join(fold(name).split())


def is_known(name: str) -> bool:
    """Say whether somebody of this name, given folded, plays in films."""
    return name in _known()


def is_first_name(word: str) -> bool:
    """Say whether people who make films have this first name, given folded."""
    return word in _first_names()


def is_no_person(name: str) -> bool:
    """Say whether a name, given folded, is a film's, a company's, a place's, a prize's or a day's."""
    words = name.split()
    return words[-1] in _others() or (len(words) > 1 and titles.listed().well_known(titles.key(name)))


@cache
def _known() -> frozenset[str]:
    return frozenset(map(fold, titles.people()))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(fold, lexicons.keyed("names")["first_names"]))


@cache
def _others() -> frozenset[str]:
    listed = lexicons.keyed("title_words")
    return frozenset(map(fold, (*listed["hosts"], *listed["no_names"], *lexicons.lines("no_names")[0])))
