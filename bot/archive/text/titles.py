"""Titles of films: folded for comparing, and told apart where a number tells them apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.archive.text.terms import WORD, fold

_ROMAN: Final = re.compile(r"(?=[ivxl])(?:x[lc]|l?x{0,3})(?:i[vx]|v?i{0,3})")
_ROMAN_DIGITS: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SPELT: Final = {
    word: number
    for number, words in enumerate(
        [
            "one first",
            "two second",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
            "ten tenth",
            "eleven eleventh",
            "twelve twelfth",
            "thirteen thirteenth",
        ],
        start=1,
    )
    for word in words.split()
}
_ARTICLE: Final = re.compile(r"^(?:the|an?) ")
_PARTS: Final = frozenset(["part", "pt", "chapter", "episode", "ep", "vol", "volume", "book", "number", "no", "season"])


def fold_title(title: str) -> str:
    """Fold a film's title, so that `Amélie ` and `amelie` are one film; never empty for a title that is not."""
    folded = " ".join(fold(match.group()) for match in WORD.finditer(title))
    return folded or " ".join(title.casefold().split())


@lru_cache(maxsize=4096)
def installment(title: str) -> tuple[int, ...]:
    """List the numbers that say which film of a series a title names, in order: (2,) of `Rocky II`.

    Digits count wherever they stand. A word or a roman numeral counts at the title's end and after
    "part", "chapter", "episode", "volume" and the like; one letter alone (`Malcolm X`) only after these.
    """
    words = fold_title(title).split()
    found: list[int] = []
    for place, word in enumerate(words):
        named = place > 0 and words[place - 1] in _PARTS
        last = place == len(words) - 1 and place > 0
        number = _number(word, spelt=named or last, letter=named)
        if number is not None:
            found.append(number)
    # A first part is often not called one: `Dune` and `Dune: Part One`.
    return tuple(number for number in found if number != 1)


def may_be_one_film(title: str, other: str) -> bool:
    """Say whether two titles may be spellings of one film's name: they name the same film of a series."""
    return installment(title) == installment(other)


def begins_with(title: str, beginning: str) -> bool:
    """Say whether a title begins with what was typed of it, an article left out or not."""
    typed = fold_title(beginning)
    folded = fold_title(title)
    return bool(typed) and (folded.startswith(typed) or _ARTICLE.sub("", folded).startswith(typed))


def _number(word: str, *, spelt: bool, letter: bool) -> int | None:
    digits = re.fullmatch(r"0*(\d{1,9})(?:st|nd|rd|th)?", word)
    if digits:
        return int(digits[1])
    if spelt and word in _SPELT:
        return _SPELT[word]
    if spelt and (letter or len(word) > 1) and _ROMAN.fullmatch(word):
        return _of_roman(word)
    return None


def _of_roman(word: str) -> int:
    values = [_ROMAN_DIGITS[digit] for digit in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
