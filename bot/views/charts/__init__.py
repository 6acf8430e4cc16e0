"""Charts: first a plain record of what is drawn, with its words for whoever does not see it; then the picture.

They hold counts, our own words and open names alone, no line of a review: nothing in them can be a spoiler. All are
drawn on one sheet in one style (`sheet`), in the colours that cards have (`bot/views/colours.py`). A single value is no
chart.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.views.charts.columns import Columns, film_columns, member_columns
from bot.views.charts.film import FilmChart, film_chart
from bot.views.charts.months import TimeChart, time_chart
from bot.views.charts.sheet import Chart, png
from bot.views.charts.verdicts import VerdictBar, verdict_bar
from bot.views.charts.year import YearChart, year_chart

__all__ = [
    "Chart",
    "Columns",
    "FilmChart",
    "TimeChart",
    "VerdictBar",
    "YearChart",
    "film_chart",
    "film_columns",
    "member_columns",
    "picture",
    "png",
    "time_chart",
    "verdict_bar",
    "year_chart",
]


def picture(chart: Chart) -> discord.ui.MediaGallery[Any]:
    """Show a chart that is sent along as an attachment, with its words."""
    gallery: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery()
    gallery.add_item(media=f"attachment://{chart.file}", description=chart.alt)
    return gallery
