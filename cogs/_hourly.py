"""What is sent by itself: every hour, each server of this process is asked whether something is due there."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime, time
from typing import ClassVar

import discord
from discord.ext import commands, tasks

from bot.speech import speaking
from cogs.parts.reply import traceback_without_values
from cogs.parts.services import PullquoteCog, language_at


class Hourly(PullquoteCog):
    """A cog that sends something to servers when it is due. A subclass says what, when to look, and how to send it."""

    sends: ClassVar[str]
    """What it sends, as the log calls it."""
    hours: ClassVar[Sequence[time]]
    """When it looks what is due."""

    async def cog_unload(self) -> None:
        """Stop sending."""
        self.send_due.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin, once the servers that this process looks after are known."""
        if not self.send_due.is_running():
            self.send_due.change_interval(time=self.hours)
            self.send_due.start()

    @tasks.loop(hours=1)
    async def send_due(self) -> None:
        """Send what is due. One server's trouble is not the others'."""
        log = logging.getLogger(type(self).__module__)
        now = discord.utils.utcnow()
        for guild in tuple(self.bot.guilds):
            if guild.unavailable:
                continue
            try:
                with speaking(await language_at(self.bot, guild.id)):
                    await self.send(guild, now)
            except discord.Forbidden:
                log.info("Server %d: the channel of the %s does not let the bot write", guild.id, self.sends)
            except Exception as error:  # noqa: BLE001  (the others' are still to be sent)
                log.error("The %s of server %d failed\n%s", self.sends, guild.id, traceback_without_values(error))  # noqa: TRY400

    @abstractmethod
    async def send(self, guild: discord.Guild, now: datetime) -> None:
        """Send a server what is due there, if anything is."""
