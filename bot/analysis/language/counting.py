"""How many words a text has: the measure of every limit, in languages with spaces and without."""

from __future__ import annotations

import re

DENSE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
"""The letters of Japanese and Chinese."""
RUNNING = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""The letters of Thai, Lao, Burmese and Khmer, which are written without spaces, too."""
_DENSE_LETTER = re.compile(f"[{DENSE}]")
_RUNNING_LETTER = re.compile(f"[{RUNNING}]")
_UNSPACED = re.compile(f"[{DENSE}{RUNNING}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+")
DENSE_LETTERS_A_WORD = 2
"""A translation of a hundred English words has about two hundred characters in Japanese, and fewer in Chinese."""
RUNNING_LETTERS_A_WORD = 5
"""Thai words have between four and five letters, vowel and tone signs counted."""


def has_words(text: str) -> bool:
    """Say whether a text holds a single letter or digit: marks and emoji alone are no review."""
    return any(map(str.isalnum, text))


def count_words(text: str) -> int:
    """Count words as a reader would: runs of anything between white space; without spaces, in characters.

    Two letters of Japanese or Chinese, or five of Thai, Lao, Burmese or Khmer, count as a word.
    """
    if text.isascii():
        return len(text.split())
    dense, running = len(_DENSE_LETTER.findall(text)), len(_RUNNING_LETTER.findall(text))
    if not dense and not running:
        return len(text.split())
    unspaced = -(-dense // DENSE_LETTERS_A_WORD) - (-running // RUNNING_LETTERS_A_WORD)
    return unspaced + len(_UNSPACED.sub(" ", text).split())


def split_words(text: str) -> list[str]:
    """Split a text at white space, and a writing without spaces into as many pieces as it counts words."""
    if text.isascii():
        return text.split()
    return _PIECE.findall(text)


_PIECE = re.compile(
    f"[{DENSE}]{{1,{DENSE_LETTERS_A_WORD}}}|[{RUNNING}]{{1,{RUNNING_LETTERS_A_WORD}}}|[^\\s{DENSE}{RUNNING}]+"
)
