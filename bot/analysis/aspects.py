"""What a review says of the acting, the direction, the music and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.types import AspectOpinion, Sentence


def opinions(sentences: Sequence[Sentence]) -> tuple[AspectOpinion, ...]:
    """Gather the review's opinions of each side of the film, strongest first."""
    del sentences
    return ()
