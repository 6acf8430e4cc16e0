"""Training the aspects: which sides of the film a sentence judges and how, and when a review is said to judge one.

Two kinds of marked sentences teach: those of the marked reviews, and some 5,000 of other reviews that were read for
this alone (`sides.tsv`: places and judgements, no text), most of them chosen because an earlier model was in doubt.
When a side is given is learned from what models say of marked reviews whose films they never saw.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from bot.analysis.language import lines
from bot.analysis.language import text as texts
from bot.analysis.parts import aspects, film
from bot.analysis.pipeline import analyze
from bot.analysis.scoring import opinion, sides, weights
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams.linear import Rows, logistic, minimise
from bot.analysis.types import ASPECTS, Aspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.parts.aspects import Evidence
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.sides import Line, Model
    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.linear import Floats
    from bot.analysis.training.parts import Ground
    from bot.analysis.types import Analysis

SENTENCES = Path(__file__).with_name("sides.tsv")
FOLDS = 5
LEAST = 3
"""An n-gram must stand in so many sentences."""
STRENGTH, SIGN_STRENGTH = 0.5, 0.3
_LARGEST = 32_000.0
PRECISION = 0.75
"""Of the sides that are given, so many shall be judged so by the reader."""
_SIGN = {"+": 1, "-": -1, "0": 0}

Judgements = dict[Aspect, int]
"""Each side's sign: 1, -1, or 0 for both."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review that was read, and the judgements that readers found in some of its sentences."""

    read: Reading
    lines: Sequence[Line]
    judged: Mapping[int, Judgements]
    """By sentence; sentences that are not here were not read by anybody."""
    fold: int
    """-1 for reviews that nothing is measured on."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one model learns from: sparse rows of n-grams beside columns of numbers."""

    rows: Rows
    numbers: Floats


def gather(ground: Ground) -> list[Review]:
    """Read all marked sentences in their reviews."""
    return [*_marked(ground), *_further(ground), *_others(ground)]


def _marked(ground: Ground) -> Iterator[Review]:
    for review, fold in zip(ground.reviews, ground.fold.tolist(), strict=True):
        yield _whole(review, int(fold))


def _further(ground: Ground) -> Iterator[Review]:
    """Read the further marks, each review by n-gram models that never saw it."""
    for review, fold in ground.further:
        with weights.using(ground.models[fold]):
            yield _whole(review, fold=-1)


def _whole(review: Marked, fold: int) -> Review:
    """Read a review that somebody marked from the first line to the last."""
    judged: dict[int, Judgements] = {index: {} for index in range(len(review.lines))}
    for one in review.aspects:
        _add(judged[one.line], cast("Aspect", one.aspect), one.sign)
    read = opinion.read(review.text, list(review.lines))
    return Review(read, _lines(read), judged, fold)


def _lines(read: Reading) -> list[Line]:
    named = film.title(read.text)
    return sides.lines(read, aspects.title_places(read, named.title if named else ""))


def _others(ground: Ground) -> Iterator[Review]:
    """Read the other sentences, each by n-gram models that never saw its review."""
    wanted: dict[tuple[str, str], list[tuple[int, int, Judgements]]] = {}
    whole = {review.id for review, _ in ground.further}
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]:
        corpus, record, start, end, judged = line.split("\t")
        if f"{corpus}/{record}" in whole:
            continue
        found: Judgements = {cast("Aspect", each[:-1]): _SIGN[each[-1]] for each in judged.split()}
        wanted.setdefault((corpus, record), []).append((int(start), int(end), found))
    for corpus in sorted({corpus for corpus, _ in wanted}):
        for record, fold in ground.material.rows(corpus):
            spans = wanted.get((corpus, str(record["id"])))
            if spans and not ground.material.known.holds(record):
                with weights.using(ground.models[int(fold)]):
                    yield _review(record["text"], spans)


def _review(text: str, marked: Sequence[tuple[int, int, Judgements]]) -> Review:
    """Read a review whose sentences are cut as they were marked, and as always elsewhere."""
    taken = [(start, end) for start, end, _ in marked]
    free = [
        span for span in texts.sentences(text) if not any(span[0] < end and start < span[1] for start, end in taken)
    ]
    spans = sorted([*taken, *free])
    read = opinion.read(text, spans)
    place = {span: index for index, span in enumerate(spans)}
    return Review(read, _lines(read), {place[start, end]: judged for start, end, judged in marked}, fold=-1)


def _add(judged: Judgements, side: Aspect, sign: int) -> None:
    """Add a judgement; praise and criticism in one sentence are both."""
    judged[side] = sign if judged.get(side, sign) == sign else 0


@dataclass(frozen=True, slots=True)
class _Folds:
    """All that is measured on: the reviews, the models that saw no review of each fold, and what those say of it."""

    reviews: list[Review]
    models: list[dict[str, NDArray[Any]]]
    said: list[_Judged]


