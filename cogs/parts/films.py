"""What film pages, answers and cards share: finding a film, and the thread or the post where it is talked about."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakValueDictionary

import discord

from bot.archive.types import Film
from bot.discussion import Context, Prompt, load_prompts
from bot.filing import RefusedError
from bot.speech import N_, _, listed, speaking
from bot.views.limits import shorten
from bot.views.pages import answers
from bot.views.words import open_name
from cogs.club._talk import film_button
from cogs.parts.buttons import DISCUSS, Act
from cogs.parts.options import shown_review
from cogs.parts.reply import defer, say
from cogs.parts.services import guild_of, heard_of, language_at, server_of

_PERMISSIONS: Final = {
    "view_channel": N_("View Channel"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
}
_TOO_MANY: Final = frozenset({160006, 160007})
"""Discord's codes for too many active threads, and too many in an announcement channel."""
_FIRST: Final = 20
"""Messages of a discussion among which its opening is looked for."""
_NONCE: Final = 25
"""Discord's longest nonce: of two messages with the same one, it takes the first."""
_REMEMBERED: Final = 1_000
_asked_in: OrderedDict[int, int] = OrderedDict()
"""Post -> film whose prompts were put there last, so that a second press adds nothing."""
_opening: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
"""(server, film) -> held while its thread is opened, so that two presses open one."""


async def film_of(interaction: discord.Interaction, number: int) -> Film:
    """Find a film by number. Raises RefusedError when it is gone, merged into another perhaps."""
    film = await (await heard_of(interaction)).film(number)
    if film is None:
        raise RefusedError("That film is not here any more; `/film list` shows the films this server has reviewed.")
    return film


class Discuss(Act):
    """Opens the thread about a film; its state is `fFILM`, or `rREVIEW` on a card."""

    action, label = DISCUSS, N_("Discuss")

    async def press(self, interaction: discord.Interaction) -> None:
        """Open it, or point to the open one."""
        await defer(interaction, public=False)
        film = await self._film(interaction)
        post = _post(interaction)
        if post is not None:
            await say(interaction, await discuss_in(interaction, post, film))
            return
        thread, new = await open_discussion(interaction, film)
        here = f"<#{thread}>"
        await say(
            interaction,
            _("The discussion is open: {thread}", thread=here)
            if new
            else _("It is being discussed already: {thread}", thread=here),
        )

    async def _film(self, interaction: discord.Interaction) -> Film:
        kind, number = self.state[:1], int(self.state[1:])
        if kind == "f":
            return await film_of(interaction, number)
        review = await shown_review(interaction, number)
        if review.film is None:
            raise RefusedError("Which film is it? Choose it on the card; then it can be discussed.")
        return review.film


async def open_discussion(interaction: discord.Interaction, film: Film) -> tuple[int, bool]:
    """Open a film's thread with its prompts, or find the open one. Gives its id, and whether it is new.

    Raises RefusedError where no thread can be opened, naming the permission that is missing.
    """
    lock = _opening.setdefault((guild_of(interaction), film.number), asyncio.Lock())
    async with lock:
        there = await _open_thread(interaction, film)
        if there is not None and not await _lacks_opening(interaction, there):
            return there.id, False
        server = server_of(interaction)
        channel = _channel(interaction) if there is None else None
        with speaking(await language_at(interaction.client, guild_of(interaction))):
            prompts = await load_prompts(await server.heard(), film)
        if channel is not None:
            there = await _create(channel, shorten(open_name(film), answers.THREAD_NAME))
            await server.set_thread(there.id, film.number)
        assert there is not None  # noqa: S101  (found, or opened just now)
        await _open_with(interaction, there, film, prompts)
        return there.id, channel is not None


async def _open_with(
    interaction: discord.Interaction, thread: discord.Thread, film: Film, prompts: Sequence[Prompt]
) -> None:
    """Send a discussion's first message. Raises RefusedError when Discord refuses it; the next press tries again."""
    guild_id = guild_of(interaction)
    with speaking(await language_at(interaction.client, guild_id)):
        view = answers.discussion(guild_id, film, prompts, [film_button(Context(film=film.number))])
    try:
        await thread.send(view=view, nonce=f"pq-thread-{thread.id}"[:_NONCE])
    except discord.HTTPException as error:
        raise RefusedError(
            "The discussion is open, {thread}, but Discord did not take its first message; press again.",
            thread=thread.mention,
        ) from error


async def _lacks_opening(interaction: discord.Interaction, thread: discord.Thread) -> bool:
    """Say whether the first message of a discussion was refused when it was opened."""
    try:
        async for message in thread.history(limit=_FIRST, oldest_first=True):
            if message.author.id == interaction.application_id or message.author == thread.guild.me:
                return False
    except discord.HTTPException:
        # What is in it cannot be seen: it is left as it is.
        return False
    return True


def _post(interaction: discord.Interaction) -> discord.Thread | None:
    """Give the forum's post that a button was pressed in."""
    channel = interaction.channel
    return channel if isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel) else None


async def discuss_in(interaction: discord.Interaction, post: discord.Thread, film: Film) -> str:
    """Post a film's prompts in a forum's post, unless they were its latest there. Says what came of it.

    Raises RefusedError where the bot may not write.
    """
    lock = _opening.setdefault((guild_of(interaction), post.id), asyncio.Lock())
    async with lock:
        if not interaction.app_permissions.send_messages_in_threads:
            raise RefusedError("The bot cannot write in this post: it lacks Send Messages in Threads.")
        if _asked_in.get(post.id) == film.number:
            return _("The questions about it are in this post already.")
        with speaking(await language_at(interaction.client, guild_of(interaction))):
            prompts = await load_prompts(await server_of(interaction).heard(), film)
            buttons = [film_button(Context(film=film.number))]
            view = answers.discussion(guild_of(interaction), film, prompts, buttons)
        await post.send(view=view)
        _asked_in[post.id] = film.number
        if len(_asked_in) > _REMEMBERED:
            _asked_in.popitem(last=False)
    return _("The questions about it are in this post.")


async def _create(channel: discord.TextChannel, name: str) -> discord.Thread:
    kind = discord.ChannelType.news_thread if channel.is_news() else discord.ChannelType.public_thread
    try:
        return await channel.create_thread(name=name, type=kind)
    except discord.HTTPException as error:
        if error.code in _TOO_MANY:
            raise RefusedError("This server has as many open threads as Discord allows; close one first.") from error
        raise


async def _open_thread(interaction: discord.Interaction, film: Film) -> discord.Thread | None:
    """Find the film's newest thread, if it is still there and open."""
    server = server_of(interaction)
    number = await server.thread_of(film.number)
    if number is None or interaction.guild is None:
        return None
    found: Any = interaction.guild.get_thread(number)
    if found is None:
        try:
            found = await interaction.guild.fetch_channel(number)
        except discord.NotFound:
            await server.remove_thread(number)
            return None
        except discord.Forbidden:
            return None
    return found if isinstance(found, discord.Thread) and not found.archived and not found.locked else None


def _channel(interaction: discord.Interaction) -> discord.TextChannel:
    """Give the channel that a thread can be opened in. Raises RefusedError otherwise."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        channel = channel.parent
    if not isinstance(channel, discord.TextChannel):
        raise RefusedError("A discussion is a thread, and threads can only be opened in a text channel.")
    missing = [_(words) for name, words in _PERMISSIONS.items() if not getattr(interaction.app_permissions, name)]
    if missing:
        raise RefusedError(
            "The bot cannot open a thread in {mention}: it lacks {missing}.",
            mention=channel.mention,
            missing=listed(missing),
        )
    return channel
