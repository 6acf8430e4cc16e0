"""Whether the bot can do its work at this moment, and what is missing if it cannot."""

from __future__ import annotations

import asyncio

from discord.ext import commands

from bot.archive import Archive
from bot.health.gateway import Gateway
from bot.workers import Workers

ANSWER_SECONDS = 3.0
"""An archive that takes longer to name its schema does not answer: members would wait as well."""
REVIVE_SECONDS = 5.0


class Health:
    """The health of one bot: its gateway, its archive once it is open, its reading processes."""

    def __init__(self, bot: commands.AutoShardedBot, workers: Workers) -> None:
        self.gateway = Gateway(bot)
        self.archive: Archive | None = None
        self._workers = workers

    async def missing(self) -> list[str]:
        """Say in a sentence each what keeps the bot from its work; nothing when it is ready."""
        found = [self._of_gateway(), await self._of_archive(), self._of_workers()]
        return [sentence for sentence in found if sentence]

    async def keep_workers(self) -> None:
        """Replace reading processes that die while nobody waits for them, for ever."""
        while True:
            await asyncio.sleep(REVIVE_SECONDS)
            await asyncio.to_thread(self._workers.revive)

    def _of_gateway(self) -> str:
        if not self.gateway.shards:
            return "gateway: not connected yet."
        lost = self.gateway.missing
        return f"gateway: not connected on shard {', '.join(map(str, lost))}." if lost else ""

    async def _of_archive(self) -> str:
        if self.archive is None:
            return "archive: not open yet."
        try:
            check = await asyncio.wait_for(self.archive.answers(), ANSWER_SECONDS)
        except TimeoutError:
            return f"archive: no answer within {ANSWER_SECONDS:g} seconds."
        return f"{check.name}: {check.fault}" if check.fault else ""

    def _of_workers(self) -> str:
        return "" if self._workers.alive else "workers: no reading process is alive."
