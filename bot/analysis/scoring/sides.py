"""Which sides of the film each sentence judges, and how: two linear models over named features.

The first says of each of the twelve sides how likely a sentence judges it: by its words and pairs of words (people
are told by what they do, not by name), by the vector of its words, by what the lists call each side, by how much of
an opinion it is. The second says whether a judgement praises, from the words of its clause and from what the
sentence models say of the clause, the sentence and the rest of the review.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np

from bot.analysis.language import lexicons, people, stance
from bot.analysis.language.clauses import CONTRASTS, clauses
from bot.analysis.scoring import ngrams, opinion, vectors, weights
from bot.analysis.types import ASPECTS, Aspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bot.analysis.language.people import Role
    from bot.analysis.language.text import Span, Token
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

COMMON = 9_000
"""So many of the commonest words are no names, whatever letter they begin with."""
_SOMETIMES_VERBS = frozenset(
    ["sound", "score", "scored", "cast", "shots", "sets", "lines", "written", "directs", "drags", "rushed", "plot"]
)
_BEFORE_VERBS = frozenset(
    "to may might would could can will should does do did n't i you we they he she who".split()  # noqa: SIM905
)
_SMALL = frozenset("the a an and but of in with as its his her their my both all though while also well for to".split())  # noqa: SIM905
_PRONOUNS = frozenset(["he", "she", "his", "her", "they", "it", "him"])
_NAMED: tuple[Role, ...] = ("_actor", "_director", "_character", "_name")

FEATURES = (
    *(f"lists_{side}" for side in ASPECTS),
    *(f"after_{side}" for side in ASPECTS),
    "opinion", "polarity", "quotable", "favourable", "strength", "strength_favourable", "is_opinion",
    "place", "sentences", "words", "begins_with_pronoun", *(f"names{role}" for role in _NAMED),
    *(f"vector_{number}" for number in range(vectors.SIZE)),
)  # fmt: skip
"""What the first model sees of a sentence beside its words; `after_` is what the one before lists, for "he"."""
SIGN_FEATURES = (
    *(f"of_{side}" for side in ASPECTS),
    "clause", "sentence", "favourable", "before", "after", "others", "review", "review_by_sentences",
    *(f"vector_{number}" for number in range(vectors.SIZE)),
)  # fmt: skip
"""What the second model sees of a judgement beside the words of its clause."""
_VECTOR, _SIGN_VECTOR = 1.5, 2.0
"""What the numbers of a vector are multiplied by: they are small, and a prior draws all weights to zero alike."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: where it stands, its words, and the sides that it names."""

    span: Span
    words: Sequence[Token]
    named: frozenset[Aspect]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the models see it."""

    words: Sequence[Token]
    said: Sequence[str]
    """Its words, names given by what they stand for."""
    clauses: Sequence[Clause]
    numbers: Floats
    """In the order of `FEATURES`."""
    alone: Sequence[tuple[Sequence[str], Floats]]
    """The same of each clause as if it stood alone, where there are several."""

    def lists(self, side: Aspect) -> bool:
        """Say whether a word of the list of a side is in it."""
        return any(side in one.named for one in self.clauses)

    def clause_of(self, side: Aspect) -> Clause | None:
        """Find the clause that names a side; None when none does, or the sentence is one clause."""
        return next((one for one in self.clauses if side in one.named), None) if len(self.clauses) > 1 else None


def lines(read: Reading, barred: set[int]) -> list[Line]:
    """Describe each sentence of a review; `barred` are where words of the film's title begin."""
    marks = people.roles(read.text, read.tokens, common(), barred)
    said = ["" if mark is None else mark or word.norm for mark, word in zip(marks, read.tokens, strict=True)]
    bounds = np.searchsorted(read.unit, np.arange(len(read.spans) + 1))
    pieces = [slice(begin, end) for begin, end in itertools.pairwise(bounds.tolist())]
    parts = [list(_clauses(read.tokens[piece], barred)) for piece in pieces]
    named = [frozenset[Aspect]().union(*(one.named for one in part)) for part in parts]
    by_clause = iter(_meaning([one.words for part in parts if len(part) > 1 for one in part]))
    scores = _scores(read)
    found: list[Line] = []
    for index, piece in enumerate(pieces):
        words = [one for one in said[piece] if one]
        before = named[index - 1] if index and words[:1] and words[0] in _PRONOUNS else frozenset[Aspect]()
        numbers = _numbers(words, named[index], before, scores[index], read.meaning[index])
        alone: list[tuple[list[str], Floats]] = []
        if len(parts[index]) > 1:
            said_at = dict(zip((word.start for word in read.tokens[piece]), said[piece], strict=True))
            for one in parts[index]:
                own = [each for word in one.words if (each := said_at[word.start])]
                alone.append((own, _numbers(own, one.named, frozenset(), scores[index], next(by_clause))))
        found.append(Line(read.tokens[piece], words, parts[index], numbers, alone))
    return found


def _meaning(groups: Sequence[Sequence[Token]]) -> Floats:
    """Give the vector of each group of words."""
    return vectors.load().means([[word.norm for word in group] for group in groups])


