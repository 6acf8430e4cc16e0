"""Turns that processes take with each other: what may happen once in a while only, whichever of them does it.

Each kind has a row in `counter`: the moment, in milliseconds since 1970, from which it may happen again. The database's
clock tells the time where several machines share it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy import text as sql

from bot.archive.database.schema import counter
from bot.archive.server.scope import insert_or_ignore

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.database.engine import Database

_NOW = sql("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")


async def claim(database: Database, name: str, seconds: float) -> bool:
    """Say whether it may happen now; if so, it may not again for so many seconds."""
    async with database.writing() as connection:
        free_at, now = await _row(connection, name, database)
        # A clock that was set back must not silence it for longer than it would have been.
        if now < free_at <= now + int(seconds * 1000):
            return False
        await _set(connection, name, now + int(seconds * 1000))
        return True


async def _row(connection: AsyncConnection, name: str, database: Database) -> tuple[int, int]:
    """Hold a kind's row until the transaction ends; gives when it is free, and the time."""
    await connection.execute(insert_or_ignore(connection, counter).values(name=name, value=0))
    held = select(counter.c.value).where(counter.c.name == name).with_for_update()
    free_at: int = (await connection.execute(held)).scalar_one()
    now = int(time.time() * 1000) if database.sqlite else (await connection.execute(_NOW)).scalar_one()
    return free_at, now


async def _set(connection: AsyncConnection, name: str, moment: int) -> None:
    await connection.execute(update(counter).where(counter.c.name == name).values(value=moment))
