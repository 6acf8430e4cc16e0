"""Which lines of a paste are statements at all: not headings, credits, ratings, links or questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.language.text import Span
    from bot.analysis.types import Rating

_CLOSING = "\"”’')]*_|~ "
_ENDS = frozenset(".!…?")
_CREDIT = re.compile(
    r"\b(?:starring|cast|director|directed by|written by|screenplay|screenwriters?|"
    r"cinematograph(?:y|er)|producers?|produced by|"
    r"editor|music by|running (?:time|length)|runtime|rated|mpaa|release date|distributor|genre|"
    r"studio|copyright|all rights reserved|reviewed (?:by|on))"
    r" ?[:=]|©|\b(?:rated (?:pg|r|g|nc)\b|https?://|www\.)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[:=©/]|[Rr]ated|www|RATED")
"""What every credit has; most lines have none of it, and are spared the long pattern."""
_SCALE = re.compile(
    r"^\W*(?:rating|score|grade|verdict|stars?|overall|final (?:score|rating|verdict)|"
    r"my rating)\b\W{0,4}[\w½★☆*/.+ -]{0,24}$",
    re.IGNORECASE,
)


def is_statement(text: str, span: Span, rating: Rating | None) -> bool:
    """Say whether a line states something: words of its own, not a heading, a list of credits or a rating."""
    line = text[slice(*span)]
    words = line.split()
    if len(words) < 4 or _is_heading(text, span, line, words):
        return False
    if (_MARKED.search(line) and _CREDIT.search(line[:600])) or _SCALE.match(line[:80]) or _is_list_of_names(words):
        return False
    return not (rating and span[0] <= rating.start < span[1] and len(words) - len(rating.raw.split()) < 6)


def is_question(line: str) -> bool:
    """Say whether a line asks."""
    return line.rstrip(_CLOSING).endswith("?")


def _is_heading(text: str, span: Span, line: str, words: Sequence[str]) -> bool:
    """Say whether a line stands alone and does not end like a sentence."""
    if line.rstrip(_CLOSING)[-1:] in _ENDS:
        return False
    before, after = text[max(0, span[0] - 3) : span[0]], text[span[1] : span[1] + 3]
    alone = (not before.strip() and ("\n" in before or not before)) and (
        not after.strip() and ("\n" in after or not after)
    )
    return line[:1] == "#" or (alone and len(words) <= 12)


def _is_list_of_names(words: Sequence[str]) -> bool:
    """Credits: more than half the words are capitalised, and many commas stand between them."""
    if len(words) < 8:
        return False
    capitals = sum(1 for word in words if word[:1].isupper() or word[:2].lstrip("(")[:1].isupper())
    commas = sum(1 for word in words if word.endswith((",", ";", "),")))
    return capitals > 0.7 * len(words) and commas >= 0.15 * len(words)
