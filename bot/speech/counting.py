"""Counting things in words: `1 review`, `2 reviews`, as each language does."""

from __future__ import annotations

from typing import Final

from bot.speech.sentences import NN_, ngettext

NOUNS: Final = {
    "author": NN_("{number:n} author", "{number:n} authors"),
    "critic": NN_("{number:n} critic", "{number:n} critics"),
    "file": NN_("{number:n} file", "{number:n} files"),
    "film": NN_("{number:n} film", "{number:n} films"),
    "hour": NN_("{number:n} hour", "{number:n} hours"),
    "line": NN_("{number:n} line", "{number:n} lines"),
    "member": NN_("{number:n} member", "{number:n} members"),
    "message": NN_("{number:n} message", "{number:n} messages"),
    "minute": NN_("{number:n} minute", "{number:n} minutes"),
    "more film": NN_("{number:n} more film", "{number:n} more films"),
    "new review": NN_("{number:n} new review", "{number:n} new reviews"),
    "rating": NN_("{number:n} rating", "{number:n} ratings"),
    "review": NN_("{number:n} review", "{number:n} reviews"),
    "reviewer": NN_("{number:n} reviewer", "{number:n} reviewers"),
    "row": NN_("{number:n} row", "{number:n} rows"),
    "vote": NN_("{number:n} vote", "{number:n} votes"),
    "word": NN_("{number:n} word", "{number:n} words"),
}
"""What is counted, as it stands by itself. Where the words around it change it, the whole sentence is `ngettext`'s."""


def count(number: int, noun: str) -> str:
    """Count things of `NOUNS` in words."""
    one, several = NOUNS[noun]
    return ngettext(one, several, number)
