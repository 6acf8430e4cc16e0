"""A film's page, and two films side by side: counts over voices, and the best line of each side.

A page is computed in two steps so that a film with thousands of reviews needs only a few of their texts: `outline`
counts over what the archive keeps beside the texts (labels, ratings, each review's line on each aspect) and picks the
reviews to quote from; `fill` quotes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.analysis.mentions import find
from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film, Leaning, Mentioned, Review
from bot.discussion.pages.persons import persons
from bot.discussion.pages.points import key_points
from bot.discussion.quoting import aspect_line, aspect_of, best_lines, pair, touches_spoiler
from bot.discussion.tally import (
    ReviewFacts,
    copies,
    critics_reviews,
    label_counts,
    newest_reviews,
    rated,
    ratings,
    shown,
    side,
)
from bot.discussion.types import AspectCount, AspectPair, CriticWords, FilmComparison, FilmPage, Quoted

CANDIDATES = 8
"""The best praise is sought in the reviews with the highest scores, the best criticism in those with the lowest."""


@dataclass(frozen=True, slots=True)
class AspectSides:
    """The lines on one aspect, each side's best first."""

    aspect: Aspect
    praise: tuple[Leaning, ...]
    criticism: tuple[Leaning, ...]
    neither: tuple[Leaning, ...]

    @property
    def lines(self) -> int:
        """Count the reviewers who write of it."""
        return len(self.praise) + len(self.criticism) + len(self.neither)

    @property
    def counted(self) -> AspectCount:
        """Count the lines of each kind."""
        return AspectCount(self.aspect, len(self.praise), len(self.criticism), len(self.neither))

    def best(self) -> tuple[Leaning | None, Leaning | None]:
        """Give the best line of each side, by different people where both sides have one."""
        return pair(self.praise, self.criticism)


@dataclass(frozen=True, slots=True)
class Outline:
    """A film's page before anything is quoted."""

    page: FilmPage
    sides: tuple[AspectSides, ...]
    top: tuple[int, ...]
    """Numbers of the reviews to look for praise in."""
    bottom: tuple[int, ...]

    @property
    def wanted(self) -> set[int]:
        """Give the numbers of the reviews whose texts `fill` needs."""
        picked = {line.review for sides in self.sides for line in sides.best() if line}
        return picked | set(self.top) | set(self.bottom)


def film_page(film: Film, reviews: Iterable[Review]) -> FilmPage:
    """Sum up what a server wrote of one film; reviews of other films and hidden ones are passed over."""
    here = [review for review in shown(reviews) if review.film and review.film.number == film.number]
    by_score = sorted(here, key=lambda review: (-review.analysis.sentiment.score, -review.number))
    lines = [line for review in here for line in leanings_of(review)]
    mentioned = [each for review in here for each in mentions_of(review)]
    ranked = [review.number for review in by_score]
    return fill(outline(film, here, lines, ranked, mentioned), {one.number: one for one in here})


def outline(
    film: Film,
    reviews: Sequence[ReviewFacts],
    lines: Sequence[Leaning],
    by_score: Sequence[int],
    mentioned: Iterable[Mentioned] = (),
) -> Outline:
    """Count over a film's reviews and pick what to quote.

    `reviews` are the film's (Reviews or Verdicts), `lines` what they say of its sides, `by_score` their numbers from
    the most favourable to the least; of these, as many as the ends need. `mentioned` is what they name.
    """
    spoken = newest_reviews(reviews)
    values = rated(spoken)
    all_sides = aspect_sides(spoken, lines)
    covered = {sides.aspect for sides in all_sides}
    counted = {voice.number for voice in spoken}
    said = list(mentioned)
    facets, names = ([each for each in said if each.kind == kind] for kind in ("facet", "name"))
    ranked = [number for number in by_score if number in counted]
    page = FilmPage(
        film=replace(film, reviews=len(reviews)),
        reviews=sum(review.critic is None for review in reviews),
        reviewers=len(spoken),
        labels=label_counts(spoken),
        rated=len(values),
        ratings=ratings(values),
        aspects=tuple(one.counted for one in all_sides),
        uncovered=tuple(aspect for aspect in ASPECTS if aspect not in covered),
        praise=None,
        criticism=None,
        values=tuple(values),
        written=tuple((voice.written_at, voice.label) for voice in spoken),
        critics=critics_words(reviews),
        copies=copies(reviews),
        points=tuple(one.counted for one in key_points(spoken, facets, lines)),
        people=tuple(one.counted for one in persons(spoken, names, film.title)),
    )
    return Outline(page, all_sides, tuple(ranked[:CANDIDATES]), tuple(reversed(ranked[-CANDIDATES:])))


def critics_words(reviews: Iterable[ReviewFacts]) -> tuple[CriticWords, ...]:
    """Give what critics say of a film, each critic once, oldest first."""
    return tuple(
        CriticWords(one.critic or "", one.label, one.rating_value, one.number, one.author_id)
        for one in critics_reviews(reviews)
    )


def outermost(numbers: Iterable[int], scores: Mapping[int, float], sign: int) -> tuple[int, ...]:
    """Take the reviews at one end of the scores (-1 the most favourable, 1 the least), the outermost first."""
    return tuple(sorted(numbers, key=lambda number: (sign * scores[number], sign * number))[:CANDIDATES])


