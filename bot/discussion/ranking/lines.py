"""The lines of one review that answer a question: a small linear model over features that can be read aloud.

Each line is scored by the words it shares with the question and with the question's subject, how near to them it
judges, how strongly it is an opinion, and where it stands. A second model of six weights decides whether the review
answers at all. `python -m bot.discussion.ranking.training` fits both on SubjQA (Bjerva et al. 2020) and says what
they reach.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.analysis import analyze
from bot.analysis.types import Sentence
from bot.discussion.language.matters import matter_of
from bot.discussion.language.words import Word, vocabulary, words

FEATURES: Final = (
    "asked",  # share of the question's own words that the line holds
    "shared",  # share of all its words of substance: film words and adjectives too
    "film",  # it names the film, and the question is about the film as a whole
    "subject",  # it speaks of the question's subject in whatever words
    "near",  # how near to such a word it judges, 0 to 1
    "film_near",  # the same for the film as a whole
    "film_judged",  # the question is about one side, the line judges the film
    "same_word",  # it holds the very adjective of the question
    "early",  # 1 for the first line, 1/2 for the second, ... of those that may answer
    "depth",  # log of the lines before it, whatever it speaks of: people find answers where they begin to read
    "length",  # log of its words
    "judged",  # log of its judging words
    "opinion",  # probability of opinion
    "strength",  # absolute polarity
    "strong_opinion",  # their product
)
SILENCE_FEATURES: Final = ("bias", "clear", "nothing_asked", "fact", "unsaid", "plain")
LINES: Final = 5
"""As many lines as are worth showing for one review."""
WITHIN: Final = 5.0
"""Lines whose score is further below the best one are no answers."""
MOST_QUESTION_WORDS: Final = 100
_FACTS: Final = frozenset({"where", "when", "who", "whom", "whose"})
"""Questions that begin so ask for a place, a time or a name, which an opinion does not give."""
_NEAR: Final = 2
"""Words that may stand between a subject and its judgement without weakening it: "effects are quite cheesy"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the model sees it: stems."""

    own: frozenset[str]
    """The words that name what is asked about, without film words and adjectives."""
    subject: frozenset[str]
    """The words of the subjects that those belong to."""
    judging: frozenset[str]
    """The question's adjectives: "is the scenery *beautiful*?"."""
    content: frozenset[str]
    """All its words of substance."""
    fact: bool = False
    """True when it asks where, when or who."""
    matter: frozenset[str] = frozenset()
    """When it asks but for a quality ("is it *scary*?"): all words that say so. Each is as good as the question's."""

    @property
    def general(self) -> bool:
        """Say whether it is about the film as a whole."""
        return not self.own and not self.matter

    @property
    def wide(self) -> frozenset[str]:
        """Give all words that speak of what is asked."""
        return self.own | self.subject | self.matter

    def said(self, stems: set[str]) -> float:
        """Give the share of the question's own words that are among some stems."""
        return float(bool(self.matter & stems)) if self.matter else _share(self.own, stems)


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted weights, in the order of `FEATURES` and `SILENCE_FEATURES`."""

    line: tuple[float, ...]
    silence: tuple[float, ...]


@cache
def weights() -> Weights:
    """Read ranking.json, once."""
    stored = json.loads(files("bot.discussion").joinpath("data", "ranking.json").read_text(encoding="utf-8"))
    line, silence = stored["line"], stored["silence"]
    return Weights(tuple(line[name] for name in FEATURES), tuple(silence[name] for name in SILENCE_FEATURES))


def rank(question: str, text: str) -> list[Sentence]:
    """Find the lines of one review that answer a question, best first, up to five; empty when none does.

    Offsets index `text`. Time is linear in both. Raises ValueError, as `bot.analysis.analyze` does, when the text is
    empty, binary or too long.
    """
    return rank_lines(question, analyze(text).sentences)


def rank_lines(question: str, lines: Sequence[Sentence]) -> list[Sentence]:
    """Rank lines that were read already (`Analysis.sentences`); as `rank` otherwise."""
    return [line for line, _ in scored_lines(question, lines)]


def scored_lines(question: str, lines: Sequence[Sentence]) -> list[tuple[Sentence, float]]:
    """Rank lines with their scores, so that those of several reviews can be put in one order."""
    asked = read_question(question)
    rows = line_features(asked, lines)
    if not rows or not mentioned(asked, rows):
        return []
    scores = [score_line(row) for row in rows]
    if _dot(weights().silence, silence_features(asked, unsaid(asked, lines), rows, scores)) < 0:
        return []
    order = sorted(range(len(lines)), key=lambda at: (-scores[at], at))
    best = scores[order[0]]
    return [(lines[at], scores[at]) for at in order[:LINES] if scores[at] >= best - WITHIN]


def score_line(row: Sequence[float]) -> float:
    """Score a line by its features."""
    return _dot(weights().line, row)


def _dot(first: Sequence[float], second: Sequence[float]) -> float:
    return sum(map(float.__mul__, first, second))


def read_question(question: str) -> Asked:
    """Read what a question asks about."""
    known = vocabulary()
    tokens = words(question)[:MOST_QUESTION_WORDS]
    stems = frozenset(word.stem for word in tokens if word.text not in known.stop)
    names = {name for stem in stems for name in known.by_stem.get(stem, ()) if name != "film"}
    matter = matter_of(question)
    judging = frozenset(word.stem for word in tokens if word.stem in known.judging and word.text != "like")
    return Asked(
        own=stems - known.subjects["film"] - known.judging - known.verdict,
        subject=frozenset().union(*(known.subjects[name] for name in names)),
        judging=judging,
        content=stems,
        fact=any(word.text in _FACTS for word in tokens[:2]),
        matter=frozenset() if matter is None else matter.stems,
    )


def mentioned(asked: Asked, rows: Sequence[Sequence[float]]) -> bool:
    """Say whether a review speaks of what is asked at all; of the film as a whole it always does."""
    own, subject = FEATURES.index("asked"), FEATURES.index("subject")
    return asked.general or any(row[own] or row[subject] for row in rows)


def unsaid(asked: Asked, lines: Sequence[Sentence]) -> int:
    """Count the question's own words that a review never uses; a quality is one word, however it is called."""
    stems = {word.stem for line in lines for word in words(line.text)}
    return int(not asked.said(stems)) if asked.matter else len(asked.own - stems)


