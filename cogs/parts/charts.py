"""Charts as files to be sent: drawn in a thread, so that nobody else waits."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import TypeVar

import discord

from bot.views.charts import FilmChart, TimeChart

Chart = TypeVar("Chart", FilmChart, TimeChart)


async def picture(draw: Callable[[Chart], bytes], chart: Chart, name: str) -> discord.File:
    """Draw a chart and give it as a file, with its words for those who do not see it."""
    drawn = await asyncio.to_thread(draw, chart)
    return discord.File(io.BytesIO(drawn), name, description=chart.alt)
