"""A member's page, and two members side by side: what they praise and pan, and where they agree and part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Review
from bot.discussion.critic_types import AspectClash, CriticAspect, CriticComparison, CriticFilm, CriticPage, SharedFilm
from bot.discussion.pages.versions import changed_minds
from bot.discussion.quoting import aspect_line, aspect_of, best_line, strength
from bot.discussion.tally import (
    ReviewFacts,
    critics_reviews,
    label_counts,
    newest_reviews,
    rated,
    ratings,
    shown,
    side,
)
from bot.discussion.types import Quoted


def critic_page(author_id: int, reviews: Iterable[Review], others: Iterable[ReviewFacts]) -> CriticPage:
    """Sum up what one member writes.

    `reviews` are read for the member's own, `others` for what everybody gave those films: Reviews or Verdicts,
    in any order; the member's own among them are passed over.
    """
    theirs = [review for review in shown(reviews) if review.author_id == author_id]
    own = [review for review in theirs if review.critic is None]
    spoken = newest_reviews(theirs)
    films = _films(spoken, _ratings_by_film(author_id, others))
    gaps = [
        film.rating - film.others_mean for film in films if film.rating is not None and film.others_mean is not None
    ]
    aspects = [count for aspect in ASPECTS for count in (_aspect(spoken, aspect),) if count.praise or count.criticism]
    return CriticPage(
        author_id=author_id,
        reviews=len(own),
        films=films,
        labels=label_counts(spoken),
        ratings=ratings(rated(spoken)),
        against_server=fmean(gaps) if gaps else None,
        compared_films=len(gaps),
        praises=_strongest(aspects, 1),
        pans=_strongest(aspects, -1),
        divided=_strongest(aspects, 0),
        changed=changed_minds(own),
        pasted=tuple(dict.fromkeys(one.critic for one in critics_reviews(theirs) if one.critic)),
    )


def _ratings_by_film(author_id: int, others: Iterable[ReviewFacts]) -> dict[int, list[float]]:
    """List what everybody but one member gave each film."""
    given: dict[int, list[float]] = {}
    for voice in newest_reviews(others):
        if voice.author_id != author_id and voice.film and voice.rating_value is not None:
            given.setdefault(voice.film.number, []).append(voice.rating_value)
    return given


def _films(spoken: Sequence[Review], given: dict[int, list[float]]) -> tuple[CriticFilm, ...]:
    films: list[CriticFilm] = []
    for review in reversed(spoken):
        if review.film:
            others = given.get(review.film.number, [])
            mean = fmean(others) if others else None
            films.append(CriticFilm(review.film, review.number, review.label, review.rating_value, mean, len(others)))
    return tuple(films)


def _aspect(spoken: Iterable[Review], aspect: Aspect) -> CriticAspect:
    lines = sorted(
        (
            aspect_line(review, opinion)
            for review in spoken
            for opinion in (aspect_of(review, aspect),)
            if opinion is not None
        ),
        key=strength,
    )
    praise = [line for line in lines if side(line.polarity) > 0]
    criticism = [line for line in lines if side(line.polarity) < 0]
    return CriticAspect(aspect, len(praise), len(criticism), next(iter(praise), None), next(iter(criticism), None))


def _strongest(aspects: Iterable[CriticAspect], wanted: int) -> tuple[CriticAspect, ...]:
    """Keep the aspects that lean one way, the furthest first."""

    def lean(count: CriticAspect) -> int:
        return count.praise - count.criticism

    kept = [count for count in aspects if (lean(count) > 0) - (lean(count) < 0) == wanted]
    return tuple(sorted(kept, key=lambda count: (-abs(lean(count)), -count.praise - count.criticism)))


def compare_critics(first_id: int, second_id: int, reviews: Iterable[Review]) -> CriticComparison:
    """Put two members side by side over the films that both reviewed; `reviews` may hold anybody's."""
    ours: dict[int, Review] = {}
    theirs: dict[int, Review] = {}
    for voice in newest_reviews(shown(reviews)):
        if voice.film and voice.author_id == first_id:
            ours[voice.film.number] = voice
        elif voice.film and voice.author_id == second_id:
            theirs[voice.film.number] = voice
    pairs = [(ours[number], theirs[number]) for number in ours if number in theirs]
    stances = [(one, other, _stance(one, other)) for one, other in pairs]
    aspects = [clash for one, other in pairs for clash in _clashes(one, other)]
    return CriticComparison(
        first_id=first_id,
        second_id=second_id,
        agree=tuple(_shared(one, other) for one, other, stance in stances if stance > 0),
        part=tuple(sorted((_shared(one, other) for one, other, stance in stances if stance < 0), key=_apart)),
        between=tuple(_shared(one, other) for one, other, stance in stances if stance == 0),
        clashes=tuple(clash for clash in sorted(aspects, key=_heat) if _opposed(clash)),
        accords=tuple(clash for clash in sorted(aspects, key=_heat) if not _opposed(clash)),
    )


def _stance(one: Review, other: Review) -> int:
    """Say whether two reviews agree (1), part (-1) or neither (0)."""
    if one.label == other.label:
        return 0 if one.label == "unsure" else 1
    return -1 if {one.label, other.label} == {"positive", "negative"} else 0


def _shared(one: Review, other: Review) -> SharedFilm:
    film = one.film
    if film is None:
        raise ValueError("Only reviews of a film can be compared.")
    return SharedFilm(
        film, one.label, other.label, one.rating_value, other.rating_value, _typical(one), _typical(other)
    )


def _typical(review: Review) -> Quoted | None:
    """Quote the line that speaks for a review's label, or its best line of any kind."""
    wanted = {"positive": 1, "negative": -1}.get(review.label, 0)
    return best_line(review, wanted) or best_line(review)


def _apart(shared: SharedFilm) -> tuple[float, int]:
    """Order by the gap between the ratings, widest first; films without two ratings come last."""
    if shared.first_rating is None or shared.second_rating is None:
        return 0.0, shared.film.number
    return -abs(shared.first_rating - shared.second_rating), shared.film.number


def _clashes(one: Review, other: Review) -> list[AspectClash]:
    """List the aspects on which both take a side."""
    found: list[AspectClash] = []
    for opinion in one.analysis.aspects:
        answer = aspect_of(other, opinion.aspect)
        if one.film and answer and side(opinion.polarity) and side(answer.polarity):
            found.append(AspectClash(one.film, opinion.aspect, aspect_line(one, opinion), aspect_line(other, answer)))
    return found


def _opposed(clash: AspectClash) -> bool:
    return side(clash.first.polarity) != side(clash.second.polarity)


def _heat(clash: AspectClash) -> tuple[bool, float, int, int]:
    """Order open lines before hidden ones, then the strongest pair first."""
    hidden = clash.first.spoiler or clash.second.spoiler
    strong = min(abs(clash.first.polarity), abs(clash.second.polarity))
    return hidden, -strong, clash.film.number, ASPECTS.index(clash.aspect)
