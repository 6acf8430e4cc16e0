"""What is looked up when somebody asks for figures, rather than counted as it happens."""

from __future__ import annotations

import asyncio
import math
import shutil
import time
from pathlib import Path

from discord.ext import commands

from bot.archive import Archive, ArchiveError
from bot.figures import (
    ARCHIVE_BYTES,
    DISK_FREE_BYTES,
    GATEWAY_CONNECTED,
    GATEWAY_LATENCY,
    LOOP_LAG,
    PURGE_AGE,
    PURGED,
    QUEUE,
    WORKERS_ALIVE,
    Figure,
    Figures,
)
from bot.health.gateway import Gateway
from bot.health.lag import Lag
from bot.workers import Workers

AGES = {PURGED: PURGE_AGE}
"""What happens again and again, and the figure that says how long ago it did last."""


class Moments(Figures):
    """Remembers when something was counted last; before that, when this began."""

    def __init__(self) -> None:
        begun = time.monotonic()
        self._last = dict.fromkeys(AGES, begun)

    def add(self, figure: Figure, *labels: str) -> None:
        """Remember this moment."""
        del labels
        if figure in self._last:
            self._last[figure] = time.monotonic()

    def ages(self) -> dict[Figure, float]:
        """Give how long ago each happened, in seconds."""
        now = time.monotonic()
        return {AGES[figure]: now - last for figure, last in self._last.items()}


def measure_bot(figures: Figures, bot: commands.AutoShardedBot, gateway: Gateway, workers: Workers, lag: Lag) -> None:
    """Say how the connections, the reading processes and the event loop are at this moment."""
    missing = gateway.missing
    for shard_id in gateway.shards:
        figures.set(GATEWAY_CONNECTED, shard_id not in missing, str(shard_id))
    for shard_id, latency in bot.latencies:
        # Infinite before the first heartbeat is answered.
        figures.set(GATEWAY_LATENCY, latency if math.isfinite(latency) else math.nan, str(shard_id))
    figures.set(QUEUE, workers.waiting)
    figures.set(WORKERS_ALIVE, workers.alive)
    figures.set(LOOP_LAG, lag.take())


async def measure_archive(figures: Figures, archive: Archive) -> None:
    """Say how large the archive is and how much room is left; what does not answer keeps its last figure."""
    try:
        figures.set(ARCHIVE_BYTES, await archive.bytes())
    except ArchiveError:
        return
    if archive.database.sqlite:
        figures.set(DISK_FREE_BYTES, await asyncio.to_thread(_free_beside, archive.database.address.database or ""))


def _free_beside(file: str) -> int:
    return shutil.disk_usage(Path(file).absolute().parent).free
