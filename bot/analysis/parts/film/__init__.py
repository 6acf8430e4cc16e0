"""The film that a review is about: its title and year, from how reviewers write titles.

`mentions` finds everything that may be a title (headings, quotation marks, emphasis, capitals, links,
titles that are known); `signs` describes each of those names, and the review as one that names no
film; weights learnt from marked and from many star-rated reviews decide between all of them at
once. So the confidence is a probability: a softmax over the names and "none of these".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts.film import mentions, signs, titles
from bot.analysis.scoring import weights
from bot.analysis.types import FilmTitle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.parts.film.signs import Name

CERTAIN = 0.6
"""A review is said to be of a film from this confidence on: from 0.5 to here as many names are wrong as right."""


def title(text: str, known: Sequence[str] = ()) -> FilmTitle | None:
    """Name the film that a text is about; None when it does not name one, or not surely.

    `known` are titles that are likelier than others to be meant: a server's own films.
    """
    return certain(candidates(text, known, 1))


def certain(likely: Sequence[FilmTitle]) -> FilmTitle | None:
    """Name the first of some candidates, if it is sure enough."""
    return likely[0] if likely and likely[0].confidence >= CERTAIN else None


def candidates(text: str, known: Sequence[str] = (), limit: int = 5) -> tuple[FilmTitle, ...]:
    """List the films that a text may be about, likeliest first, each with its probability."""
    lists = titles.with_own(tuple(known))
    found, unnamed = signs.names(mentions.read(text, lists), lists)
    chances = probabilities([name.signs for name in found], unnamed)
    ranked = sorted(zip(chances, found, strict=True), key=lambda pair: -pair[0])
    return tuple(FilmTitle(name.title, name.year, round(chance, 3)) for chance, name in _apart(ranked)[:limit])


def _apart(ranked: Sequence[tuple[float, Name]]) -> list[tuple[float, Name]]:
    """Leave out the names that are a part of a likelier one, or hold one."""
    kept: list[tuple[float, Name]] = []
    for chance, name in ranked:
        padded = f" {name.key} "
        if not any(f" {other.key} " in padded or padded in f" {other.key} " for _, other in kept):
            kept.append((chance, name))
    return kept


def probabilities(names: Sequence[Mapping[str, float]], unnamed: Mapping[str, float]) -> list[float]:
    """Weigh names by their signs: the probability of each; what they lack to 1 is that of "none of these"."""
    table = _table(weights.part("film"))
    margins = np.array([table.margin(one) for one in (*names, unnamed)])
    powers = np.exp(margins - margins.max())
    return (powers / powers.sum())[:-1].tolist()


class _Table:
    """The weights by the names of the signs."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = arrays
        names = bytes(arrays["signs"]).decode().split("\n")
        self._weight = dict(zip(names, arrays["weights"].astype(float).tolist(), strict=True))

    def margin(self, found: Mapping[str, float]) -> float:
        """Add up what some signs weigh; a sign that training did not see weighs nothing."""
        weight = self._weight
        return sum(weight[sign] * value for sign, value in found.items() if sign in weight)


_LAST: list[_Table] = []


def _table(arrays: Mapping[str, NDArray[Any]]) -> _Table:
    """Return the table of the arrays in use; that of the last ones is kept."""
    if not _LAST or _LAST[0].arrays is not arrays:
        _LAST[:] = [_Table(arrays)]
    return _LAST[0]
