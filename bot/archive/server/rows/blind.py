"""Whether a review still waits for its film night, asked in the transaction that files it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.archive.database.evenings import night

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.scope import Scope


async def still_blind(connection: AsyncConnection, scope: Scope, number: int | None) -> int | None:
    """Give a night's number back while its reviews are not revealed; None once they are, or for no night."""
    if number is None:
        return None
    waiting = (scope.own(night), night.c.number == number, night.c.revealed_at.is_(None))
    return (await connection.execute(select(night.c.number).where(*waiting))).scalar()
