"""What a review says of the acting, the direction, the music and the rest: one opinion a clause.

Aspect terms from a list, polarity from the sentence model (Hu and Liu 2004 for the
task). "Great score, dull script" is two opinions; a clause that names a side of the film
and judges nothing borrows the judgement of its sentence, and plot is passed over.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from math import tanh
from typing import TYPE_CHECKING, cast

import numpy as np

from bot.analysis import lexicons, ngrams, opinion, weights
from bot.analysis.clauses import clauses
from bot.analysis.types import Aspect, AspectOpinion, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.opinion import Reading
    from bot.analysis.text import Span, Token

LEAST_OPINION = 0.35
"""A sentence that is likelier plot than this is not asked about the film."""
LEAST_POLARITY = 0.25
"""A weaker judgement than this is none."""


@dataclass(frozen=True, slots=True)
class _Mention:
    aspect: Aspect
    sentence: int
    span: Span
    words: Sequence[Token]


def opinions(read: Reading, sentences: Sequence[Sentence]) -> tuple[AspectOpinion, ...]:
    """Gather the review's opinions of each side of the film, the most spoken of first."""
    mentions = [
        mention
        for index, words in enumerate(_by_sentence(read))
        if sentences[index].opinion >= LEAST_OPINION
        for mention in _mentions(index, words)
    ]
    polarity = _polarity([mention.words for mention in mentions])
    found: dict[Aspect, list[tuple[float, Sentence]]] = {}
    for mention, own in zip(mentions, polarity, strict=True):
        whole = sentences[mention.sentence]
        value = own if abs(own) >= LEAST_POLARITY else 0.8 * whole.polarity
        if abs(value) >= LEAST_POLARITY:
            found.setdefault(mention.aspect, []).append((value, _line(read.text, mention, whole, own)))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(_opinion(aspect, lines) for aspect, lines in ordered)


def _opinion(aspect: Aspect, lines: list[tuple[float, Sentence]]) -> AspectOpinion:
    """Average over the lines; the strongest line on the average's side speaks for it."""
    mean = sum(value for value, _ in lines) / len(lines)
    _, line = max(lines, key=lambda pair: pair[0] * (1.0 if mean >= 0 else -1.0))
    return AspectOpinion(aspect, max(-1.0, min(1.0, mean)), line)


def _line(text: str, mention: _Mention, whole: Sentence, own: float) -> Sentence:
    """Take the clause as the line when it judges by itself, the sentence otherwise; spoilers are never cut."""
    start, end = mention.span
    if whole.spoiler or abs(own) < LEAST_POLARITY:
        return whole
    if start - whole.start <= 1 and whole.end - end <= 2:
        return whole
    return Sentence(start, end, text[start:end], whole.opinion, own, whole.spoiler)


def _by_sentence(read: Reading) -> Iterator[Sequence[Token]]:
    """Yield the words of each sentence."""
    bounds = np.searchsorted(read.unit, np.arange(len(read.spans) + 1))
    for begin, end in itertools.pairwise(bounds):
        yield read.tokens[begin:end]


def _mentions(index: int, words: Sequence[Token]) -> Iterator[_Mention]:
    """Yield what a sentence mentions, clause by clause; a clause too short to judge joins the next one."""
    pieces = [(span, list(own)) for span, own in clauses(words)]
    merged: list[tuple[Span, list[Token]]] = []
    for span, own in pieces:
        if merged and (len(own) < 2 or len(merged[-1][1]) < 2 or not _named(own) or not _named(merged[-1][1])):
            (start, _), before = merged[-1]
            contrast = own[0].norm in {"but", "while", "although", "though", "whereas", "however", "yet", "despite"}
            if not contrast or len(before) < 2:
                merged[-1] = ((start, span[1]), before + own)
                continue
        merged.append((span, own))
    for span, own in merged:
        for aspect in sorted(_named(own)):
            yield _Mention(aspect, index, span, own)


def _named(words: Sequence[Token]) -> set[Aspect]:
    """Find the sides of the film that a clause names."""
    table = _terms()
    found: set[Aspect] = {table[word.norm] for word in words if word.norm in table}
    pairs = [f"{one.norm}_{other.norm}" for one, other in itertools.pairwise(words)]
    found.update(table[pair] for pair in pairs if pair in table)
    return found


@cache
def _terms() -> dict[str, Aspect]:
    return {word: cast("Aspect", aspect) for aspect, words in lexicons.keyed("aspects").items() for word in words}


def _polarity(groups: Sequence[Sequence[Token]]) -> list[float]:
    """Score stretches of words by the sentence model, all at once: -1 to 1 each."""
    if not groups:
        return []
    model = weights.load()
    unit = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    plain, marked = ngrams.encode([word.norm for group in groups for word in group], model.numbers)
    key, units, _ = ngrams.keys(plain, marked, unit)
    row, known = ngrams.lookup(key, model.table)
    by_group = opinion.margins(model, row[known], units[known], len(groups))
    margin = model.heads["polarity"].margins(opinion.stacked(by_group))[:, 0]
    return [tanh(float(value) / 2.0) for value in margin]
