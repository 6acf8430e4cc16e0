"""Lines that lean on another one: what they begin with points back to something that is not in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Sequence

_THIS = "this"
_SUBJECT = 4
"""A film that "this" points to is named within so many words: "this rather long film"."""


def leans(norms: Sequence[str]) -> bool:
    """Say whether a line, given as the words that the models know, cannot open a text.

    It begins with a connective ("but", "also"), with somebody who was named before ("he", "their"), with a
    "this" that is not the film, or with dots.
    """
    words = [norm for norm in norms if norm[0].isalpha()]
    if not words or norms[0] == "..":
        return True
    kinds = lexicons.keyed("leaning")
    if words[0] in kinds["connective"] or words[0] in kinds["person"]:
        return True
    return words[0] in kinds[_THIS] and not any(word in kinds["film"] for word in words[1:_SUBJECT])
