"""Learning what kind of line each line is, from marked reviews: worth quoting, leaning on another, story.

Two sources teach: the marked reviews, and the further ones that we marked. Ours are stricter with quotes and freer
with what leans, so each line of theirs counts less and carries a mark of its own, which is taken off again when the
layer is laid out: what it says is what the readers of the marked reviews would say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import lines
from bot.analysis.language import text as texts
from bot.analysis.parts import film, quotes, rating
from bot.analysis.scoring import line_features, opinion, weights, wording
from bot.analysis.training.ngrams import heads
from bot.analysis.training.ngrams.linear import minimise
from bot.analysis.types import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Floats, Integers

    Arrays = dict[str, NDArray[Any]]

FURTHER_COUNTS = 0.6
"""What a line of the further marks counts."""
STRENGTH = 0.02
"""The weight of the marked lines against the prior: they are few, and the features many."""
_WORDING_COUNTS = 4.0
"""How much freer the wording is than the features: its weights are many, and each is drawn to nothing."""
_LEAST = 4
"""A bucket of wording counts when it stands in so many lines."""
_STEPS = 120


@dataclass(frozen=True, slots=True)
class Lesson:
    """A marked review, what is seen of its lines, and what its reader said of them."""

    review: Marked
    further: bool
    """Whether it is one of the further marks: they teach and never measure."""
    spans: Sequence[tuple[int, int]]
    """Its lines, as they are cut now."""
    features: Floats
    """`line_features.NAMES` and `quotes.RANKED`."""
    buckets: wording.Buckets
    kind: Integers
    """The place of each line in `quotes.KINDS`."""
    open_to: NDArray[np.bool_]
    """Which lines may be quoted: see `quotes.can_be_quoted`."""
    leanings: Floats
    """What tells on which side each line stands: `quotes.SIGNED`."""
    meanings: Floats
    """The mean vector of each line's words."""


def lesson(review: Marked, *, further: bool = False) -> Lesson:
    """Describe the lines of a marked review, and say what its reader made of each."""
    read = opinion.read(review.text, texts.sentences(review.text))
    named = film.title(review.text)
    buckets = read.wording
    states = lines.stating(review.text, read.spans, rating.find(review.text))
    own = [Sentence(start, end, review.text[start:end]) for start, end in read.spans]
    open_to = [quotes.can_be_quoted(one, states=ok) for one, ok in zip(own, states, strict=True)]
    return Lesson(
        review=review,
        further=further,
        spans=read.spans,
        features=quotes.described(read, buckets, named.title if named else ""),
        buckets=buckets,
        kind=_kinds(review, read.spans),
        open_to=np.array(open_to, dtype=bool),
        leanings=quotes.leanings(read),
        meanings=read.meaning,
    )


def reranked(one: Lesson) -> Lesson:
    """Describe a review's lines anew, as the ranking in use sees them."""
    features = one.features[:, : len(line_features.NAMES)]
    return replace(one, features=np.concatenate([features, quotes.ranking(features, one.buckets)], axis=1))


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
    """The lines of many reviews one below the other."""

    features: Floats
    """What `quotes.Judged.features` holds: what the words mean is learned from other folds."""
    line: Integers
    bucket: Integers
    kind: Integers
    further: NDArray[np.bool_]


def rows(found: Sequence[Lesson], fold: Integers) -> tuple[Rows, weights.Head]:
    """Describe lines as `quotes.judge` does; also give what words mean, learned from all of the lines."""
    sizes = [len(one.kind) for one in found]
    part = np.repeat(fold, sizes)
    meanings = np.concatenate([one.meanings for one in found])
    target = np.concatenate([_meant(one) for one in found])
    unseen = np.zeros((len(part), len(quotes.MEANT)))
    for number in np.unique(part):
        head = _meaning(meanings[part != number], target[part != number])
        unseen[part == number] = head.margins(meanings[part == number])
    start = np.cumsum([0, *sizes])[:-1]
    laid = Rows(
        features=np.concatenate([np.concatenate([one.features for one in found]), unseen], axis=1),
        line=np.concatenate([one.buckets[1] + begin for one, begin in zip(found, start, strict=True)]),
        bucket=np.concatenate([one.buckets[0] for one in found]),
        kind=np.concatenate([one.kind for one in found]),
        further=np.repeat([one.further for one in found], sizes),
    )
    return laid, _meaning(meanings, target)


def _meant(one: Lesson) -> Integers:
    """Say of each line whether it is story, opinion, quote and summary to its reader: (lines, 4) of 0 and 1."""
    story, quote, dangling = (one.kind == quotes.KINDS.index(kind) for kind in ("plot", "quote", "dangling"))
    taken = [bool(set(one.review.lines_of(*span)) & set(one.review.summary)) for span in one.spans]
    return np.stack([story, quote | dangling, quote, np.array(taken)], axis=1).astype(np.int64)


def _meaning(meanings: Floats, target: Integers) -> weights.Head:
    """Learn from vectors what each of `quotes.MEANT` is like: a column each."""
    columns = [heads.softmax(meanings, target[:, index], 2, STRENGTH) for index in range(target.shape[1])]
    return weights.Head(
        columns[0].centre,
        columns[0].spread,
        np.concatenate([one.weight for one in columns], axis=1),
        np.concatenate([one.bias for one in columns]),
    )


