"""Clauses: a sentence cut at its own punctuation and at its contrasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.language.text import Span, Token

_CUTS = frozenset([",", ";", ":", "--", "..", "(", ")", ".", "!", "?"])
CONTRASTS = frozenset(
    ["but", "while", "although", "though", "whereas", "however", "yet", "despite", "unlike", "except"]
)
_JOINS = frozenset(["and", "with", "as", "plus"])


def clauses(words: Sequence[Token]) -> Iterator[tuple[Span, Sequence[Token]]]:
    """Yield the clauses of a sentence: ((start, end), its words), cut before contrasts and joins and at marks."""
    begin = 0
    for index, word in enumerate(words):
        if word.norm in _CUTS:
            if index > begin:
                yield (words[begin].start, words[index - 1].end), words[begin:index]
            begin = index + 1
        elif (word.norm in CONTRASTS or word.norm in _JOINS) and index > begin:
            yield (words[begin].start, words[index - 1].end), words[begin:index]
            begin = index
    if begin < len(words):
        yield (words[begin].start, words[-1].end), words[begin:]
