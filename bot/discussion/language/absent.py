"""A film that a question names and that nobody here has reviewed: "has anyone seen Barbie?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.archive.types import Film
from bot.discussion.language.naming import LONGEST_QUESTION, is_ordinary
from bot.discussion.language.words import Word, words

_SEEN: Final = frozenset({"seen", "reviewed", "watched", "saw"})
"""What follows these is a film, in whatever letters."""
_LIKES: Final = frozenset(["like", "likes", "love", "loves", "hate", "hates", "enjoy", "enjoys", "dislike", "dislikes"])
_OF: Final = _LIKES | {"of", "about", "on", "than", "in", "for", "is", "was"}
"""What follows these and is written as a name is a film, where none is talked about."""
_AFTERWARDS: Final = frozenset(
    ["yet", "here", "before", "lately", "ever", "recently", "already", "too", "again", "tonight", "today", "please"]
)
_WITHIN: Final = frozenset("the a an of and in on to for at with".split())  # noqa: SIM905
"""Small words that a title may hold."""
_QUOTED: Final = re.compile(r"(?<!\w)[\"“*_«]{1,2}([^\"“”*_«»\n]{1,100})[\"”*_»]{1,2}")
_DATED: Final = re.compile(r"\s*\(((?:18|19|20)\d\d)\)")
_LONGEST: Final = 100
"""Characters of a title that are said back."""


def absent_film(question: str, *, talked_about: bool, of_member: bool) -> Film | None:
    """Find a film that a question names; those that are here, and members, are taken out of `question` already.

    `talked_about` says that the question has a film: then only what can be nothing else counts, since "is Bogart any
    good?" asks about somebody in it; `of_member` that a member is asked about: whatever they think of is a film. The
    film that is given has the number 0. Linear in the question's length.
    """
    quoted = _QUOTED.search(question)
    tokens = words(question)[:LONGEST_QUESTION]
    if quoted and not all(is_ordinary(word) for word in words(quoted[1])):
        return _film(question, quoted.start(1), quoted.end(1), quoted.end())
    for at, token in enumerate(tokens[:-1]):
        if token.text in _SEEN and (found := _anything(tokens[at + 1 :])):
            return _film(question, *found)
        if talked_about or token.text not in _OF:
            continue
        if found := _name(question, tokens[at + 1 :]) or (of_member and _anything(tokens[at + 1 :])):
            return _film(question, *found)
    return None


def _film(question: str, start: int, end: int, after: int | None = None) -> Film:
    year = _DATED.match(question, after or end)
    return Film(0, question[start:end].strip()[:_LONGEST], int(year[1]) if year else None)


def _anything(tokens: Sequence[Word]) -> tuple[int, int] | None:
    """Give the stretch of all that follows, unless it is only words about films: "seen a good horror film?"."""
    kept = list(tokens)
    while kept and kept[-1].text in _AFTERWARDS:
        kept.pop()
    if not kept or kept[0].text in {"a", "an", "any", "it", "this", "that", "more", "most"}:
        return None
    return None if all(is_ordinary(token) for token in kept) else (kept[0].start, kept[-1].end)


def _name(question: str, tokens: Sequence[Word]) -> tuple[int, int] | None:
    """Give the stretch at the beginning that is written as names are, small words within it included."""
    last = -1
    for at, token in enumerate(tokens):
        if question[token.start - 1 : token.start] == "(":
            break
        if question[token.start].isupper() or (last >= 0 and token.text.isdecimal()):
            last = at
        elif token.text not in _WITHIN:
            break
    named = tokens[: last + 1]
    if not named or all(is_ordinary(token) for token in named):
        return None
    return named[0].start, named[-1].end
