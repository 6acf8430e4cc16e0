"""From text to the terms that are indexed: folded, stemmed, alike on every engine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.archive.text.stemmer import stem

# Letters and digits with inner apostrophes, and the names of two languages that people write about; or one symbol
# (an emoji, a star). Each alternative consumes what it sees, so matching is linear.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:\+\+|#)?|[☀-➿⬀-⯿\U0001F000-\U0001FAFF]")
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
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’").casefold()[
        :LONGEST_TERM
    ]


@lru_cache(maxsize=65536)
def term(word: str) -> str:
    """Give the term that a word is indexed as: the possessive taken off, folded, stemmed."""
    if word[-2:].casefold() in {"'s", "’s"}:
        word = word[:-2]
    return _safe(stem(fold(word)))


def _safe(folded: str) -> str:
    """Keep only what every engine takes as part of one token."""
    if folded.isascii() and folded.isalnum():
        return folded
    return "".join(letter for letter in folded if letter.isalnum() or letter in "+#" or ord(letter) > 127)


def words(text: str) -> list[Word]:
    """List the words of a text in order, with code-point offsets."""
    found = WORD.finditer(text)
    return [Word(match.start(), match.end(), kept) for match in found if (kept := term(match.group()))]


def terms(text: str) -> list[str]:
    """List the terms of a text in order: what is indexed of it."""
    return [kept for word in WORD.findall(text) if (kept := term(word))]


def fold_title(title: str) -> str:
    """Fold a film's title, so that `Amélie ` and `amelie` are one film; never empty for a title that is not."""
    folded = " ".join(fold(match.group()) for match in WORD.finditer(title))
    return folded or " ".join(title.casefold().split())


def normalise(text: str) -> str:
    """Reduce a text to what makes it the same text: case and white space do not."""
    return " ".join(text.casefold().split())
