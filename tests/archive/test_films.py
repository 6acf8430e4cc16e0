from __future__ import annotations

import pytest

from bot.archive import ArchiveError
from bot.archive.types import Removal
from tests.archive.builders import SLOW, make_draft


async def file(server, *films):
    for place, (title, year) in enumerate(films):
        text = f"{SLOW} Number {place} of {title}."
        await server.add(make_draft(text, author_id=place + 1, film_title=title, film_year=year))


def names(films):
    return [(film.name, film.reviews) for film in films]


async def test_one_film_has_one_number_however_it_is_written(server):
    await file(
        server, ("Amélie", 2001), ("amelie", 2001), ("AMELIE ", None), ("Dune", None), ("Dune", 2021), ("dune", 1984)
    )
    assert names(await server.films()) == [("Amélie (2001)", 3), ("Dune (2021)", 2), ("dune (1984)", 1)]
    assert (await server.find_film("DUNE", 1984)).year == 1984
    assert (await server.find_film("dune")).year == 2021
    assert await server.find_film("dune", 1999) is None


async def test_autocomplete_offers_the_most_reviewed_and_the_nearest(server):
    await file(server, ("Arrival", 2016), ("Arrival", 2016), ("Dune", 2021), ("The Arrivals", None), ("Zodiac", None))
    assert names(await server.films(limit=1)) == [("Arrival (2016)", 2)]
    assert [film.title for film in await server.films("arr")][:2] == ["Arrival", "The Arrivals"]
    assert [film.title for film in await server.films("zodaic")] == ["Zodiac"]
    assert await server.films("qqqqqqq") == []
    assert len(await server.films("  ")) == 4


async def test_likeness_is_between_nothing_and_one(server):
    await file(server, ("Arrival", 2016), ("Dune", 2021))
    (film, likeness), *_ = await server.match_films("Arival")
    assert (film.title, 0.9 < likeness < 1) == ("Arrival", True)
    assert (await server.match_films("arrival"))[0][1] == 1
    assert await server.match_films("Solaris by Tarkovsky") == []


async def test_renaming_keeps_the_reviews(server):
    await file(server, ("Dun", None), ("Arrival", 2016))
    renamed = await server.rename_film(1, "Dune", 2021, 7)
    assert (renamed.name, renamed.reviews) == ("Dune (2021)", 1)
    assert (await server.get(1)).film == renamed
    assert (await server.find_film("dune", 2021)).number == 1
    with pytest.raises(ArchiveError, match="merge"):
        await server.rename_film(1, "arrival", 2016, 7)
    with pytest.raises(ArchiveError, match="no such film"):
        await server.rename_film(9, "Nine", None, 7)
    assert (await server.audit())[0].action == "rename film"


async def test_merging_can_be_taken_back_for_what_is_still_there(server):
    await file(server, ("Dun", None), ("Dun", None), ("Dun", None), ("Dune", 2021))
    await server.set_thread(500, 1)
    await server.hide(3, 7, "x")
    undo = await server.merge_films(1, 2, 7)
    assert names(await server.films()) == [("Dune (2021)", 3)]
    assert await server.thread_film(500) == 2
    await server.delete(2, 7)
    await server.add(make_draft("A new text, filed meanwhile.", film_title="dun"))
    assert await server.undo(undo.key, 7) is None
    assert names(await server.films()) == [("dun", 2), ("Dune (2021)", 1)]
    assert await server.thread_film(500) == (await server.find_film("dun")).number
    assert (await server.unhide(3, 7)).film.name == "dun"


async def test_a_merge_needs_two_films(server):
    await file(server, ("Dune", 2021))
    for source, target in ((1, 1), (1, 9), (9, 1)):
        with pytest.raises(ArchiveError):
            await server.merge_films(source, target, 7)
    assert names(await server.films()) == [("Dune (2021)", 1)]


async def test_a_film_without_reviews_is_gone(server):
    await file(server, ("Dune", 2021))
    await server.erase([1])
    assert await server.film(1) is None
    await file(server, ("Dune", 2021))
    assert (await server.films())[0].number == 2


async def test_threads_belong_to_films(server):
    await file(server, ("Dune", 2021))
    await server.set_thread(500, 1)
    await server.set_thread(501, 1)
    assert await server.thread_of(1) == 501
    await server.remove_thread(501)
    assert (await server.thread_of(1), await server.thread_film(501)) == (500, None)
    await server.erase([1])
    assert await server.thread_film(500) is None


async def test_a_merge_is_taken_back_though_its_reviews_are_gone(server):
    await file(server, ("Dun", None), ("Dune", 2021))
    await server.set_thread(500, 1)
    undo = await server.merge_films(1, 2, 7)
    await server.erase([1])
    assert await server.undo(undo.key, 7) is None
    assert names(await server.films()) == [("Dune (2021)", 1)]
    assert await server.thread_film(500) is None


async def test_a_merge_is_taken_back_with_its_thread_though_the_other_film_lost_its_reviews(server):
    await file(server, ("Dun", None), ("Dune", 2021))
    await server.set_thread(500, 1)
    undo = await server.merge_films(1, 2, 7)
    await server.erase([2])
    assert await server.undo(undo.key, 7) is None
    assert names(await server.films()) == [("Dun", 1)]
    assert await server.thread_film(500) == (await server.find_film("dun")).number


async def test_a_merge_is_no_removal_of_a_review(server):
    await file(server, ("Dun", None), ("Dune", 2021))
    merged = await server.merge_films(1, 2, 7)
    removed = await server.delete(2, 7)
    assert (await server.removal(merged.key)) == Removal("film", 7)
    assert (await server.removal(removed.key)) == Removal("review", 7, 2)
    assert await server.removal(99) is None
    for key, kind in ((merged.key, "review"), (removed.key, "film")):
        with pytest.raises(ArchiveError, match="too late"):
            await server.undo(key, 7, kind)
    assert (await server.undo(removed.key, 7, "review")).number == 2
