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

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.film.examples import Example

STRENGTH = 0.3
NEAR = 0.02
"""How strongly the marked reviews draw the weights away from what the others taught."""
PASTES, PASTED = 2, 1.0
"""One paste in two goes on teaching beside the marks, as much as one of them: among those hardly any has a heading."""
OFF_THE_LIST = 0.3
"""So much of what a marked review teaches it teaches with its title off the list."""
LEAST = 40
"""A sign that fewer names bear is left out."""
STEPS, STEPS_MARKED = 50, 60
FAINT = 0.01


@dataclass(frozen=True, slots=True)
class Material:
    """What teaches and what is measured."""

    titled: Sequence[Example]
    pasted: Sequence[Example]
    untitled: Sequence[Example]
    marked: Sequence[Example]
    """The marked reviews, in order."""
    marked_hidden: Sequence[Example]
    """The same with their films' titles taken off the list."""
    further: Sequence[Example]
    """The further marks, of other films: they teach and measure nothing."""
    further_hidden: Sequence[Example]
    reviews: Sequence[Marked]
    fold: NDArray[np.int64]
    signs: Sequence[str]
    """The name of each sign, by its number."""


@cache
def gather(ground: Ground) -> Material:
    """Read everything that teaches, once; the reviews of marked films that are not marked teach nothing."""
    folder, reviews = ground.corpora, ground.reviews
    further = [review for review, _ in ground.further]
    known = marks.Known(reviews)
    reader = examples.Reader()
    return Material(
        titled=list(examples.titled(folder, reader, known)),
        pasted=list(examples.pasted(folder, reader, known)),
        untitled=list(examples.untitled(folder, reader, known)),
        marked=examples.marked(reviews, reader, hidden=False),
        marked_hidden=examples.marked(reviews, reader, hidden=True),
        further=examples.marked(further, reader, hidden=False),
        further_hidden=examples.marked(further, reader, hidden=True),
        reviews=reviews,
        fold=marks.folds(reviews),
        signs=list(reader.numbers),
    )


def columns(material: Material) -> NDArray[np.int64]:
    """Give each sign that enough names bear a number; the others are below 0."""
    everything = (*material.titled, *material.pasted, *material.untitled, *material.marked, *material.further)
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
    titled = [*material.titled, *material.pasted]
    weight = softmax.fit(softmax.gather(titled, column, size), STRENGTH, steps=STEPS)
    unlabelled = softmax.gather(material.untitled, column, size)
    chances = np.split(softmax.probabilities(unlabelled, weight), unlabelled.bound[1:-1])
    titles = titles_of(material.untitled, chances)
    teaching = [*titled, *examples.labelled(material.untitled, titles)]
    return Lesson(column, teaching, softmax.fit(softmax.gather(teaching, column, size), STRENGTH, weight, STEPS))


@cache
def _lesson(ground: Ground) -> Lesson:
    return teach(gather(ground))


def with_marks(material: Material, lesson: Lesson, left_out: int | None = None) -> NDArray[np.float64]:
    """Go on with all marks, but the marked reviews of one fold; each with its title on the list and off it.

    Some pastes go with them: among the marked reviews hardly any has a heading.
    """
    used = np.flatnonzero(material.fold != left_out).tolist()
    rows = [
        ([*(material.marked[place] for place in used), *material.further], 1.0 - OFF_THE_LIST),
        ([*(material.marked_hidden[place] for place in used), *material.further_hidden], OFF_THE_LIST),
    ]
    rows.append((list(material.pasted[::PASTES]), PASTED))
    taught = [replace(one, weight=weight) for some, weight in rows for one in some if one.right]
    names = softmax.gather(taught, lesson.column, lesson.size)
    return softmax.fit(names, NEAR, lesson.weight, STEPS_MARKED, stay=True)


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Fit the weights of the signs on everything."""
    material = gather(ground)
    lesson = _lesson(ground)
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
    material = gather(ground)
    lesson = _lesson(ground)
    weights = [with_marks(material, lesson, fold) for fold in range(marks.FOLDS)]
    listed = _said(material, lesson, weights, material.marked)
    unlisted = _said(material, lesson, weights, material.marked_hidden)
    named = [place for place, review in enumerate(material.reviews) if review.film]
    unnamed = [place for place, review in enumerate(material.reviews) if not review.film]
    rows = [
        ("title right where the review names its film", [listed[place] is True for place in named], 0.85),
        ("another title there", [listed[place] is False for place in named], None),
        ("a title where the review names none", [listed[place] is False for place in unnamed], 0.03),
        ("title right where the list has no such title", [unlisted[place] is True for place in named], None),
    ]
    return [Figure(name, float(np.mean(hits)), len(hits), aim) for name, hits, aim in rows]


def _said(
    material: Material, lesson: Lesson, weights: Sequence[NDArray[np.float64]], read: Sequence[Example]
) -> list[bool | None]:
    """Say of each marked review whether the title that is given is right; None where none is given.

    `weights` are those that were fitted without each fold.
    """
    said: list[bool | None] = [None] * len(read)
    for fold, weight in enumerate(weights):
        own = np.flatnonzero(material.fold == fold).tolist()
        names = softmax.gather([read[place] for place in own], lesson.column, lesson.size)
        chances = softmax.probabilities(names, weight)
        for place, chance in zip(own, np.split(chances, names.bound[1:-1]), strict=True):
            best = int(chance.argmax())
            if best < len(read[place].names) and chance[best] >= film.CERTAIN:
                said[place] = best in read[place].right
    return said
