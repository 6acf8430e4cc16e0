"""Training and measuring probable spoilers: readers marked lines that give a turn, a death or the ending away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import spoilers as hiding
from bot.analysis.language import text as texts
from bot.analysis.parts import spoilers
from bot.analysis.parts.spoilers.features import FEATURES, described
from bot.analysis.scoring import opinion, weights, wording
from bot.analysis.training import marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams.linear import Rows, logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.scoring.weights import Weights
    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground

_STRENGTH = 0.02
"""The weight of the marked lines against the prior: they are few, and the words many."""
_MEANING = 3.0
_WORDING = 4.0
"""What a vector's number and a word count against a feature, standardised."""
_LEAST = 4
"""A wording stands in so many lines."""
_SURE = 0.78
"""The share of authors asked about a line that gives something away; 0.08 of it for the luck of others."""
_STEPS = 150


@dataclass(frozen=True, slots=True)
class Lesson:
    """A marked review as the part sees it, and which of its lines give something away."""

    fold: int
    measured: bool
    """Whether it is one of the marked reviews; the further ones teach, and measure what they say apart."""
    dense: Floats
    buckets: tuple[Integers, Integers]
    given: Floats
    shown: Floats


@lru_cache(maxsize=1)
def lessons(ground: Ground) -> list[Lesson]:
    """Read all marked reviews, the further ones by n-gram models that never saw them."""
    further = ground.further
    fold = marks.folds([*ground.reviews, *(review for review, _ in further)]).tolist()
    models: list[Weights] = [weights.load() for _ in ground.reviews] + [ground.models[number] for _, number in further]
    reviews = [*ground.reviews, *(review for review, _ in further)]
    return [
        _lesson(review, fold[at], models[at], measured=at < len(ground.reviews)) for at, review in enumerate(reviews)
    ]


def _lesson(review: Marked, fold: int, model: Weights, *, measured: bool) -> Lesson:
    read = opinion.read(review.text, texts.sentences(review.text), model)
    hidden = hiding.spans(review.text)
    given = [bool(set(review.lines_of(*span)) & set(review.spoilers)) for span in read.spans]
    shown = [not hiding.is_hidden(hidden, *span) for span in read.spans]
    return Lesson(
        fold, measured, described(read), read.wording, np.array(given, float), np.array(shown, float)
    )  # fmt: skip


def fit(ground: Ground) -> dict[str, NDArray[Any]]:
    """Learn what gives a film away, and how sure to be before an author is asked."""
    found = lessons(ground)
    return {**_arrays(found), "enough": np.array(_enough(found, _unseen(found)))}


def _arrays(found: Sequence[Lesson]) -> dict[str, NDArray[Any]]:
    """Fit the features and the wording together."""
    dense = np.concatenate([one.dense for one in found])
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-9
    size = len(FEATURES)
    centre[size:], spread[size:] = 0.0, 1.0 / _MEANING
    rows, known = _rows((dense - centre) / spread, found)
    weight, bias = logistic(rows, np.concatenate([one.given for one in found]), _STRENGTH, steps=_STEPS)
    width = dense.shape[1]
    table = np.zeros(wording.BUCKETS)
    table[known] = weight[width:] * _WORDING
    unit = max(float(np.abs(table).max()) / 127.0, 1e-12)
    return {
        "head": weights.Head(centre, spread, weight[:width, None], np.array([bias])).packed(),
        "wording": np.round(table / unit).astype(np.int8),
        "wording_unit": np.array(unit),
    }


