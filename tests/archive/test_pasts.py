from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.archive.types import Backfill
from tests.archive.builders import make_draft

NOW = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
GUILD, OTHER = 42, 43


async def test_a_backfill_is_kept_moved_on_and_ended(archive):
    server = archive.server(GUILD)
    state = await server.begin_backfill(9, Backfill(0, 5, NOW, total=90))
    assert await server.backfills() == [state]
    assert await archive.server(OTHER).backfills() == []
    moved = Backfill(state.batch, 5, NOW, None, 90, 7, NOW - timedelta(hours=1), 30, 2, 5, 300)
    assert await server.save_backfill(moved)
    assert await server.backfills() == [moved]
    await server.end_backfill(state.batch)
    assert await server.backfills() == []
    assert not await server.save_backfill(moved)
    assert await server.batch_actor(state.batch) == 9


async def test_undoing_the_import_ends_its_backfill(archive):
    server = archive.server(GUILD)
    state = await server.begin_backfill(9, Backfill(0, 5, NOW))
    await server.add(make_draft(batch=state.batch, message_ids=(100,)))
    assert await server.undo_batch(state.batch, 9) == 1
    assert not await server.save_backfill(state)


async def test_marks_move_and_go(archive):
    server = archive.server(GUILD)
    await server.mark({5: NOW, 6: NOW})
    await server.mark({5: NOW + timedelta(seconds=1)})
    assert await server.marks() == {5: NOW + timedelta(seconds=1), 6: NOW}
    await server.unmark([5])
    assert await server.marks() == {6: NOW}
    assert await archive.server(OTHER).marks() == {}


async def test_messages_are_known_by_channel_and_newest_first(archive):
    server = archive.server(GUILD)
    await server.add(make_draft(text="One fine film indeed.", channel_id=5, message_ids=(100, 101)))
    await server.add(make_draft(text="Another fine film indeed.", channel_id=6, message_ids=(200,)))
    assert await server.messages_of(5, 10) == {100: 1, 101: 1}
    assert await server.messages_of(5, 1) == {101: 1}
    assert await server.filed_from([100, 102, 200]) == {100, 200}
    assert await archive.server(OTHER).filed_from([100]) == set()


async def test_reviews_of_gone_channels_are_known_until_they_are_dealt_with(archive):
    server = archive.server(GUILD)
    await server.add(make_draft(text="One fine film indeed.", channel_id=5))
    await server.add(make_draft(text="Another fine film indeed.", channel_id=6))
    await server.note_gone([5, 7])
    await server.note_gone([5])
    assert await server.of_gone_channels() == [1]
    await server.erase([1])
    await server.forget_gone()
    assert await server.of_gone_channels() == []
