"""Short takes: whether a line or two about a film is a verdict on it, or talk round it."""

from __future__ import annotations

import re

from bot.analysis.types import Analysis

SURE = 0.75
"""A verdict of a line or two is plain from this confidence on."""
_ROUND_IT = re.compile(
    r"(?<!\w)(?:can'?t wait|cannot wait|looking forward|going to|gonna|wanna|want to|(?:will|should) (?:see|watch)|"
    r"let'?s|anyone|anybody|who'?s|tomorrow|next week|excited|trailer|heard|tickets?|screening|poster|rumou?rs?|"
    r"haven'?t (?:seen|watched)|rotten tomatoes|critics?|good reviews)(?!\w)",
    re.IGNORECASE,
)
"""Plans, hearsay and news: whoever speaks so has not seen it, or speaks of something else."""
_TO_OTHERS = re.compile(
    r"(?<!\w)(?:hi|hello|hey|(?:have|did|do|are|if|when|so) you|you (?:should|have to|need to|must|would|will|can)|"
    r"(?:nice|great|good|enjoyed) (?:talking|chatting)|talking about|(?:i|we) agree|agreed|me,? too|so true|"
    r"(?:it'?s|is|film|movie) called|take care|good night)(?!\w)",
    re.IGNORECASE,
)
"""Talk: greetings, thanks, and what is said to somebody else."""
WORD = 0.5
"""What a word or phrase weighs at least that says what somebody thinks."""


def takes_a_stand(text: str, analysis: Analysis) -> bool:
    """Say whether a short text judges its film: by a rating, or in plain words that ask, plan and answer nothing.

    Plain is a verdict that is sure, with a word that gives it.
    """
    if analysis.rating is not None:
        return True
    plain = text.replace("’", "'")
    if "?" in text or _ROUND_IT.search(plain) or _TO_OTHERS.search(plain):
        return False
    verdict = analysis.sentiment
    if verdict.label not in {"positive", "negative"} or verdict.confidence < SURE:
        return False
    sign = 1 if verdict.label == "positive" else -1
    return any(reason.weight * sign >= WORD for reason in analysis.reasons)
