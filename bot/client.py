"""The bot itself: intents, cogs, the error handler, start-up and shutdown."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive import Archive, ArchiveError
from bot.backups import Backups
from bot.figures import COMMAND_SECONDS
from bot.filing import Filing
from bot.health import Health, Observed, Reporter, listening
from bot.importing import Importing
from bot.settings import Settings
from bot.speech import speak
from bot.takeover import Takeover
from bot.workers import Workers
from cogs import COGS
from cogs.parts.reply import report, traceback_without_values
from cogs.parts.services import Services, language_of_member
from cogs.translating import CommandTranslator

log = logging.getLogger(__name__)

# Nothing of ours speaks: that voice is not supported is no news.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    attach_files=True,
    add_reactions=True,
    create_public_threads=True,
    send_messages_in_threads=True,
)
"""What the invite link asks for, and no more: read, answer and mark messages, attach files, open threads."""


def invite_link(application: int | str) -> str:
    """Give the address that adds an application to a server, with the permissions above and no others."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


_IN_HAND = ("CommandTree-invoker", "discord-ui-", "discord.py: on_")
_FINISH_SECONDS = 25.0
_BEGUN = "begun"
IDENTIFY_SECONDS = 5.0
"""Discord lets one shard of each bucket identify in so many seconds."""
_TURN_SECONDS = 0.25


def build_bot(
    settings: Settings, workers: Workers | None = None, takeover: Takeover | None = None, *, exposed: bool = False
) -> Pullquote:
    """Build the bot from its settings; nothing is opened before it logs in.

    `workers`: a running pool to share; without it the bot starts one of its own, and ends it when it closes.
    """
    return Pullquote(settings, workers, takeover or Takeover(), exposed=exposed)


def intents(settings: Settings) -> discord.Intents:
    """Ask for as little as possible; message content only where the owner switched it on."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    # No privileged one: it says when the event of a film night is over.
    wanted.guild_scheduled_events = True
    wanted.message_content = settings.message_content
    return wanted


class _Tree(app_commands.CommandTree[commands.AutoShardedBot]):
    """Speaks a member's language to them, sends every failure to the one error handler, and times each command."""

    async def interaction_check(self, interaction: discord.Interaction[commands.AutoShardedBot], /) -> bool:
        """Note when a command began, and speak the language of who typed it, until an answer is for everybody."""
        interaction.extras[_BEGUN] = time.perf_counter()
        speak(language_of_member(interaction))
        return True

    async def on_error(
        self, interaction: discord.Interaction[commands.AutoShardedBot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the member; log what is a fault of ours."""
        await report(interaction, error)
        cast("Pullquote", self.client).note_command(interaction)


class Pullquote(commands.AutoShardedBot):
    """discord.py's bot with the rooms of this project opened under it."""

    services: Services

    def __init__(self, settings: Settings, workers: Workers | None, takeover: Takeover, *, exposed: bool) -> None:
        shard_ids, shard_count = settings.shard_range or (None, None)
        options: dict[str, Any] = {}
        if shard_ids:
            # Waiting for other processes to identify is no failure to connect.
            options = {"shard_ids": list(shard_ids), "shard_count": shard_count, "shard_connect_timeout": None}
        self.reporter = Reporter(self, settings.report_channel) if settings.report_channel else None
        others = [self.reporter] if self.reporter is not None else []
        self.figures = Observed(exposed=exposed or bool(settings.http), others=others)
        self.takeover = takeover
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=_Tree,
            intents=intents(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=listening(self.figures),
            **options,
        )
        takeover.guard(self._connection.parsers)
        self.max_concurrency = 1
        """How many shards may identify at once, as Discord says."""
        self.settings = settings
        self._workers = workers or Workers(
            settings.workers, settings.analysis_seconds, settings.queue, figures=self.figures
        )
        self._own_workers = workers is None
        self._archive: Archive | None = None
        self.health = Health(self, self._workers, self.figures)
        self.backups: Backups | None = None
        """Those that this process takes by itself."""
        self._backing_up: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Open the archive, start the reading processes, load the cogs, publish the commands."""
        self._archive = await Archive.open(self.settings.database_url)
        self.health.archive = self._archive
        if self.reporter is not None:
            self.reporter.claim = self._archive.claim
        await asyncio.to_thread(self._workers.start)
        filing = Filing(self._archive, self._workers, self.figures)
        self.services = Services(self.settings, self._archive, filing, Importing(filing), self.figures)
        for cog in COGS:
            await self.add_cog(cog(self, self.services))
        if self.shard_ids is None or 0 in self.shard_ids:
            # Several processes are one application with one archive: the first of them speaks for all.
            await self.tree.set_translator(CommandTranslator())
            await self.tree.sync()
            self._begin_backups(self._archive)

    def _begin_backups(self, archive: Archive) -> None:
        if self.settings.backups:
            self.backups = Backups(archive, self.settings, self.figures)
            self._backing_up = asyncio.create_task(self.backups.run())

    async def close(self) -> None:
        """Finish what is in hand, then close the connections, the archive and the reading processes."""
        if self.is_closed():
            return
        await _finish_in_hand()
        await super().close()
        if self._backing_up is not None:
            self._backing_up.cancel()
            await asyncio.gather(self._backing_up, return_exceptions=True)
        if self._archive is not None:
            await self._archive.close()
        if self._own_workers:
            await asyncio.to_thread(self._workers.close)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the cogs of an event, unless another process still does what it begins."""
        if not self.takeover.hold(event, args):
            super().dispatch(event, *args, **kwargs)

    def begin_work(self) -> None:
        """Do what was left to another process until now."""
        for event, arguments in self.takeover.begin_work():
            super().dispatch(event, *arguments)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify in turn with the other processes, as often as Discord allows to all of them together."""
        if self.settings.shard_range is None or shard_id is None or self._archive is None:
            await super().before_identify_hook(shard_id, initial=initial)
            return
        turn = f"identify-{shard_id % self.max_concurrency}"
        try:
            while not await self._archive.claim(turn, IDENTIFY_SECONDS):  # noqa: ASYNC110  (others hold the turn)
                await asyncio.sleep(_TURN_SECONDS)
        except ArchiveError:
            await super().before_identify_hook(shard_id, initial=False)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log a failed event handler without what it was given: that may be a review."""
        del args, kwargs
        import sys  # noqa: PLC0415

        error = sys.exc_info()[1]
        if error is not None:
            log.error("In %s\n%s", event_method, traceback_without_values(error))

    async def on_app_command_completion(
        self, interaction: discord.Interaction, _: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
    ) -> None:
        """Note how long a command took."""
        self.note_command(interaction)

    def note_command(self, interaction: discord.Interaction) -> None:
        """Take how long a command took into the figures, under its own name."""
        begun = interaction.extras.get(_BEGUN)
        if begun is not None and interaction.command is not None:
            self.figures.observe(COMMAND_SECONDS, time.perf_counter() - begun, interaction.command.qualified_name)

    async def on_message(self, message: discord.Message, /) -> None:
        """Run no prefix commands: mentions are questions, and belong to the cog that answers them."""


async def _finish_in_hand() -> None:
    """Wait for the interactions and events that discord.py is still handling, but not for ever."""
    current = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not current and task.get_name().startswith(_IN_HAND)]
    if tasks:
        log.info("Finishing %d answers before closing", len(tasks))
        await asyncio.wait(tasks, timeout=_FINISH_SECONDS)
