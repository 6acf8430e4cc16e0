"""Up to when watched channels were heard and read, kept in the archive now and then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import discord

from cogs.parts.services import Services

KEPT_EVERY = timedelta(seconds=10)
"""A mark this much older than what was heard is as good: what is read twice is filed once."""


class Marks:
    """The marks as this run of the bot knows them. None is ever set past what is still being read."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[tuple[int, int], datetime] = {}
        self._held: set[tuple[int, int]] = set()

    def hold(self, guild_id: int, channel_id: int) -> None:
        """Keep a channel's mark where it is: what came before is still being caught up with."""
        self._held.add((guild_id, channel_id))

    async def release(self, guild_id: int, channel_id: int, heard_at: datetime, pending: Iterable[int]) -> None:
        """Let a channel's mark go on again, from a moment."""
        self._held.discard((guild_id, channel_id))
        await self.note(guild_id, channel_id, heard_at, pending)

    async def note(self, guild_id: int, channel_id: int, at: datetime, pending: Iterable[int]) -> None:
        """Note that a channel was heard up to a moment, but for messages that are still being read."""
        key = (guild_id, channel_id)
        first = min(pending, default=None)
        mark = at if first is None else min(at, discord.utils.snowflake_time(first))
        known = self._kept.get(key)
        if key in self._held or (known is not None and mark - known < KEPT_EVERY):
            return
        self._kept[key] = mark
        await self._services.archive.server(guild_id).mark({channel_id: mark})
