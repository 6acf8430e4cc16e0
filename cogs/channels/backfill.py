"""`/archive backfill`: a channel's past, shown first, then filed in the background, over restarts and outages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import aiohttp
import discord
from discord.ext import commands

from bot.archive.types import ArchiveUnavailableError, Backfill
from bot.backfilling import Backfilling, GivenUpError, Survey
from bot.filing import RefusedError
from bot.importing import AlreadyImportingError
from bot.speech import N_, _, listed, speak, speaking
from bot.views.pages import backfill as views
from cogs.channels._history import past, places
from cogs.parts.buttons import Act
from cogs.parts.options import Channel, parse_days
from cogs.parts.reply import acknowledge, defer, guarded
from cogs.parts.services import PullquoteCog, Services, guild_of, language_at, server_of
from cogs.parts.undoing import UndoImport
from cogs.server.setup import require_manager

log = logging.getLogger(__name__)

REDRAW_SECONDS = 4.0
RETRY_SECONDS = 30.0
"""How long a lost connection is waited for before the next try."""
_NEEDS = {"view_channel": N_("View Channel"), "read_message_history": N_("Read Message History")}
_LOST = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, ArchiveUnavailableError)
_WORK = "pullquote-backfill"


class Backfills(PullquoteCog):
    """Files channels' pasts. What is under way is in the archive, so that a restart goes on with it."""

    stores: ClassVar[str] = N_("Nothing about you: which channel's past is being filed, and how far that is.")

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self._running: dict[tuple[int, int], asyncio.Task[None]] = {}

    async def cog_load(self) -> None:
        """Make the buttons work, after a restart too."""
        self.bot.add_dynamic_items(*BUTTONS)

    async def cog_unload(self) -> None:
        """Break off; the next start goes on."""
        await self.services.background.cancel(_WORK)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing about members: whoever asks to be forgotten is left out by the filing itself."""

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Go on with what an earlier run of the bot began."""
        for guild in self.bot.guilds:
            await self._resume(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Go on in a server that was away."""
        await self._resume(guild.id)

    async def _resume(self, guild_id: int) -> None:
        for state in await self.services.archive.server(guild_id).backfills():
            self._start(guild_id, state)

    # Looking through

    async def survey(
        self, interaction: discord.Interaction, channel: Channel, since: str | None, until: str | None
    ) -> None:
        """Look through a channel's past and show what would be filed of it, to who asked alone."""
        require_manager(interaction)
        if not self.bot.intents.message_content:
            raise RefusedError(
                "Without the message-content intent the bot sees no old messages; `/setup` says how to switch it on."
            )
        after = parse_days(since)[0] if since else None
        before = parse_days(until)[1] if until else discord.utils.utcnow()
        before = min(before, discord.utils.utcnow())
        self.services.importing.check(guild_of(interaction))
        if not channel.permissions.view_channel or not channel.permissions.read_message_history:
            raise RefusedError("You cannot read that channel's history yourself, so its past is not shown to you.")
        await defer(interaction, public=False)
        found_channel = await self._channel(guild_of(interaction), channel.id)
        drawing = _Looking(interaction, channel.id)
        read = past(self.bot, await places(found_channel), after, before)
        found = await self._backfilling.survey(guild_of(interaction), read, drawing.report)
        state = f"{channel.id}:{_seconds(after)}:{_seconds(before)}:{found.messages}"
        buttons = [FileThem(state)] if found.reviews else []
        notes = [] if _everybody_sees(found_channel) else [_(views.PRIVATE)]
        view = views.preview(guild_of(interaction), channel.id, found, notes, buttons)
        await interaction.edit_original_response(view=view)

    @property
    def _backfilling(self) -> Backfilling:
        return Backfilling(self.services.filing, self.services.importing)

    async def _channel(self, guild_id: int, channel_id: int) -> discord.abc.GuildChannel | discord.Thread:
        """Find a channel whose past can be read. Raises RefusedError for any other one."""
        guild = self.bot.get_guild(guild_id)
        found: Any = guild.get_channel_or_thread(channel_id) if guild else None
        if found is None:
            found = await self.bot.fetch_channel(channel_id)
        if not isinstance(found, discord.TextChannel | discord.Thread | discord.ForumChannel):
            raise RefusedError("Choose a text channel, a thread or a forum: others have no past to read.")
        may = found.permissions_for(found.guild.me)
        missing = [_(words) for name, words in _NEEDS.items() if not getattr(may, name)]
        if missing:
            raise RefusedError(
                "The bot cannot read {mention}: it lacks {missing} there.",
                mention=found.mention,
                missing=listed(missing),
            )
        return found

    # Filing

    async def begin(self, interaction: discord.Interaction, wanted: Backfill) -> None:
        """Begin to file what was shown; the progress goes to a message that outlives this interaction."""
        server = server_of(interaction)
        self.services.importing.check(guild_of(interaction))
        if await server.backfills():
            raise RefusedError("A channel's past is being filed on this server already; wait until it is done.")
        state = await server.begin_backfill(interaction.user.id, wanted)
        await interaction.edit_original_response(view=views.begun())
        with speaking(await language_at(self.bot, guild_of(interaction))):
            panel = await interaction.followup.send(view=views.progress(state, [Stop(state.batch)]), wait=True)
        state = replace(state, panel_channel_id=panel.channel.id, panel_message_id=panel.id)
        await server.save_backfill(state)
        self._start(guild_of(interaction), state)

    def _start(self, guild_id: int, state: Backfill) -> None:
        key = (guild_id, state.batch)
        running = self._running.get(key)
        if running is None or running.done():
            self._running[key] = self.services.background.start(
                _WORK, guarded(self._carry_out(guild_id, state), "filing a channel's past")
            )

    async def stop(self, guild_id: int, batch: int, why: str) -> None:
        """Give a backfill up; what it filed stays, and can be undone."""
        running = self._running.pop((guild_id, batch), None)
        if running is not None:
            running.cancel()
            await asyncio.wait([running], timeout=10)
        server = self.services.archive.server(guild_id)
        for state in await server.backfills():
            if state.batch == batch:
                await server.end_backfill(batch)
                await self._draw(state, views.stopped(state, why, _undo(state)))

    async def _carry_out(self, guild_id: int, state: Backfill) -> None:
        """File a past to its end; a lost connection is waited for."""
        speak(await language_at(self.bot, guild_id))
        panel = _Panel(state, self._draw)
        while not await self._tried(guild_id, panel):  # noqa: ASYNC110  (no event tells that a connection is back)
            await asyncio.sleep(RETRY_SECONDS)

    async def _tried(self, guild_id: int, panel: _Panel) -> bool:
        """Try to come to the end. Says whether it is over, be it for good reasons or bad ones."""
        try:
            with self.services.importing.alone(guild_id):
                done = await self._file(guild_id, panel)
        except AlreadyImportingError:
            return False
        except (discord.NotFound, discord.Forbidden, RefusedError) as error:
            why = str(error) if isinstance(error, RefusedError) else _("The bot cannot read that channel any more.")
            undo = [] if isinstance(error, GivenUpError) else _undo(panel.state)
            over = views.stopped(panel.state, why, undo)
        except _LOST as error:
            log.warning("Filing a channel's past waits: %s", type(error).__name__)
            return False
        else:
            over = views.done(done, _undo(done))
        await self.services.archive.server(guild_id).end_backfill(panel.state.batch)
        await self._draw(panel.state, over)
        return True

    async def _file(self, guild_id: int, panel: _Panel) -> Backfill:
        state = panel.state
        there = await places(await self._channel(guild_id, state.channel_id))
        at = (state.place_id, state.read_to) if state.place_id is not None and state.read_to is not None else None
        read = past(self.bot, there, state.since, state.until, at)
        return await self._backfilling.run(guild_id, state, read, panel.report)

    async def _draw(self, state: Backfill, view: discord.ui.LayoutView) -> None:
        """Bring the message that shows the progress up to date; where it cannot be, the filing goes on."""
        if state.panel_channel_id is None or state.panel_message_id is None:
            return
        message = self.bot.get_partial_messageable(state.panel_channel_id).get_partial_message(state.panel_message_id)
        with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
            await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())


