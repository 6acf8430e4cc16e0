"""The summary: sumy's classes rank and select, over sentences of ours, weighted towards the verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.analysis.language import leaning
from bot.analysis.language.counting import split_words
from bot.analysis.parts.quotes import BROKEN_OFF, KINDS
from bot.analysis.parts.sumy_classes import AbstractSummarizer, Line, ObjectDocumentModel, Paragraph
from bot.analysis.scoring import weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.analysis.parts.quotes import Judged
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.types import Sentence

FEWEST, MOST = 2, 4
"""How many lines a summary has; `lengths` makes shorter and longer ones of it."""
ALIKE = 0.6
CANDIDATES = 60
"""Only so many of the best sentences are weighed against each other, so that time stays linear."""
PLOT_COSTS = 2.0
"""What it costs a line that it certainly tells the story: so much of the log-odds that a reader would take it."""
_NOTHING_STATED = -50.0
"""What a heading, a question or a rating is worth: less than anything that is said."""


class Words:
    """The tokenizer that sumy's sentences ask for; sumy's own needs a download."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Split a sentence into lower-case words without the marks around them."""
        return tuple(word.strip(".,;:!?()\"“”'’*_").lower() for word in split_words(text))


_WORDS = Words()


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each sentence of a review is worth to its summary, and which cannot stand in it by themselves."""

    worth: Sequence[float]
    leans: Sequence[bool]
    enough: float
    """Beyond the fewest lines, one must be worth so much."""


class VerdictSummarizer(AbstractSummarizer):
    """Rank sentences by how much of the verdict they carry, and never take two that say the same.

    A ranking class on sumy's base, linear in the document: each sentence's worth comes from
    the models, and one that shares most of its words with a better one is dropped, after
    maximal marginal relevance (Carbonell and Goldstein 1998). `fewest` sentences are taken
    where there are so many, more only while they are worth `enough`. A sentence that `leans` on another one
    is taken only when that one is there.
    """

    def __init__(self, worth: dict[Line, float], leans: dict[Line, Line | None], fewest: int, enough: float) -> None:
        super().__init__()
        self._worth = worth
        self._leans = leans
        self._fewest = fewest
        self._enough = enough

    def __call__(self, document: Any, sentences_count: int) -> tuple[Line, ...]:
        """Choose up to `sentences_count` sentences, in the document's order."""
        left = sorted(document.sentences, key=lambda line: -self._worth[line])[:CANDIDATES]
        chosen: dict[Line, float] = {}
        while (line := self._next(left, chosen)) is not None and len(chosen) < sentences_count:
            worth = self._worth[line]
            if (len(chosen) >= self._fewest and worth < self._enough) or (worth <= _NOTHING_STATED and chosen):
                break
            left.remove(line)
            if not any(_alike(line, other) > ALIKE for other in chosen):
                chosen[line] = worth
        rating = {line: chosen.get(line, float("-inf")) for line in document.sentences}
        return self._get_best_sentences(document.sentences, len(chosen), rating)

    def _next(self, left: Sequence[Line], chosen: Mapping[Line, float]) -> Line | None:
        """Find the best sentence that stands by itself, or whose support is chosen."""
        there: set[Line | None] = set(chosen)
        return next((line for line in left if line not in self._leans or self._leans[line] in there), None)


def _alike(first: Line, second: Line) -> float:
    one, other = set(first.words), set(second.words)
    return len(one & other) / max(1, min(len(one), len(other)))


def summarize(sentences: Sequence[Sentence], ranking: Ranking, quoted: Sequence[Sentence] = ()) -> tuple[Sentence, ...]:
    """Choose the sentences that carry the verdict, in the review's order, each understood by itself.

    What is `quoted` above the summary is not repeated in it, and no sentence leans on one that is not
    there, unless too little else is said.
    """
    above = {
        index
        for index, sentence in enumerate(sentences)
        if any(quote.start < sentence.end and sentence.start < quote.end for quote in quoted)
    }
    shown = [index for index in range(len(sentences)) if index not in above] or list(range(len(sentences)))
    said = [index for index in shown if ranking.worth[index] > _NOTHING_STATED and not sentences[index].spoiler]
    said = said or shown
    whole = [index for index in said if not sentences[index].text.endswith(BROKEN_OFF)]
    chosen = _chosen(sentences, ranking, whole)
    return tuple(sentences[index] for index in _filled(chosen, said, ranking, above))


def _filled(chosen: Sequence[int], said: Sequence[int], ranking: Ranking, above: set[int]) -> list[int]:
    """Where too little stands by itself, add what leans on a sentence that is there, then the best of what is left."""
    filled = list(chosen)
    left = [index for index in said if index not in chosen]
    while left and len(filled) < FEWEST:
        there = {*filled, *above}
        best = max(left, key=lambda index: (index - 1 in there, ranking.worth[index]))
        filled.append(best)
        left.remove(best)
    return sorted(filled)


def _chosen(sentences: Sequence[Sentence], ranking: Ranking, indices: Sequence[int]) -> list[int]:
    """Let sumy's class choose among some sentences; two with the same words are one to it."""
    place: dict[Line, int] = {}
    for index in sorted(indices, key=lambda index: -ranking.worth[index]):
        place.setdefault(Line(sentences[index].text, _WORDS), index)
    document = ObjectDocumentModel([Paragraph(sorted(place, key=lambda line: place[line]))])
    worth = {line: ranking.worth[index] for line, index in place.items()}
    at = {index: line for line, index in place.items()}
    leans = {line: at.get(index - 1) for line, index in place.items() if ranking.leans[index]}
    return [place[line] for line in VerdictSummarizer(worth, leans, FEWEST, ranking.enough)(document, MOST)]


def by_verdict(read: Reading, judged: Judged, states: Sequence[bool]) -> Ranking:
    """Rate English sentences by how likely a reader would take them into a summary."""
    part = weights.part("summary")
    told = judged.kinds[:, KINDS.index("plot")]
    worth = (weights.head(part["head"]).margins(judged.features)[:, 0] - PLOT_COSTS * told).tolist()
    return Ranking(_stated(worth, states), [leaning.leans(norms) for norms in read.lines], float(part["enough"]))


def by_frequency(read: Reading, states: Sequence[bool]) -> Ranking:
    """Rate sentences by how common their words are in the text (Luhn 1958): for languages no model knows."""
    counts = Counter(word.norm for word in read.tokens if len(word.norm) > 3)
    totals = [0.0] * max(1, len(read.spans))
    sizes = [1] * len(totals)
    for word, unit in zip(read.tokens, read.unit.tolist(), strict=True):
        totals[unit] += counts[word.norm]
        sizes[unit] += 1
    worth = [total / size**0.7 for total, size in zip(totals, sizes, strict=True)][: len(read.spans)]
    return Ranking(_stated(worth, states), [False] * len(worth), float("inf"))


def _stated(worth: Sequence[float], states: Sequence[bool]) -> list[float]:
    return [value if ok else _NOTHING_STATED for value, ok in zip(worth, states, strict=True)]
