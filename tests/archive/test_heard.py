"""What pages and answers read when somebody asked not to be archived."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.archive import Archive
from bot.archive.evening import NightPlan
from bot.archive.store import ServerArchive
from bot.archive.types import Beside, Film, Filters, KnownText
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
    assert (await (await server.heard()).reviews()).total == 4


async def test_a_silent_authors_reviews_are_read_nowhere(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    assert await server.silent() == (BEN,)
    left = await server.heard()
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
    assert await (await server.heard()).known_before(Filters(since=later)) == {ADA}


async def test_films_count_what_is_left_of_them(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    films = await (await server.heard()).films()
    assert [(film.title, film.reviews) for film in films] == [("Dune", 2)]
    assert [film.title for film in await (await server.heard()).films("alien")] == []
    assert [(film.title, film.reviews) for film in await server.films()] == [("Dune", 3), ("Alien", 1)]


async def test_the_archive_itself_keeps_them_until_they_are_forgotten(server: ServerArchive) -> None:
    await fill(server)
    await server.opt_out(BEN)
    assert (await server.reviews()).total == 4
    await server.opt_in(BEN)
    assert (await (await server.heard()).reviews()).total == 4
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
    assert (await (await there.heard()).reviews()).total == 4


WHISPER = "whispered"
"""A word of the silent author's and of the hidden review alone, in every field that holds words of theirs."""
NO_READERS = {
    # Writers, and what is asked about oneself, by moderators or by the bot's own upkeep: nothing of it is shown.
    "add", "add_many", "edit", "delete", "undo", "erase", "erase_messages", "hide", "unhide", "leave_open", "set_card",
    "drop_messages", "forget_cards", "drop_undos", "rename_film", "merge_films", "forget", "opt_out", "opt_in",
    "save_settings", "begin_batch", "undo_batch", "set_thread", "remove_thread", "claim_digest", "mark_departed",
    "mark_returned", "purge", "heard",
    "about", "is_opted_out", "silent", "hides", "removal", "audit", "batch_actor", "moment", "departed_at",
    "state", "settings", "thread_of", "thread_film", "fingerprint",
    "agree", "disagree", "agreed", "publish", "unpublish", "claim_quote", "note_quoted", "last_quoted",
    "begin_backfill", "save_backfill", "end_backfill", "backfills", "filed_from", "messages_of", "in_channels",
    "marks", "mark", "unmark", "note_gone", "of_gone_channels", "forget_gone",
    "plan_night", "place_night", "end_night", "cancel_night", "reveal_night", "ask_guests", "note_reviewed",
    "propose", "withdraw", "choose", "begin_poll", "polls", "end_poll",
    # A night is its film and its host; of what waits for it, only how much is told.
    "night", "nights", "night_of_event", "waiting",
}  # fmt: skip


def readers(server: ServerArchive) -> dict[str, Callable[[], Any]]:
    """Give a call of every public reader that would name the silent author's review, the hidden one, or their film."""
    everything, whisper = Filters(), f"{SLOW} {WHISPER}"
    return {
        "get": lambda: gathered(server.get(number) for number in (2, 3, 4, 7)),
        "find_message": lambda: gathered(server.find_message(message) for message in (200, 300, 700)),
        "find_messages": lambda: server.find_messages([200, 300, 700]),
        "find_card": lambda: gathered(server.find_card(message) for message in (201, 301, 701)),
        "find_texts": lambda: server.find_texts(
            [
                KnownText(BEN, f"{whisper} 2", None, None, "Whisper"),
                KnownText(MAX, f"{whisper} 3", None, None, "Whispers"),
                KnownText(MAX, f"{whisper} 7", None, None, "Whispers"),
            ]
        ),
        "cards_of_film": lambda: server.cards_of_film(2, 10),
        "reviews": lambda: server.reviews(everything),
        "stream": lambda: streamed(server.stream(everything, hidden=True)),
        "verdicts": lambda: server.verdicts(everything),
        "written": lambda: written_by(server),
        "verdicts_beside": lambda: server.verdicts_beside(everything),
        "versions": server.versions,
        "leanings_beside": lambda: server.leanings_beside(everything),
        "mentions": lambda: server.mentions(everything),
        "leanings": lambda: server.leanings(everything),
        "known_before": lambda: server.known_before(Filters(since=WHEN + timedelta(days=1))),
        "numbered": lambda: server.numbered([2, 3, 4, 7]),
        "film_reviews": lambda: server.film_reviews(2),
        "numbers": server.numbers,
        "authors": server.authors,
        "tags": server.tags,
        "to_quote": server.to_quote,
        "published": server.published,
        "aspects": server.aspects,
        "totals": server.totals,
        "search": lambda: gathered(server.search(query) for query in (WHISPER, "whisperd", "Whispr", "")),
        "holding": lambda: server.holding([WHISPER]),
        "film": lambda: gathered(server.film(number) for number in (2, 3)),
        "find_film": lambda: gathered(server.find_film(title) for title in ("Whisper", "Whispers")),
        "films": lambda: gathered(server.films(query) for query in ("", "Whisper")),
        "match_films": lambda: server.match_films("Whisper"),
        "film_named": lambda: server.film_named("Whisper"),
        "count_of": lambda: gathered(server.count_of(author) for author in (BEN, MAX)),
        "beside": lambda: gathered(server.beside(filed_as(number)) for number in (2, 3, 4, 7)),
        "size": server.size,
        "reviewed": lambda: server.reviewed(1),
        "proposals": server.proposals,
        "turns": server.turns,
    }


