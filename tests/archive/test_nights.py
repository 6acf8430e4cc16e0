"""Film nights in the archive: what waits is read by nobody, revealed at once, and each step is taken once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.archive import Archive
from bot.archive.evening import MOST_PROPOSALS, Night, NightPlan, Poll
from bot.archive.store import ServerArchive
from bot.archive.types import ArchiveError, Filters, OptedOutError, ReviewChanges
from tests.archive.builders import SLOW, WHEN, make_draft
from tests.archive.conftest import OTHER

ADA, BEN, MAX = 1, 2, 3
PLAN = NightPlan("Dune", 2021, ADA, 5, WHEN, WHEN + timedelta(hours=3), reveal_hours=2)


async def over(server: ServerArchive) -> Night:
    return await server.end_night((await server.plan_night(PLAN)).number, WHEN)


async def write(server: ServerArchive, night: Night, author: int, words: str) -> int:
    draft = make_draft(f"{SLOW} {words}", author, film_title="Dune", film_year=2021, blind=night.number)
    number = (await server.add(draft)).review.number
    await server.note_reviewed(night.number, author, number)
    return number


async def test_a_night_is_planned_over_and_revealed(server: ServerArchive) -> None:
    planned = await server.plan_night(PLAN)
    assert (planned.number, planned.film, planned.reveal_at) == (1, "Dune (2021)", None)
    assert await server.nights() == [planned]
    ended = await server.end_night(1, WHEN)
    assert (ended.over_at, ended.reveal_at) == (WHEN, WHEN + timedelta(hours=2))
    assert await server.end_night(1, WHEN + timedelta(days=1)) == ended, "it is over once"
    assert await server.reveal_night(1, WHEN)
    assert [each.number for each in await server.nights()] == [1], "its page is still to be sent"
    await server.place_night(1, thread_id=7, panel_id=8, page_id=9)
    assert await server.nights() == []
    assert (await server.night(1)).page_id == 9
    with pytest.raises(ArchiveError, match="no such film night"):
        await server.end_night(2, WHEN)


async def test_what_waits_is_nobodys_to_read_until_all_of_it_is_revealed_at_once(server: ServerArchive) -> None:
    night = await over(server)
    assert [await write(server, night, ADA, "Wonderful."), await write(server, night, BEN, "Dreadful.")] == [1, 2]
    assert await server.waiting(1) == 2
    for reader in (server, await server.heard()):
        assert (await reader.reviews()).items == ()
        assert (await reader.search("wonderful")).items == ()
        assert await reader.films() == []
        assert (await reader.totals()).reviews == 0
        assert [review async for review in reader.stream(hidden=True)] == []
    assert await (await server.heard()).get(1) is None
    assert await server.reveal_night(1, WHEN)
    assert not await server.reveal_night(1, WHEN), "once"
    assert await server.waiting(1) == 0
    assert [line.number for line in (await server.reviews()).items] == [2, 1]
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 2)]
    assert await server.reviewed(1) == {ADA: 1, BEN: 2}


async def test_an_author_exports_what_waits_and_nobody_else_does(server: ServerArchive) -> None:
    night = await over(server)
    await write(server, night, ADA, "Hers.")
    mine = [review.number async for review in server.stream(Filters(author_id=ADA), hidden=True, own=ADA)]
    moderators = [review async for review in server.stream(hidden=True, own=BEN)]
    of_hers = [review async for review in server.stream(Filters(author_id=ADA), hidden=True, own=BEN)]
    assert (mine, moderators, of_hers) == ([1], [], [])


async def test_what_comes_after_the_reveal_is_open(server: ServerArchive) -> None:
    night = await over(server)
    await server.reveal_night(night.number, WHEN)
    filed = await server.add(make_draft(film_title="Dune", blind=night.number))
    assert filed.review.blind is None
    assert filed.review.film.reviews == 1
    assert (await server.reviews()).total == 1


async def test_what_was_deleted_while_it_waited_comes_back_as_the_night_then_is(server: ServerArchive) -> None:
    night = await over(server)
    await write(server, night, ADA, "One.")
    await write(server, night, BEN, "Two.")
    first, second = await server.delete(1, ADA), await server.delete(2, BEN)
    assert (await server.undo(first.key, ADA)).blind == night.number
    await server.reveal_night(night.number, WHEN)
    assert (await server.undo(second.key, BEN)).blind is None
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 2)]


async def test_what_waits_can_be_edited_moved_hidden_merged_and_erased_with_the_counts_true(
    server: ServerArchive,
) -> None:
    await server.add(make_draft("An open one, wholly open.", MAX, film_title="Dune", film_year=2021))
    night = await over(server)
    numbers = [await write(server, night, author, f"By {author}.") for author in (ADA, BEN, MAX, 4)]
    await server.hide(numbers[0], 9, "off topic")
    await server.edit(numbers[1], ReviewChanges(film_title="Alien"), BEN)
    await server.erase([numbers[3]])
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 1)]
    await server.reveal_night(night.number, WHEN)
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 2), ("Alien", 1)]
    await server.unhide(numbers[0], 9)
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 3), ("Alien", 1)]


async def test_each_member_is_asked_once_and_never_who_opted_out_or_wrote(server: ServerArchive) -> None:
    night = await over(server)
    await server.opt_out(BEN)
    await write(server, night, MAX, "Written before anybody asked.")
    assert await server.ask_guests(night.number, [ADA, BEN, ADA, MAX]) == [ADA]
    assert await server.ask_guests(night.number, [ADA, BEN, 4]) == [4]
    both = await asyncio.gather(server.ask_guests(night.number, [5]), server.ask_guests(night.number, [5]))
    assert sorted(both) == [[], [5]]


async def test_a_night_that_is_not_over_can_be_called_off_and_another_cannot(server: ServerArchive) -> None:
    await server.plan_night(PLAN)
    await server.cancel_night(1)
    assert await server.night(1) is None
    assert (await over(server)).number == 2
    with pytest.raises(ArchiveError, match="cannot be called off"):
        await server.cancel_night(2)
    assert not await server.reveal_night(1, WHEN), "a night that is gone is not revealed"


async def test_a_forgotten_member_leaves_the_night_without_a_host_and_without_what_waited(
    server: ServerArchive,
) -> None:
    night = await over(server)
    await write(server, night, ADA, "Hers.")
    await server.ask_guests(night.number, [ADA])
    await server.propose(ADA, "Alien", 1979)
    await server.choose(1)
    await server.propose(ADA, "Aliens", 1986)
    assert len((await server.about(ADA))["night_guest"]) == 1
    await server.forget(ADA)
    assert (await server.night(night.number)).host_id is None
    assert await server.waiting(night.number) == 0
    assert (await server.proposals(), await server.turns()) == ([], [])
    about = await server.about(ADA)
    assert not any(about[table] for table in ("review", "night", "night_guest", "proposal", "turn"))


async def test_who_chose_longest_ago_is_next_and_who_never_did_first(server: ServerArchive) -> None:
    titles = {ADA: ("Alien", "Aliens"), BEN: ("Brazil",), MAX: ("Metropolis",)}
    for member, films in titles.items():
        for title in films:
            await server.propose(member, title, None)
    assert [each.member_id for each in await server.turns()] == [ADA, BEN, MAX]
    assert (await server.choose(1)).title == "Alien"
    assert await server.choose(1) is None, "chosen once"
    assert [each.member_id for each in await server.turns()] == [BEN, MAX, ADA]
    await server.choose(3)
    await server.propose(BEN, "Blue", None)
    assert [each.member_id for each in await server.turns()] == [MAX, ADA, BEN]
    assert [one.title for one in (await server.turns())[1].proposals] == ["Aliens"]
    await server.opt_out(MAX)
    assert [each.member_id for each in await server.turns()] == [ADA, BEN]
    assert await server.choose(4) is None, "of somebody who asked not to be archived"


async def test_a_film_is_proposed_once_and_so_many_by_a_member(server: ServerArchive) -> None:
    await server.propose(ADA, "Alien", 1979)
    with pytest.raises(ArchiveError, match="proposed already"):
        await server.propose(BEN, "alien", 1979)
    for place in range(MOST_PROPOSALS - 1):
        await server.propose(ADA, f"Film {place}", None)
    with pytest.raises(ArchiveError, match="that is the limit"):
        await server.propose(ADA, "One more", None)
    await server.opt_out(BEN)
    with pytest.raises(OptedOutError):
        await server.propose(BEN, "Brazil", None)
    assert await server.withdraw(1)
    assert not await server.withdraw(1)


async def test_a_poll_is_counted_once(server: ServerArchive) -> None:
    poll = Poll(900, 5, WHEN, (2, 1))
    await server.begin_poll(poll)
    assert await server.polls() == [poll]
    await server.propose(ADA, "Alien", 1979)
    await server.propose(BEN, "Brazil", None)
    assert await server.end_poll(900, chosen=2)
    assert not await server.end_poll(900, chosen=1)
    assert await server.polls() == []
    assert [one.title for one in await server.proposals()] == ["Alien"]


async def test_nights_of_one_server_are_nothing_to_another(archive: Archive, server: ServerArchive) -> None:
    there = archive.server(OTHER)
    night, theirs = await over(server), await over(there)
    assert (night.number, theirs.number) == (1, 1)
    await write(server, night, ADA, "Here.")
    await write(there, theirs, ADA, "There.")
    await server.propose(ADA, "Alien", None)
    await there.reveal_night(1, WHEN)
    assert (await server.waiting(1), await there.waiting(1)) == (1, 0)
    assert (await there.proposals(), await there.turns()) == ([], [])
    assert await there.reviewed(1) == {ADA: 1}
