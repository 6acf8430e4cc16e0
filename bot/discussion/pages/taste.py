"""Taste: who agrees most and least with a member, over the films that both reviewed.

Agreement on one film is 1 where both say the same and 0 where they say the contrary: 1 - |difference of ratings| / 10
where both rated it, otherwise by their labels (the same 1, one of them mixed 0.5, the contrary 0), and the mean of that
and of how often they take the same side of the film's aspects, where they judge some alike. Over n films with the mean
m it is shrunk towards the server's own mean m0, as Bayesian averages are (significance weighting: Herlocker et al.
1999): (n m + k m0) / (n + k), with k = 5; m0 is the mean over all pairs of voices of the member. Fewer than five films
say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Final

from bot.archive.types import Leaning
from bot.discussion.critic_types import Agreement, Neighbour, Taste
from bot.discussion.tally import ReviewFacts, newest_reviews, side

LEAST: Final = 5
"""Films that two members must both have reviewed."""
_PRIOR: Final = 5
"""So many films count as agreed on as much as is usual here."""
_DECIDING: Final = 3
"""Films that are named of each pair."""
_STANDING: Final = {"positive": 1.0, "mixed": 0.5, "negative": 0.0}

Sides = Mapping[int, Mapping[str, int]]
"""Review -> the sides of its film that it takes: 1 or -1."""


def sides_of(leanings: Iterable[Leaning]) -> Sides:
    """Gather which sides each review takes."""
    found: dict[int, dict[str, int]] = {}
    for line in leanings:
        if side(line.polarity):
            found.setdefault(line.review, {})[line.aspect] = side(line.polarity)
    return found


def taste(member_id: int, reviews: Iterable[ReviewFacts], sides: Sides) -> Taste:
    """Order the other members by how much they agree with one, most first.

    `reviews` are everybody's of the films that the member reviewed; `sides` what these take.
    """
    spoken = [voice for voice in newest_reviews(reviews) if voice.film]
    own = {voice.film.number: voice for voice in spoken if voice.author_id == member_id and voice.film}
    shared: dict[int, list[Agreement]] = {}
    for voice in spoken:
        mine = own.get(voice.film.number) if voice.film else None
        if mine is not None and voice.author_id != member_id and (found := _agreement(mine, voice, sides)):
            shared.setdefault(voice.author_id, []).append(found)
    usual = fmean(each.share for films in shared.values() for each in films) if shared else 0.5
    found = [_neighbour(author, films, usual) for author, films in shared.items() if len(films) >= LEAST]
    ordered = sorted(found, key=lambda each: (-each.agreement, -each.films, each.member_id))
    return Taste(member_id, len(own), tuple(ordered))


def _agreement(mine: ReviewFacts, theirs: ReviewFacts, sides: Sides) -> Agreement | None:
    """Say how far two voices agree on a film; None where one of them says nothing to compare."""
    verdict = _verdicts(mine, theirs)
    if verdict is None or mine.film is None:
        return None
    ours, others = sides.get(mine.number, {}), sides.get(theirs.number, {})
    both = ours.keys() & others.keys()
    parts = [verdict, fmean(float(ours[each] == others[each]) for each in both)] if both else [verdict]
    return Agreement(mine.film, fmean(parts), mine.rating_value, theirs.rating_value, mine.label, theirs.label)


def _verdicts(mine: ReviewFacts, theirs: ReviewFacts) -> float | None:
    if mine.rating_value is not None and theirs.rating_value is not None:
        return 1.0 - abs(mine.rating_value - theirs.rating_value) / 10.0
    if mine.label not in _STANDING or theirs.label not in _STANDING:
        return None
    return 1.0 - abs(_STANDING[mine.label] - _STANDING[theirs.label])


def _neighbour(author: int, films: list[Agreement], usual: float) -> Neighbour:
    total = sum(each.share for each in films) + _PRIOR * usual
    by_share = sorted(films, key=lambda each: (-each.share, each.film.number))
    by_difference = sorted(films, key=lambda each: (each.share, each.film.number))
    return Neighbour(
        author,
        len(films),
        total / (len(films) + _PRIOR),
        tuple(each for each in by_share[:_DECIDING] if each.share > usual),
        tuple(each for each in by_difference[:_DECIDING] if each.share < usual),
    )