def _numbers(
    words: Sequence[str], named: frozenset[Aspect], before: frozenset[Aspect], scores: Floats, meaning: Floats
) -> Floats:
    """Lay out `FEATURES` for some words."""
    return np.concatenate(
        [
            [float(side in named) for side in ASPECTS],
            [float(side in before) for side in ASPECTS],
            scores,
            [0.3 * np.log(1 + len(words)), 0.5 * (words[:1] != [] and words[0] in _PRONOUNS)],
            [0.5 * (role in words) for role in _NAMED],
            _VECTOR * meaning,
        ]
    )


@cache
def common() -> frozenset[str]:
    """Give the words that are no names."""
    return frozenset(word for word, row in vectors.load().numbers.items() if row < COMMON)


def _scores(read: Reading) -> Floats:
    """Lay out what the sentence models say of each sentence, and where it stands."""
    count = len(read.spans)
    about, polarity, quotable, favourable = (
        np.clip(values, -6.0, 6.0)
        for values in (read.opinion, read.polarity, read.sentence["quotable"], read.sentence["review"])
    )
    place = np.arange(count) / max(1, count - 1)
    return np.stack(
        [
            *(0.1 * values for values in (about, polarity, quotable, favourable, np.abs(polarity), np.abs(favourable))),
            0.3 * weights.logistic(about),
            0.3 * place,
            np.full(count, 0.3 * np.log(1 + count)),
        ],
        axis=1,
    )


def _clauses(words: Sequence[Token], barred: set[int]) -> Iterator[Clause]:
    """Yield the clauses of a sentence; one that cannot judge by itself joins the next."""
    merged: list[Clause] = []
    for span, own in clauses(words):
        named = _listed(own, barred)
        if merged:
            last = merged[-1]
            contrast = own[0].norm in CONTRASTS
            if _only_names(last.words) or (not contrast and (len(own) < 2 or not named or not last.named)):
                merged[-1] = Clause((last.span[0], span[1]), [*last.words, *own], last.named | named)
                continue
        merged.append(Clause(span, list(own), named))
    yield from merged


def _only_names(words: Sequence[Token]) -> bool:
    """Say whether a clause names things and says nothing of them: "the characters", "and the score"."""
    table = _terms()
    return all(word.norm in table or word.norm in _SMALL for word in words)


def _listed(words: Sequence[Token], barred: set[int]) -> frozenset[Aspect]:
    """Find the sides of the film that a clause names by words of the lists."""
    table = _terms()
    found: set[Aspect] = {
        table[word.norm]
        for before, word in zip((None, *words), words, strict=False)
        if word.norm in table and word.start not in barred and not (before and _is_verb(before.norm, word.norm))
    }
    pairs = [f"{one.norm}_{other.norm}" for one, other in itertools.pairwise(words)]
    found.update(table[pair] for pair in pairs if pair in table)
    return frozenset(found)


def _is_verb(before: str, word: str) -> bool:
    """Say whether a word that names a side of the film is a verb here: "it may sound", "I cast"."""
    return word in _SOMETIMES_VERBS and before in _BEFORE_VERBS


@cache
def _terms() -> dict[str, Aspect]:
    return {word: cast("Aspect", aspect) for aspect, words in lexicons.keyed("aspects").items() for word in words}


def grams(words: Sequence[str]) -> set[str]:
    """List the words and the pairs of words of a line."""
    return {*words, *(f"{one} {other}" for one, other in itertools.pairwise(words))}


def turned(words: Iterable[Token]) -> list[str]:
    """List the words of a clause, those under a negation marked."""
    norms = [word.norm for word in words]
    return [f"¬{norm}" if flag else norm for norm, flag in zip(norms, stance.negated(norms), strict=True)]


@dataclass(frozen=True, slots=True)
class Table:
    """Words and pairs of words with their weights; a line's are weighed by rarity and normalised, as in training."""

    numbers: Mapping[str, int]
    rarity: Floats
    weight: Floats
    """(n-grams + features, outputs)."""
    bias: Floats

    def margins(self, lines: Sequence[set[str]], numbers: Floats) -> Floats:
        """Score lines: (lines, outputs)."""
        found = numbers @ self.weight[len(self.numbers) :] + self.bias
        for index, line in enumerate(lines):
            known = sorted(row for gram in line if (row := self.numbers.get(gram)) is not None)
            if known:
                rarity = self.rarity[known]
                found[index] += (rarity / np.sqrt(rarity @ rarity)) @ self.weight[known]
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """The two models, and how their scores add up to a decision: see `bot.analysis.parts.aspects`."""

    side: Table
    sign: Table
    decision: Floats
    """Weights of `DECISION`, then one for each side."""
    least: float
    """The probability from which a side is given."""


DECISION = ("strongest", "second", "any", "agreed", "shown", "sentences", "sureness", "listed")
"""What decides whether a side is given: the two strongest sentences, whether any speaks of it, whether any does so with
the sign that is given, the sentence that is shown, how many sentences there are to speak, how sure the sign is, and
whether the sentence that is shown has a word of the list."""


