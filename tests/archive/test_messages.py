from __future__ import annotations

import pytest

from bot.archive import ArchiveError
from tests.archive.builders import make_draft
from tests.archive.conftest import OTHER

SECOND = "A second text altogether, with a tender ending and a dreadful middle. The music soars."


async def test_reviews_are_found_by_any_of_their_messages_in_their_server_alone(archive, server):
    await server.add(make_draft(message_ids=(30, 10, 20)))
    await server.add(make_draft(SECOND, message_ids=(40,)))
    assert [review.number for review in await server.find_messages([20, 10, 40, 99])] == [1, 2]
    assert [review.number for review in await server.find_messages([*range(2_000, 4_000), 40])] == [2]
    assert await server.find_messages([]) == []
    assert await archive.server(OTHER).find_messages([20, 40]) == []


async def test_a_dropped_message_leaves_the_review_and_the_next_one_leads(server):
    await server.add(make_draft(message_ids=(30, 10, 20), channel_id=5))
    await server.drop_messages(1, [30])
    review = await server.get(1)
    assert review.message_ids == (10, 20)
    (line,) = (await server.reviews()).items
    assert line.message_id == 10
    assert await server.find_messages([30]) == []


async def test_forgetting_a_card_keeps_its_review(archive, server):
    await server.add(make_draft())
    await server.set_card(1, 5, 50)
    assert await archive.server(OTHER).forget_cards([50]) == 0
    assert await server.forget_cards([49, 50]) == 1
    assert await server.forget_cards([50]) == 0
    assert (await server.get(1)).card_message_id is None


async def test_the_newest_cards_of_a_film_are_named(archive, server):
    for number, title in enumerate(("Dune", "Dune", "Alien", "Dune", "Dune"), 1):
        await server.add(make_draft(f"A fine film, seen {number}.", film_title=title))
    for number, message in ((1, 50), (2, 90), (3, 99), (4, 70)):
        await server.set_card(number, 7, message)
    assert await server.cards_of_film(1, 5) == [2, 4, 1]
    assert await server.cards_of_film(1, 2) == [2, 4]
    assert await server.cards_of_film(2, 5) == [3]
    assert await archive.server(OTHER).cards_of_film(1, 5) == []


async def test_a_removal_is_final_once_its_message_is_gone(archive, server):
    await server.add(make_draft(message_ids=(10, 20)))
    await server.add(make_draft(SECOND, message_ids=(40,)))
    gone, kept = await server.delete(1, actor_id=1), await server.delete(2, actor_id=1)
    assert await archive.server(OTHER).drop_undos([20]) == 0
    assert await server.drop_undos([20]) == 1
    assert await server.drop_undos([20]) == 0
    with pytest.raises(ArchiveError):
        await server.undo(gone.key, 1)
    assert (await server.undo(kept.key, 1)).number == 2
