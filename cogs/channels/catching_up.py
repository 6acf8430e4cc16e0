"""After a restart or an outage: watched channels are read from the last message heard, edits and deletions followed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Final

import aiohttp
import discord
from discord.ext import commands

from bot.archive.types import ArchiveUnavailableError
from bot.joining import JOIN_WITHIN, Joining
from bot.speech import N_
from cogs.channels._history import PAGE, PAUSE_SECONDS, is_to_the_bot
from cogs.channels.intake import Intake
from cogs.parts.gathering import written
from cogs.parts.reply import guarded
from cogs.parts.services import PullquoteCog, Services

log = logging.getLogger(__name__)

LOOKED_BACK: Final = 1_000
"""Messages before the present among which edits and deletions that nobody told of are looked for, a channel."""
KNOWN_AT_MOST: Final = 500
"""The latest messages of reviews that are looked for among them."""
RETRY_SECONDS: Final = 60.0
ATTEMPTS: Final = 5
_LOST: Final = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, ArchiveUnavailableError)
_WORK: Final = "pullquote-catching-up"


class CatchingUp(PullquoteCog):
    """Reads what watched channels wrote while the bot did not listen."""

    stores: ClassVar[str] = N_("Nothing about you: up to which moment each watched channel was heard.")

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self._under_way: set[int] = set()

    async def cog_unload(self) -> None:
        """Break off; the next start reads from the same marks."""
        await self.services.background.cancel(_WORK)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing about members."""

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up with every server. A connection that is resumed brings its events by itself."""
        for guild in self.bot.guilds:
            self._begin(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Catch up with a server that was away."""
        self._begin(guild)

    def _begin(self, guild: discord.Guild) -> None:
        if self.bot.intents.message_content and not guild.unavailable and guild.id not in self._under_way:
            self._under_way.add(guild.id)
            self.services.background.start(_WORK, guarded(self._guild(guild), "catching up"))

    async def _guild(self, guild: discord.Guild) -> None:
        try:
            server = self.services.archive.server(guild.id)
            watched = (await server.settings()).watched_channel_ids
            marks = await server.marks()
            await server.unmark([channel_id for channel_id in marks if channel_id not in watched])
            now = discord.utils.utcnow()
            await server.mark({channel_id: now for channel_id in watched if channel_id not in marks})
            for channel_id in watched:
                if channel_id in marks:
                    await self._patiently(guild, channel_id, marks[channel_id])
        finally:
            self._under_way.discard(guild.id)

    async def _patiently(self, guild: discord.Guild, channel_id: int, mark: datetime) -> None:
        """Catch up with a channel; its mark stays where it is until that is done."""
        self._intake.marks.hold(guild.id, channel_id)
        now = discord.utils.utcnow()
        for _ in range(ATTEMPTS):
            try:
                await self._channel(guild, channel_id, mark, now)
                break
            except discord.NotFound:
                await self.services.archive.server(guild.id).note_gone([channel_id])
                break
            except discord.Forbidden:
                break
            except _LOST as error:
                log.warning("Catching up waits: %s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
        await self._intake.marks.release(guild.id, channel_id, now, self._intake.pending)

    @cached_property
    def _intake(self) -> Intake:
        # Found once: while the bot closes, its cogs are taken away one after the other.
        return next(cog for cog in self.bot.cogs.values() if isinstance(cog, Intake))

    async def _channel(self, guild: discord.Guild, channel_id: int, mark: datetime, now: datetime) -> None:
        channel: Any = guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
        for place in await _places(channel, mark):
            await self._follow(guild.id, place, mark, now)
            await self._read_on(guild.id, place, mark, now)

    # Edits and deletions

    async def _follow(self, guild_id: int, channel: Any, mark: datetime, now: datetime) -> None:
        """Follow what became of the latest messages that reviews were read from."""
        server = self.services.archive.server(guild_id)
        known = await server.messages_of(channel.id, KNOWN_AT_MOST)
        if not known:
            return
        first, read = min(known), 0
        before = discord.Object(discord.utils.time_snowflake(now, high=True))
        there: dict[int, discord.Message] = {}
        async for message in channel.history(limit=LOOKED_BACK, before=before):
            read += 1
            if message.id in known:
                there[message.id] = message
            if message.id <= first:
                break
            if read == LOOKED_BACK:
                first = message.id
        gone = {message_id for message_id in known if message_id >= first} - set(there)
        if gone:
            await self._intake.deleted(guild_id, gone)
        for message_id, message in sorted(there.items()):
            if message.edited_at is not None and message.edited_at >= mark:
                await self._intake.reread(guild_id, known[message_id], message)

    # What was written

    async def _read_on(self, guild_id: int, channel: Any, mark: datetime, now: datetime) -> None:
        """Read what was written since a mark as it would have been; one after the other, beside everybody else."""
        joining: Joining[discord.Message] = Joining(written)
        async for message in _since(channel, mark, now):
            if not is_to_the_bot(self.bot, message):
                await self._read(guild_id, joining.take(message))
        left = joining.end()
        if left and now - left[-1].created_at < JOIN_WITHIN:
            # Their author may be going on at this moment.
            for message in left:
                self._intake.chains.take(message)
        else:
            await self._read(guild_id, left)

    async def _read(self, guild_id: int, messages: Sequence[discord.Message]) -> None:
        ids = [message.id for message in messages]
        if ids and not await self.services.archive.server(guild_id).filed_from(ids):
            await self._intake.read_now(list(messages))


async def _places(channel: Any, mark: datetime) -> list[Any]:
    """List where messages may be new: the channel itself, or the posts of a forum that anything happened in."""
    if not isinstance(channel, discord.ForumChannel):
        return [channel]
    posts = {thread.id: thread for thread in await channel.guild.active_threads() if thread.parent_id == channel.id}
    async for thread in channel.archived_threads(limit=None):
        if thread.archive_timestamp < mark:
            break
        posts[thread.id] = thread
    return [posts[number] for number in sorted(posts)]


async def _since(channel: Any, mark: datetime, now: datetime) -> AsyncIterator[discord.Message]:
    """Give the messages between two moments, a page at a time."""
    # Discord leaves the message itself out: the last id before that moment.
    after = discord.Object(discord.utils.time_snowflake(mark) - 1)
    while True:
        page = [message async for message in channel.history(limit=PAGE, after=after, oldest_first=True)]
        for message in page:
            if message.created_at > now:
                return
            yield message
        if len(page) < PAGE:
            return
        after = page[-1]
        await asyncio.sleep(PAUSE_SECONDS)
