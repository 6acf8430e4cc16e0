"""What a line that gives something away looks like: numbers, each with a name, and what its words mean together."""

from __future__ import annotations

import re
from math import log1p
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

CUES = ("death", "reveal", "end", "outcome", "warning", "third", "first", "film", "when")
"""Kinds of words that tell; `data/giveaways.txt` lists them."""
TOLD = ("death", "reveal", "end", "outcome", "third")
"""Those that count where the line tells the story."""
OWN = (
    "story",  # log-odds that it tells the story
    "polarity",  # log-odds that it praises
    "strength",  # the same without its sign
    "words",  # log of its words
    *CUES,
    "cues",  # how many of the first five kinds it holds
    "names",  # log of the words in capitals within it
    "present",  # share of words that end in "s": "she marries"
    *(f"told_{cue}" for cue in TOLD),  # the cue, as far as the line tells the story
    "told_cues",
)
"""What is seen of the line itself."""
NEAR = ("story", "polarity", "death", "reveal", "end", "outcome", "third", "names")
"""Of these, the lines before and after count as well."""
PLACE = (
    "place",  # 0 at the first line, 1 after the last
    "before",  # log of the lines before it
    "after",
    "lines",  # log of all lines
    "told_before",  # log of the lines before it that tell the story
    "told_share",  # their share
    "tells",  # mean log-odds of story over the review
    "warned",  # a line before it warns of spoilers
)
FEATURES = (*OWN, *(f"{name}_before" for name in NEAR), *(f"{name}_after" for name in NEAR), *PLACE)
"""After these come `vectors.SIZE` numbers: the mean of the vectors of the line's words."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_LEAST = 4
"""A word that ends in "s" has so many letters."""


def described(read: Reading) -> Floats:
    """Describe each line of a review: (lines, `FEATURES` and a vector)."""
    words = read.lines
    own = np.array([_own(read, index, line) for index, line in enumerate(words)]).reshape(len(words), len(OWN))
    near = own[:, [OWN.index(name) for name in NEAR]]
    nothing = np.zeros((1, len(NEAR)))
    before, after = np.concatenate([nothing, near])[:-1], np.concatenate([near, nothing])[1:]
    return np.concatenate([own, before, after, _places(own), read.meaning], axis=1)


def _own(read: Reading, index: int, words: Sequence[str]) -> list[float]:
    start, end = read.spans[index]
    kinds, held = lexicons.keyed("giveaways"), set(words)
    cues = {cue: float(not held.isdisjoint(kinds[cue])) for cue in CUES}
    story, polarity = -float(read.opinion[index]), float(read.polarity[index])
    told, several = 1.0 / (1.0 + np.exp(-story)), sum(cues[cue] for cue in CUES[:5])
    ending = sum(len(word) >= _LEAST and word.endswith("s") for word in words)
    return [
        story,
        polarity,
        abs(polarity),
        log1p(len(words)),
        *cues.values(),
        several,
        log1p(len(_NAME.findall(read.text, start, end))),
        ending / max(1, len(words)),
        *(told * cues[cue] for cue in TOLD),
        told * several,
    ]


def _places(own: Floats) -> Floats:
    count, number = len(own), np.arange(len(own))
    tells = (own[:, OWN.index("story")] > 0).astype(np.float64)
    before = np.concatenate([[0.0], np.cumsum(tells)[:-1]]) if count else np.zeros(0)
    warns = own[:, OWN.index("warning")]
    warned = np.concatenate([[0.0], np.maximum.accumulate(warns)[:-1]]) if count else np.zeros(0)
    columns = [
        number / max(1, count),
        np.log1p(number),
        np.log1p(count - 1 - number),
        np.full(count, log1p(count)),
        np.log1p(before),
        (before + tells) / (number + 1.0),
        np.full(count, own[:, OWN.index("story")].mean() if count else 0.0),
        warned,
    ]
    return np.stack(columns, axis=1)
