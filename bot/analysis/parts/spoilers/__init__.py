"""Lines that probably give something away, and that nobody hid: what an author is asked about, alone.

A line gives away what happens in the end, who dies, who somebody is; a premise known from any trailer does not. The
model is far from finding all that readers mark, so few reviews are asked about: those whose likeliest line is likely
enough. Two lines are then shown, of which one or both give something away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.parts.spoilers.features import described
from bot.analysis.scoring import weights, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import Sentence

MOST = 2
"""An author is asked about so many lines of a review, the likeliest."""
WITHIN = 1.5
"""The margin by which the second line may be less likely than what is enough for the first."""


def probable(read: Reading, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """List the lines that probably give something away and are not hidden, likeliest first."""
    if not sentences:
        return ()
    shown = np.array([not sentence.spoiler for sentence in sentences])
    asked = chosen(margins(read), shown, float(weights.part("spoilers")["enough"]))
    return tuple(sentences[index] for index in asked)


def margins(read: Reading) -> Floats:
    """Give how likely each line gives something away, as a margin: by its features and by its words."""
    part = weights.part("spoilers")
    said = wording.margins(read.wording, len(read.spans), part["wording"], float(part["wording_unit"]))[:, 0]
    return weights.head(part["head"]).margins(described(read))[:, 0] + said


def chosen(margin: Floats, shown: Sequence[bool] | Floats, enough: float) -> list[int]:
    """Choose the lines to ask about by their margins, likeliest first, of those that are shown."""
    likely = [index for index in np.argsort(-margin, kind="stable").tolist() if shown[index]][:MOST]
    if not likely or margin[likely[0]] <= enough:
        return []
    return [index for index in likely if margin[index] > enough - WITHIN]
