"""What reviews speak of by name, kept beside them on both engines, and always as their texts now say it."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from bot.analysis.mentions import find
from bot.archive import Archive, maintenance
from bot.archive.database.schema import counter, mention
from bot.archive.store import ServerArchive
from bot.archive.types import Filters, Mentioned, ReviewChanges
from tests.archive.builders import SLOW, make_analysis, make_draft
from tests.archive.conftest import OTHER

BETTER = "The jokes are a great and wonderful delight. ||The twist is bad.||"


async def kept(server: ServerArchive) -> list[Mentioned]:
    return [*await server.mentions(), *await server.mentions(kind="name")]


async def test_mentions_are_what_the_reviews_say(server: ServerArchive) -> None:
    await server.add(make_draft(SLOW, 1, film_title="Dune"))
    await server.add(make_draft(BETTER, 2, film_title="Dune"))
    found = {(one.review, one.kind, one.key): one for one in await kept(server)}
    async for review in server.stream():
        for each in find(review.text, review.analysis):
            one = found.pop((review.number, each.kind, each.key))
            assert (one.words, one.role, one.polarity) == (each.words, each.role, round(each.polarity, 4))
            assert review.text[one.start : one.end] == review.text[each.start : each.end]
            assert (one.author_id, one.film, one.spoiler) == (
                review.author_id,
                1,
                "||" in review.text[one.start : one.end],
            )
    assert not found


async def test_they_follow_edits_removals_and_what_is_taken_back(server: ServerArchive) -> None:
    await server.add(make_draft(SLOW, 1, film_title="Dune"))
    await server.add(make_draft("Seen.", 2, film_title="Dune"))
    before = await kept(server)
    await server.edit(1, ReviewChanges(text=BETTER, analysis=make_analysis(BETTER)), 1)
    after = await kept(server)
    assert {one.key for one in after} >= {"humour", "twist"} != {one.key for one in before}
    undo = await server.delete(1, 1)
    assert await kept(server) == []
    await server.undo(undo.key, 1)
    assert await kept(server) == after
    await server.erase([1])
    assert await kept(server) == []


async def test_what_people_correct_counts(server: ServerArchive) -> None:
    await server.add(make_draft("It begins. The score plays on.", 1, film_title="Dune"))
    before = {one.key: one.polarity for one in await server.mentions()}
    await server.edit(1, ReviewChanges(aspect=("direction", -1)), 1)
    assert {one.key for one in await server.mentions()} == set(before)


async def test_one_kind_one_key_and_filters_narrow(server: ServerArchive) -> None:
    await server.add(make_draft(BETTER, 1, film_title="Dune"))
    await server.add(make_draft(f"{BETTER} Again.", 2, film_title="Alien"))
    assert {one.key for one in await server.mentions(key="humour")} == {"humour"}
    assert {one.author_id for one in await server.mentions(Filters(author_id=2))} == {2}
    assert {one.film for one in await server.mentions(Filters(film=1))} == {1}
    assert await server.mentions(kind="name", key="humour") == []


async def test_another_servers_are_not_seen(archive: Archive, server: ServerArchive) -> None:
    await archive.server(OTHER).add(make_draft(BETTER, 1, film_title="Dune"))
    assert await kept(server) == []


async def test_an_archive_of_an_earlier_version_finds_them_anew(archive: Archive, server: ServerArchive) -> None:
    await server.add_many([make_draft(f"{BETTER} {n}.", 1, film_title="Dune") for n in range(3)])
    await archive.server(OTHER).add(make_draft(BETTER, 1, film_title="Dune"))
    expected = await kept(server)
    for emptied in (True, False):
        async with archive.database.writing() as connection:
            if emptied:
                await connection.execute(delete(mention))
            version = update(counter).where(counter.c.name == maintenance.MENTIONS).values(value=0)
            await connection.execute(version)
        await maintenance.renew_mentions(archive.database)
        assert await kept(server) == expected
    async with archive.database.reading() as connection:
        total = (await connection.execute(select(func.count()).select_from(mention))).scalar_one()
    assert total > len(expected)
    await maintenance.renew_mentions(archive.database)
    assert await kept(server) == expected
