"""The words that phrases are made of: names of aspects and labels, ratings, and parts put into their places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.analysis.types import Aspect
from bot.discussion.types import Part, Phrase
from bot.speech import N_, _, count
from bot.speech import number as shown_number

_NAMES: dict[Aspect, str] = {
    "acting": N_("acting"),
    "direction": N_("direction"),
    "writing": N_("writing"),
    "story": N_("story"),
    "characters": N_("characters"),
    "visuals": N_("visuals"),
    "music": N_("music and sound"),
    "pacing": N_("pacing"),
    "humour": N_("humour"),
    "tension": N_("tension"),
    "ending": N_("ending"),
    "emotion": N_("emotion"),
}
_THE: dict[Aspect, str] = {
    "acting": N_("the acting"),
    "direction": N_("the direction"),
    "writing": N_("the writing"),
    "story": N_("the story"),
    "characters": N_("the characters"),
    "visuals": N_("the visuals"),
    "music": N_("the music and sound"),
    "pacing": N_("the pacing"),
    "humour": N_("the humour"),
    "tension": N_("the tension"),
    "ending": N_("the ending"),
    "emotion": N_("the emotion"),
}
SEVERAL: frozenset[Aspect] = frozenset({"characters", "visuals"})
"""Aspects that are spoken of as several things."""
_LABELS: dict[str, str] = {
    "positive": N_("positive"),
    "mixed": N_("mixed"),
    "negative": N_("negative"),
    "unsure": N_("not sure"),
}


def plural(number: int, noun: str) -> str:
    """Write a count with its noun: "1 review", "2,000 reviews"."""
    return count(number, noun)


def aspect_name(aspect: Aspect) -> str:
    """Name an aspect as people say it."""
    return _(_NAMES[aspect])


def the_aspect(aspect: Aspect) -> str:
    """Name an aspect as what somebody praises or criticises: "the acting"."""
    return _(_THE[aspect])


def label_name(label: str) -> str:
    """Name a label within a sentence: "positive", "not sure"."""
    return _(_LABELS[label])


def out_of_ten(value: float) -> str:
    """Write a rating: "7.5/10", "8/10"."""
    return f"{shown_number(value, 1, trimmed=True)}/10"


def filled(sentence: str, /, **parts: Part) -> Phrase:
    """Put films, members and critics where a sentence has their places: `{first}`."""
    pieces = [piece for piece in re.split(r"(\{\w+\})", sentence) if piece]
    return tuple(parts.get(piece[1:-1], piece) if piece.startswith("{") else piece for piece in pieces)


def pasted_in(part: Part, critics: Phrase) -> Phrase:
    """Put the names of critics where a sentence has their place, `{critics}`."""
    if not isinstance(part, str) or "{critics}" not in part:
        return (part,)
    before, _place, after = part.partition("{critics}")
    return (before, *critics, after)


def enumerated(parts: Sequence[Part], more: int = 0) -> Phrase:
    """Join films, members or critics: "a", "a and b", "a, b and 3 more"."""
    named: list[Part] = []
    last = len(parts) - 1 if more <= 0 else len(parts)
    for at, part in enumerate(parts):
        if at:
            named.append(_(" and ") if at == last else ", ")
        named.append(part)
    if more > 0:
        named.append(_(" and {number:n} more", number=more))
    return tuple(named)
