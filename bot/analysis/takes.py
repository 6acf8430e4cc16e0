"""Short takes: whether a line or two about a film is a verdict on it, or talk round it."""

from __future__ import annotations

import re

from bot.analysis.types import Analysis

SURE = 0.75
"""A verdict of a line or two is plain from this confidence on."""
_ROUND_IT = re.compile(
    r"(?<!\w)(?:can'?t wait|cannot wait|looking forward|going to|gonna|wanna|want to|(?:will|should) (?:see|watch)|"
    r"let'?s|anyone|anybody|who'?s|tomorrow|next week|excited|trailer|heard|tickets?|screening|poster|rumou?rs?)(?!\w)",
    re.IGNORECASE,
)
"""Plans, hearsay and news: whoever speaks so has not seen it, or speaks of something else."""


def takes_a_stand(text: str, analysis: Analysis) -> bool:
    """Say whether a short text judges its film: by a rating, or in plain words that ask and plan nothing."""
    if analysis.rating is not None:
        return True
    if "?" in text or _ROUND_IT.search(text.replace("’", "'")):
        return False
    verdict = analysis.sentiment
    return verdict.label in {"positive", "negative"} and verdict.confidence >= SURE
