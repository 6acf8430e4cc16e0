"""What a review says of the acting, the direction, the music and the rest: one opinion a clause.

Aspect terms from a list, polarity from the sentence model (Hu and Liu 2004 for the
task). "Great score, dull script" is two opinions; a side of the film that is only listed
("and the soundtrack") borrows the judgement of its sentence. Plot, credits and questions are
passed over, and so are words of the list that are part of the film's title or used as verbs.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import tanh
from typing import TYPE_CHECKING, cast

import numpy as np

from bot.analysis.language import lexicons
from bot.analysis.language.clauses import CONTRASTS, clauses
from bot.analysis.scoring import ngrams, opinion, weights
from bot.analysis.types import Aspect, AspectOpinion, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.language.text import Span, Token
    from bot.analysis.scoring.opinion import Reading

LEAST_OPINION = 0.5
"""A sentence that is likelier plot than opinion is not asked about the film."""
LEAST_POLARITY = 0.25
"""A weaker judgement than this is none."""
_LISTED = 4
"""A clause of so few words only lists a side of the film; a longer one that judges nothing has nothing to say."""
_SOMETIMES_VERBS = frozenset(
    ["sound", "score", "scored", "cast", "shots", "sets", "lines", "written", "directs", "drags", "rushed", "plot"]
)
_BEFORE_VERBS = frozenset(
    "to may might would could can will should does do did n't i you we they he she who".split()  # noqa: SIM905
)
_SMALL = frozenset("the a an and but of in with as its his her their my both all though while also well for to".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Mention:
    aspect: Aspect
    sentence: int
    span: Span
    words: Sequence[Token]


def opinions(
    read: Reading, sentences: Sequence[Sentence], states: Sequence[bool], title: str = ""
) -> tuple[AspectOpinion, ...]:
    """Gather the review's opinions of each side of the film, the most spoken of first.

    `states` says of each sentence whether it states something, rather than asking or listing credits.
    """
    barred = _title_words(read, title)
    mentions = [
        mention
        for index, words in enumerate(_by_sentence(read))
        if states[index] and sentences[index].opinion >= LEAST_OPINION
        for mention in _mentions(index, words, barred)
    ]
    polarity = _polarity([mention.words for mention in mentions])
    found: dict[Aspect, list[tuple[float, Sentence]]] = {}
    for mention, own in zip(mentions, polarity, strict=True):
        whole = sentences[mention.sentence]
        value = own if abs(own) >= LEAST_POLARITY or len(mention.words) > _LISTED else 0.8 * whole.polarity
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


def _title_words(read: Reading, title: str) -> set[int]:
    """List where words of the film's title begin, wherever it stands: one walk over the text."""
    starts = [word.start for word in read.tokens]
    found: set[int] = set()
    place = read.text.find(title) if title else -1
    while place >= 0:
        end = place + len(title)
        found.update(starts[bisect_left(starts, place) : bisect_left(starts, end)])
        place = read.text.find(title, end)
    return found


def _mentions(index: int, words: Sequence[Token], barred: set[int]) -> Iterator[_Mention]:
    """Yield what a sentence mentions, clause by clause; a clause that cannot judge joins the next one."""
    merged: list[tuple[Span, list[Token], set[Aspect]]] = []
    for span, own in clauses(words):
        named = _named(own, barred)
        if merged:
            (start, _), before, so_far = merged[-1]
            contrast = own[0].norm in CONTRASTS
            if _only_names(before) or (not contrast and (len(own) < 2 or not named or not so_far)):
                merged[-1] = ((start, span[1]), [*before, *own], so_far | named)
                continue
        merged.append((span, list(own), named))
    for span, own, named in merged:
        for aspect in sorted(named):
            yield _Mention(aspect, index, span, own)


def _only_names(words: Sequence[Token]) -> bool:
    """Say whether a clause names things and says nothing of them: "the characters", "and the score"."""
    table = _terms()
    return all(word.norm in table or word.norm in _SMALL for word in words)


def _named(words: Sequence[Token], barred: set[int]) -> set[Aspect]:
    """Find the sides of the film that a clause names."""
    table = _terms()
    found: set[Aspect] = {
        table[word.norm]
        for before, word in zip((None, *words), words, strict=False)
        if word.norm in table and word.start not in barred and not (before and _is_verb(before.norm, word.norm))
    }
    pairs = [f"{one.norm}_{other.norm}" for one, other in itertools.pairwise(words)]
    found.update(table[pair] for pair in pairs if pair in table)
    return found


def _is_verb(before: str, word: str) -> bool:
    """Say whether a word that names a side of the film is a verb here: "it may sound", "I cast"."""
    return word in _SOMETIMES_VERBS and before in _BEFORE_VERBS


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
