"""Answers under watched messages: sent at once, and cards that Discord did not take sent later."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Final

import aiohttp
import discord

from bot.archive.types import Filters, Review
from bot.speech import speak
from cogs._cards import draw, place_card
from cogs.parts.buttons import MORE, custom_id_of, custom_ids
from cogs.parts.services import Services, language_at

log = logging.getLogger(__name__)

ATTEMPTS: Final = 60
"""How often a card is tried again, once a minute."""
LOOKED_BACK: Final = timedelta(hours=1)
"""How old a review may be whose card a restart kept from being sent."""
_UNDER_WAY: Final = timedelta(minutes=1)
"""A review filed so lately may be being answered at this moment."""
_NEAR: Final = 50
"""Messages after a review among which its card is looked for."""
_TOO_MANY: Final = 429
_FAULT: Final = 500


class NotNowError(Exception):
    """Discord did not take a message, for no reason that lies in it."""


async def post(
    channel: Any, guild: discord.Guild, message_id: int, answer: discord.ui.LayoutView | str
) -> discord.Message | None:
    """Answer a message in its channel, as a reply where that is allowed; None when the bot may not write there.

    Sent twice within minutes it stands there once: of messages with one nonce Discord takes the first.
    Raises NotNowError when Discord is down, in trouble or cut off.
    """
    may = _permissions(channel, guild)
    if may is None or not may.view_channel or not _may_write(channel, may):
        return None
    kind = "s" if isinstance(answer, str) else "c"
    options: dict[str, Any] = {
        "content" if kind == "s" else "view": answer,
        "nonce": f"pq{kind}{message_id}",
    }
    if may.read_message_history:
        # Replying needs the history. A message that is gone by now is no reason to fail.
        options["reference"] = discord.MessageReference(
            message_id=message_id, channel_id=channel.id, guild_id=guild.id, fail_if_not_exists=False
        )
    try:
        return await channel.send(**options, mention_author=False)
    except (aiohttp.ClientError, OSError) as error:
        raise NotNowError from error
    except discord.HTTPException as error:
        log.warning("Could not answer in channel %d: HTTP %d", channel.id, error.status)
        if error.status == _TOO_MANY or error.status >= _FAULT:
            raise NotNowError from error
        return None


def _permissions(channel: object, guild: discord.Guild) -> discord.Permissions | None:
    there = isinstance(channel, discord.abc.GuildChannel | discord.Thread)
    return channel.permissions_for(guild.me) if there else None


def _may_write(channel: object, may: discord.Permissions) -> bool:
    return may.send_messages_in_threads if isinstance(channel, discord.Thread) else may.send_messages


def _wants_card(review: Review) -> bool:
    """Say whether a review is to be answered with a card and has none; a channel's past is filed without."""
    return review.source == "watched" and review.batch is None and review.card_message_id is None


class OwedCards:
    """Reviews of watched channels whose card is still to be sent."""

    def __init__(self, client: discord.Client, services: Services) -> None:
        self._client = client
        self._services = services
        self._owed: dict[tuple[int, int], int] = {}

    def add(self, guild_id: int, number: int) -> None:
        """Take note of a card that could not be sent."""
        self._owed.setdefault((guild_id, number), 0)

    async def collect(self) -> None:
        """Find the reviews that an end of the process left without a card."""
        for guild in tuple(self._client.guilds):
            if guild.unavailable:
                continue
            async for review in self._without_card(guild.id):
                self.add(guild.id, review.number)

    async def send(self) -> None:
        """Try every card that is owed."""
        for (guild_id, number), attempts in tuple(self._owed.items()):
            self._owed[guild_id, number] = attempts + 1
            if await self._send(guild_id, number) or attempts + 1 >= ATTEMPTS:
                del self._owed[guild_id, number]

    async def _without_card(self, guild_id: int) -> AsyncIterator[Review]:
        server = self._services.archive.server(guild_id)
        settings = await server.settings()
        if not settings.watched_channel_ids or not settings.public_replies:
            return
        now = discord.utils.utcnow()
        async for review in (await server.heard()).stream(Filters(since=now - LOOKED_BACK)):
            if _wants_card(review) and review.filed_at < now - _UNDER_WAY:
                yield review

    async def _send(self, guild_id: int, number: int) -> bool:
        """Send one card. Says whether it is owed no longer: it is there, or nobody wants it any more."""
        server = self._services.archive.server(guild_id)
        review, guild = await server.get(number), self._client.get_guild(guild_id)
        if review is None or not review.shown or review.card_message_id is not None:
            return True
        if not review.message_ids or not (await server.settings()).public_replies:
            return True
        channel = guild.get_channel_or_thread(review.channel_id or 0) if guild is not None else None
        if guild is None or channel is None:
            return guild is not None and not guild.unavailable
        speak(await language_at(self._client, guild_id))
        try:
            card = await self._there(channel, review)
            if card is None:
                view = await draw(self._client, guild_id, review)
                card = await post(channel, guild, review.message_ids[0], view)
        except NotNowError:
            return False
        if card is not None:
            await place_card(self._client, guild_id, review, card)
        return True

    async def _there(self, channel: Any, review: Review) -> discord.Message | None:
        """Find the card that was sent although nobody heard of it."""
        last = discord.Object(review.message_ids[-1])
        try:
            async for message in channel.history(after=last, limit=_NEAR, oldest_first=True):
                if message.author == channel.guild.me and custom_id_of(MORE, review.number) in custom_ids(message):
                    return message
        except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
            raise NotNowError from error
        except discord.HTTPException:
            # Without the permission to read the history, the nonce alone keeps a card from standing there twice.
            return None
        return None
