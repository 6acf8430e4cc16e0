"""Porter's stemmer, so that `performances` finds `performance` alike on every engine.

M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980; its adverbs (`wonderfully`, `slowly`,
`happily`) lose their ending as in his later English stemmer, so that they meet the words they are made of.
Input is lower-case; anything but plain a-z is returned as it is.
"""

from __future__ import annotations

from functools import lru_cache

VOWELS = frozenset("aeiou")
BEFORE_LY = frozenset("cdghikmnrtw")
"""What stands before -ly in an adverb; elsewhere it belongs to the word (`family`, `reply`)."""

STEP_2 = {
    "ational": "ate", "ization": "ize", "iveness": "ive", "fulness": "ful", "ousness": "ous", "tional": "tion",
    "biliti": "ble", "entli": "ent", "ousli": "ous", "ation": "ate", "alism": "al", "aliti": "al", "iviti": "ive",
    "lessli": "less", "fulli": "ful", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able", "alli": "al",
    "ator": "ate", "bli": "ble", "eli": "e",
}  # fmt: skip
STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ness": "", "ful": ""}
STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
)  # fmt: skip
"""Longest first, as in the two steps before it: a word loses the longest ending it has."""


def _shape(word: str) -> str:
    """Write each letter as v (vowel) or c (consonant); y is a vowel after a consonant."""
    shape: list[str] = []
    for letter in word:
        vowel = letter in VOWELS or (letter == "y" and bool(shape) and shape[-1] == "c")
        shape.append("v" if vowel else "c")
    return "".join(shape)


def _measure(stem: str) -> int:
    """Count the changes from vowel to consonant."""
    return _shape(stem).count("vc")


def _short(stem: str) -> bool:
    """Say whether a stem ends consonant, vowel, consonant (other than w, x, y)."""
    return _shape(stem)[-3:] == "cvc" and stem[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return _mend(stem) if "v" in _shape(stem) else word
    return word


def _mend(stem: str) -> str:
    """Give back what -ed and -ing took: hop(p), hat(e)."""
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if len(stem) > 1 and stem[-1] == stem[-2] and _shape(stem)[-1] == "c" and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _short(stem) else stem


def _adverb(word: str) -> str:
    """Take -ly (written -li by now) off a word that stands by itself without it: slow(li), happi(li), amaz(ing)(li)."""
    base = word[:-2]
    fits = base[-1:] in BEFORE_LY or base.endswith("al")
    if not word.endswith("li") or len(base) < 3 or not fits or not _measure(base) or word == "earli":
        return word
    return _past(base)


def _longest(word: str, endings: dict[str, str]) -> str:
    if not word.endswith(tuple(endings)):
        return word
    for ending, other in endings.items():
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return stem + other if _measure(stem) > 0 else word
    return word


def _residue(word: str) -> str:
    if not word.endswith(STEP_4):
        return word
    for ending in STEP_4:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            fits = ending != "ion" or stem.endswith(("s", "t"))
            return stem if fits and _measure(stem) > 1 else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _short(word[:-1])):
            word = word[:-1]
    if word.endswith("ll") and _measure(word) > 1:
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Reduce one lower-case English word to its stem."""
    if len(word) <= 2 or not (word.isascii() and word.isalpha()):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    second = _longest(word, STEP_2)
    return _tidy(_residue(_longest(second if second != word else _adverb(word), STEP_3)))
