"""Training and measuring the quotes: editors' choices teach the ranking, marked reviews what can stand alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.parts import quotes
from bot.analysis.pipeline import analyze
from bot.analysis.scoring import weights
from bot.analysis.training import corpora, marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import heads
from bot.analysis.training.trainers import cuts, kinds, pulls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground
    from bot.analysis.training.trainers.kinds import Known, Lesson
    from bot.analysis.training.trainers.pulls import Pulled, Ranker

    Arrays = dict[str, NDArray[Any]]

FOLDS = 4
"""Folds of the located pull quotes."""
_MEASURED = 250
"""So many reviews of each fold of the pull quotes are read for the figures."""
_SILENT = 0.55
"""Of reviews in which readers found no quotable line, so many shall be quoted nothing of."""
_GOOD = 0.54
"""Of all quotes given, at least so many shall be in the reader's choice."""


def fit(ground: Ground) -> Arrays:
    """Learn the ranking, the kinds of lines, and where to stop."""
    base = _ranking(ground)
    with weights.using_part("quotes", base):
        lessons(ground)
    return base | _judging(ground, frozenset())


@lru_cache(maxsize=1)
def lessons(ground: Ground) -> Taught:
    """Describe the lines of all marked reviews, once, with the ranking in use.

    The marked ones come first. The further ones are read by the n-gram models that never saw them, and are dealt
    out among the folds: none is of a marked film.
    """
    found = [kinds.lesson(review) for review in ground.reviews]
    for review, number in ground.further:
        with weights.using(ground.models[number]):
            found.append(kinds.lesson(review, further=True))
    dealt = np.arange(len(ground.further)) % marks.FOLDS
    return Taught(found, np.concatenate([ground.fold, dealt]))


@dataclass(frozen=True, slots=True)
class Taught:
    """Marked reviews and the fold of each."""

    lessons: list[Lesson]
    fold: Integers

    def without(self, folds: frozenset[int]) -> Taught:
        """Leave out the marked reviews of some folds; the further ones always teach."""
        kept = [one.further or number not in folds for one, number in zip(self.lessons, self.fold, strict=True)]
        return Taught([one for one, own in zip(self.lessons, kept, strict=True) if own], self.fold[kept])