def filed_as(number: int) -> Any:
    """Give what is asked of a review to find what stands beside it."""
    author, film = {2: (BEN, 2), 3: (MAX, 3), 4: (BEN, 3), 7: (MAX, 3)}[number]
    return SimpleNamespace(number=number, author_id=author, film=Film(film, "Whisper", None), critic=None)


async def written_by(server: ServerArchive) -> list[str]:
    return [f"author_id={row.author_id}, of {row.film}" for row in await server.written()]


async def gathered(calls: Iterable[Awaitable[Any]]) -> list[Any]:
    return [await call for call in calls]


async def streamed(found: AsyncIterator[Any]) -> list[Any]:
    return [each async for each in found]


async def wait_for_a_night(server: ServerArchive, number: int) -> None:
    """File a review that waits for a film night, with all that a review has; Ben proposes a film."""
    night = await server.plan_night(NightPlan("Whispers", None, ADA, 5, WHEN, WHEN))
    text, more = f"{SLOW} {WHISPER} {number}", {"message_ids": (number * 100,), "written_at": WHEN + timedelta(days=2)}
    draft = make_draft(text, MAX, film_title="Whispers", tags=(WHISPER,), blind=night.number, **more)
    assert (await server.add(draft)).review.number == number
    await server.set_card(number, 5, number * 100 + 1)
    await server.note_reviewed(night.number, MAX, number)
    await server.propose(BEN, "Whisper", None)


QUIET = {
    "get": "[None, None, None, None]",
    "find_message": "[None, None, None]",
    "find_messages": "[]",
    "find_card": "[None, None, None]",
    "find_texts": "[None, None, None]",
    "cards_of_film": "[]",
    "known_before": "frozenset()",
    "numbered": "[]",
    "film_reviews": "[]",
    "holding": "([], 0)",
    "film": "[None, None]",
    "find_film": "[None, None]",
    "match_films": "[]",
    "film_named": "None",
    "count_of": "[0, 0]",
    "beside": repr([Beside()] * 4),
    "size": "1",
    "to_quote": "[]",
    "published": repr({MAX: "Max"}),
    "reviewed": "{}",
    "proposals": "[]",
    "turns": "[]",
}
"""What readers give where each of their answers would be about what is left out."""


@pytest.mark.slow
async def test_no_reader_of_a_public_scope_gives_what_is_left_out(server: ServerArchive) -> None:
    public = {
        name for name, _ in inspect.getmembers(server, callable) if not name.startswith("_") and name not in NO_READERS
    }
    assert public == set(readers(server)), "a new public method: walk it here, or say why it is no reader"
    await server.add(make_draft(f"{SLOW} Seen.", ADA, film_title="Dune"))
    for number, author, title in ((2, BEN, "Whisper"), (3, MAX, "Whispers"), (4, BEN, "Whispers")):
        text = f"{SLOW} {WHISPER} {number}"
        more = {"message_ids": (number * 100,), "written_at": WHEN + timedelta(days=number - 2)}
        await server.add(make_draft(text, author, film_title=title, tags=(WHISPER,), **more))
        await server.set_card(number, 5, number * 100 + 1)
        await server.agree(author)
        await server.publish(author, {BEN: "Whisper Ben", MAX: "Max"}[author])
    await server.hide(3, 9, WHISPER)
    for number, author, title in ((5, BEN, "Whisper"), (6, MAX, "Whispers")):
        await server.add(make_draft(f"{SLOW} {WHISPER} {number}", author, film_title=title))
    await server.hide(6, 9, WHISPER)
    await wait_for_a_night(server, 7)
    everything = {name: repr(await call()) for name, call in readers(server).items()}
    await server.opt_out(BEN)
    heard = await server.heard()
    for name, call in readers(heard).items():
        found = repr(await call())
        assert everything[name] != found, f"{name} was not asked for anything that is left out"
        assert WHISPER not in found.casefold().replace("'whisper", "'"), name
        assert f"author_id={BEN}," not in found, name
        assert f"author_id={MAX}," not in found, name
        assert found == QUIET.get(name, found), name
