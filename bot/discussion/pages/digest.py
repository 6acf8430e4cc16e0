"""The weekly digest's contents. No spoiler is in it, and a quiet week has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.analysis.types import LABELS
from bot.archive.types import Review
from bot.discussion.quoting import best_line
from bot.discussion.tally import ReviewFacts, newest_reviews, shown
from bot.discussion.types import Digest, DigestFilm, Quoted


def digest(
    since: datetime,
    until: datetime,
    week: Iterable[Review],
    everybody: Iterable[ReviewFacts],
    earlier_authors: Collection[int],
) -> Digest | None:
    """Sum up the reviews written from `since` up to, not including, `until`; None when there are none.

    `everybody` holds the reviews, of any time, of the films reviewed this week (Reviews or Verdicts), for the
    most divided one; `earlier_authors` those who had written a review before `since`. Imports are left out:
    a member's diary from elsewhere is not this server's week. Words of critics are counted apart.
    """
    here = sorted(
        (review for review in shown(week) if since <= review.written_at < until and review.source != "import"),
        key=lambda review: (review.written_at, review.number),
    )
    new = [review for review in here if review.critic is None]
    if not new:
        return None
    spoken = newest_reviews(here)
    ever = list(everybody)
    fresh, divided = _counts(new, new, spoken), _counts(new, ever, newest_reviews(ever))
    authors = list(dict.fromkeys(review.author_id for review in new))
    return Digest(
        since=since,
        until=until,
        reviews=len(new),
        reviewers=len(authors),
        films=tuple(sorted(fresh, key=lambda count: (-count.reviews, count.film.number))),
        most_praised=most_praised(fresh),
        most_divided=most_divided(divided),
        line=line_of_the_week(spoken),
        first_time=tuple(author for author in authors if author not in earlier_authors),
        critics=len(here) - len(new),
    )


def _counts(new: Iterable[Review], reviews: Iterable[ReviewFacts], spoken: Iterable[ReviewFacts]) -> list[DigestFilm]:
    """Count the voices and reviews on each film of the new reviews."""
    films = {review.film.number: review.film for review in new if review.film}
    written = Counter(review.film.number for review in reviews if review.film)
    labels = Counter((voice.film.number, voice.label) for voice in spoken if voice.film)
    return [
        DigestFilm(
            film=film,
            reviews=written[number],
            positive=labels[number, "positive"],
            negative=labels[number, "negative"],
            reviewers=sum(labels[number, label] for label in LABELS),
        )
        for number, film in films.items()
    ]


def most_praised(films: Sequence[DigestFilm]) -> DigestFilm | None:
    """Take the film with the most praise over criticism; one that nobody likes is not praised."""
    liked = [film for film in films if film.positive > film.negative]
    return max(liked, key=lambda film: (film.positive - film.negative, film.positive, -film.film.number), default=None)


def most_divided(films: Sequence[DigestFilm]) -> DigestFilm | None:
    """Take the film with the most people on its smaller side; where all agree nothing is divided."""
    split = [film for film in films if min(film.positive, film.negative)]
    return max(
        split, key=lambda film: (min(film.positive, film.negative), film.reviewers, -film.film.number), default=None
    )


def line_of_the_week(spoken: Iterable[Review]) -> Quoted | None:
    """Take the strongest open pull quote, the shorter of equals; None when every line is hidden."""
    lines = [line for review in spoken for line in (best_line(review, spoilers=False),) if line]
    return min(lines, key=lambda line: (-abs(line.polarity), len(line.text), line.review), default=None)
