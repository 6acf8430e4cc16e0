"""Key points: what reviewers say of the same thing, counted by people and quoted from both sides beside each other.

Key point analysis (Bar-Haim et al. 2020, 2021) with points that are known beforehand: the facets that
`bot.analysis.mentions` finds in each review, and the sides that the analysis reads. Praise and criticism of the same
point stand together (Kim and Zhai 2009). A reviewer has one vote on a point, and three of them make one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.analysis.mentions import DOUBTED
from bot.analysis.types import CLEAR, Aspect, Sentence
from bot.archive.types import Leaning, Mentioned, Review
from bot.discussion.quoting import quote
from bot.discussion.tally import ReviewFacts
from bot.discussion.types import ENOUGH, KeyPoint, Quoted

LINES: Final = 2
"""Lines that are quoted of each side of a point."""
_SPARE: Final = 4
"""Lines that are looked at for that: of two people who wrote the same, one is quoted."""
_COVERED: Final = 0.75
"""A point that so large a part of the same people make on the same side as another one says nothing new."""
_OF_SIDE: Final[Mapping[Aspect, str]] = {
    "acting": "acting",
    "direction": "direction",
    "writing": "script",
    "characters": "characters",
    "visuals": "visuals",
    "music": "music",
    "pacing": "pacing",
    "humour": "humour",
    "tension": "tension",
    "ending": "ending",
}
"""The facet that a whole side of the film is: "the acting". Lines on the story and on what moves people seldom speak of
just that, so they count where they name it."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one voter says of one point, by the line that says it best."""

    voter: int
    author_id: int
    review: int
    polarity: float
    start: int
    end: int
    spoiler: bool
    words: str


@dataclass(frozen=True, slots=True)
class PointVotes:
    """The votes on one point, each side's best first."""

    key: str
    name: str
    praise: tuple[Vote, ...]
    criticism: tuple[Vote, ...]

    @property
    def counted(self) -> KeyPoint:
        """Count the votes."""
        return KeyPoint(self.key, self.name, len(self.praise), len(self.criticism))

    @property
    def wanted(self) -> set[int]:
        """Give the numbers of the reviews that its lines are in."""
        return {vote.review for vote in (*self.praise[:_SPARE], *self.criticism[:_SPARE])}


def by_author(mentioned: Mentioned) -> int:
    """Let each reviewer vote: what counts are of wherever people are counted."""
    return mentioned.author_id


def by_film(mentioned: Mentioned) -> int:
    """Let each film vote: of what one member says of many films."""
    return mentioned.film or -mentioned.review


def key_points(
    spoken: Iterable[ReviewFacts],
    mentioned: Iterable[Mentioned],
    leanings: Iterable[Leaning] = (),
    voter: Callable[[Mentioned], int] = by_author,
) -> tuple[PointVotes, ...]:
    """Count what the voices say of each point, those that most take a side on first.

    `spoken` are the voices, `mentioned` what reviews say of facets, `leanings` what they say of whole sides: that
    counts for who names no facet of it. Lines of other reviews are passed over, and words of the film's title. What
    nearly the same people say in nearly the same lines is one point.
    """
    own = in_titles(spoken, (*mentioned, *_whole_sides(leanings)))
    by_point: dict[str, dict[int, list[Mentioned]]] = {}
    for each in own:
        by_point.setdefault(each.key, {}).setdefault(voter(each), []).append(each)
    found = (_votes(key, by_voter) for key, by_voter in by_point.items())
    enough = [each for each in found if len(each.praise) + len(each.criticism) >= ENOUGH]
    return _distinct(sorted(enough, key=_weight))


def in_titles(spoken: Iterable[ReviewFacts], mentioned: Iterable[Mentioned]) -> list[Mentioned]:
    """Keep what the voices name that is no part of their film's title."""
    titles = {voice.number: _words(voice.film.title) if voice.film else frozenset[str]() for voice in spoken}
    return [
        each
        for each in mentioned
        if each.review in titles and not (each.words and _words(each.words) <= titles[each.review])
    ]


@lru_cache(maxsize=1_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().split())


def _whole_sides(leanings: Iterable[Leaning]) -> Iterable[Mentioned]:
    """Write what reviews say of whole sides as mentions in no words."""
    for line in leanings:
        if abs(line.polarity) >= CLEAR and line.aspect in _OF_SIDE:
            facts = (line.polarity, line.start, line.end, line.spoiler)
            yield Mentioned(line.review, line.film, line.author_id, "facet", _OF_SIDE[line.aspect], "", "", *facts)


