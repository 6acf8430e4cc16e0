"""Turns that processes take with each other, on both engines."""

from __future__ import annotations

import asyncio

from sqlalchemy import update

from bot.archive import Archive
from bot.archive.database.schema import counter


async def test_something_happens_once_in_a_while_whoever_asks(url: str) -> None:
    async with await Archive.open(url) as one, await Archive.open(url) as other:
        asked = [archive.claim("word-errors", 3600) for archive in (one, other) * 8]
        assert sum(await asyncio.gather(*asked)) == 1
        assert await one.claim("word-disk", 3600), "each kind has turns of its own"
        assert await one.claim("word-short", 0.0)
        assert await other.claim("word-short", 0.0)


async def test_a_turn_that_a_clock_set_back_left_behind_is_not_waited_for(archive: Archive) -> None:
    await archive.claim("word-errors", 3600)
    async with archive.database.writing() as connection:
        far = 4_000_000_000_000_000
        await connection.execute(update(counter).where(counter.c.name == "word-errors").values(value=far))
    assert await archive.claim("word-errors", 3600)