def line_features(asked: Asked, lines: Sequence[Sentence]) -> list[list[float]]:
    """Give each line's features, in the order of `FEATURES`."""
    film = vocabulary().subjects["film"]
    rows: list[list[float]] = []
    for at, line in enumerate(lines):
        tokens = words(line.text)
        stems = {word.stem for word in tokens}
        place = _place(at, speaks=asked.general or bool(asked.wide & stems))
        rows.append(_about(asked, tokens, stems, film) + place + _manner(line, tokens))
    return rows


def _about(asked: Asked, tokens: Sequence[Word], stems: set[str], film: frozenset[str]) -> list[float]:
    """Say what a line has to do with the question."""
    general, judged = asked.general, bool(stems & vocabulary().judging)
    wide = asked.wide
    return [
        asked.said(stems),
        _share(asked.content, stems),
        float(general and bool(film & stems)),
        float(not general and bool(wide & stems)),
        float(bool(asked.matter & stems)) or (0.0 if general else nearness(tokens, wide)),
        nearness(tokens, film) if general else 0.0,
        float(not general and judged and bool(film & stems)),
        float(bool(asked.judging & stems)),
    ]


def _share(wanted: frozenset[str], stems: set[str]) -> float:
    return len(wanted & stems) / len(wanted) if wanted else 0.0


def _place(at: int, *, speaks: bool) -> list[float]:
    """Say where a line stands; `speaks` when it may answer."""
    return [float(speaks) / (1 + at), math.log1p(at) / 3]


def _manner(line: Sentence, tokens: Sequence[Word]) -> list[float]:
    """Say how a line speaks."""
    judged = sum(word.stem in vocabulary().judging for word in tokens)
    strength = abs(line.polarity)
    return [math.log1p(len(tokens)) / 3, math.log1p(judged), line.opinion, strength, line.opinion * strength]


def nearness(tokens: Sequence[Word], targets: frozenset[str]) -> float:
    """Say how near to one of the target words a line judges: 1 within two words, 0 when it does not."""
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


def silence_features(
    asked: Asked, missing: int, rows: Sequence[Sequence[float]], scores: Sequence[float]
) -> list[float]:
    """Give what decides whether a review answers, in the order of `SILENCE_FEATURES`.

    How clearly its best line stands out from those that speak of something else (a log share: 0 when it does
    entirely), whether anything was asked, or a fact was, how many of the question's own words it never uses
    (`missing`, from `unsaid`), and whether a line judges just what was asked about.
    """
    best = max(scores)
    elsewhere = sum(math.exp(score - best) for row, score in zip(rows, scores, strict=True) if not _speaks(row))
    plain = any(row[FEATURES.index("near")] == 1.0 for row in rows)
    nothing = not asked.content and not asked.judging
    return [1.0, -math.log1p(elsewhere), float(nothing), float(asked.fact), math.log1p(missing), float(plain)]


def _speaks(row: Sequence[float]) -> bool:
    return any(row[FEATURES.index(name)] for name in ("asked", "subject", "film"))
