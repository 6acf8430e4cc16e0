"""A channel's past as Discord gives it: page by page, oldest first, joined into what may be reviews."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.backfilling import Paste, Stretch
from bot.filing import RefusedError, film_of_post
from bot.joining import Joining, Written, is_command
from cogs.parts.gathering import gather, written, written_at
from cogs.parts.services import services_at

PAGE = 100
"""Messages in one request; Discord gives no more."""
PAUSE_SECONDS = 0.5
"""Between two pages, so that others' requests find their turn within Discord's limits."""
STRETCH = 10
"""Texts after which the state is kept: no more are read twice after a restart."""
_MOMENT = timedelta(milliseconds=1)
"""How finely a message's id tells its time."""
History = discord.TextChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages are: a channel, a thread, or a post of a forum with what it says of its film."""

    id: int
    film: str | None = None
    tags: tuple[str, ...] = ()
    post: bool = False


async def places(channel: discord.abc.GuildChannel | discord.Thread) -> list[Place]:
    """List where the messages of a channel are, a forum's posts by age."""
    if isinstance(channel, discord.Thread):
        return [place_of(channel)]
    if not isinstance(channel, discord.ForumChannel):
        return [Place(channel.id)]
    posts = {thread.id: place_of(thread) for thread in await channel.guild.active_threads() if _within(thread, channel)}
    posts.update({thread.id: place_of(thread) for thread in channel.threads})
    async for thread in channel.archived_threads(limit=None):
        posts.setdefault(thread.id, place_of(thread))
    return [posts[number] for number in sorted(posts)]


def place_of(thread: discord.Thread) -> Place:
    """Say what a post's name and tags say of its film; a thread elsewhere, and a pinned post, says nothing."""
    if not isinstance(thread.parent, discord.ForumChannel) or thread.flags.pinned:
        return Place(thread.id)
    return Place(thread.id, film_of_post(thread.name), tuple(tag.name for tag in thread.applied_tags), post=True)


def _within(thread: discord.Thread, forum: discord.ForumChannel) -> bool:
    return thread.parent_id == forum.id


def is_own(client: discord.Client, message: discord.Message) -> bool:
    """Say whether the bot itself wrote a message."""
    return client.user is not None and message.author.id == client.user.id


def is_to_the_bot(client: discord.Client, message: discord.Message) -> bool:
    """Say whether a message is the bot's own or names it: that is a question to it, however long."""
    user = client.user
    named = user is not None and any(mark in message.content for mark in (f"<@{user.id}>", f"<@!{user.id}>"))
    return named or is_own(client, message)


def watched_id(channel: Any) -> int:
    """Give the id by which `/setup` knows a message's channel: a forum's, for its posts."""
    if isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel):
        return channel.parent_id
    return channel.id


async def place_in(client: discord.Client, channel: Any) -> Place:
    """Say what a message's channel says of its film: a forum's post, or the thread that discusses a film."""
    if not isinstance(channel, discord.Thread):
        return Place(channel.id)
    place = place_of(channel)
    if place.post:
        return place
    server = services_at(client).archive.server(channel.guild.id)
    number = await server.thread_film(channel.id)
    film = await server.film(number) if number is not None else None
    return Place(channel.id, film.name if film else None)


async def past(
    client: discord.Client,
    there: Sequence[Place],
    since: datetime | None,
    until: datetime,
    at: tuple[int, datetime] | None = None,
) -> AsyncIterator[Stretch]:
    """Read places one after the other, from where it was: (place, everything before this moment is read)."""
    for place in there:
        if at is not None and place.id < at[0]:
            continue
        after = at[1] if at is not None and place.id == at[0] else since
        async for stretch in _read(client, place, after, until):
            yield stretch


async def _read(
    client: discord.Client, place: Place, after: datetime | None, until: datetime
) -> AsyncIterator[Stretch]:
    channel = client.get_partial_messageable(place.id)
    joining: Joining[discord.Message] = Joining(_look)
    building = _Building(client, place)
    # Discord leaves the message itself out: the last id before that moment.
    from_here: Any = discord.Object(discord.utils.time_snowflake(after) - 1) if after else None
    while True:
        page = [message async for message in channel.history(limit=PAGE, after=from_here, oldest_first=True)]
        for message in page:
            if message.created_at >= until:
                break
            building.count(message)
            await building.add(joining.take(message))
            if building.full:
                yield building.built(_done(joining, message))
        else:
            if len(page) == PAGE:
                from_here = page[-1]
                if building.messages:
                    yield building.built(_done(joining, page[-1]))
                await asyncio.sleep(PAUSE_SECONDS)
                continue
        break
    await building.add(joining.end())
    yield building.built(until)


def _look(message: discord.Message) -> Written:
    looked = written(message)
    if not is_command(message.content):
        return looked
    return Written(looked.author_id, looked.at, begins=False, continues=False)


def _done(joining: Joining[discord.Message], latest: discord.Message) -> datetime:
    """Say up to when everything is done: up to the text that may go on."""
    return joining.first.created_at if joining.first is not None else latest.created_at + _MOMENT


class _Building:
    """A stretch that is being put together."""

    def __init__(self, client: discord.Client, place: Place) -> None:
        self._client = client
        self._place = place
        self._pastes: list[Paste] = []
        self.messages = self._bots = 0

    @property
    def full(self) -> bool:
        return len(self._pastes) >= STRETCH

    def count(self, message: discord.Message) -> None:
        self.messages += 1
        bot = message.author.bot or message.webhook_id is not None
        self._bots += bot or is_command(message.content)

    async def add(self, messages: Sequence[discord.Message]) -> None:
        if messages:
            self._pastes.append(await _paste(self._client, self._place, messages))

    def built(self, read_to: datetime) -> Stretch:
        """Give it away, and begin the next one."""
        stretch = Stretch(tuple(self._pastes), self.messages, self._bots, self._place.id, read_to)
        self._pastes, self.messages, self._bots = [], 0, 0
        return stretch


async def _paste(client: discord.Client, place: Place, messages: Sequence[discord.Message]) -> Paste:
    unreadable = False
    try:
        text = (await gather(messages, client)).text
    except (RefusedError, discord.NotFound):
        unreadable, text = True, "\n\n".join(message.content for message in messages if message.content)
    return Paste(
        author_id=messages[0].author.id,
        channel_id=place.id,
        message_ids=tuple(message.id for message in messages),
        text=text,
        written_at=written_at(messages),
        film=place.film,
        tags=place.tags,
        post=place.post,
        unreadable=unreadable,
    )
