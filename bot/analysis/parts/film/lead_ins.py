"""What stands before a title and says only how its film came to be watched: "Just saw it again:", "Rewatch -".

A lead-in is made of few words, which `title_words` lists, and closes with a colon, dash or dots, or with a word of
watching: "Finally saw". Where a listed title begins with those very words, they are the title's own: "Saw X".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.analysis.parts.film.titles import ARTICLES, WORD, listed, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 90
"""A lead-in and the first words of the title have so many characters at most."""
MOST_WORDS = 10
_CLOSES = re.compile(r"[\"”’'*_)]{0,3}(?:: ?|\.{2,4} ?|… ?| ?[–—|] ?| - )$")
_OPENS = re.compile(r"[ \"“‘'*_]{1,4}")
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th)?")
_PHRASES = frozenset({"up with", "back from", "out of", "round to", "around to", "up on", "look at"})
"""The last two words of "caught up with", "just got back from", "came out of", "finally got round to"."""
_PLACED = 4
"""So many words of any kind may follow "with", "on", "at" or "in": "with my little sister", "on the late train"."""


def end(line: str) -> int:
    """Say where in a line the title behind a lead-in begins; 0 where it begins with none."""
    words = list(WORD.finditer(line[:LONGEST]))
    norms = [found[0].lower() for found in words]
    for place in range(1, min(len(words), MOST_WORDS + 1)):
        gap = line[words[place - 1].end() : words[place].start()]
        marked = _CLOSES.match(gap.rstrip('"“‘*_(#')) is not None
        if (marked and _leads(norms[:place])) or _watches(norms[:place], line[words[place].start()], gap):
            return 0 if _titled(norms, place) else words[place - 1].end() + _length(gap)
        if marked:
            return 0
    return 0


def _length(gap: str) -> int:
    """Say how much of what stands between lead-in and title belongs to the lead-in: all but opening marks."""
    return len(gap.rstrip('"“‘*_(#'))


def _leads(norms: Sequence[str]) -> bool:
    """Say whether words before a mark are a lead-in: of its words alone, one of them telling, places apart.

    What opens with an article is a title: "The Night Watch: ...".
    """
    leading, telling, places = vocabulary("leading"), vocabulary("telling"), vocabulary("placing")
    kinds = vocabulary("film_like"), vocabulary("and_when")
    free, told = 0, all(not kind.isdisjoint(norms) for kind in kinds) and len(norms) > 1
    for norm in norms:
        told = told or norm in telling
        if norm in places:
            free = _PLACED
        elif norm in leading or norm in telling or _NUMBER.fullmatch(norm):
            continue
        elif free:
            free -= 1
        else:
            return False
    return told and norms[0] not in ARTICLES


def _watches(norms: Sequence[str], first: str, gap: str) -> bool:
    """Say whether words that close without a mark lead to a title: the last ones say that it was watched."""
    if not (_OPENS.fullmatch(gap) and (first.isupper() or first.isdigit())):
        return False
    leading = vocabulary("leading") | vocabulary("telling")
    closes = norms[-1] in vocabulary("watched") or " ".join(norms[-2:]) in _PHRASES
    return closes and all(norm in leading for norm in norms)


def _titled(norms: Sequence[str], place: int) -> bool:
    """Say whether a listed title begins with the lead-in's last words and goes on behind them."""
    titles = listed()
    return any(" ".join(norms[:last]) in titles for last in range(place + 1, min(len(norms), place + MOST_WORDS) + 1))
