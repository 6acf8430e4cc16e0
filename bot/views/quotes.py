"""A line of the club: as words with where it comes from, or as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.analysis.types import Quote
from bot.archive.types import Review
from bot.views.card import Action
from bot.views.colours import LABEL_COLOURS
from bot.views.escape import as_line, passage
from bot.views.quote_card import FILE, QuoteCard, alt
from bot.views.words import film_heading, message_link


def quote(
    guild_id: int, review: Review, line: Quote, actions: Sequence[Action], heading: str = ""
) -> discord.ui.LayoutView:
    """Draw a line as a quotation, with its film, its author and the way back to it."""
    shown = as_line(passage(review.text, line.start, line.end, review.analysis.spoilers))
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=LABEL_COLOURS[review.label])
    if heading:
        container.add_item(discord.ui.TextDisplay(heading))
    container.add_item(discord.ui.TextDisplay(f"> ### {shown}" if len(shown) <= 200 else f"> {shown}"))
    container.add_item(discord.ui.TextDisplay(f"-# **{film_heading(review.film)}** · {_source(guild_id, review)}"))
    container.add_item(discord.ui.ActionRow(*actions))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def picture(guild_id: int, review: Review, card: QuoteCard) -> discord.ui.LayoutView:
    """Show the picture that is attached as `FILE`, and the way back; it names the author only who agreed."""
    gallery: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery()
    gallery.add_item(media=f"attachment://{FILE}", description=alt(card))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(gallery)
    view.add_item(discord.ui.TextDisplay(f"-# {_number(guild_id, review)}"))
    return view


def _source(guild_id: int, review: Review) -> str:
    return f"<@{review.author_id}> · {_number(guild_id, review)}"


def _number(guild_id: int, review: Review) -> str:
    if review.channel_id and review.message_ids:
        return f"[#{review.number} ↗]({message_link(guild_id, review.channel_id, review.message_ids[0])})"
    return f"#{review.number}"
