"""Training the film part: which of the names in a review is its film's title, and whether any is.

Texts of three kinds: marked reviews; reviews whose film is known from the side, where a name that spells its
title is right and, where no word of it stands, no name is; and user reviews of which it is known only which
are of one film. What a first model names in several reviews of one film is that film's title: with it the rest
of its reviews teach too (self-training, Yarowsky 1995). A share of the known titles is taken off the list while
their reviews are read, so that the model does not learn to trust the list more than it will be worth.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts import film
from bot.analysis.training import marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.trainers.film import examples, softmax

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.film.examples import Example

STRENGTH = 0.3
MARKED = 4.0
"""A marked review teaches as much as so many others."""
LEAST = 40
"""A sign that fewer names bear is left out."""
STEPS_MARKED = 40
FAINT = 0.01


@dataclass(frozen=True, slots=True)
class Material:
    """What teaches and what is measured."""

    titled: Sequence[Example]
    untitled: Sequence[Example]
    marked: Sequence[Example]
    """The marked reviews, in order."""
    marked_hidden: Sequence[Example]
    """The same with their films' titles taken off the list."""
    reviews: Sequence[Marked]
    fold: NDArray[np.int64]
    signs: Sequence[str]
    """The name of each sign, by its number."""


@cache
def gather(folder: Path) -> Material:
    """Read everything that teaches, once; the reviews of marked films that are not marked teach nothing."""
    reviews = marks.load(folder)
    known = marks.Known(reviews)
    reader = examples.Reader()
    return Material(
        titled=[*examples.titled(folder, reader, known), *examples.pasted(folder, reader, known)],
        untitled=list(examples.untitled(folder, reader, known)),
        marked=examples.marked(reviews, reader, hidden=False),
        marked_hidden=examples.marked(reviews, reader, hidden=True),
        reviews=reviews,
        fold=marks.folds(reviews),
        signs=list(reader.numbers),
    )


def columns(material: Material) -> NDArray[np.int64]:
    """Give each sign that enough names bear a number; the others are below 0."""
    everything = (*material.titled, *material.untitled, *material.marked)
    count = np.bincount(np.concatenate([row for one in everything for row in one.signs]), minlength=len(material.signs))
    kept = np.flatnonzero(count >= LEAST)
    column = np.full(len(material.signs), -1, np.int64)
    column[kept] = np.arange(len(kept))
    return column


def titles_of(found: Sequence[Example], chances: Sequence[NDArray[np.float64]]) -> dict[str, str]:
    """Find the titles of films of which several reviews were read: what most of them name, and little else."""
    votes: dict[str, Counter[str]] = {}
    reviews: Counter[str] = Counter()
    for one, chance in zip(found, chances, strict=True):
        reviews[one.film] += 1
        votes.setdefault(one.film, Counter()).update(dict(zip(one.names, chance.tolist(), strict=False)))
    titles: dict[str, str] = {}
    for name, vote in votes.items():
        best = [*vote.most_common(2), ("", 0.0), ("", 0.0)]
        if best[0][1] >= 0.8 + 0.03 * reviews[name] and best[0][1] >= 1.5 * best[1][1]:
            titles[name] = best[0][0]
    return titles


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt before the marked reviews: what taught it, and the weights."""

    column: NDArray[np.int64]
    teaching: Sequence[Example]
    weight: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many signs have a weight."""
        return len(self.weight)


def teach(material: Material) -> Lesson:
    """Teach by what is known from the side, then by the titles which that finds for other films."""
    column = columns(material)
    size = int(column.max()) + 1
    weight = softmax.fit(softmax.gather(material.titled, column, size), STRENGTH)
    unlabelled = softmax.gather(material.untitled, column, size)
    chances = np.split(softmax.probabilities(unlabelled, weight), unlabelled.bound[1:-1])
    titles = titles_of(material.untitled, chances)
    teaching = [*material.titled, *examples.labelled(material.untitled, titles)]
    return Lesson(column, teaching, softmax.fit(softmax.gather(teaching, column, size), STRENGTH, weight))


@cache
def _lesson(folder: Path) -> Lesson:
    return teach(gather(folder))


def with_marks(material: Material, lesson: Lesson, left_out: int | None = None) -> NDArray[np.float64]:
    """Go on with the marked reviews, but those of one fold; each with its title on the list and off it."""
    used = [place for place, fold in enumerate(material.fold) if fold != left_out]
    marked = [
        replace(rows[place], weight=MARKED / 2)
        for rows in (material.marked, material.marked_hidden)
        for place in used
        if rows[place].right
    ]
    names = softmax.gather([*lesson.teaching, *marked], lesson.column, lesson.size)
    return softmax.fit(names, STRENGTH, lesson.weight, STEPS_MARKED)


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Fit the weights of the signs on everything."""
    material = gather(ground.corpora)
    lesson = _lesson(ground.corpora)
    return packed(material, lesson.column, with_marks(material, lesson))


def packed(material: Material, column: NDArray[np.int64], weight: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Write the weights down as `parts.film` reads them: the names of the signs, and what each weighs."""
    kept = [(sign, weight[place]) for sign, place in zip(material.signs, column, strict=True) if place >= 0]
    telling = sorted((sign, value) for sign, value in kept if abs(value) >= FAINT)
    names = "\n".join(sign for sign, _ in telling).encode()
    return {
        "signs": np.frombuffer(names, np.uint8),
        "weights": np.array([value for _, value in telling], np.float32),
    }


def measure(ground: Ground) -> list[Figure]:
    """Measure what is said of the marked reviews, each without the marked reviews of its fold."""
    material = gather(ground.corpora)
    listed = _said(material, _lesson(ground.corpora), material.marked)
    unlisted = _said(material, _lesson(ground.corpora), material.marked_hidden)
    named = [place for place, review in enumerate(material.reviews) if review.film]
    unnamed = [place for place, review in enumerate(material.reviews) if not review.film]
    rows = [
        ("title right where the review names its film", [listed[place] is True for place in named], 0.85),
        ("another title there", [listed[place] is False for place in named], None),
        ("a title where the review names none", [listed[place] is False for place in unnamed], 0.03),
        ("title right where the list has no such title", [unlisted[place] is True for place in named], None),
    ]
    return [Figure(name, float(np.mean(hits)), len(hits), aim) for name, hits, aim in rows]


def _said(material: Material, lesson: Lesson, read: Sequence[Example]) -> list[bool | None]:
    """Say of each marked review whether the title that is given is right; None where none is given."""
    said: list[bool | None] = [None] * len(read)
    for fold in range(marks.FOLDS):
        own = np.flatnonzero(material.fold == fold).tolist()
        names = softmax.gather([read[place] for place in own], lesson.column, lesson.size)
        chances = softmax.probabilities(names, with_marks(material, lesson, fold))
        for place, chance in zip(own, np.split(chances, names.bound[1:-1]), strict=True):
            best = int(chance.argmax())
            if best < len(read[place].names) and chance[best] >= film.CERTAIN:
                said[place] = best in read[place].right
    return said