@lru_cache(maxsize=marks.FOLDS * (marks.FOLDS + 1) // 2 + 1)
def _known(ground: Ground, without: frozenset[int]) -> Known:
    """Learn the kinds of lines without some folds: each pair of them serves twice."""
    taught = lessons(ground).without(without)
    return kinds.learn(taught.lessons, taught.fold)


@lru_cache(maxsize=1)
def pulled(ground: Ground) -> list[Pulled]:
    """Read the located pull quotes, once: without the further marks, which must find the ranking ignorant of them."""
    taken = {corpora.bare(review.text) for review, _ in ground.further}
    found = pulls.load(ground.corpora, marks.Known(ground.reviews), FOLDS)
    return [one for one in found if corpora.bare(one.text) not in taken]


@lru_cache(maxsize=FOLDS + 1)
def _ranking(ground: Ground, without: int | None = None) -> Arrays:
    """Learn which lines editors pull, and where they cut them, on all reviews or on those of the other folds."""
    known = [one for one in pulled(ground) if one.fold != without]
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


def _judging(ground: Ground, without: frozenset[int]) -> Arrays:
    """Learn the kinds of lines, and from what is said of unseen lines where to stop."""
    taught = lessons(ground).without(without)
    own = [(one, number) for one, number in zip(taught.lessons, taught.fold.tolist(), strict=True) if not one.further]
    chance = [_known(ground, without | {number}).chances(one) for one, number in own]
    return {
        **_known(ground, without).packed(),
        "stops": np.array(_stops(chance, [one for one, _ in own])),
        "sign": _sign(taught.lessons).packed(),
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
    return heads.softmax(np.stack(rows), np.array(praise), 2, kinds.STRENGTH)


def _signs(review: Marked) -> dict[int, int]:
    """Give the side of each line that readers saw a judgement in; 0 where they saw both, or a mixed verdict's quote."""
    verdict = {"positive": 1, "negative": -1}.get(review.label, 0)
    signs = dict.fromkeys(review.quotes, verdict)
    for judged in review.aspects:
        others = [other.sign for other in review.aspects if other.line == judged.line]
        signs[judged.line] = judged.sign if len(set(others)) == 1 else 0
    return signs


def _stops(chance: Sequence[Floats], found: Sequence[Lesson]) -> tuple[float, float]:
    """Find how likely it must be that any line is worth quoting, and how likely that each further one is.

    The first: so that `_SILENT` of the reviews without a quotable line are quoted nothing of. The second: the lowest at
    which `_GOOD` of all quotes are in the reader's choice. Both from what is said of unseen lines.
    """
    own = [(value, one) for value, one in zip(chance, found, strict=True) if one.open_to.any()]
    any_of = np.array([quotes.any_chance(value[one.open_to]) for value, one in own])
    silent = float(np.quantile(any_of[[not one.review.quotes for _, one in own]], _SILENT))
    spoken = [one for one, any_chance in zip(own, any_of, strict=True) if any_chance >= silent]
    later = [threshold for threshold in np.linspace(0.0, 0.5, 51) if _good(spoken, threshold) >= _GOOD]
    return silent, float(later[0] if later else 0.5)


def _good(spoken: Sequence[tuple[Floats, Lesson]], later: float) -> float:
    """Say how many of all quotes would be in the reader's choice if the further ones were at least so likely."""
    hits: list[bool] = []
    for chance, one in spoken:
        worth = np.where(one.open_to, quotes.worth(one.features, chance), -np.inf)
        order = np.argsort(-worth, kind="stable")[: min(quotes.MOST, int(one.open_to.sum()))]
        enough = quotes.enough(later, len(chance))
        given = [line for place, line in enumerate(order) if not place or chance[line] >= enough]
        hits += (one.kind[given] == quotes.KINDS.index("quote")).tolist()
    return float(np.mean(hits)) if hits else 1.0


def measure(ground: Ground) -> list[Figure]:
    """Measure the quotes of `analyze` on marked reviews, by folds of films, and on editors' choices."""
    counts: Counter[str] = Counter()
    for left in by_fold(ground):
        with weights.using_part("quotes", left.arrays):
            for index in np.flatnonzero(ground.fold == left.number):
                _count(ground.reviews[index], counts)
    printed = cuts.measure(cuts.lessons(pulled(ground)))
    return [*_marked_figures(counts), *_pulled_figures(ground), *printed]


@dataclass(frozen=True, slots=True)
class Left:
    """What is learned when one fold of the marked reviews is left out."""

    number: int
    arrays: Arrays
    taught: Taught


@lru_cache(maxsize=1)
def by_fold(ground: Ground) -> list[Left]:
    """Learn for each fold of the marked reviews from the others and from all further ones, with the stored ranking."""
    base = dict(weights.part("quotes"))
    return [
        Left(number, base | _judging(ground, frozenset({number})), lessons(ground).without(frozenset({number})))
        for number in range(marks.FOLDS)
    ]


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


def _pulled_figures(ground: Ground) -> list[Figure]:
    """Measure how often the line that an editor chose is quoted first, or at all."""
    first: list[bool] = []
    any_of: list[bool] = []
    taught = lessons(ground)
    for number in range(FOLDS):
        base = dict(weights.part("quotes")) | _ranking(ground, number)
        with weights.using_part("quotes", base):
            known = kinds.learn([kinds.reranked(one) for one in taught.lessons], taught.fold)
        with weights.using_part("quotes", base | known.packed()):
            for one in [one for one in pulled(ground) if one.fold == number][:_MEASURED]:
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