def _weight(point: PointVotes) -> tuple[int, bool, int, str]:
    """Order points by who takes a side on them, those that are named first, then by how clearly, then by key."""
    praise, criticism = len(point.praise), len(point.criticism)
    unnamed = not any(vote.words for vote in (*point.praise, *point.criticism))
    return -(praise + criticism), unnamed, -abs(praise - criticism), point.key


def _votes(key: str, by_voter: Mapping[int, Sequence[Mentioned]]) -> PointVotes:
    cast = [vote for voter, said in by_voter.items() if (vote := _vote(voter, said)) is not None]
    ordered = sorted(cast, key=lambda vote: (vote.spoiler, -abs(vote.polarity), vote.review))
    praise = tuple(vote for vote in ordered if vote.polarity > 0)
    criticism = tuple(vote for vote in ordered if vote.polarity < 0)
    return PointVotes(key, _name(key, praise, criticism), praise, criticism)


def _vote(voter: int, said: Sequence[Mentioned]) -> Vote | None:
    """Give one voter's vote: the sum of what they say; None where it takes no side.

    What they say of the facet itself goes before what the analysis reads of the side as a whole.
    """
    named = [each for each in said if each.words]
    judged = [each for each in (named or said) if each.polarity] or [each for each in said if each.polarity]
    total = sum(each.polarity for each in judged)
    speaking = [each for each in judged if each.polarity * total > 0]
    if not speaking:
        return None
    best = min(speaking, key=lambda each: (each.spoiler, -abs(each.polarity), each.review))
    return _cast(voter, best, best.polarity)


def vote_of(said: Sequence[Mentioned]) -> Vote:
    """Give what one voter says of something, whether or not it takes a side."""
    voter = said[0].author_id
    return _vote(voter, said) or _cast(voter, min(said, key=lambda each: (each.spoiler, each.review)), 0.0)


def _cast(voter: int, best: Mentioned, polarity: float) -> Vote:
    place = (best.start, best.end, best.spoiler)
    return Vote(voter, best.author_id, best.review, polarity, *place, best.words)


def _name(key: str, praise: Sequence[Vote], criticism: Sequence[Vote]) -> str:
    """Name a point by the words that most of its larger side use; of words used alike, by the shortest."""
    larger = praise if len(praise) >= len(criticism) else criticism
    times = Counter(vote.words for vote in larger if vote.words and not vote.spoiler)
    return min(times, key=lambda words: (-times[words], len(words), words), default=key.replace("_", " "))


def _distinct(points: Sequence[PointVotes]) -> tuple[PointVotes, ...]:
    """Leave out the points that another one, with as many voters, says already: in the very same lines."""
    kept: list[PointVotes] = []
    for point in points:
        lines = _lines(point)
        if not any(len(lines & _lines(other)) >= _COVERED * len(lines) for other in kept):
            kept.append(point)
    return tuple(kept)


def _lines(point: PointVotes) -> set[tuple[int, int]]:
    return {(vote.review, vote.start) for vote in (*point.praise, *point.criticism)}


def quote_point(point: PointVotes, texts: Mapping[int, Review]) -> KeyPoint:
    """Quote the best lines of both sides; `texts` holds the reviews that it wants."""
    praise, criticism = quotes(point.praise, texts), quotes(point.criticism, texts)
    return replace(point.counted, best_praise=praise, best_criticism=criticism)


def quotes(votes: Sequence[Vote], texts: Mapping[int, Review]) -> tuple[Quoted, ...]:
    """Quote the first votes' lines, each once: up to two."""
    lines = [line for vote in votes[:_SPARE] for line in (quote_vote(vote, texts),) if line]
    distinct = {line.text.casefold(): line for line in reversed(lines)}
    told = [line for line in lines if distinct[line.text.casefold()] is line]
    # A second line is shown where it surely speaks of the point.
    return (*told[:1], *(line for line in told[1:] if abs(line.polarity) > DOUBTED))[:LINES]


def quote_vote(vote: Vote, texts: Mapping[int, Review]) -> Quoted | None:
    """Quote the line that a vote rests on; None when its review is gone meanwhile, or changed."""
    review = texts.get(vote.review)
    if review is None or vote.end > len(review.text):
        return None
    return quote(review, Sentence(vote.start, vote.end, review.text[vote.start : vote.end]), vote.polarity)