@dataclass(frozen=True, slots=True)
class Layer:
    """A softmax layer over features and wording."""

    head: weights.Head
    wording: Floats
    """(wording.BUCKETS, classes): what each bucket adds, over the square root of their number in the line."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was learned of the kinds of lines."""

    layer: Layer
    meant: weights.Head
    """What words mean."""

    def chances(self, one: Lesson) -> Floats:
        """Give the probability that each line of a review that was not learned from is worth quoting."""
        features = np.concatenate([one.features, self.meant.margins(one.meanings)], axis=1)
        margins = self.layer.head.margins(features) + wording.margins(one.buckets, len(features), self.layer.wording, 1)
        return heads.probabilities(margins)[:, quotes.KINDS.index("quote")]

    def packed(self) -> Arrays:
        """Lay all out as arrays; the wording's weights in steps of a 127th of the largest."""
        unit = float(np.abs(self.layer.wording).max()) / 127.0
        return {
            "meant": self.meant.packed(),
            "kinds": self.layer.head.packed(),
            "kinds_wording": np.round(self.layer.wording / unit).astype(np.int8),
            "kinds_unit": np.array(unit),
        }


def learn(found: Sequence[Lesson], fold: Integers) -> Known:
    """Learn the kinds of lines from marked reviews; `fold` is that of each review."""
    laid, meant = rows(found, fold)
    return Known(fit(laid), meant)


def fit(found: Rows) -> Layer:
    """Fit the layer that tells the kinds of lines.

    The negative log-likelihood with a Gaussian prior, by L-BFGS; the mark of the further ones is a feature here, and
    stands at nothing in what is returned.
    """
    features = np.concatenate([found.features, found.further[:, None].astype(float)], axis=1)
    centre, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    scaled = (features - centre) / spread
    entries = _Entries.of(found)
    share = STRENGTH * np.where(found.further, FURTHER_COUNTS, 1.0)[:, None]
    aim = np.eye(len(quotes.KINDS))[found.kind]
    sizes = np.array([scaled.shape[1], len(entries.bucket), 1])

    def objective(point: Floats) -> tuple[float, Floats]:
        dense, words, bias = np.split(point.reshape(-1, aim.shape[1]), np.cumsum(sizes)[:-1])
        probability = heads.probabilities(scaled @ dense + entries.margins(words) + bias)
        error = share * (probability - aim)
        loss = -float(share[:, 0] @ np.log(np.maximum((probability * aim).sum(axis=1), 1e-12)))
        slope = [scaled.T @ error + dense, entries.slope(error) + words, error.sum(axis=0, keepdims=True)]
        return loss + 0.5 * float((dense**2).sum() + (words**2).sum()), np.concatenate(slope).ravel()

    point = minimise(objective, np.zeros(int(sizes.sum()) * aim.shape[1]), _STEPS).reshape(-1, aim.shape[1])
    dense, words, bias = np.split(point, np.cumsum(sizes)[:-1])
    table = np.zeros((wording.BUCKETS, aim.shape[1]))
    table[entries.bucket] = words * _WORDING_COUNTS
    return Layer(unmarked(weights.Head(centre, spread, dense, bias[0])), table)


def unmarked(head: weights.Head) -> weights.Head:
    """Take off the last feature, the mark of the further reviews, as where it is nothing."""
    bias = head.bias - head.centre[-1] / head.spread[-1] * head.weight[-1]
    return weights.Head(head.centre[:-1], head.spread[:-1], head.weight[:-1], bias)


@dataclass(frozen=True, slots=True)
class _Entries:
    """The wording of lines as a sparse matrix, in the order of its lines and in that of its buckets."""

    lines: int
    bucket: Integers
    """The buckets that count: the matrix's columns."""
    column: Integers
    value: Floats
    line: Integers
    """The lines that hold any, and where each begins among the entries."""
    begin: Integers
    by_column: Integers
    """The entries in the order of their columns, and where each column begins among them."""
    column_begin: Integers
    line_of: Integers

    @classmethod
    def of(cls, found: Rows) -> _Entries:
        """Keep the buckets that stand in lines enough."""
        size = np.bincount(found.line, minlength=len(found.kind))
        common = np.bincount(found.bucket, minlength=wording.BUCKETS)[found.bucket] >= _LEAST
        bucket, column = np.unique(found.bucket[common], return_inverse=True)
        line_of = found.line[common]
        order = np.argsort(line_of, kind="stable")
        column, line_of = column[order], line_of[order]
        value = _WORDING_COUNTS / np.sqrt(np.maximum(size, 1))[line_of]
        line, begin = np.unique(line_of, return_index=True)
        by_column = np.argsort(column, kind="stable")
        column_begin = np.searchsorted(column[by_column], np.arange(len(bucket)))
        return cls(len(found.kind), bucket, column, value, line, begin, by_column, column_begin, line_of)

    def margins(self, words: Floats) -> Floats:
        """Multiply by weights: (lines, classes)."""
        total = np.zeros((self.lines, words.shape[1]))
        total[self.line] = np.add.reduceat(words[self.column] * self.value[:, None], self.begin, axis=0)
        return total

    def slope(self, error: Floats) -> Floats:
        """Multiply the transpose by errors: (buckets, classes)."""
        spread = (error[self.line_of] * self.value[:, None])[self.by_column]
        return np.add.reduceat(spread, self.column_begin, axis=0)
