"""What words say by themselves: which praise, which blame, and which of them a negation turns round."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Sequence

NEGATIONS = frozenset(
    [
        "not",
        "n't",
        "never",
        "no",
        "nothing",
        "nobody",
        "none",
        "neither",
        "nor",
        "without",
        "hardly",
        "barely",
        "scarcely",
        "cannot",
        "lacks",
        "lack",
        "lacking",
    ]
)
_SCOPE_ENDS = frozenset(
    [
        ".",
        ",",
        "!",
        "?",
        ";",
        ":",
        "(",
        ")",
        "..",
        "--",
        "but",
        "however",
        "although",
        "though",
        "yet",
        "except",
        "because",
    ]
)
_NO_NEGATION = frozenset(
    [
        *(("not", word) for word in ("only", "just", "merely")),
        *(("nothing", word) for word in ("short", "less", "but")),
        *(("no", word) for word in ("doubt", "wonder", "question", "mean")),
        *(("never", "less"), ("none", "other")),
    ]
)
_SCOPE = 6
"""How many words a negation reaches, when no mark or contrast ends it sooner."""


def negated(norms: Sequence[str]) -> list[bool]:
    """Say of each word whether a negation governs it.

    A negation reaches up to six words, to the next mark or contrast; "not only", "nothing short of",
    "no doubt" and their like negate nothing.
    """
    reach = 0
    flags: list[bool] = []
    for norm, following in zip(norms, [*norms[1:], ""], strict=False):
        if norm in _SCOPE_ENDS:
            reach = 0
        flags.append(reach > 0)
        if norm in NEGATIONS and (norm, following) not in _NO_NEGATION:
            reach = _SCOPE
        elif reach:
            reach -= 1
    return flags


@cache
def _judging(side: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read the words of a side: those that stand as they are, and how the others begin."""
    words = lexicons.keyed("judging_words")[side]
    whole = frozenset(word[1:] for word in words if word.startswith("="))
    return whole, tuple(word for word in words if not word.startswith("="))


@lru_cache(maxsize=20_000)
def judges(word: str, *, praise: bool) -> bool:
    """Say whether a word praises, or blames, wherever it stands."""
    whole, beginnings = _judging("praise" if praise else "blame")
    return word in whole or word.startswith(beginnings)


def signs(norms: Sequence[str]) -> list[int]:
    """Give 1 for each word that praises, -1 for each that blames; a negation turns round what it governs."""
    said = [judges(norm, praise=True) - judges(norm, praise=False) for norm in norms]
    return [-sign if turned else sign for sign, turned in zip(said, negated(norms), strict=True)]
