"""What a conversation is about, kept in the bot's own messages alone, so that a restart loses nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import discord

from bot.analysis.types import ASPECTS
from bot.archive.store import ServerArchive
from bot.discussion import Context
from bot.discussion.types import KINDS
from bot.speech import _
from bot.views.limits import BUTTON_LABEL, CUSTOM_ID, shorten
from cogs.parts.buttons import (
    ABOUT,
    DISCUSS,
    MORE,
    WHY,
    custom_id_of,
    custom_id_pattern,
    custom_ids,
    read_number,
    written_number,
)

_ABOUT: Final = custom_id_of(ABOUT)
"""Begins the custom_id that carries a conversation's subject."""
_FILM = re.compile(custom_id_pattern(DISCUSS, state=r"f(\d{1,9})"))
_REVIEW = re.compile(custom_id_pattern(DISCUSS, WHY, MORE, state=r"r?(\d{1,15})"))
HOPS: Final = 3
"""Messages of a reply chain that are looked at."""
LOOKED_BACK: Final = 20
"""Messages of a thread that are looked at for the latest answer."""


def write_context(context: Context) -> str:
    """Write a subject in under 90 characters, for a custom_id."""
    fields = (
        written_number(context.film),
        context.kind or "",
        context.aspect or "",
        written_number(context.person),
        written_number(context.other_film),
        {1: "+", -1: "-"}.get(context.liked, ""),
    )
    written = ".".join(fields)
    period = context.period if len(_ABOUT) + len(written) + 1 + len(context.period) <= CUSTOM_ID else ""
    return f"{written}.{period}"


def read_context(written: str) -> Context:
    """Read what `write_context` wrote; of anything else, what can be read."""
    film, kind, aspect, person, other, liked, period, *_ = [*written.split(".", 6), *[""] * 7]
    return Context(
        film=_read(film),
        kind=next((known for known in KINDS if known == kind), None),
        aspect=next((known for known in ASPECTS if known == aspect), None),
        person=_read(person),
        other_film=_read(other),
        liked={"+": 1, "-": -1}.get(liked, 0),
        period=period,
    )


def film_button(context: Context, shown: str | None = None) -> discord.ui.Button[Any]:
    """Make the button that opens the page of a conversation's film, or the list of films; it carries the subject."""
    text = shorten(shown or (_("Film page") if context.film else _("Films here")), BUTTON_LABEL)
    return discord.ui.Button(label=text, custom_id=custom_id_of(ABOUT, write_context(context)))


async def context_of_message(server: ServerArchive, message: discord.Message) -> Context | None:
    """Find what one of the bot's messages is about: an answer, a film's page, a card, a discussion."""
    found: Context | None = None
    for custom_id in custom_ids(message):
        if custom_id.startswith(_ABOUT):
            return read_context(custom_id.removeprefix(_ABOUT))
        film, review = _FILM.match(custom_id), _REVIEW.match(custom_id)
        if film:
            found = Context(film=int(film[1]))
        elif review and found is None:
            found = await _of_review(server, int(review[1]))
    return found


async def context_of_reply(server: ServerArchive, message: discord.Message, me: int) -> Context | None:
    """Find what a message goes on about, along its reply chain and, in a thread, what the thread discusses."""
    at = message
    for _hop in range(HOPS):
        earlier = await referenced(at)
        if earlier is None:
            break
        found = await _subject(server, earlier, me)
        if found is not None:
            return found
        at = earlier
    return await context_of_thread(server, message.channel, me)


async def context_of_thread(server: ServerArchive, channel: Any, me: int) -> Context | None:
    """Find what a thread is about: its film, and the subject of the latest answer in it."""
    if not isinstance(channel, discord.Thread):
        return None
    number = await server.thread_film(channel.id)
    if number is None:
        # A thread that somebody opened on a card or on a review has that message's id.
        review = await server.find_card(channel.id) or await server.find_message(channel.id)
        number = review.film.number if review and review.film else None
    latest = await _latest_answer(server, channel, me)
    if latest is not None and number is not None and latest.film is None:
        return replace(latest, film=number)
    return latest or (Context(film=number) if number is not None else None)


async def referenced(message: discord.Message) -> discord.Message | None:
    """Give the message that this one replies to, or None when it is gone or cannot be read."""
    known, reference = known_reference(message), message.reference
    if known is not None or reference is None or reference.message_id is None:
        return known
    if reference.channel_id != message.channel.id or isinstance(reference.resolved, discord.DeletedReferencedMessage):
        return None
    try:
        return await message.channel.fetch_message(reference.message_id)
    except (discord.NotFound, discord.Forbidden):
        return None


def known_reference(message: discord.Message) -> discord.Message | None:
    """Give the message that this one replies to, if Discord sent it along or it is remembered: nothing is fetched."""
    reference = message.reference
    if reference is None or reference.message_id is None or reference.channel_id != message.channel.id:
        return None
    if isinstance(reference.resolved, discord.DeletedReferencedMessage):
        return None
    return reference.resolved or reference.cached_message


async def _subject(server: ServerArchive, message: discord.Message, me: int) -> Context | None:
    if message.author.id == me:
        found = await context_of_message(server, message)
        if found is not None:
            return found
        review = await server.find_card(message.id)
    else:
        review = await server.find_message(message.id)
    return Context(film=review.film.number) if review and review.film else None


async def _latest_answer(server: ServerArchive, thread: discord.Thread, me: int) -> Context | None:
    try:
        async for message in thread.history(limit=LOOKED_BACK):
            if message.author.id == me:
                found = await context_of_message(server, message)
                if found is not None:
                    return found
    except discord.Forbidden:
        # Without the permission to read the history, the thread's film is all there is.
        return None
    return None


async def _of_review(server: ServerArchive, number: int) -> Context | None:
    review = await server.get(number)
    return Context(film=review.film.number) if review and review.film and review.shown else None


def _read(digits: str) -> int | None:
    try:
        return read_number(digits)
    except ValueError:
        return None
