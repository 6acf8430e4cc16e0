from __future__ import annotations

from dataclasses import replace

import pytest

from bot.archive.types import ArchiveError, KnownText, ReviewChanges
from tests.archive.builders import make_draft
from tests.archive.conftest import OTHER

ADA, BEN = 11, 22


async def test_texts_are_found_by_author_place_and_day(archive, server):
    plain = make_draft("One text.", ADA)
    placed = make_draft("One text.", ADA, origin="boxd.it/1", watched_on="2026-01-01")
    await server.add_many([plain, placed, make_draft("One text.", BEN)])
    asked = [
        (ADA, "One text.", None, None),
        (ADA, "one  TEXT.", None, None),
        (ADA, "One text.", "boxd.it/1", "2026-01-01"),
        (ADA, "One text.", "boxd.it/1", None),
        (BEN, "One text.", None, None),
        (BEN, "One text.", "boxd.it/1", "2026-01-01"),
        (33, "One text.", None, None),
        (ADA, "One text.", None, None, "Dune"),
    ]
    asked = [KnownText(*each) for each in asked]
    assert await server.find_texts(asked) == [1, 1, 2, None, 3, None, None, None]
    assert await server.find_texts([]) == []
    assert await archive.server(OTHER).find_texts(asked) == [None] * len(asked)


async def test_a_few_words_may_be_said_of_any_film_and_a_whole_review_of_one(server):
    few = "Loved it."
    long = "A slow film that I loved from its first frame to its last, seen alone, at night, in the rain, twice."
    drafts = [make_draft(text, ADA, film_title=title) for text in (few, long) for title in ("Dune", "Alien", "dune ")]
    filed = await server.add_many(drafts)
    assert [(each.review.number, each.repeat) for each in filed] == [
        (1, ""), (2, ""), (1, "text"), (3, ""), (3, "text"), (3, "text"),
    ]  # fmt: skip
    # A diary's entries are told apart by where they live, as they always were.
    placed = make_draft(few, ADA, film_title="Dune", origin="boxd.it/1")
    assert (await server.add(placed)).repeat == ""
    assert (await server.add(replace(placed, film_title="Dune: Part One"))).repeat == "text"
    # A correction of the film goes with it, in both directions.
    await server.edit(2, ReviewChanges(film_title="Heat"), ADA)
    assert (await server.add(drafts[1])).repeat == ""
    with pytest.raises(ArchiveError, match="filed here already, as review #1"):
        await server.edit(2, ReviewChanges(film_title="Dune"), ADA)


async def test_many_texts_are_found_in_their_order(server):
    texts = [f"Text number {number}." for number in range(250)]
    await server.add_many([make_draft(text, ADA) for text in texts])
    wanted = [KnownText(ADA, text) for text in reversed([*texts, "Another."])]
    assert await server.find_texts(wanted) == [None, *range(250, 0, -1)]


async def test_an_import_names_who_ran_it_until_it_is_undone(archive, server):
    number = await server.begin_batch(ADA, "letterboxd")
    await server.add_many([make_draft(f"Text {n}.", ADA, batch=number) for n in range(3)])
    assert await server.batch_actor(number) == ADA
    assert await archive.server(OTHER).batch_actor(number) is None
    assert await archive.server(OTHER).undo_batch(number, BEN) == 0
    assert await server.undo_batch(number, ADA) == 3
    assert await server.batch_actor(number) is None


async def test_a_persons_reviews_are_counted_hidden_ones_too(archive, server):
    await server.add_many([make_draft("One.", ADA), make_draft("Two.", ADA), make_draft("Three.", BEN)])
    await server.hide(1, BEN, "off topic")
    assert await server.count_of(ADA) == 2
    assert await archive.server(OTHER).count_of(ADA) == 0
