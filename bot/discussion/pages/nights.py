"""What a film night's reviewers wrote, once it is revealed: the split, the best lines and what to talk about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.analysis.types import Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Review
from bot.discussion.pages.loading import load_prompts
from bot.discussion.quoting import best_lines, pair
from bot.discussion.tally import label_counts, newest_reviews, rated, ratings, shown
from bot.discussion.types import Prompt, Quoted, Ratings


@dataclass(frozen=True, slots=True)
class NightPage:
    """A film night's reviews, one for each who wrote."""

    film: Film | None
    reviewers: int
    labels: dict[Label, int]
    ratings: Ratings | None
    rated: int
    praise: Quoted | None
    criticism: Quoted | None
    reviews: tuple[tuple[int, int, Label], ...]
    """(number, author, label) of each, in the order they were filed."""
    prompts: tuple[Prompt, ...] = ()


def night_page(reviews: Iterable[Review], prompts: tuple[Prompt, ...] = ()) -> NightPage:
    """Sum up the reviews of a night; hidden ones are left out, and no line that gives something away is quoted."""
    spoken = newest_reviews(shown(reviews))
    praise, criticism = (best_lines(spoken, wanted, spoilers=False) for wanted in (1, -1))
    best, worst = pair(praise, criticism)
    given = rated(spoken)
    return NightPage(
        film=next((review.film for review in spoken if review.film), None),
        reviewers=len(spoken),
        labels=label_counts(spoken),
        ratings=ratings(given),
        rated=len(given),
        praise=best,
        criticism=worst,
        reviews=tuple((one.number, one.author_id, one.label) for one in spoken),
        prompts=prompts,
    )


async def load_night_page(server: ServerArchive, numbers: Collection[int]) -> NightPage:
    """Read the page of a night from the reviews that were written of it."""
    reviews = await server.numbered(numbers)
    film = next((review.film for review in reviews if review.film), None)
    return night_page(reviews, await load_prompts(server, film) if film else ())