class _Panel:
    """How far a backfill is, shown every few seconds at most."""

    def __init__(self, state: Backfill, draw: Callable[[Backfill, discord.ui.LayoutView], Awaitable[None]]) -> None:
        self.state = state
        self._draw = draw
        self._drawn = time.monotonic()

    async def report(self, state: Backfill) -> None:
        self.state = state
        if time.monotonic() - self._drawn >= REDRAW_SECONDS:
            self._drawn = time.monotonic()
            await self._draw(state, views.progress(state, [Stop(state.batch)]))


class _Looking:
    """How far the looking through is, shown every few seconds at most."""

    def __init__(self, interaction: discord.Interaction, channel_id: int) -> None:
        self._interaction = interaction
        self._channel_id = channel_id
        self._drawn = time.monotonic()

    async def report(self, found: Survey) -> None:
        if time.monotonic() - self._drawn >= REDRAW_SECONDS:
            self._drawn = time.monotonic()
            with contextlib.suppress(discord.HTTPException):
                await self._interaction.edit_original_response(view=views.looking(self._channel_id, found))


def _everybody_sees(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    return channel.permissions_for(channel.guild.default_role).view_channel


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _moment(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), discord.utils.utcnow().tzinfo) if int(seconds) else None


def _undo(state: Backfill) -> Sequence[Act]:
    return [UndoImport(state.batch)] if state.filed else []


def backfills_of(client: discord.Client) -> Backfills:
    """Find the cog."""
    return next(cog for cog in getattr(client, "cogs", {}).values() if isinstance(cog, Backfills))


class FileThem(Act):
    """Files what was shown; its state is `CHANNEL:SINCE:UNTIL:MESSAGES`, moments as seconds since 1970."""

    action, label, style = "backfill", N_("File them"), discord.ButtonStyle.success

    async def press(self, interaction: discord.Interaction) -> None:
        """Begin; whoever presses is looked at anew."""
        require_manager(interaction)
        channel, since, until, messages = self.state.split(":")
        await acknowledge(interaction)
        wanted = Backfill(0, int(channel), _moment(until) or discord.utils.utcnow(), _moment(since), int(messages))
        await backfills_of(interaction.client).begin(interaction, wanted)


class Stop(Act):
    """Gives a backfill up; its state is the import's number."""

    action, label = "backfill-stop", N_("Stop")

    async def press(self, interaction: discord.Interaction) -> None:
        """Stop it, for those who manage the server."""
        require_manager(interaction)
        await acknowledge(interaction)
        await backfills_of(interaction.client).stop(guild_of(interaction), self.number, _("It was stopped."))


BUTTONS = (FileThem, Stop)
