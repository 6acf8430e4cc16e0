"""The offline list of film titles, a server's own films, and the words that titles are weighed with."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+(?:['’´](?=[^\W_])[^\W_]+)*")
APOSTROPHE = re.compile(r"['’´]")
ARTICLES = frozenset({"the", "a", "an"})
_MOVED = re.compile(r", (?:the|an?|les?|la|der|die|das|el|il)$")
_PART = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """Reduce a title to what all ways of writing it share: its words, in lower case, without the article.

    "The Matrix" and "Matrix, The" have the same key.
    """
    words = _PART.findall(_MOVED.sub("", name.lower()))
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def spaced(word: str) -> str:
    """Return a word in lower case, cut at its apostrophes as `key` cuts it."""
    return APOSTROPHE.sub(" ", word.lower())


class Titles:
    """A set of titles that can be looked up word by word; `own` are those that a server has reviews of."""

    __slots__ = ("_base", "_keys", "_longest")

    def __init__(self, names: Iterable[str] = (), base: Titles | None = None) -> None:
        self._base = base
        self._keys: set[str] = set()
        self._longest: dict[tuple[str, str], int] = {}
        for name in names:
            self._add(name)

    def _add(self, name: str) -> None:
        words = [spaced(word) for word in WORD.findall(name)]
        if len(words) > 1 and words[0] in ARTICLES:
            del words[0]
        if words:
            self._keys.add(" ".join(words))
        if len(words) > 1:
            begin = words[0], words[1]
            self._longest[begin] = max(self._longest.get(begin, 0), len(words))

    def __contains__(self, found: str) -> bool:
        return found in self._keys or (self._base is not None and found in self._base)

    def own(self, found: str) -> bool:
        """Say whether a title is one of the server's own."""
        return self._base is not None and found in self._keys

    def longest(self, first: str, second: str) -> int:
        """Say how many words a title has at most that begins with these two; 0 when none does."""
        own = self._longest.get((first, second), 0)
        return own if self._base is None else max(own, self._base.longest(first, second))


@cache
def listed() -> Titles:
    """Return the offline list, read once a process."""
    files = (lexicons.FOLDER / f"{name}.txt" for name in ("film_titles", "recent_titles"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return Titles(line for line in lines if not line.startswith("#"))


@lru_cache(maxsize=16)
def with_own(films: tuple[str, ...]) -> Titles:
    """Return the offline list and a server's own films."""
    return Titles(films, listed()) if films else listed()


@cache
def vocabulary(name: str) -> frozenset[str]:
    """Return one of the lists of words that titles are weighed with."""
    for file in ("title_words", "names", "ordinary_words"):
        if name in lexicons.keyed(file):
            return frozenset(lexicons.keyed(file)[name])
    raise KeyError(name)
