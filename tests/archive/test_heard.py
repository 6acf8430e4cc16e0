"""What pages and answers read when somebody asked not to be archived."""

from __future__ import annotations

from datetime import timedelta

from bot.archive import Archive
from bot.archive.heard import heard
from bot.archive.store import ServerArchive
from bot.archive.types import Filters
from tests.archive.builders import SLOW, WHEN, make_draft
from tests.archive.conftest import OTHER

ADA, BEN, MAX = 1, 2, 3


async def fill(server: ServerArchive) -> None:
    """File two films: the first by three people, the second by Ben alone."""
    for author in (ADA, BEN, MAX):
        await server.add(make_draft(f"{SLOW} Seen by {author}.", author, film_title="Dune"))
    await server.add(make_draft(f"{SLOW} Seen again.", BEN, film_title="Alien"))


async def test_nobody_silent_means_the_archive_itself(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(99)
    assert await server.silent() == ()
    assert await heard(server) is server


async def test_a_silent_authors_reviews_are_read_nowhere(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    assert await server.silent() == (BEN,)
    left = await heard(server)
    assert [line.author_id for line in (await left.reviews()).items] == [MAX, ADA]
    assert (await left.reviews()).total == 2
    assert [review.author_id async for review in left.stream()] == [ADA, MAX]
    assert (await left.search("seen")).total == 2
    assert (await left.search("again")).total == 0
    assert await left.holding(["again", "nothing"]) == ([], 0)
    assert await left.holding(["seen"]) == ([3, 1], 2)
    assert [review.author_id for review in await left.numbered([1, 2, 3])] == [ADA, MAX]
    assert {line.author_id for line in await left.aspects(film=1)} == {ADA, MAX}
    assert (await left.reviews(Filters(author_id=BEN))).items == ()
    assert [await left.get(number) is None for number in (1, 2, 3, 4)] == [False, True, False, True]
    assert {line.author_id for line in await left.verdicts()} == {ADA, MAX}
    assert {line.author_id for line in await left.leanings()} == {ADA, MAX}
    assert {line.author_id for line in await left.verdicts_beside(Filters(author_id=ADA))} == {ADA, MAX}
    assert await left.verdicts_beside(Filters(author_id=BEN)) == []
    assert await left.authors() == [(ADA, 1), (MAX, 1)]
    totals = await left.totals()
    assert (totals.reviews, totals.films, totals.reviewers) == (2, 1, 2)


async def test_nobody_silent_is_known_from_before(server: ServerArchive) -> None:
    await fill(server)
    later = WHEN + timedelta(days=1)
    for author in (ADA, BEN, 99):
        await server.add(make_draft(f"{SLOW} Seen later by {author}.", author, written_at=later))
    assert await server.known_before(Filters(since=later)) == {ADA, BEN}
    await server.opt_out(BEN)
    assert await (await heard(server)).known_before(Filters(since=later)) == {ADA}


async def test_films_count_what_is_left_of_them(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    films = await (await heard(server)).films()
    assert [(film.title, film.reviews) for film in films] == [("Dune", 2)]
    assert [film.title for film in await (await heard(server)).films("alien")] == []
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 3), ("Alien", 1)]


async def test_the_archive_itself_keeps_them_until_they_are_forgotten(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    assert (await server.reviews()).total == 4
    await server.opt_in(BEN)
    assert (await (await heard(server)).reviews()).total == 4
    await server.opt_out(BEN)
    await server.forget(BEN)
    assert await server.silent() == ()
    assert (await server.reviews()).total == 2


async def test_being_silent_here_is_not_being_silent_elsewhere(archive: Archive, server: ServerArchive) -> None:
    there = archive.server(OTHER)
    for one in (server, there):
        await fill(one)
    await server.opt_out(BEN)
    assert await there.silent() == ()
    assert (await (await heard(there)).reviews()).total == 4
