"""The lines worth quoting: opinions that say what they think, of a length that a card can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.analysis.types import Quote, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 3
FEWEST_WORDS, MOST_WORDS = 5, 45


def choose(sentences: Sequence[Sentence], worth: Sequence[float]) -> tuple[Quote, ...]:
    """Choose up to three quotes, best first; both sides are heard when the review has both."""
    ranked = sorted(
        ((value, sentence) for value, sentence in zip(worth, sentences, strict=True) if quotable(sentence)),
        key=lambda pair: (-pair[0], pair[1].start),
    )
    chosen = [sentence for _, sentence in ranked[:MOST]]
    return tuple(Quote(s.start, s.end, s.text, s.opinion, s.polarity, s.spoiler) for s in chosen)


def quotable(sentence: Sentence) -> bool:
    """Say whether a line could be quoted at all: a statement of 5 to 45 words."""
    words = len(sentence.text.split())
    return FEWEST_WORDS <= words <= MOST_WORDS and not sentence.text.rstrip("\"”')*_ ").endswith("?")
