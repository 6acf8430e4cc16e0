"""Whether the bot can do its work at this moment, and what is missing if it cannot."""

from __future__ import annotations

import asyncio

from discord.ext import commands

from bot.archive import Archive
from bot.figures import DISK_LOW
from bot.health.gateway import Gateway
from bot.health.lag import Lag
from bot.health.measuring import measure_archive, measure_bot
from bot.health.observed import Observed
from bot.workers import Workers

ANSWER_SECONDS = 3.0
"""An archive that takes longer to name its schema does not answer: members would wait as well."""
REVIVE_SECONDS = 5.0
DISK_SECONDS = 300.0


class Health:
    """The health of one bot: its gateway, its archive once it is open, its reading processes; and its figures."""

    def __init__(self, bot: commands.AutoShardedBot, workers: Workers, observed: Observed) -> None:
        self.gateway = Gateway(bot, observed)
        self._observed = observed
        self.archive: Archive | None = None
        self._bot = bot
        self._workers = workers
        self._lag = Lag()

    async def missing(self) -> list[str]:
        """Say in a sentence each what keeps the bot from its work; nothing when it is ready."""
        found = [self._of_gateway(), await self._of_archive(), self._of_workers()]
        return [sentence for sentence in found if sentence]

    async def metrics(self) -> bytes | None:
        """Write the figures as Prometheus reads them; None where nobody keeps them."""
        kept = self._observed.prometheus
        if kept is None:
            return None
        measure_bot(kept, self._bot, self.gateway, self._workers, self._lag)
        for figure, age in self._observed.moments.ages().items():
            kept.set(figure, age)
        if self.archive is not None:
            await measure_archive(kept, self.archive)
        return kept.written()

    async def watch(self) -> None:
        """Look for ever how late the event loop comes, and after the reading processes."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._lag.beat())
            group.create_task(self._keep_workers())
            group.create_task(self._look_at_disk())

    async def _keep_workers(self) -> None:
        """Replace reading processes that die while nobody waits for them."""
        while True:
            await asyncio.sleep(REVIVE_SECONDS)
            await asyncio.to_thread(self._workers.revive)

    async def _look_at_disk(self) -> None:
        while True:
            if self.archive is not None and await self.archive.is_short_of_room():
                self._observed.add(DISK_LOW)
            await asyncio.sleep(DISK_SECONDS)

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
        except Exception as error:  # noqa: BLE001  (whatever it is, the answer is that it does not answer)
            return f"archive: it does not answer ({type(error).__name__})."
        return f"{check.name}: {check.fault}" if check.fault else ""

    def _of_workers(self) -> str:
        return "" if self._workers.alive else "workers: no reading process is alive."
