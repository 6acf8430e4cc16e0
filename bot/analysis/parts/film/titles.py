"""The offline list of film titles, a server's own films, and the words that titles are weighed with."""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[^\W_]+(?:['’´](?=[^\W_])[^\W_]+)*")
APOSTROPHE = re.compile(r"['’´]")
ARTICLES = frozenset({"the", "a", "an"})
_MOVED = re.compile(r", ?(?:the|an?|les?|la|der|die|das|el|il)$")
_PART = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """Reduce a title to what all ways of writing it share: its words, in lower case, without the article.

    "The Matrix" and "Matrix, The" have the same key.
    """
    words = _PART.findall(_MOVED.sub("", name.lower()))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def spaced(word: str) -> str:
    """Return a word in lower case, cut at its apostrophes as `key` cuts it."""
    lower = word.lower()
    return lower if lower.isalnum() else APOSTROPHE.sub(" ", lower)


class Titles:
    """A set of titles that can be looked up word by word; `own` are those that a server has reviews of."""

    __slots__ = ("_base", "_casts", "_keys", "_longest", "_well_known")

    def __init__(
        self,
        keys: Iterable[str] = (),
        base: Titles | None = None,
        well_known: Iterable[str] = (),
        casts: Mapping[str, str] | None = None,
    ) -> None:
        self._base = base
        self._casts = casts or {}
        self._well_known = frozenset(well_known)
        self._keys = self._well_known.union(keys)
        self._longest = _longest(self._keys)

    def __contains__(self, found: str) -> bool:
        return found in self._keys or (self._base is not None and found in self._base)

    def own(self, found: str) -> bool:
        """Say whether a title is one of the server's own."""
        return self._base is not None and found in self._keys

    def well_known(self, found: str) -> bool:
        """Say whether a title is one of a film that several sources know, or one of the server's own."""
        return self.own(found) or found in self._well_known or (self._base is not None and self._base.well_known(found))

    def cast(self, found: str) -> tuple[str, ...]:
        """List who plays in a film of this title, as keys of names; none where that is not known."""
        if self._base is not None:
            return self._base.cast(found)
        return tuple(people()[int(number, 36)] for number in self._casts.get(found, "").split())

    def longest(self, words: Sequence[str]) -> int:
        """Say how many words the longest title may have that begins with some words; it is told by the first two."""
        first, _, rest = words[0].partition(" ")
        own = self._longest.get(first, 0)
        if own > 1:
            second = rest or (words[1] if len(words) > 1 else "")
            own = self._longest.get(f"{first} {second.partition(' ')[0]}", 1)
        return own if self._base is None else max(own, self._base.longest(words))


def _longest(keys: Iterable[str]) -> dict[str, int]:
    """Say of each word, and of each two, that titles begin with how many words the longest of those has."""
    found: dict[str, int] = {}
    for one in keys:
        first, _, rest = one.partition(" ")
        count = one.count(" ") + 1
        if count > found.get(first, 0):
            found[first] = count
        two = f"{first} {rest.partition(' ')[0]}"
        if rest and count > found.get(two, 0):
            found[two] = count
    return found


@cache
def listed() -> Titles:
    """Return the offline list, read once a process, as `trainers.film.lists` packs it, and the titles of late years.

    A line holds a title's key and, behind a tab, the numbers in `people` of those who play in the film.
    """
    well_known, others, casts = set[str](), set[str](), dict[str, str]()
    group = well_known
    for line in _packed("film_titles"):
        title, _, cast = line.partition("\t")
        if title:
            group.add(title)
        else:
            group = others
        if cast:
            casts[title] = cast
    lines = (lexicons.FOLDER / "recent_titles.txt").read_text(encoding="utf-8").splitlines()
    well_known.update(key(line) for line in lines if line and not line.startswith("#"))
    return Titles(others, well_known=well_known, casts=casts)


@cache
def people() -> tuple[str, ...]:
    """Return the keys of the names of people who play in films, in order."""
    return _packed("people")


@cache
def known_people() -> frozenset[str]:
    """Return the same as a set."""
    return frozenset(people())


def _packed(name: str) -> tuple[str, ...]:
    """Read a list that is kept packed, without the line that says what it is."""
    text = gzip.decompress((lexicons.FOLDER / f"{name}.txt.gz").read_bytes()).decode()
    return tuple(text.splitlines()[1:])


@lru_cache(maxsize=16)
def with_own(films: tuple[str, ...]) -> Titles:
    """Return the offline list and a server's own films."""
    return Titles((one for one in map(key, films) if one), listed()) if films else listed()


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Return one of the lists of words that titles are weighed with."""
    for file in ("title_words", "names", "ordinary_words"):
        if name in lexicons.keyed(file):
            return frozenset(lexicons.keyed(file)[name])
    raise KeyError(name)
