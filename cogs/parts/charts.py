"""Charts as files to be sent: drawn in a thread, so that nobody else waits."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable

import discord

from bot.views.charts import Chart, png


async def pictures(charts: Iterable[Chart | None]) -> list[discord.File]:
    """Draw charts and give them as files, each with its words for those who do not see it; None is left out."""
    files: list[discord.File] = []
    for chart in charts:
        if chart is not None:
            drawn = await asyncio.to_thread(png, chart)
            files.append(discord.File(io.BytesIO(drawn), chart.file, description=chart.alt))
    return files
