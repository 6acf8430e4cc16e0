"""The rating that an author wrote."""

from __future__ import annotations

import re

from bot.analysis.types import Rating

_FRACTION = re.compile(r"(?<![\w/.])(\d{1,2}(?:\.\d)?) ?/ ?(4|5|10|100)(?![\w/]|\.\d)")


def find(text: str) -> Rating | None:
    """Find the rating as written; None when there is none."""
    for match in _FRACTION.finditer(text):
        value, best = float(match[1]), float(match[2])
        if value <= best:
            return Rating(match[0], 10.0 * value / best, match.start(), match.end())
    return None
