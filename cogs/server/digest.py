"""The weekly digest: at the server's day and hour, once, and not in a quiet week."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import ClassVar, Final

import discord

from bot.archive.types import ServerSettings
from bot.discussion import load_digest
from bot.speech import N_, _
from bot.views.pages.digest import digest_page
from cogs._hourly import Hourly
from cogs.server._years import ShowYear

HOURS: Final = [time(hour, second=5, tzinfo=UTC) for hour in range(24)]
"""Just after every full hour, so that a clock that is a little slow does not cost an hour."""
LATE_AT_MOST: Final = timedelta(hours=12)
"""A digest that was missed (the bot was down) is still sent so late; a later one would be no news."""
WEEK: Final = timedelta(days=7)
_DECEMBER: Final = 12


def last_due(settings: ServerSettings, now: datetime) -> datetime:
    """Give the latest moment, at `now` or before, at which the server's digest was due. Aware, UTC."""
    today = now.replace(hour=settings.digest_hour, minute=0, second=0, microsecond=0)
    due = today - timedelta(days=(now.weekday() - settings.digest_day) % 7)
    return due if due <= now else due - WEEK


def week_of(due: datetime) -> str:
    """Name a digest's week: there is one digest in each, also when the server changes its day meanwhile."""
    year, week, _ = due.isocalendar()
    return f"{year}-W{week:02}"


def _may_write(channel: discord.abc.GuildChannel | discord.Thread, guild: discord.Guild) -> bool:
    allowed = channel.permissions_for(guild.me)
    in_thread = isinstance(channel, discord.Thread)
    return allowed.view_channel and (allowed.send_messages_in_threads if in_thread else allowed.send_messages)


class Digests(Hourly):
    """Sends each server of this process its week."""

    stores: ClassVar[str] = N_("Nothing about you: only which week's digest was sent.")
    sends, hours = "digest", HOURS

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing: a digest is made when it is sent."""

    async def send(self, guild: discord.Guild, now: datetime) -> None:
        """Send a server its week, once."""
        server = self.services.archive.server(guild.id)
        settings = await server.settings()
        due = last_due(settings, now)
        if settings.digest_channel_id is None or now - due > LATE_AT_MOST:
            return
        channel = guild.get_channel_or_thread(settings.digest_channel_id)
        if channel is None or not isinstance(channel, discord.abc.Messageable) or not _may_write(channel, guild):
            # Tried again every hour: a permission that is given in time still brings this week's.
            return
        # Claimed before it is made: whoever claims it sends it, whatever other processes do meanwhile.
        if not await server.claim_digest(week_of(due)):
            return
        week = await load_digest(await server.heard(), due - WEEK, due)
        if week is not None:
            # In December it offers the year, which is nearly over.
            buttons = [ShowYear(due.year, _("The year {year}", year=due.year))] if due.month == _DECEMBER else []
            view = digest_page(guild.id, week, buttons)
            await channel.send(view=view, allowed_mentions=discord.AllowedMentions.none(), silent=True)
