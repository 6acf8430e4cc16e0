"""Reviews with the line that an editor quoted of them: what teaches the ranking of lines."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import text as texts
from bot.analysis.parts import film
from bot.analysis.scoring import line_features, opinion, wording
from bot.analysis.training import corpora
from bot.analysis.training.ngrams import heads, stack
from bot.analysis.training.ngrams.linear import minimise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.training.corpora import Record
    from bot.analysis.training.marks import Known
    from bot.analysis.training.ngrams.linear import Floats, Integers

MOST_OF_ONE = 900
"""So many reviews of one critic: half of all located pull quotes are one critic's."""
LONGEST = 12_000
_FEWEST_LINES = 4
_SEED = 5
_LEAST = 5
"""A bucket of wording counts when it stands in so many lines."""
_PRIOR_DENSE, _PRIOR_WORDING = 0.02, 5.0


@dataclass(frozen=True, slots=True)
class Pulled:
    """A review whose quoted lines are known: what is seen of its lines, and which were chosen."""

    text: str
    quoted: tuple[tuple[int, int], ...]
    features: NDArray[np.float32]
    bucket: NDArray[np.int32]
    line: NDArray[np.int32]
    chosen: Integers
    fold: int


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of the features (with centre and spread), and of the buckets of wording."""

    centre: Floats
    spread: Floats
    weight: Floats
    wording: Floats


def records(folder: Path, known: Known) -> Iterator[Record]:
    """Yield the located pull quotes, the same order every time; no marked review, and no critic too often."""
    rows = corpora.load(folder, "pull_quotes") + corpora.load(folder, "pull_quotes_more")
    random.Random(_SEED).shuffle(rows)  # noqa: S311 - an order, no secret
    seen: Counter[str] = Counter()
    for record in rows:
        author = str(record.get("author"))
        seen[author] += 1
        if seen[author] <= MOST_OF_ONE and len(record["text"]) <= LONGEST and not known.holds(record):
            yield record


def load(folder: Path, known: Known, folds: int) -> list[Pulled]:
    """Read the reviews whose quoted line is found again; films decide the folds."""
    found: list[Pulled] = []
    for record in records(folder, known):
        read = opinion.read(record["text"], texts.sentences(record["text"]))
        quoted = stack.quoted_spans(record)
        if len(read.spans) >= _FEWEST_LINES and len(heads.overlapping(read, quoted)):
            found.append(_pulled(read, quoted, fold_of(record, folds)))
    return found


def fold_of(record: Record, folds: int) -> int:
    """Give the fold of a review: that of its film, or of itself where the film is not known."""
    return corpora.fold(corpora.bare(str(record.get("film") or record["id"]))[:30], folds)


def _pulled(read: Reading, quoted: Sequence[tuple[int, int]], fold: int) -> Pulled:
    named = film.title(read.text)
    bucket, line = read.wording
    features = line_features.describe(read, named.title if named else "").astype(np.float32)
    chosen = heads.overlapping(read, quoted)
    return Pulled(
        read.text, tuple(quoted), features, bucket.astype(np.int32), line.astype(np.int32), chosen, fold
    )  # fmt: skip


def fit(reviews: Sequence[Pulled]) -> Ranker:
    """Learn which lines editors choose: the chosen ones should win a softmax over all lines of their review."""
    bounds = np.cumsum([0, *(len(one.features) for one in reviews)])
    document = np.repeat(np.arange(len(reviews)), np.diff(bounds))
    rows = np.concatenate([one.features for one in reviews]).astype(np.float64)
    centre, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    rows = (rows - centre) / spread
    line = np.concatenate([one.line + begin for one, begin in zip(reviews, bounds[:-1], strict=True)])
    bucket = np.concatenate([one.bucket for one in reviews])
    each = 1.0 / np.sqrt(np.maximum(np.bincount(line, minlength=len(rows)), 1))
    common = np.bincount(bucket, minlength=wording.BUCKETS)[bucket] >= _LEAST
    line, bucket = line[common], bucket[common]
    share = each[line]
    hit = np.zeros(len(rows))
    hit[np.concatenate([begin + one.chosen for one, begin in zip(reviews, bounds[:-1], strict=True)])] = 1.0
    width = rows.shape[1]

    def objective(point: Floats) -> tuple[float, Floats]:
        dense, words = point[:width], point[width:]
        margin = rows @ dense + np.bincount(line, words[bucket] * share, len(rows))
        power = np.exp(margin - np.maximum.reduceat(margin, bounds[:-1])[document])
        total, wanted = np.bincount(document, power), np.maximum(np.bincount(document, power * hit), 1e-12)
        error = power / total[document] - power * hit / wanted[document]
        loss = float((np.log(total) - np.log(wanted)).sum())
        prior = 0.5 * (_PRIOR_DENSE * float(dense @ dense) + _PRIOR_WORDING * float(words @ words))
        slope_words = np.bincount(bucket, error[line] * share, wording.BUCKETS) + _PRIOR_WORDING * words
        return loss + prior, np.concatenate([rows.T @ error + _PRIOR_DENSE * dense, slope_words])

    point = minimise(objective, np.zeros(width + wording.BUCKETS), 60)
    return Ranker(centre, spread, point[:width], point[width:])
