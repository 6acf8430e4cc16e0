"""Which shards are connected, as discord.py's own events tell it."""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.figures import GATEWAY_RECONNECTS, Figures


class Gateway:
    """Hears of every connection that is made and lost; a bot has one."""

    def __init__(self, bot: commands.AutoShardedBot, figures: Figures) -> None:
        self._bot = bot
        self._figures = figures
        self._gone: set[int] = set()
        self._connected: set[int] = set()
        for event in ("on_shard_connect", "on_shard_resumed"):
            bot.add_listener(self._found, event)
        bot.add_listener(self._lost, "on_shard_disconnect")

    @property
    def shards(self) -> range | list[int]:
        """Give the shards of this process; empty while Discord has not been asked how many there are."""
        return self._bot.shard_ids or range(self._bot.shard_count or 0)

    @property
    def missing(self) -> list[int]:
        """Give the shards that have no session at this moment."""
        return [shard_id for shard_id in self.shards if shard_id not in self._connected]

    async def _found(self, shard_id: int, *_: Any) -> None:
        self._connected.add(shard_id)
        if shard_id in self._gone:
            self._gone.remove(shard_id)
            self._figures.add(GATEWAY_RECONNECTS, str(shard_id))

    async def _lost(self, shard_id: int, *_: Any) -> None:
        if shard_id in self._connected:
            self._connected.remove(shard_id)
            self._gone.add(shard_id)
