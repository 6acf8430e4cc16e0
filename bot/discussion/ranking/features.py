"""What the ranker sees of a line beside a question: numbers that a reader could check, each with a name."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from bot.analysis.scoring import vectors
from bot.analysis.types import Sentence
from bot.discussion.language.asked import Asked, share
from bot.discussion.language.topics import Topic, topics
from bot.discussion.language.words import Word, stem, vocabulary, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES: Final = (
    # What the line has to do with the question.
    "asked",  # share of the question's own words that it holds
    "shared",  # share of all its words of substance: film words and adjectives too
    "subject",  # it speaks of the question's subject in whatever words
    "near",  # how near to such a word it judges, 0 to 1
    "near_opinion",  # the same as far as the line is opinion
    "early",  # 1 for the first line, 1/2 for the second, ... of those that speak of it or may do so
    "same_word",  # it holds the very adjective of the question
    "says",  # how much of what answers the topic it holds, up to 1
    "says_much",  # log of the same, without an end
    "says_opinion",  # the same as far as the line is opinion
    "says_near",  # how near to such a word it judges
    "says_most",  # no line of the review holds more of it
    "says_first",  # it is the first line that holds any
    "alike",  # how like the words that answer its words are together
    "alike_word",  # the same of the likest of them
    "alike_opinion",  # the same as far as the line is opinion
    "alike_most",  # no line of the review has a liker word
    "named",  # it names the topic
    "named_near",  # how near to the name it judges
    # What it says.
    "opinion",  # probability of opinion
    "strength",  # absolute polarity
    "strong_opinion",  # their product
    "praise",  # the same where it praises
    "criticism",  # the same where it criticises
    "tells",  # probability of plot, where it judges nothing
    "judged",  # log of its judging words
    "film",  # it speaks of the film
    "film_near",  # how near to such a word it judges
    "recommends",
    "compares",
    "addresses",  # it speaks of those who might see the film
    "superlative",
    "contrast",
    "negated",
    # How it says it.
    "person",  # the reviewer speaks of themselves
    "leans",  # it begins with a word that points back
    "name",  # it holds what looks like somebody's full name
    "number",
    "question",
    "quoted",  # it holds quotation marks
    "length",  # log of its words
    "length_squared",
    # Where it stands.
    "first",
    "second",
    "last",
    "late",  # near the end: 1 at the last line, falling off over three
    "depth",  # log of the lines before it
    # Of the question and the whole review: the same for all its lines.
    "unsaid",  # log of the question's own words that the review never uses
    "fact",  # it asks where, when or who
    "nothing_asked",
    "lines",  # log of the lines
)
_NEAR: Final = 2
"""Words that may stand between a subject and its judgement without weakening it: "effects are quite cheesy"."""
_NAME: Final = re.compile(r"(?<=[^.!?\s] )[A-Z][a-z]{1,30} [A-Z][a-z]{1,30}")


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


_RECOMMENDS: Final = _stems("recommend worth avoid skip rent see watch miss bother waste enjoy must buy")
_COMPARES: Final = _stems(
    "than original sequel remake first second third book novel previous better worse series unlike compared version"
)
_ADDRESSES: Final = _stems(
    "fan anyone if you those who people everyone audience viewers lovers kids adults children family"
)
_SUPERLATIVE: Final = _stems("best worst most least only greatest ever highlight especially")
_CONTRAST: Final = _stems("but however unfortunately sadly although though despite yet except")
_NEGATED: Final = _stems("not no never nothing without isn't don't doesn't didn't wasn't can't lack lacks lacking too")
_PERSON: Final = frozenset(["i", "me", "my", "we", "our", "us", "i'm", "i've"])
_LEANS: Final = frozenset("he she his her they it this that these and but so also then".split())  # noqa: SIM905


def line_features(asked: Asked, lines: Sequence[Sentence]) -> list[list[float]]:
    """Give each line's features, in the order of `FEATURES`."""
    cut = [words(line.text) for line in lines]
    stems = [{word.stem for word in tokens} for tokens in cut]
    answering = [_worth(asked, tokens, own) for tokens, own in zip(cut, stems, strict=True)]
    most = max(answering, default=0.0)
    likes = _likeness(asked, cut, lines)
    opening = next((at for at, says in enumerate(answering) if says), -1)
    whole = _whole(asked, stems)
    return [
        [
            *_about(asked, line, tokens, own, at),
            *_answers(asked, line, tokens, own, says),
            float(says == most > 0),
            float(at == opening),
            *likes[at],
            *_named(asked, tokens, own),
            *_judges(line, tokens, own),
            *_manner(line, tokens),
            *_place(at, len(lines)),
            *whole,
        ]
        for at, (line, tokens, own, says) in enumerate(zip(lines, cut, stems, answering, strict=True))
    ]


def _worth(asked: Asked, tokens: Sequence[Word], stems: set[str]) -> float:
    return asked.topic.worth_of(stems, f" {' '.join(word.stem for word in tokens)} ") if asked.topic else 0.0


def _about(asked: Asked, line: Sentence, tokens: Sequence[Word], stems: set[str], at: int) -> list[float]:
    """Say what a line has to do with the question's own words."""
    general, wide = asked.general, asked.wide
    near = 0.0 if general else float(bool(asked.answering & stems)) or nearness(tokens, wide)
    return [
        asked.said(stems),
        share(asked.content, stems),
        float(not general and bool(wide & stems)),
        near,
        near * line.opinion,
        float(general or bool(wide & stems)) / (1 + at),
        float(bool(asked.judging & stems)),
    ]


