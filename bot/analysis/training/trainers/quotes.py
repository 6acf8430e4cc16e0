"""Training and measuring the quotes: editors' choices teach the ranking, marked reviews what can stand alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import text as texts
from bot.analysis.parts import film, quotes
from bot.analysis.pipeline import analyze
from bot.analysis.scoring import opinion, weights
from bot.analysis.training import marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import heads
from bot.analysis.training.trainers import cuts, pulls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.pulls import Pulled, Ranker

    Arrays = dict[str, NDArray[Any]]

FOLDS = 4
"""Folds of the located pull quotes."""
_STRENGTH = 0.02
"""The weight of the marked lines against the prior: they are few, and the features many."""
_MEASURED = 250
"""So many reviews of each fold of the pull quotes are read for the figures."""
_WEAK = 0.25
"""What a quote costs that is neither worth reading nor wrong: fewer are better."""
_SILENCE = 0.3
"""What a quote in a review without a quotable line costs, beside what its kind costs."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A marked review, what is seen of its lines, and what readers said of them."""

    review: Marked
    spans: Sequence[tuple[int, int]]
    """Its lines, as they are cut now."""
    features: Floats
    kind: Integers
    """The place of each line in `quotes.KINDS`."""
    leanings: Floats
    """What tells on which side each line stands: `quotes.SIGNED`."""
    meanings: Floats
    """The mean vector of each line's words."""


def fit(ground: Ground) -> Arrays:
    """Learn the ranking, the kinds of lines, and where to stop."""
    base = _ranking(ground.corpora)
    return base | judging(lessons(ground.reviews, base), ground.fold)


@lru_cache(maxsize=1)
def pulled(corpora: Path) -> list[Pulled]:
    """Read the located pull quotes, once."""
    return pulls.load(corpora, marks.Known(marks.load(corpora)), FOLDS)


@lru_cache(maxsize=FOLDS + 1)
def _ranking(corpora: Path, without: int | None = None) -> Arrays:
    """Learn which lines editors pull, and where they cut them, on all reviews or on those of the other folds."""
    known = [one for one in pulled(corpora) if one.fold != without]
    return packed(pulls.fit(known)) | {"cut": cuts.fit(cuts.lessons(known)).packed()}


def packed(ranker: Ranker) -> Arrays:
    """Lay a ranking out as arrays; the wording's weights in steps of a 127th of the largest."""
    head = weights.Head(ranker.centre, ranker.spread, ranker.weight[:, None], np.zeros(1))
    unit = float(np.abs(ranker.wording).max()) / 127.0
    return {
        "pulled": head.packed(),
        "wording": np.round(ranker.wording / unit).astype(np.int8),
        "wording_unit": np.array(unit),
    }


def lessons(reviews: Sequence[Marked], base: Arrays) -> list[Lesson]:
    """Describe the lines of the marked reviews, and say what readers made of each."""
    found: list[Lesson] = []
    with weights.using_part("quotes", base):
        for review in reviews:
            read = opinion.read(review.text, texts.sentences(review.text))
            named = film.title(review.text)
            features = quotes.described(read, named.title if named else "")
            kinds = _kinds(review, read.spans)
            found.append(
                Lesson(review, read.spans, features, kinds, quotes.leanings(read), quotes.meanings(read))
            )  # fmt: skip
    return found


