"""Teach what tells reviews from stories, from judgements of other things, and from talk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts import judging
from bot.analysis.scoring import weights
from bot.analysis.training import corpora
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import heads
from bot.analysis.training.ngrams.linear import Rows, logistic
from bot.analysis.training.unseen import OWN_NOTES, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.parts.judging import Vocabulary
    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground

FOLDS = 4
NOTHING = frozenset(["plot", "other", "own"])
"""Sources of texts that judge no film."""
LEAST = 8
"""A word must stand in so many texts."""
STRENGTH = 10.0
OWN, OWN_WORDS = 6.0, 2.0
"""What a text of our own counts, and what its words do: there are few, and of many kinds, but each is of few words."""
NOTES = 20.0
"""What a note of our own counts: they stand against the texts of our own that are full of words of the craft."""
PLAIN, PLAIN_WORDS = 2, 100
"""One in so many reviews of fewer words teaches without the words film and movie: many notes say neither."""
LOVED = 0.3
"""What a review of the four films counts: there are many."""


def fit(ground: Ground) -> Mapping[str, NDArray[Any]]:
    """Fit words and layers; nothing where the conversations are not at hand."""
    if ground.talk is None:
        return {}
    rows = ground.unseen
    return fitted(rows, folds(rows), None)


def measure(ground: Ground) -> Sequence[Figure]:
    """Measure, in folds that no film straddles, what is taken for a review and what is not."""
    if ground.talk is None:
        return []
    rows = ground.unseen
    film, alone = ground.judged
    watched = (film >= judging.WATCHED[0]) & (alone >= judging.WATCHED[1])
    kinds: list[tuple[str, Callable[[Unseen], bool], NDArray[np.bool_], float]] = [
        ("reviews of 40 to 99 words that a watched channel recognizes", _is_review(40, 100), watched, 0.75),
        ("reviews of 100 words or more that a watched channel recognizes", _is_review(100, 10**9), watched, 0.9),
        ("runs of talk of 40 words or more taken for reviews", _is_talk, watched, 0.1),
        ("reviews asked about before they are filed", _is_review(1, 10**9), film < judging.READS, 0.01),
        ("texts that judge no film, asked about", _is_nothing, film < judging.READS, 0.9),
    ]
    found: list[Figure] = []
    for name, wanted, said, aim in kinds:
        chosen = said[[wanted(one) for one in rows]]
        found.append(Figure(name, float(np.mean(chosen)), len(chosen), aim))
    return found


def predicted(rows: Sequence[Unseen]) -> tuple[Floats, Floats]:
    """Judge each text by layers and words that were fitted on the other folds: (of a film, no talk)."""
    fold = folds(rows)
    found = np.zeros((2, len(rows)))
    for out in range(FOLDS):
        arrays = fitted(rows, fold, out)
        chosen = np.flatnonzero(fold == out).tolist()
        described = _described([rows[index] for index in chosen], judging.unpack(arrays))
        for number, name in enumerate(judging.QUESTIONS):
            margin = weights.head(arrays["head_" + name]).margins(described)[:, 0]
            found[number, chosen] = weights.logistic(margin)
    return found[0], found[1]


def folds(rows: Sequence[Unseen]) -> Integers:
    """Give the fold of each text."""
    return np.array([corpora.fold(one.group, FOLDS) for one in rows], dtype=np.int64)


def fitted(rows: Sequence[Unseen], fold: Integers, out: int | None) -> dict[str, NDArray[Any]]:
    """Fit the part on all folds but one (None: on all).

    The layers see what words say of texts that those words' weights were not fitted on.
    """
    kept = [_plain(one) for one, own in zip(rows, fold, strict=True) if own != out]
    inner = np.array([corpora.fold("inner " + one.group, FOLDS) for one in kept])
    described = np.zeros((len(kept), len(judging.FEATURES)))
    for part in range(FOLDS):
        taught = [one for one, own in zip(kept, inner, strict=True) if own != part]
        chosen = np.flatnonzero(inner == part)
        described[chosen] = _described([kept[index] for index in chosen], judging.unpack(_words(taught)))
    arrays = _words(kept)
    for name in judging.QUESTIONS:
        use = np.array([_belongs(one, name) for one in kept])
        review = np.array([int(_reviews(one)) for one in kept])
        share = np.array([_share(one) for one in kept])
        share = np.where(review == 1, share, share * _balance(review[use], share[use]))
        head = heads.softmax(described[use], review[use], 2, 1.0, share[use])
        arrays["head_" + name] = head.packed()
    return arrays


def _belongs(one: Unseen, question: str) -> bool:
    """Say whether a text bears on a question: a review on both, other things and talk on one each."""
    return _reviews(one) or (one.source in NOTHING if question == "film" else one.source == "talk")


def _reviews(one: Unseen) -> bool:
    return one.target is not None


def _plain(one: Unseen) -> Unseen:
    """Take the words that name the thing itself out of every second note, so that those of the craft must tell."""
    things = judging.film_words()
    if not _reviews(one) or one.words >= PLAIN_WORDS or things.isdisjoint(one.norms):
        return one
    if corpora.fold("plain " + one.id + one.group, PLAIN):
        return one
    described = one.judging.copy()
    described[judging.FEATURES.index("film named as such")] = 0.0
    return replace(one, norms=one.norms - things, judging=described)


def _share(one: Unseen, own: float = OWN, notes: float = NOTES) -> float:
    return {"own": own, OWN_NOTES: notes, "letterboxd_four_films": LOVED}.get(one.source, 1.0)


def _balance(review: Integers, share: Floats) -> float:
    """Say by how much both sides come to weigh the same."""
    return float(share[review == 1].sum() / max(1e-9, share[review == 0].sum()))


def _described(rows: Sequence[Unseen], vocabulary: Vocabulary) -> Floats:
    """Lay out features, with what the words say put in."""
    table = np.stack([one.judging for one in rows])
    place = {name: column for column, name in enumerate(judging.FEATURES)}
    for index, one in enumerate(rows):
        film, talk = (judging.word_margin(one.norms, vocabulary, name) for name in judging.QUESTIONS)
        table[index, place["words of reviews"]] = film
        table[index, place["words of talk"]] = talk
        table[index, place["words of reviews by length"]] = film / table[index, place["length"]]
    return table


def _words(rows: Sequence[Unseen]) -> dict[str, NDArray[Any]]:
    """Fit what each word says on both questions, rounded to a byte."""
    counts = Counter(norm for one in rows for norm in one.norms)
    words = sorted(norm for norm, count in counts.items() if count >= LEAST)
    number = {word: place for place, word in enumerate(words)}
    arrays: dict[str, NDArray[Any]] = {"words": np.frombuffer("\n".join(words).encode(), np.uint8)}
    for name in judging.QUESTIONS:
        used = [one for one in rows if _belongs(one, name)]
        lines = [sorted(number[norm] for norm in one.norms if norm in number) for one in used]
        offset = np.cumsum([0, *(len(line) for line in lines)])
        column = np.array([place for line in lines for place in line], dtype=np.int32)
        sparse = Rows(offset, column, np.ones(len(column), np.float32), len(words)).normalised()
        review = np.array([float(_reviews(one)) for one in used])
        share = np.array([_share(one, OWN_WORDS, OWN_WORDS) for one in used])
        share = np.where(review > 0, share, share * _balance(review.astype(np.int64), share))
        weight, bias = logistic(sparse, review, STRENGTH, share, 40)
        unit = float(np.abs(weight).max()) / 127.0
        arrays["word_" + name] = np.round(weight / unit).astype(np.int8)
        arrays |= {"unit_" + name: np.array(unit), "bias_" + name: np.array(bias)}
    return arrays


def _is_review(least: int, most: int) -> Callable[[Unseen], bool]:
    return lambda one: _reviews(one) and one.source != OWN_NOTES and least <= one.words < most


def _is_talk(one: Unseen) -> bool:
    return one.source == "talk" and one.words >= judging.FEWEST_WORDS


def _is_nothing(one: Unseen) -> bool:
    return one.source in NOTHING