def _rows(dense: Floats, found: Sequence[Lesson]) -> tuple[Rows, Integers]:
    """Lay features and wordings of all lines out as sparse rows; returns also the bucket of each column of wording."""
    counted = np.bincount(np.concatenate([one.buckets[0] for one in found]), minlength=wording.BUCKETS)
    known = np.flatnonzero(counted >= _LEAST)
    column = np.full(wording.BUCKETS, -1)
    column[known] = dense.shape[1] + np.arange(len(known))
    starts = np.cumsum([0, *(len(one.given) for one in found)])
    line = np.concatenate([one.buckets[1] + start for one, start in zip(found, starts, strict=False)])
    bucket = np.concatenate([one.buckets[0] for one in found])
    size = np.bincount(line, minlength=len(dense))
    kept = column[bucket] >= 0
    row = np.concatenate([np.repeat(np.arange(len(dense)), dense.shape[1]), line[kept]])
    columns = np.concatenate([np.tile(np.arange(dense.shape[1]), len(dense)), column[bucket[kept]]])
    values = np.concatenate([dense.ravel(), _WORDING / np.sqrt(size[line[kept]])])
    order = np.argsort(row, kind="stable")
    offset = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(dense)))])
    width = dense.shape[1] + len(known)
    return Rows(offset, columns[order].astype(np.int32), values[order].astype(np.float32), width), known


def _margins(arrays: dict[str, NDArray[Any]], one: Lesson) -> Floats:
    """Give the margins of a lesson's lines, as `spoilers.margins` does of a reading's."""
    said = wording.margins(one.buckets, len(one.given), arrays["wording"], float(arrays["wording_unit"]))[:, 0]
    return weights.head(arrays["head"]).margins(one.dense)[:, 0] + said


def _unseen(found: Sequence[Lesson]) -> list[Floats]:
    """Score each review's lines by what the reviews of other folds teach."""
    margin: list[Floats] = [np.zeros(0)] * len(found)
    for fold in sorted({one.fold for one in found}):
        arrays = _arrays([one for one in found if one.fold != fold])
        for at, one in enumerate(found):
            if one.fold == fold:
                margin[at] = _margins(arrays, one)
    return margin


def _enough(found: Sequence[Lesson], margin: Sequence[Floats]) -> float:
    """Find the lowest margin of a likeliest line from which on enough authors are asked about one that gives away."""
    asked: list[tuple[float, bool]] = []
    for one, values in zip(found, margin, strict=True):
        lines = spoilers.chosen(values, one.shown, -np.inf)
        if lines:
            asked.append((float(values[lines[0]]), bool(one.given[lines].any())))
    asked.sort(key=lambda pair: -pair[0])
    right = np.cumsum([given for _, given in asked]) / np.arange(1, len(asked) + 1)
    good = np.flatnonzero(right >= _SURE)
    return asked[int(good[-1]) + 1][0] if len(good) and good[-1] + 1 < len(asked) else np.inf


def measure(ground: Ground) -> list[Figure]:
    """Measure whom the bot would ask, by folds of films; what is enough is of the others too."""
    found = lessons(ground)
    margin = _unseen(found)
    asked: list[list[int]] = [[] for _ in found]
    for fold in sorted({one.fold for one in found}):
        others = [at for at, one in enumerate(found) if one.fold != fold]
        enough = _enough([found[at] for at in others], [margin[at] for at in others])
        for at, one in enumerate(found):
            if one.fold == fold:
                asked[at] = spoilers.chosen(margin[at], one.shown, enough)
    rows: list[Figure] = []
    for name, measured in (("marked", True), ("further", False)):
        places = [at for at, one in enumerate(found) if one.measured == measured]
        rows += _figures(name, [found[at] for at in places], [asked[at] for at in places])
    return rows


def _figures(name: str, found: Sequence[Lesson], asked: Sequence[Sequence[int]]) -> list[Figure]:
    """Count for the reviews of one kind: authors asked rightly, lines asked about rightly, reviews found."""
    pairs = [(one, list(lines)) for one, lines in zip(found, asked, strict=True) if lines]
    right = [bool(one.given[lines].any()) for one, lines in pairs]
    lines_right = [bool(one.given[line]) for one, lines in pairs for line in lines]
    giving = [bool(one.given.any()) for one in found]
    return [
        Figure(f"authors asked about a line that gives something away, {name} reviews", _mean(right), len(right), 0.7),
        Figure(f"lines asked about that do, {name} reviews", _mean(lines_right), len(lines_right)),
        Figure(f"reviews that give something away, asked about so, {name}", sum(right) / sum(giving), sum(giving)),
    ]


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0