def fill(planned: Outline, texts: Mapping[int, Review]) -> FilmPage:
    """Quote what an outline picked; `texts` holds at least the reviews that it wants."""
    praise, criticism = pair(
        best_lines((texts[number] for number in planned.top if number in texts), 1),
        best_lines((texts[number] for number in planned.bottom if number in texts), -1),
    )
    counts: list[AspectCount] = []
    for count, sides in zip(planned.page.aspects, planned.sides, strict=True):
        best = [quote_aspect(line, texts) for line in sides.best()]
        counts.append(replace(count, best_praise=best[0], best_criticism=best[1]))
    return replace(planned.page, aspects=tuple(counts), praise=praise, criticism=criticism)


def quote_aspect(line: Leaning | None, texts: Mapping[int, Review]) -> Quoted | None:
    """Quote a line on an aspect out of its review; None when the review is gone meanwhile."""
    review = texts.get(line.review) if line else None
    opinion = aspect_of(review, line.aspect) if review and line else None
    return aspect_line(review, opinion) if review and opinion else None


def leanings_of(review: Review) -> list[Leaning]:
    """Give what a review says of the sides of its film, as the archive keeps it."""
    lines: list[Leaning] = []
    for opinion in review.analysis.aspects:
        line = aspect_line(review, opinion)
        number = review.film.number if review.film else None
        facts = (opinion.aspect, line.polarity, line.spoiler, line.start, line.end)
        lines.append(Leaning(review.number, number, review.author_id, *facts))
    return lines


def mentions_of(review: Review) -> list[Mentioned]:
    """Give what a review names and says of it, as the archive keeps it."""
    number = review.film.number if review.film else None
    of = (review.number, number, review.author_id)
    return [
        Mentioned(
            *of, one.kind, one.key, one.words, one.role, one.polarity, one.start, one.end,
            touches_spoiler(review, one.start, one.end),
        )
        for one in find(review.text, review.analysis)
    ]  # fmt: skip


def aspect_sides(spoken: Iterable[ReviewFacts], lines: Iterable[Leaning]) -> tuple[AspectSides, ...]:
    """Sort the voices' lines into sides, the aspect most written of first; lines of other reviews are passed over."""
    counted = {voice.number for voice in spoken}
    by_aspect: dict[Aspect, list[Leaning]] = {}
    for line in lines:
        if line.review in counted:
            by_aspect.setdefault(line.aspect, []).append(line)
    sides: list[AspectSides] = []
    for aspect, found in by_aspect.items():
        ordered = sorted(found, key=_strength)
        parts = [tuple(line for line in ordered if side(line.polarity) == wanted) for wanted in (1, -1, 0)]
        sides.append(AspectSides(aspect, *parts))
    return tuple(sorted(sides, key=lambda one: (-one.lines, ASPECTS.index(one.aspect))))


def _strength(line: Leaning) -> tuple[bool, float, int]:
    """Order lines: open before hidden, strong before weak, then by review."""
    return line.spoiler, -abs(line.polarity), line.review


def compare(first: Film, second: Film, reviews: Iterable[Review]) -> FilmComparison:
    """Put two films side by side; `reviews` may hold those of both, in any order."""
    here = shown(reviews)
    return side_by_side(film_page(first, here), film_page(second, here), here)


def side_by_side(one: FilmPage, other: FilmPage, reviews: Iterable[ReviewFacts]) -> FilmComparison:
    """Put two pages side by side; `reviews` are those of both films (Reviews or Verdicts)."""
    verdicts = preferences(newest_reviews(reviews), one.film.number, other.film.number)
    counts = {count.aspect: count for count in one.aspects}
    others = {count.aspect: count for count in other.aspects}
    return FilmComparison(
        first=one,
        second=other,
        aspects=tuple(
            AspectPair(aspect, counts.get(aspect), others.get(aspect))
            for aspect in ASPECTS
            if aspect in counts or aspect in others
        ),
        both=len(verdicts),
        prefer_first=sum(verdict > 0 for verdict in verdicts.values()),
        prefer_second=sum(verdict < 0 for verdict in verdicts.values()),
        prefer_neither=sum(verdict == 0 for verdict in verdicts.values()),
    )


def preferences(spoken: Iterable[ReviewFacts], first: int, second: int) -> dict[int, int]:
    """For each person with a voice on both films: 1 when they think more of the first, -1 of the second, 0 of neither.

    Ratings decide when both are rated; otherwise labels do, mixed and "not sure" lying between positive and negative.
    """
    ours: dict[int, ReviewFacts] = {}
    theirs: dict[int, ReviewFacts] = {}
    for voice in spoken:
        if voice.film and voice.film.number == first:
            ours[voice.author_id] = voice
        if voice.film and voice.film.number == second:
            theirs[voice.author_id] = voice
    return {author: _prefers(ours[author], theirs[author]) for author in ours if author in theirs}


def _prefers(one: ReviewFacts, other: ReviewFacts) -> int:
    if one.rating_value is not None and other.rating_value is not None:
        return (one.rating_value > other.rating_value) - (one.rating_value < other.rating_value)
    standing = {"positive": 1, "negative": -1}
    a, b = standing.get(one.label, 0), standing.get(other.label, 0)
    return (a > b) - (a < b)
