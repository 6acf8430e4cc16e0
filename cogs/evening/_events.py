"""The event on Discord that announces a film night, where the bot and its host may make one."""

from __future__ import annotations

import logging
import re
from typing import Final

import discord

from bot.archive.evening import Night
from bot.speech import N_, _
from bot.views.nights import EVENT_NAME, film_title

log = logging.getLogger(__name__)

_CHANNEL = re.compile(r"<#(\d{15,21})>")
_LOCATION: Final = 100
NO_EVENT: Final = N_("There is no event on Discord for it: {why}. Everything else works without.")
Place = discord.VoiceChannel | discord.StageChannel | str


def place_of(guild: discord.Guild, typed: str | None) -> Place:
    """Read where a night is: a voice or stage channel that was chosen, or words."""
    text = " ".join((typed or "").split())[:_LOCATION]
    found = _CHANNEL.fullmatch(text)
    channel = guild.get_channel(int(found[1])) if found else None
    return channel if isinstance(channel, discord.VoiceChannel | discord.StageChannel) else text


async def make_event(
    guild: discord.Guild, host: discord.Permissions, night: Night, place: Place, elsewhere: str
) -> tuple[int | None, str]:
    """Make the event of a night. Gives its id and nothing, or no id and why in a sentence.

    `host`: what the planner may do. The bot makes no event for somebody who could not make one. `elsewhere` stands
    for the place where nobody said one.
    """
    if not (host.create_events or host.manage_events):
        return None, _(NO_EVENT, why=_("you lack the Create Events permission"))
    mine = guild.me.guild_permissions
    if not (mine.create_events or mine.manage_events):
        return None, _(NO_EVENT, why=_("the bot lacks the Create Events permission"))
    about = _("A film night. Afterwards the bot gathers blind reviews, and reveals them together.")
    name = film_title(night, EVENT_NAME)
    try:
        if isinstance(place, str):
            event = await guild.create_scheduled_event(
                name=name,
                description=about,
                start_time=night.starts_at,
                end_time=night.ends_at,
                privacy_level=discord.PrivacyLevel.guild_only,
                entity_type=discord.EntityType.external,
                location=place or elsewhere,
            )
        else:
            event = await guild.create_scheduled_event(
                name=name,
                description=about,
                start_time=night.starts_at,
                end_time=night.ends_at,
                privacy_level=discord.PrivacyLevel.guild_only,
                channel=place,
            )
    except discord.HTTPException as error:
        log.info("Server %d: no event could be made (%d)", guild.id, error.status)
        return None, _(NO_EVENT, why=_("Discord did not allow it"))
    return event.id, ""


async def interested(guild: discord.Guild, event_id: int | None) -> list[int]:
    """List who said that they would come; nobody where there is no event any more."""
    if event_id is None:
        return []
    try:
        event = await guild.fetch_scheduled_event(event_id)
        return [user.id async for user in event.users() if not user.bot]
    except (discord.NotFound, discord.Forbidden):
        return []


async def drop_event(guild: discord.Guild, event_id: int | None) -> None:
    """Take the event of a night away that was called off; one that is gone is no failure."""
    if event_id is None:
        return
    try:
        await (await guild.fetch_scheduled_event(event_id)).delete()
    except (discord.NotFound, discord.Forbidden):
        return
