"""What still shows a film's earlier name: its cards and its open discussion, brought up to date after the answer."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final

import discord

from bot.archive.store import ServerArchive
from bot.views.limits import shorten
from bot.views.pages.answers import THREAD_NAME
from bot.views.words import open_name
from cogs._cards import redraw
from cogs.parts.services import services_at

MOST_CARDS: Final = 40
"""The newest cards of a film are redrawn; older ones scroll out of sight, and Discord takes about one a second."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a film's name stands in a server."""

    reviews: tuple[int, ...]
    """Numbers of the reviews with the newest cards, newest first."""
    thread_id: int | None
    """The film's newest discussion."""


async def where_shown(server: ServerArchive, film_number: int) -> Shown:
    """Find where a film's name stands; ask before a merge, which takes the number away."""
    reviews = await server.cards_of_film(film_number, MOST_CARDS)
    return Shown(tuple(reviews), await server.thread_of(film_number))


async def bring_up_to_date(client: discord.Client, guild_id: int, shown: Shown) -> None:
    """Write the films' present names there: cards one after another, at Discord's pace.

    Names are read when their turn comes, so that of several changes the last one is what stays.
    """
    server = services_at(client).archive.server(guild_id)
    # Apart: Discord may have a thread wait ten minutes for its next name.
    await asyncio.gather(_cards(client, server, shown.reviews), _thread(client, server, shown.thread_id))


async def _cards(client: discord.Client, server: ServerArchive, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        review = await server.get(number)
        if review is not None:
            # A card that cannot be reached now is no reason to leave the next one.
            with contextlib.suppress(discord.HTTPException):
                await redraw(client, server.guild_id, review)


async def _thread(client: discord.Client, server: ServerArchive, thread_id: int | None) -> None:
    """Rename an open discussion; one that is closed, gone or refused keeps its name."""
    guild = client.get_guild(server.guild_id)
    thread = guild.get_thread(thread_id) if guild and thread_id else None
    number = await server.thread_film(thread.id) if thread else None
    film = await server.film(number) if number is not None else None
    if thread is None or film is None or thread.archived or thread.locked:
        return
    name = shorten(open_name(film), THREAD_NAME)
    if name != thread.name:
        with contextlib.suppress(discord.HTTPException, discord.RateLimited):
            await thread.edit(name=name)
