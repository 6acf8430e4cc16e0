"""The film that a review is about."""

from __future__ import annotations

import re

from bot.analysis.types import FilmTitle

_QUOTED = re.compile(r"[\"“]([A-Z0-9][^\"“”\n]{1,78})[\"”]")


def title(text: str) -> FilmTitle | None:
    """Find the film's title; None when the text does not name one."""
    match = _QUOTED.search(text)
    return FilmTitle(match[1], None, 0.6) if match else None
