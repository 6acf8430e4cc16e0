"""From text to the terms that are indexed: folded, stemmed, alike on every engine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.analysis.language.counting import DENSE, RUNNING
from bot.archive.text.stemmer import stem

UNSPACED = DENSE + RUNNING
"""Letters of scripts that put no spaces between words, as the inside of a character class."""
# A run of letters that know no spaces; letters and digits with inner apostrophes, and the names of two languages that
# people write about; or one symbol (an emoji, a star). Each alternative consumes what it sees, so matching is linear.
WORD = re.compile(
    rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W_])+(?:['’](?:(?![{UNSPACED}])[^\W_])+)*(?:\+\+|#)?"
    r"|[☀-➿⬀-⯿\U0001F000-\U0001FAFF]"
)
_RUN = re.compile(rf"[{UNSPACED}]+")
_STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"})
"""Letters that Unicode does not take apart into a plain one and a mark, and that people type without it."""
LONGEST_TERM = 40
"""Longer runs of letters are not words; their beginning finds them."""


class Word(NamedTuple):
    """A word of a text: `text[start:end]`, and the term that stands for it in the index."""

    start: int
    end: int
    term: str


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Take case, accents and apostrophes away: `Amélie’s` becomes `amelies`."""
    if word.isascii():
        return word.lower().replace("'", "")[:LONGEST_TERM]
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_STROKES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’").casefold()[
        :LONGEST_TERM
    ]


@lru_cache(maxsize=65536)
def term(word: str) -> str:
    """Give the term that a word is indexed as: the possessive taken off, folded, stemmed."""
    if word[-2:].casefold() in {"'s", "’s"}:
        word = word[:-2]
    return safe(stem(fold(word)))


def safe(folded: str) -> str:
    """Keep only what every engine takes as part of one token."""
    if folded.isascii() and folded.isalnum():
        return folded
    return "".join(letter for letter in folded if letter.isalnum() or letter in "+#" or ord(letter) > 127)


def words(text: str) -> list[Word]:
    """List the words of a text in order, with code-point offsets.

    A run of letters that know no spaces is indexed by its pairs, and by its last letter: the pairs overlap.
    """
    found: list[Word] = []
    for match in WORD.finditer(text):
        if _RUN.fullmatch(match.group()):
            found += [word for word in _pairs(match.group(), match.start()) if word.term]
        elif kept := term(match.group()):
            found.append(Word(match.start(), match.end(), kept))
    return found


def terms(text: str) -> list[str]:
    """List the terms of a text in order: what is indexed of it."""
    return [word.term for word in words(text)]


def asked_terms(text: str) -> tuple[tuple[str, ...], bool]:
    """List the terms that follow each other where a text holds these words, and whether the last is a beginning.

    A run of letters that know no spaces is found by its pairs; one letter alone begins a pair, or ends a run.
    """
    found: list[str] = []
    single = False
    for match in WORD.finditer(text):
        run = match.group()
        single = bool(_RUN.fullmatch(run)) and len(run) == 1
        parts = [word.term for word in _pairs(run, 0)] if _RUN.fullmatch(run) else [term(run)]
        found += [each for each in (parts[:-1] if len(parts) > 1 else parts) if each]
    return tuple(found), single


def _pairs(run: str, start: int) -> list[Word]:
    ends = [min(at + 2, len(run)) for at in range(len(run))]
    return [Word(start + at, start + end, safe(fold(run[at:end]))) for at, end in enumerate(ends)]


def fold_tag(tag: str) -> str:
    """Fold a tag, so that `Slow Burn`, `slow  burn` and `#slow burn` are one; empty for one of signs alone."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", tag).casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in '"“”„')
    return " ".join(kept.lstrip("# ").split())


def normalise(text: str) -> str:
    """Reduce a text to what makes it the same text: case and white space do not."""
    return " ".join(text.casefold().split())
