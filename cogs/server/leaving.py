"""Leaving a server, coming back, and erasing what has had its time."""

from __future__ import annotations

import logging
from typing import ClassVar

import discord
from discord.ext import commands, tasks

from bot.figures import PURGED
from bot.speech import N_
from cogs.parts.reply import traceback_without_values
from cogs.parts.services import PullquoteCog, Services

log = logging.getLogger(__name__)


class Leaving(PullquoteCog):
    """Notes confirmed departures, and cleans up every hour.

    A server that is unavailable, or missing from the cache, has not been left: only its removal
    while it was available, confirmed by Discord's own refusal to show it, is leaving.
    """

    stores: ClassVar[str] = N_("Nothing about you: only when the bot left a server, whose archive goes 30 days later.")

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self._unconfirmed: set[int] = set()

    async def cog_unload(self) -> None:
        """Stop cleaning up."""
        self.clean_up.cancel()

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing about members."""

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin to clean up, once every server that is here is known."""
        if not self.clean_up.is_running():
            self.clean_up.start()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Ask Discord whether the bot really is out of the server, and note when it left."""
        self._unconfirmed.add(guild.id)
        await self._confirm(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that the bot is back."""
        await self._returned(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Note that the bot is in a server that it may have come back to while it was not running."""
        await self._returned(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Remember a channel that was deleted with its threads: the reviews that were read there stay."""
        threads = [thread.id for thread in channel.guild.threads if thread.parent_id == channel.id]
        await self.services.archive.server(channel.guild.id).note_gone([channel.id, *threads])

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Remember a thread that was deleted."""
        await self.services.archive.server(payload.guild_id).note_gone([payload.thread_id])

    async def _confirm(self, guild_id: int) -> None:
        """Mark a server as left if Discord does not show it to the bot any more; otherwise leave it alone."""
        try:
            await self.bot.fetch_guild(guild_id, with_counts=False)
        except (discord.Forbidden, discord.NotFound):
            pass
        except discord.HTTPException as error:
            # Not a no: it is asked again with the next clean-up.
            log.warning("Whether server %d was left is not known yet: HTTP %d", guild_id, error.status)
            return
        else:
            self._unconfirmed.discard(guild_id)
            return
        self._unconfirmed.discard(guild_id)
        await self.services.archive.server(guild_id).mark_departed(discord.utils.utcnow())
        log.info("Server %d was left; its archive goes in 30 days", guild_id)
        if self.bot.get_guild(guild_id) is not None:
            # Invited again while Discord was being asked.
            await self._returned(guild_id)

    async def _returned(self, guild_id: int) -> None:
        self._unconfirmed.discard(guild_id)
        server = self.services.archive.server(guild_id)
        if await server.departed_at() is not None:
            await server.mark_returned()
            log.info("Server %d is back; its archive stays", guild_id)

    @tasks.loop(hours=1)
    async def clean_up(self) -> None:
        """Erase removals that can no longer be undone, reviews past their retention, servers left 30 days ago."""
        try:
            for guild_id in tuple(self._unconfirmed):
                await self._confirm(guild_id)
            for guild in self.bot.guilds:
                # Unavailable ones are listed too: the bot is in them, whatever was noted earlier.
                await self._returned(guild.id)
            shards = self.services.settings.shard_range
            owns = (frozenset(shards[0]), shards[1]) if shards else None
            purged = await self.services.archive.purge_expired(discord.utils.utcnow(), owns)
        except Exception as error:  # noqa: BLE001  (the next hour tries again; a database may be back by then)
            log.error("The hourly clean-up failed\n%s", traceback_without_values(error))  # noqa: TRY400  (no values)
            return
        self.services.figures.add(PURGED)
        if purged.reviews or purged.servers:
            log.info("Erased %d reviews and %d servers that had their time", purged.reviews, purged.servers)