@lru_cache(maxsize=1)
def _folds(ground: Ground) -> _Folds:
    reviews = gather(ground)
    models = [_models(reviews, fold) for fold in range(FOLDS)]
    return _Folds(reviews, models, _said(reviews, [sides.unpack(arrays) for arrays in models]))


def fit(ground: Ground) -> Mapping[str, NDArray[Any]]:
    """Learn the models from everything, and the decision from what models say of films that they never saw."""
    folds = _folds(ground)
    return _with_decision(_models(folds.reviews, None), folds.said, None)


def measure(ground: Ground) -> Sequence[Figure]:
    """Measure what `analyze` says of each marked review, by models that saw no review of its film."""
    folds = _folds(ground)
    said: dict[str, Analysis] = {}
    for fold, arrays in enumerate(folds.models):
        with weights.using_part("aspects", _with_decision(arrays, folds.said, fold)):
            own = [one for one, other in zip(ground.reviews, ground.fold.tolist(), strict=True) if other == fold]
            said |= {one.id: analyze(one.text) for one in own}
    return figures(ground.reviews, said)


def _with_decision(
    arrays: Mapping[str, NDArray[Any]], said: Sequence[_Judged], without: int | None
) -> dict[str, NDArray[Any]]:
    weight, least = _decision(said, without)
    return {**arrays, "decision": np.append(weight, least)}


def _models(reviews: Sequence[Review], without: int | None) -> dict[str, NDArray[Any]]:
    """Fit both models on every fold but one (None: on all); the decision is still missing."""
    taught = [one for one in reviews if without is None or one.fold != without]
    rows = [(one.lines[index], judged) for one in taught for index, judged in sorted(one.judged.items())]
    target = np.array([[float(side in judged) for side in ASPECTS] for _, judged in rows])
    side = _vocabulary([sides.grams(line.said) for line, _ in rows], np.stack([line.numbers for line, _ in rows]))
    signed = [(one, _signed(one)) for one in taught]
    described = [sides.sign_numbers(one.read, one.lines, [pair for pair, _ in own]) for one, own in signed if own]
    praise = np.array([[float(sign > 0)] for _, own in signed for _, sign in own])
    sign = _vocabulary([line for said, _ in described for line in said], np.concatenate([own for _, own in described]))
    return {
        **_packed("side", side, *_several(side.encoded, target, STRENGTH)),
        **_packed("sign", sign, *_several(sign.encoded, praise, SIGN_STRENGTH)),
        "decision": np.zeros(len(sides.DECISION) + len(ASPECTS) + 1),
    }


def _signed(review: Review) -> list[tuple[tuple[int, Aspect], int]]:
    """List the judgements of a review that praise or criticise: ((sentence, side), sign)."""
    return [
        ((index, side), judged[side])
        for index, judged in sorted(review.judged.items())
        for side in ASPECTS
        if judged.get(side)
    ]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    grams: list[str]
    rarity: Floats
    encoded: Encoded


def _vocabulary(said: Sequence[set[str]], numbers: Floats) -> _Vocabulary:
    """Choose the n-grams, weigh them by rarity, and normalise each line."""
    counts = Counter(gram for line in said for gram in line)
    kept = sorted(gram for gram, count in counts.items() if count >= LEAST)
    place = {gram: number for number, gram in enumerate(kept)}
    rarity = np.array([1.0 + math.log((1 + len(said)) / (1 + counts[gram])) for gram in kept])
    columns = [[place[gram] for gram in sorted(line) if gram in place] for line in said]
    offset = np.concatenate([[0], np.cumsum([len(row) for row in columns])]).astype(np.int64)
    column = np.fromiter((each for row in columns for each in row), np.int32, int(offset[-1]))
    rows = Rows(offset, column, rarity[column].astype(np.float32), len(kept)).normalised()
    return _Vocabulary(kept, rarity, Encoded(rows, numbers))


def _several(encoded: Encoded, target: Floats, strength: float, steps: int = 60) -> tuple[Floats, Floats]:
    """Fit one logistic regression an output, all at once: ((columns, outputs), biases)."""
    rows, numbers = encoded.rows, encoded.numbers.astype(np.float32)
    outputs, own = target.shape[1], rows.columns
    by_column = np.argsort(rows.column, kind="stable")
    first = np.searchsorted(rows.column[by_column], np.arange(own))
    back_row, back_value = rows.row_of_entry()[by_column], rows.value[by_column, None]
    value = rows.value[:, None]
    empty = np.diff(rows.offset) == 0
    begin = np.minimum(rows.offset[:-1], max(0, len(rows.column) - 1))

    def objective(point: Floats) -> tuple[float, Floats]:
        weight, bias = point[:-outputs].reshape(-1, outputs), point[-outputs:]
        single = weight.astype(np.float32)
        margin = np.add.reduceat(single[rows.column] * value, begin, axis=0)
        margin[empty] = 0.0
        margin = (margin + numbers @ single[own:]).astype(np.float64) + bias
        loss = np.logaddexp(0.0, margin) - target * margin
        error = strength * (weights.logistic(margin) - target)
        coarse = error.astype(np.float32)
        back = np.concatenate([np.add.reduceat(coarse[back_row] * back_value, first, axis=0), numbers.T @ coarse])
        slope = np.concatenate([(back + weight).ravel(), error.sum(axis=0)])
        return strength * float(loss.sum()) + 0.5 * float((weight**2).sum()), slope

    found = minimise(objective, np.zeros((own + numbers.shape[1] + 1) * outputs), steps)
    return found[:-outputs].reshape(-1, outputs), found[-outputs:]