def _kinds(review: Marked, spans: Sequence[tuple[int, int]]) -> Integers:
    """Say what kind each line is: worth quoting before dangling before plot."""
    kinds = np.zeros(len(spans), dtype=np.int64)
    for index, span in enumerate(spans):
        own = set(review.lines_of(*span)[:1])
        for kind, marked in enumerate((review.quotes, review.dangling, review.plot), start=1):
            if own & set(marked):
                kinds[index] = kind
                break
    return kinds


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of many reviews one below the other, each described by models that had not seen it."""

    features: Floats
    """What `quotes.Judged.features` holds."""
    part: Integers
    """The fold of each line."""
    meant: weights.Head
    """What words mean, learned from all of the lines."""


def rows(found: Sequence[Lesson], fold: Integers) -> Rows:
    """Describe lines as `quotes.judge` does; what their words mean is learned from the other folds."""
    part = np.repeat(fold, [len(one.kind) for one in found])
    meanings = np.concatenate([one.meanings for one in found])
    target = np.concatenate([_meant(one) for one in found])
    unseen = np.zeros((len(part), len(quotes.MEANT)))
    for number in np.unique(part):
        head = _meaning(meanings[part != number], target[part != number])
        unseen[part == number] = head.margins(meanings[part == number])
    features = np.concatenate([np.concatenate([one.features for one in found]), unseen], axis=1)
    return Rows(features, part, _meaning(meanings, target))


def _meant(lesson: Lesson) -> Integers:
    """Say of each line whether it is story, opinion, quote and summary to its reader: (lines, 4) of 0 and 1."""
    story, quote, dangling = (lesson.kind == quotes.KINDS.index(kind) for kind in ("plot", "quote", "dangling"))
    taken = [bool(set(lesson.review.lines_of(*span)) & set(lesson.review.summary)) for span in lesson.spans]
    return np.stack([story, quote | dangling, quote, np.array(taken)], axis=1).astype(np.int64)


def _meaning(meanings: Floats, target: Integers) -> weights.Head:
    """Learn from vectors what each of `quotes.MEANT` is like: a column each."""
    columns = [heads.softmax(meanings, target[:, index], 2, _STRENGTH) for index in range(target.shape[1])]
    return weights.Head(
        columns[0].centre,
        columns[0].spread,
        np.concatenate([one.weight for one in columns], axis=1),
        np.concatenate([one.bias for one in columns]),
    )


def judging(found: Sequence[Lesson], fold: Integers) -> Arrays:
    """Learn the kinds of lines, and from what is said of unseen lines where to stop."""
    seen = rows(found, fold)
    kind = np.concatenate([one.kind for one in found])
    unseen = np.zeros((len(kind), len(quotes.KINDS)))
    for number in np.unique(seen.part):
        others = seen.part != number
        head = heads.softmax(seen.features[others], kind[others], len(quotes.KINDS), _STRENGTH)
        unseen[~others] = heads.probabilities(head.margins(seen.features[~others]))
    worth = np.split(quotes.expected(unseen), np.cumsum([len(one.kind) for one in found])[:-1])
    return {
        "meant": seen.meant.packed(),
        "kinds": heads.softmax(seen.features, kind, len(quotes.KINDS), _STRENGTH).packed(),
        "stops": np.array(_stops(worth, found)),
        "sign": _sign(found).packed(),
    }


def _sign(found: Sequence[Lesson]) -> weights.Head:
    """Learn on which side a line stands, from the signs of what readers saw judged in it."""
    rows: list[Floats] = []
    praise: list[int] = []
    for one in found:
        signs = _signs(one.review)
        for row, span in zip(one.leanings, one.spans, strict=True):
            sign = signs.get((one.review.lines_of(*span) or [-1])[0], 0)
            if sign:
                rows.append(row)
                praise.append(int(sign > 0))
    return heads.softmax(np.stack(rows), np.array(praise), 2, _STRENGTH)


def _signs(review: Marked) -> dict[int, int]:
    """Give the side of each line that readers saw a judgement in; 0 where they saw both, or a mixed verdict's quote."""
    verdict = {"positive": 1, "negative": -1}.get(review.label, 0)
    signs = dict.fromkeys(review.quotes, verdict)
    for judged in review.aspects:
        others = [other.sign for other in review.aspects if other.line == judged.line]
        signs[judged.line] = judged.sign if len(set(others)) == 1 else 0
    return signs


def _stops(worth: Sequence[Floats], found: Sequence[Lesson]) -> tuple[float, float]:
    """Find how much a first quote, and each further one, must be worth: the best of a grid on unseen lines."""
    grid = np.linspace(-0.6, 0.6, 49)
    pays = np.array([-_WEAK, 1.0, -quotes.DANGLING_COSTS, -quotes.PLOT_COSTS])
    gains, values = [], []
    for value, lesson in zip(worth, found, strict=True):
        order = np.argsort(-value, kind="stable")[: quotes.MOST]
        gain = np.zeros(quotes.MOST)
        gain[: len(order)] = pays[lesson.kind[order]]
        gain[0] -= _SILENCE * (not lesson.review.quotes)
        padded = np.full(quotes.MOST, -np.inf)
        padded[: len(order)] = value[order]
        gains.append(gain)
        values.append(padded)
    value, gain = np.array(values), np.array(gains)
    totals = [
        (float(gain[:, 0] @ (value[:, 0] >= first) + (gain[:, 1:] * given(value, first, later)).sum()), first, later)
        for first in grid
        for later in grid[grid >= first]
    ]
    _, first, later = max(totals)
    return float(first), float(later)


