"""Members named in a question without a mention: "what did ben think of it?"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.discussion.language.naming import LONGEST_QUESTION, folded, is_ordinary, plain_words
from bot.discussion.language.words import Word, words

_LONGEST_NAME: Final = 5
"""Words of a name that are looked for."""
_BEFORE: Final = frozenset({"did", "does", "has", "was", "by", "is"})
_SPEAKS: Final = frozenset(
    ["think", "thinks", "thought", "say", "says", "said", "write", "writes", "wrote", "reviewed", "seen"]
)
_JUDGES: Final = frozenset(
    ["like", "liked", "love", "loved", "hate", "hated", "enjoy", "enjoyed", "give", "gave", "rate", "rated"]
)
_AFTER: Final = _SPEAKS | _JUDGES
"""Words after which, and before which, a name is somebody's: "did Carrie like it?" is not about a film of that name."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member who has reviews here, with what they are called: as they are shown first, then user name and others."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A stretch of the question that names a member, or several who share the name."""

    start: int
    end: int
    ids: tuple[int, ...]
    subject: bool
    """True when they do or say something there: nothing else can be meant."""


def named_people(question: str, people: Sequence[Person]) -> list[NamedPerson]:
    """Find the members that a question names, in order, the longest names first where they overlap.

    A first name is enough. A name that is a word as well ("Will") counts when it is written as a name.
    """
    tokens = words(folded(question))[:LONGEST_QUESTION]
    bare = [plain_words(token.text) for token in tokens]
    index = _index(people)
    found: list[NamedPerson] = []
    taken = [False] * len(tokens)
    for size in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            ids = index.get(tuple(word for part in bare[at : at + size] for word in part))
            if ids and not any(taken[at : at + size]) and _meant(question, tokens, at, size):
                found.append(
                    NamedPerson(tokens[at].start, tokens[at + size - 1].end, ids, _does_something(tokens, at, size))
                )
                taken[at : at + size] = [True] * size
    return sorted(found, key=lambda named: named.start)


def _index(people: Iterable[Person]) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Key members by what they are shown as; by their other names and first names where nobody is shown as that."""
    shown: dict[tuple[str, ...], list[int]] = {}
    other: dict[tuple[str, ...], list[int]] = {}
    for person in people:
        for at, name in enumerate(person.names):
            key = plain_words(name)
            if key:
                (other if at else shown).setdefault(key, []).append(person.id)
                other.setdefault(key[:1], []).append(person.id)
    return {key: tuple(dict.fromkeys(ids)) for key, ids in (other | shown).items()}


def _meant(question: str, tokens: Sequence[Word], at: int, size: int) -> bool:
    """Say whether these words are a name here and not just words."""
    named = tokens[at : at + size]
    if not all(is_ordinary(token) for token in named):
        return True
    return all(question[token.start].isupper() for token in named) and _does_something(tokens, at, size)


def _does_something(tokens: Sequence[Word], at: int, size: int) -> bool:
    before = tokens[at - 1].text if at else ""
    after = tokens[at + size].text if at + size < len(tokens) else ""
    acts = after in _AFTER or before in {"did", "does", "by"}
    return (before in _BEFORE and acts) or (not at and after in _AFTER)