def margins(model: Model, found: Sequence[Line]) -> Floats:
    """Score each sentence for each side: (sentences, sides), log-odds that it judges it.

    Where there are several clauses, the one that speaks most of a side counts as much as the sentence: a judgement
    in a few words is not lost in a long sentence.
    """
    whole = model.side.margins([grams(line.said) for line in found], np.stack([line.numbers for line in found]))
    alone = [(index, said, numbers) for index, line in enumerate(found) for said, numbers in line.alone]
    if not alone:
        return whole
    by_clause = model.side.margins([grams(said) for _, said, _ in alone], np.stack([own for _, _, own in alone]))
    place = np.array([index for index, _, _ in alone])
    strongest = np.full_like(whole, -np.inf)
    np.maximum.at(strongest, place, by_clause)
    return np.where(np.isfinite(strongest), 0.5 * (whole + strongest), whole)


def load() -> Model:
    """Return the models in use."""
    return _unpacked(weights.part("aspects"))


_LAST: list[tuple[Any, Model]] = []


def _unpacked(arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Unpack arrays once; cross-validation comes with others."""
    if not _LAST or _LAST[0][0] is not arrays:
        _LAST[:] = [(arrays, unpack(arrays))]
    return _LAST[0][1]


def unpack(arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Build the models from the arrays of the file."""
    decision = arrays["decision"].astype(np.float64)
    return Model(_table(arrays, "side"), _table(arrays, "sign"), decision[:-1], float(decision[-1]))


def _table(arrays: Mapping[str, NDArray[Any]], name: str) -> Table:
    grams_ = bytes(arrays[name + "_grams"]).decode().split("\n")
    return Table(
        {gram: number for number, gram in enumerate(grams_)},
        arrays[name + "_rarity"].astype(np.float64),
        arrays[name + "_weight"].astype(np.float64) * arrays[name + "_unit"].astype(np.float64),
        arrays[name + "_bias"].astype(np.float64),
    )


def sign_numbers(
    read: Reading, found: Sequence[Line], pairs: Sequence[tuple[int, Aspect]]
) -> tuple[list[set[str]], Floats]:
    """Describe judgements, (sentence, side) each, for the second model: their n-grams, and `SIGN_FEATURES`."""
    parts = [found[index].clause_of(side) for index, side in pairs]
    keys = [(index, part.span if part else None) for (index, _), part in zip(pairs, parts, strict=True)]
    # several sides may be judged by the same words
    words = {key: part.words if part else found[key[0]].words for key, part in zip(keys, parts, strict=True)}
    number = {key: place for place, key in enumerate(words)}
    own = polarity(list(words.values()))
    meaning = _meaning(list(words.values()))
    said = [grams(turned(group)) for group in words.values()]
    scores = _sign_scores(read)
    at = [number[key] for key in keys]
    rows = [
        [*(float(side == each) for each in ASPECTS), own[place], *scores[index]]
        for place, (index, side) in zip(at, pairs, strict=True)
    ]
    numbers = np.array(rows, dtype=np.float64).reshape(len(pairs), len(SIGN_FEATURES) - vectors.SIZE)
    return [said[place] for place in at], np.concatenate([numbers, _SIGN_VECTOR * meaning[at]], axis=1)


def _sign_scores(read: Reading) -> Floats:
    """Lay out what the models say of each sentence, of those beside it and of the whole, for whether it praises."""
    polarity = np.clip(read.polarity, -6.0, 6.0)
    columns = [
        polarity,
        np.clip(read.sentence["review"], -6.0, 6.0),
        0.3 * np.concatenate([polarity[:1], polarity[:-1]]),
        0.3 * np.concatenate([polarity[1:], polarity[-1:]]),
        _others(read),
        np.full(len(polarity), np.clip(read.whole["review"], -6.0, 6.0)),
        np.full(len(polarity), 0.3 * np.clip(read.whole["sentence"], -6.0, 6.0)),
    ]
    return np.stack(columns, axis=1)


def _others(read: Reading) -> Floats:
    """Average the polarity of all sentences but one, for each: what the rest of the review thinks."""
    about = weights.logistic(read.opinion)
    total, praise = about.sum(), (about * read.polarity).sum()
    return (praise - about * read.polarity) / np.maximum(total - about, 0.5)


def polarity(groups: Sequence[Sequence[Token]]) -> Floats:
    """Score stretches of words by the sentence model, all at once: log-odds of praise."""
    if not groups:
        return np.zeros(0)
    model = weights.load()
    unit = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    plain, marked = ngrams.encode([word.norm for group in groups for word in group], model.numbers)
    key, units, _ = ngrams.keys(plain, marked, unit)
    row, known = ngrams.lookup(key, model.table)
    by_group = opinion.margins(model, row[known], units[known], len(groups), opinion.POLAR)
    return np.clip(model.heads["polarity"].margins(opinion.stacked(by_group))[:, 0], -6.0, 6.0)
