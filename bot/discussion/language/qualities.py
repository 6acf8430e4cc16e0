"""What people ask about a film besides its sides: "is it scary?", "is it good for kids?", and the words that answer."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.discussion.language.words import stem, vocabulary, words

MOST_WORDS = 100
"""Words of a question that are read."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One such thing: the words that ask about it, and all that answer."""

    name: str
    asking: frozenset[str]
    """Stems; each answers, too."""
    stems: frozenset[str]
    """Stems of all words that answer."""
    written: tuple[str, ...]
    """The same words as they are written, to search for."""
    wide: frozenset[str]
    """Those of them that do not answer a whole topic, as they say much else."""


def quality_of(question: str) -> Quality | None:
    """Find what a question asks when it asks nothing else: "is the dog scary?" is about the dog.

    `question` is without the names of films and members. Linear in its length.
    """
    known = vocabulary()
    content = [word.stem for word in words(question)[:MOST_WORDS] if word.text not in known.stop]
    # Whether it is good, or is worth it, is asked of any quality: "is it a good comedy?".
    general = _asking() | known.verdict | known.subjects["film"] | known.praise | known.criticism
    for one in qualities():
        if any(each in one.asking for each in content) and all(each in one.stems | general for each in content):
            return one
    return None


def is_asked(stem_of_word: str) -> bool:
    """Say whether a word asks how something is: "scary", "funny", "long"."""
    return any(stem_of_word in one.asking for one in qualities())


@cache
def qualities() -> tuple[Quality, ...]:
    """Read qualities.toml, once."""
    return tuple(_quality(name, **raw) for name, raw in _table().items() if name != "asking")


def _quality(name: str, asked: list[str], said: list[str], wide: Sequence[str] = ()) -> Quality:
    both = (*asked, *said)
    return Quality(name, frozenset(map(stem, asked)), frozenset(map(stem, both)), both, frozenset(wide))


@cache
def _asking() -> frozenset[str]:
    return frozenset(map(stem, _table()["asking"]["words"]))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("bot.discussion").joinpath("data", "qualities.toml").read_text(encoding="utf-8"))
