"""Review or chatter: whether a message of a watched channel should be answered."""

from __future__ import annotations

import numpy as np

from bot.analysis import opinion
from bot.analysis import text as texts

FEWEST_WORDS = 40


def looks_like_review(text: str) -> bool:
    """Say whether a message reads like a film review; precise rather than eager."""
    if texts.count_words(text) < FEWEST_WORDS or len(text) > texts.MAXIMUM_CHARACTERS:
        return False
    read = opinion.read(text, texts.sentences(text))
    about = sum(
        word.norm in {"film", "movie", "director", "plot", "scene", "actor", "performance"} for word in read.tokens
    )
    return about >= 2 and float(np.mean(read.opinion)) > 0.3