def given(value: Floats, first: float, later: float) -> NDArray[np.bool_]:
    """Say which further quotes are given: (reviews, further quotes)."""
    return (value[:, 1:] >= later) & (value[:, :1] >= first)


def measure(ground: Ground) -> list[Figure]:
    """Measure the quotes of `analyze` on marked reviews, by folds of films, and on editors' choices."""
    base = _ranking(ground.corpora)
    found = lessons(ground.reviews, base)
    counts: Counter[str] = Counter()
    for number in np.unique(ground.fold):
        own, others = ground.fold == number, np.flatnonzero(ground.fold != number)
        arrays = base | judging([found[index] for index in others], ground.fold[others])
        with weights.using_part("quotes", arrays):
            for index in np.flatnonzero(own):
                _count(ground.reviews[index], counts)
    printed = cuts.measure(cuts.lessons(pulled(ground.corpora)))
    return [*_marked_figures(counts), *_pulled_figures(ground, found), *printed]


def _count(review: Marked, counts: Counter[str]) -> None:
    """Count how the quotes of one review agree with its reader."""
    shown = analyze(review.text).quotes
    given = [line for quote in shown for line in review.lines_of(quote.start, quote.end)[:1]]
    good = [line in review.quotes for line in given]
    counts["none" if not review.quotes else "some"] += 1
    counts["silent"] += not review.quotes and not given
    counts["first"] += bool(good and good[0])
    counts["three"] += any(good)
    counts["given"] += len(given)
    counts["good"] += sum(good)
    counts["dangling"] += sum(line in review.dangling for line in given)
    counts["plot"] += sum(line in review.plot for line in given)
    signs = _signs(review)
    for line, quote in zip(given, shown, strict=True):
        counts["signed"] += bool(signs.get(line))
        counts["sign"] += bool(signs.get(line)) and (quote.polarity > 0) == (signs[line] > 0)


def _marked_figures(counts: Counter[str]) -> list[Figure]:
    def share(part: str, whole: str) -> float:
        return counts[part] / max(1, counts[whole])

    some, given = counts["some"], counts["given"]
    return [
        Figure("quotes in the reader's choice", share("good", "given"), given, 0.50),
        Figure("quotes that lean on another line", share("dangling", "given"), given, 0.10),
        Figure("quotes that tell the story", share("plot", "given"), given, 0.02),
        Figure("first quote in the reader's choice", share("first", "some"), some, 0.60),
        Figure("a quote in the reader's choice", share("three", "some"), some, 0.95),
        Figure("none quoted where a reader found none", share("silent", "none"), counts["none"], 0.50),
        Figure("quotes on the side that readers saw", share("sign", "signed"), counts["signed"], 0.95),
    ]


def _pulled_figures(ground: Ground, found: Sequence[Lesson]) -> list[Figure]:
    """Measure how often the line that an editor chose is quoted first, or at all."""
    first: list[bool] = []
    any_of: list[bool] = []
    for number in range(FOLDS):
        base = _ranking(ground.corpora, number)
        again = lessons([one.review for one in found], base)
        with weights.using_part("quotes", base | judging(again, ground.fold)):
            for one in [one for one in pulled(ground.corpora) if one.fold == number][:_MEASURED]:
                hits = [
                    any(quote.start < stop and begin < quote.end for begin, stop in one.quoted)
                    for quote in analyze(one.text).quotes
                ]
                first.append(bool(hits and hits[0]))
                any_of.append(any(hits))
    return [
        Figure("the editor's line quoted first", float(np.mean(first)), len(first), 0.31),
        Figure("the editor's line among the quotes", float(np.mean(any_of)), len(any_of), 0.62),
    ]