def _packed(name: str, words: _Vocabulary, weight: Floats, bias: Floats) -> dict[str, NDArray[Any]]:
    """Round weights to two bytes each."""
    unit = float(np.abs(weight).max()) / _LARGEST
    return {
        f"{name}_grams": np.frombuffer("\n".join(words.grams).encode(), np.uint8),
        f"{name}_rarity": words.rarity.astype(np.float16),
        f"{name}_weight": np.round(weight / unit).astype(np.int16),
        f"{name}_unit": np.array(unit),
        f"{name}_bias": bias.astype(np.float32),
    }


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a review says of one side, and whether a reader found the same."""

    found: Evidence
    fold: int
    right: bool


def _said(reviews: Sequence[Review], models: Sequence[Model]) -> list[_Judged]:
    """Let each marked review be read by the models that saw no review of its film."""
    judged: list[_Judged] = []
    for one in reviews:
        if one.fold >= 0:
            signs = _signs(one.judged.values())
            states = lines.stating(one.read.text, one.read.spans, None)
            for found in aspects.evidence(models[one.fold], one.read, one.lines, states):
                right = any(sign * found.polarity > 0 for sign in signs.get(found.side, ()))
                judged.append(_Judged(found, one.fold, right))
    return judged


def _signs(judged: Iterable[Judgements]) -> dict[Aspect, set[int]]:
    """Gather the signs of each side over a review; a sentence that says both says neither."""
    found: dict[Aspect, set[int]] = {}
    for one in judged:
        for side, sign in one.items():
            if sign:
                found.setdefault(side, set()).add(sign)
    return found


def _decision(judged: Sequence[_Judged], without: int | None) -> tuple[Floats, float]:
    """Learn when a side is given: (weights, least probability), from all folds but one."""
    kept = [one for one in judged if one.fold != without]
    rows = np.array([np.append(one.found.numbers, [one.found.side == side for side in ASPECTS]) for one in kept])
    right = np.array([float(one.right) for one in kept])
    count, width = rows.shape
    sparse = Rows(
        np.arange(count + 1) * width,
        np.tile(np.arange(width, dtype=np.int32), count),
        rows.ravel().astype(np.float32),
        width,
    )
    weight, bias = logistic(sparse, right, 1.0, steps=200)
    weight[len(sides.DECISION) :] += bias
    return weight, _least(weights.logistic(rows @ weight), right)


def _least(chance: Floats, right: Floats) -> float:
    """Choose the probability from which sides are given: the lowest at which enough of them are right."""
    order = np.argsort(-chance)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    return float(chance[order[enough[-1]]]) if len(enough) else 0.5


def figures(reviews: Sequence[Marked], said: Mapping[str, Analysis]) -> list[Figure]:
    """Count what is right: side and sign, by review; and whether the line that is shown judges that side."""
    count: Counter[str] = Counter()
    for review in reviews:
        marked: dict[str, set[int]] = {}
        for one in review.aspects:
            if one.sign:
                marked.setdefault(one.aspect, set()).add(one.sign)
        places = {(one.line, one.aspect) for one in review.aspects}
        count["marked"] += len(marked)
        for opinion_ in said[review.id].aspects:
            sign = 1 if opinion_.polarity > 0 else -1
            at = review.lines_of(opinion_.sentence.start, opinion_.sentence.end)[:1]
            count["given"] += 1
            count["side"] += opinion_.aspect in marked
            count["right"] += sign in marked.get(opinion_.aspect, ())
            count["line"] += any((index, opinion_.aspect) in places for index in at)
    given, marked_, right = count["given"], count["marked"], count["right"]
    return [
        Figure("aspects: side and sign right, of those given", right / max(1, given), given, 0.85),
        Figure("aspects: side and sign found, of those marked", right / max(1, marked_), marked_, 0.70),
        Figure("aspects: side and sign, F1", 2 * right / max(1, given + marked_), len(reviews), 0.78, 0.93),
        Figure("aspects: the line shown judges that side", count["line"] / max(1, given), given, 0.92),
    ]
