from __future__ import annotations

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
    ]
    assert await server.find_texts(asked) == [1, 1, 2, None, 3, None, None]
    assert await server.find_texts([]) == []
    assert await archive.server(OTHER).find_texts(asked) == [None] * len(asked)


async def test_many_texts_are_found_in_their_order(server):
    texts = [f"Text number {number}." for number in range(250)]
    await server.add_many([make_draft(text, ADA) for text in texts])
    wanted = [(ADA, text, None, None) for text in reversed([*texts, "Another."])]
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
