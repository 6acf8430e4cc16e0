"""Who is named in a review: runs of capitals, and last names that people write small.

What is found here may be no person: who is one shows when a film's reviews are put together. Linear.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons, people
from bot.analysis.parts.film import titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.language.text import Token
    from bot.analysis.types import Aspect

_SHORTEST = 4
"""Letters of a name that is believed to be one though it is written small."""
_LONGEST = 4
"""Words of a name; more of them are a heading."""
_SIDES: dict[str, Aspect] = {
    "director": "direction",
    "writer": "writing",
    "composer": "music",
    "camera": "visuals",
    "character": "characters",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named: the places of the first and the last word."""

    first: int
    last: int
    key: str
    """The last word without case and accents."""
    role: str


def find(text: str, words: Sequence[Token]) -> list[Named]:
    """Find the names of a text, in order."""
    capitals = [one for one in people.names_in(text, words, _ordinary()) if one.last - one.first < _LONGEST]
    found = [Named(one.first, one.last, fold(words[one.last].norm), _role(words, one)) for one in capitals]
    taken = {place for one in capitals for place in range(one.first, one.last + 1)}
    small = [
        Named(place, place, fold(word.norm), "")
        for place, word in enumerate(words)
        if place not in taken and text[word.start].islower() and _is_last_name(word.norm)
    ]
    return sorted([*found, *small], key=lambda one: one.first)


def side_of(name: Named) -> Aspect:
    """Give the side of the film that somebody is praised for: the acting, where nothing else is said."""
    return _SIDES.get(name.role, "acting")


def fold(word: str) -> str:
    """Write a name without case and accents."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _role(words: Sequence[Token], name: people.Name) -> str:
    return people.role_of(words, name).removeprefix("_")


@cache
def _ordinary() -> frozenset[str]:
    """Give the words that are no names."""
    return frozenset(lexicons.keyed("ordinary_words")["ordinary"])


def _is_last_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word in _last_names() and word not in _ordinary()


@cache
def _last_names() -> frozenset[str]:
    """Give the last names of those who play in films."""
    return frozenset(person.rsplit(" ", 1)[-1] for person in titles.people())
