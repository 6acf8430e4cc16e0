"""Words: cut from a text with their offsets, stemmed, and known by the film talk they belong to."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

# Greedy and never asked to give anything back: one pass, whatever the text.
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_WORD: Final = 40
"""Nobody's word is longer; a longer run of letters is noise and is not stemmed."""
_ENDINGS: Final = ("ings", "ing", "edly", "ied", "ies", "ed", "ly", "es", "s")
_VOWELS: Final = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, in lower case, and its stem."""

    start: int
    end: int
    text: str
    stem: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists of vocabulary.toml, stemmed."""

    subjects: dict[str, frozenset[str]]
    """Subject -> stems of the words that speak of it."""
    by_stem: dict[str, frozenset[str]]
    """Stem -> the subjects it belongs to."""
    written: dict[str, tuple[str, ...]]
    """Subject -> its words as they are written, the commonest first."""
    stop: frozenset[str]
    """Words, not stems, that say nothing about a question's subject."""
    praise: frozenset[str]
    criticism: frozenset[str]
    judging: frozenset[str]
    """Stems of praise, of criticism, and of judgement that is neither."""
    verdict: frozenset[str]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Take the inflection off a lower-case English word.

    Lighter than Porter's stemmer (1980): only plural, -ing, -ed and -ly endings go, and a final e, so that
    "acting", "acted" and "acts" meet while "actor" keeps to itself.
    """
    word = word.replace("’", "'").removesuffix("'s")
    if len(word) < 4 or len(word) > _LONGEST_WORD:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending):
            return _settle(_without(word, ending))
    return _settle(word.removesuffix("e"))


def _settle(root: str) -> str:
    """Let "movie" and "movies", "story" and "stories" end alike."""
    return root[:-1] + "y" if root.endswith("i") else root


def _without(word: str, ending: str) -> str:
    """Cut `ending` off `word` where a stem with a vowel is left; mend what the ending had changed."""
    root = word[: -len(ending)]
    if len(root) < 3 or not _VOWELS & set(root) or (ending == "s" and root[-1] in "su"):
        return word.removesuffix("e")
    if ending in {"ied", "ies"}:
        return root + "y"
    if root[-1] == root[-2] and root[-1] not in "lsz":
        root = root[:-1]
    return root.removesuffix("e") if len(root) > 3 else root


def words(text: str) -> list[Word]:
    """Cut `text` into words, in order, with code-point offsets; linear in its length."""
    return [
        Word(match.start(), match.end(), lowered, stem(lowered))
        for match in _WORD.finditer(text)
        for lowered in (match.group().lower(),)
    ]


@cache
def vocabulary() -> Vocabulary:
    """Read the word lists, once."""
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "vocabulary.toml").read_text(encoding="utf-8"))
    subjects = {name: frozenset(map(stem, listed)) for name, listed in raw["subjects"].items()}
    by_stem: dict[str, set[str]] = {}
    for subject, stems in subjects.items():
        for one in stems:
            by_stem.setdefault(one, set()).add(subject)
    opinion = {name: frozenset(map(stem, listed)) for name, listed in raw["opinion"].items()}
    return Vocabulary(
        subjects=subjects,
        by_stem={one: frozenset(names) for one, names in by_stem.items()},
        written={name: tuple(listed) for name, listed in raw["subjects"].items()},
        stop=frozenset(raw["stop"]["words"]),
        praise=opinion["praise"],
        criticism=opinion["criticism"],
        judging=opinion["praise"] | opinion["criticism"] | opinion["neutral"],
        verdict=opinion["verdict"],
    )