def _answers(asked: Asked, line: Sentence, tokens: Sequence[Word], stems: set[str], says: float) -> list[float]:
    """Say how much of what answers the topic a line holds."""
    hit = frozenset(asked.topic.says.keys() & stems) if asked.topic else frozenset[str]()
    within = min(1.0, says)
    return [within, math.log1p(says), within * line.opinion, nearness(tokens, hit)]


def _likeness(asked: Asked, cut: Sequence[Sequence[Word]], lines: Sequence[Sentence]) -> list[list[float]]:
    """Say how like the words that answer those of each line are."""
    if asked.topic is None or not lines:
        return [[0.0] * 4 for _ in lines]
    known = vectors.load()
    answer = _answer_vector(asked.topic)
    together = known.means([[word.text for word in tokens] for tokens in cut]) @ answer
    best = [max((_likest(word.text, asked.topic.name) for word in tokens), default=0.0) for tokens in cut]
    most = max(best)
    return [
        [float(whole), word, word * line.opinion, float(word == most)]
        for whole, word, line in zip(together, best, lines, strict=True)
    ]


@lru_cache(maxsize=50_000)
def _likest(word: str, topic: str) -> float:
    """Say how like the words that answer a topic a word is."""
    own = vectors.unit(word)
    return 0.0 if own is None else float(own @ _answer_vectors()[topic])


@cache
def _answer_vectors() -> dict[str, NDArray[np.float64]]:
    return {topic.name: vectors.mean(topic.written) for topic in topics()}


def _answer_vector(topic: Topic) -> NDArray[np.float64]:
    return _answer_vectors()[topic.name]


def _named(asked: Asked, tokens: Sequence[Word], stems: set[str]) -> list[float]:
    names = asked.topic.names if asked.topic else frozenset[str]()
    return [float(bool(names & stems)), nearness(tokens, names)]


def _judges(line: Sentence, tokens: Sequence[Word], stems: set[str]) -> list[float]:
    """Say what a line says, whatever was asked."""
    known, polarity = vocabulary(), line.polarity
    film = known.subjects["film"]
    return [
        line.opinion,
        abs(polarity),
        line.opinion * abs(polarity),
        line.opinion * max(polarity, 0.0),
        line.opinion * max(-polarity, 0.0),
        (1.0 - line.opinion) * (1.0 - abs(polarity)),
        math.log1p(sum(word.stem in known.judging for word in tokens)),
        float(bool(film & stems)),
        nearness(tokens, film),
        *(float(not listed.isdisjoint(stems)) for listed in _CUES),
    ]


_CUES: Final = (_RECOMMENDS, _COMPARES, _ADDRESSES, _SUPERLATIVE, _CONTRAST, _NEGATED)


def _manner(line: Sentence, tokens: Sequence[Word]) -> list[float]:
    """Say how a line speaks."""
    length = math.log1p(len(tokens)) / 3
    return [
        float(any(word.text in _PERSON for word in tokens)),
        float(bool(tokens) and tokens[0].text in _LEANS),
        float(bool(_NAME.search(line.text))),
        float(any(word.text[0].isdecimal() for word in tokens)),
        float(line.text.rstrip("\"”')*_ ").endswith("?")),
        float('"' in line.text or "“" in line.text),
        length,
        length * length,
    ]


def _place(at: int, count: int) -> list[float]:
    """Say where a line stands."""
    left = count - 1 - at
    return [float(at == 0), float(at == 1), float(left == 0), math.exp(-left / 3), math.log1p(at) / 3]


def _whole(asked: Asked, stems: Sequence[set[str]]) -> list[float]:
    """Say what decides on the whole review, beside its lines."""
    nothing = not asked.content and not asked.judging
    return [math.log1p(unsaid(asked, stems)), float(asked.fact), float(nothing), math.log1p(len(stems))]


def unsaid(asked: Asked, stems: Sequence[set[str]]) -> int:
    """Count the question's own words that no line uses; a quality is one word, however it is called."""
    said = set[str]().union(*stems)
    return int(not asked.said(said)) if asked.quality else len(asked.own - said)


def meanings(lines: Sequence[Sentence]) -> NDArray[np.float64]:
    """Give the mean vector of each line's words: (lines, `vectors.SIZE`)."""
    return vectors.load().means([[word.text for word in words(line.text)] for line in lines])


def nearness(tokens: Sequence[Word], targets: frozenset[str]) -> float:
    """Say how near to one of the target words a line judges: 1 within two words, 0 when it does not."""
    if not targets:
        return 0.0
    judging = vocabulary().judging
    target_at = judging_at = -1
    nearest = math.inf
    for at, word in enumerate(tokens):
        is_target, is_judging = word.stem in targets, word.stem in judging
        if is_judging and target_at >= 0:
            nearest = min(nearest, at - target_at)
        if is_target and judging_at >= 0:
            nearest = min(nearest, at - judging_at)
        target_at = at if is_target else target_at
        judging_at = at if is_judging else judging_at
    return 0.0 if nearest == math.inf else 1.0 / (1.0 + max(0.0, nearest - _NEAR) / 3.0)
