"""A member's whole diary: thousands of rows, many of them a few words long."""

from __future__ import annotations

import pytest

from bot.archive import Archive
from bot.archive.types import Filters
from bot.exchange import plan
from bot.filing import Filing
from bot.importing import Importing
from bot.workers import Workers
from tests.archive.exchange_samples import letterboxd_csv, letterboxd_row

GUILD, ADA = 7, 1
FILMS = 900
SHORT = (
    "loved it",
    "meh.",
    "the dog deserved better",
    "10/10 no notes 😭",
    "Ni fu ni fa.",
    "ok",
    "a mood, a vibe, a nap",
)
LONG = (
    """I went in expecting very little and came out humming. The songs are sharp, the leads are funny together, and even
the slow middle has one scene that I will tell people about for years.""",
    """Two hours of people explaining the plot to each other in grey rooms. The fights are cut to ribbons, the villain
wants nothing in particular, and the ending promises three more of these. No thank you.""",
    """Beautiful to look at and hard to love. The photography is patient and cold in the right places, but nobody in it
talks like a person and the last act forgets what the first one asked.""",
)


def diary_row(number: int) -> bytes:
    """Four rows in ten are short takes; three in four of all have stars."""
    text = SHORT[number % len(SHORT)] if number % 5 < 2 else f"{LONG[number % len(LONG)]} Seen as number {number}."
    stars = f"{number % 10 / 2 + 0.5:g}" if number % 4 else ""
    return letterboxd_row(
        Name=f"Film {number % FILMS}", Letterboxd_URI=f"https://boxd.it/{number}", Review=text, Rating=stars
    )


@pytest.mark.slow
async def test_five_thousand_rows_are_filed_once_counted_found_and_taken_back(
    archive: Archive, workers: Workers
) -> None:
    rows = 5_000 if archive.database.sqlite else 1_000
    diary = plan(letterboxd_csv(*map(diary_row, range(rows))))
    importing, server = Importing(Filing(archive, workers)), archive.server(GUILD)
    done = await importing.run(GUILD, diary, ADA)
    assert (done.filed, done.repeats, done.skipped) == (rows, 0, ())
    again = await importing.run(GUILD, diary, ADA)
    assert (again.filed, again.repeats, again.batch) == (0, rows, None)

    reviews = [review async for review in server.stream()]
    short = [review for review in reviews if review.text in SHORT]
    assert len(short) == 2 * rows // 5
    assert not any(review.analysis.summary for review in short), "a short take is its own summary"
    assert sum(review.rating_value is not None for review in reviews) == 3 * rows // 4
    assert {review.film.title for review in reviews if review.film} == {
        f"Film {number % FILMS}" for number in range(rows)
    }

    naps = await server.search("nap")
    assert naps.total == sum("nap" in review.text for review in reviews)
    assert done.batch is not None
    assert await server.undo_batch(done.batch, ADA) == rows
    assert (await server.reviews(Filters())).total == 0
