"""`/archive export`, `import`, `stats`, and the door to `backfill`: reviews out as files, in from files, and totals."""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.types import Filters, OptedOutError
from bot.exchange import LETTERBOXD_FILE_BYTES, ExportFormat, ImportPlan, Part, Skipped, detect, parts, plan, writer
from bot.filing import RefusedError
from bot.importing import Progress, allowed
from bot.speech import N_, _, count
from bot.views.charts import time_chart, verdict_bar
from bot.views.pages import archive as views
from cogs.channels.backfill import backfills_of
from cogs.parts.buttons import Act
from cogs.parts.charts import pictures
from cogs.parts.gathering import arrived
from cogs.parts.options import Channel, Narrowing, narrowed
from cogs.parts.reply import acknowledge, defer, plain_words, report, show
from cogs.parts.services import PullquoteCog, Services, guild_of, is_moderator, replies_publicly, server_of
from cogs.parts.undoing import UndoImport
from cogs.server._years import ShowYear, forget_years, show_year

FALLBACK_FILE_BYTES = 10 * 1024 * 1024
LARGEST_FILE_BYTES = 25 * 1024 * 1024
"""A part of an export is held while it is sent: it is never larger than this, whatever Discord would take."""
REDRAW_SECONDS = 4.0
"""How often the progress of an import is drawn at most."""
_NONE = N_("There is nothing to export: No review is archived on this server.")
_NONE_LIKE_THAT = N_("There is nothing to export: No review is what you asked for.")
_NONE_OF_YOURS = N_("There is nothing to export: None of your reviews is archived on this server.")
_NONE_OF_YOURS_LIKE_THAT = N_("There is nothing to export: None of your reviews is what you asked for.")
_STEM = "import"
EARLIEST = 1888
"""Before there were films, nobody wrote of one."""
_SUFFIXES = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}

FormatOption = Literal["JSON", "CSV", "Markdown", "Letterboxd"]
_FORMATS: dict[FormatOption, ExportFormat] = {
    "JSON": "json",
    "CSV": "csv",
    "Markdown": "markdown",
    "Letterboxd": "letterboxd",
}


@dataclass(slots=True)
class _Running:
    """An import under way in a server."""

    user_id: int
    task: asyncio.Task[None] | None = None
    why: str = field(default_factory=lambda: _("It was broken off."))
    """What is said when the task is cancelled."""
    latest: Progress = field(default_factory=lambda: Progress(0, 0))


class Archives(PullquoteCog):
    """Takes reviews out of and into the archive."""

    stores: ClassVar[str] = N_("Nothing: a file that you import or export is read, sent and let go.")
    archive = app_commands.Group(
        name="archive", description="Export, import and count this server's reviews.", guild_only=True
    )

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self._running: dict[int, _Running] = {}
        # Two at a time: each holds one part of a file.
        self._exports = asyncio.Semaphore(2)

    async def cog_load(self) -> None:
        """Make the buttons of an import work, after a restart too."""
        self.bot.add_dynamic_items(*BUTTONS)

    async def cog_unload(self) -> None:
        """Break imports off cleanly; what they filed stays, and the same file goes on where they were."""
        await self._stop(
            list(self._running.values()), _("The bot is being restarted: import the same file again to go on.")
        )

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Stop a member's import: what it would still file is theirs."""
        forget_years(guild_id)
        running = self._running.get(guild_id)
        if running is not None and running.user_id == user_id:
            await self._stop([running], _("You asked to be forgotten."))

    @archive.command(name="export", description="Get reviews as files: yours, or everybody's for moderators.")
    @app_commands.describe(format="In which format; JSON holds everything.", mine="Only your own reviews.")
    @narrowed
    async def export(
        self,
        interaction: discord.Interaction,
        narrowing: Narrowing,
        format: FormatOption = "JSON",  # noqa: A002  (the option's name in Discord)
        mine: bool | None = None,  # noqa: FBT001  (an option in Discord)
    ) -> None:
        """Send the reviews in numbered files, to who asked alone."""
        if mine is False and not is_moderator(interaction):
            raise RefusedError(
                "Only moderators (Manage Messages) can export everybody's reviews; leave `mine` out to get your own."
            )
        own = mine or not is_moderator(interaction)
        await defer(interaction, public=False)
        chosen = await narrowing.filters(server_of(interaction))
        if own:
            if chosen.author_id not in {None, interaction.user.id}:
                raise RefusedError("You can export your own reviews alone; leave `author` out.")
            chosen = replace(chosen, author_id=interaction.user.id)
        async with self._exports:
            await _send(interaction, chosen, _FORMATS[format], own=own)

    @archive.command(name="import", description="File reviews from Letterboxd or from a Pullquote export.")
    @app_commands.describe(file="Letterboxd's reviews.csv or export zip, or JSON or CSV that Pullquote exported.")
    async def import_(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Show what the file holds; nothing is filed before a yes."""
        limit = _file_limit(interaction)
        if file.size > limit:
            raise RefusedError(
                "That file has {size:n} bytes; the limit here is {limit:n}. The bot's owner can import it on the "
                "command line.",
                size=file.size,
                limit=limit,
            )
        await defer(interaction, public=False)
        self.services.importing.check(guild_of(interaction))
        await self._refuse_opted_out(interaction)
        data = await arrived(file)
        found, keep_authors = allowed(
            await asyncio.to_thread(plan, data), interaction.user.id, moderator=is_moderator(interaction)
        )
        await self._preview(interaction, data, found, keep_authors=keep_authors)

    @archive.command(name="stats", description="How much this server has written, in numbers.")
    async def stats(self, interaction: discord.Interaction) -> None:
        """Show the totals."""
        server = server_of(interaction)
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        totals = await (await server.heard()).totals()
        bar, chart = verdict_bar(totals.by_label), time_chart(totals.by_month)
        await show(interaction, views.stats(totals, bar, chart), public=public, files=await pictures([bar, chart]))

    @archive.command(name="year", description="A year in films: this server’s, or a member’s, as a page and a picture.")
    @app_commands.describe(year="Which year; this one without it.", member="Only what this member wrote.")
    async def year(
        self,
        interaction: discord.Interaction,
        year: app_commands.Range[int, EARLIEST, 9_998] | None = None,
        member: discord.User | None = None,
    ) -> None:
        """Show it."""
        await show_year(interaction, year or discord.utils.utcnow().year, member.id if member else None)

    @archive.command(name="backfill", description="File a channel's past: shown first, then filed in the background.")
    @app_commands.describe(
        channel="A text channel, thread or forum whose old reviews are to be filed.",
        since="From when on: 2026-01-31, 2026-01, or 30d, 6w, 3m, 1y ago.",
        until="Up to when, in the same forms; without it, up to now.",
    )
    async def backfill(
        self, interaction: discord.Interaction, channel: Channel, since: str | None = None, until: str | None = None
    ) -> None:
        """Show what would be filed; the rest is another cog's."""
        await backfills_of(interaction.client).survey(interaction, channel, since, until)

    async def begin(self, interaction: discord.Interaction, data: bytes) -> None:
        """Start the import that a member said yes to; it goes on by itself."""
        guild_id, user_id = guild_of(interaction), interaction.user.id
        self.services.importing.check(guild_id)
        await self._refuse_opted_out(interaction)
        found, keep_authors = allowed(await asyncio.to_thread(plan, data), user_id, moderator=is_moderator(interaction))
        # Nothing is awaited between the check and the entry.
        self.services.importing.check(guild_id)
        if guild_id in self._running:
            raise RefusedError("An import is running on this server already; wait until it is done.")
        running = self._running[guild_id] = _Running(user_id)
        running.task = asyncio.create_task(
            self._carry_out(interaction, running, found, keep_authors=keep_authors), name=f"import {guild_id}"
        )

    async def _refuse_opted_out(self, interaction: discord.Interaction) -> None:
        if await server_of(interaction).is_opted_out(interaction.user.id):
            raise OptedOutError("You asked not to be archived here, so nothing was imported; see /privacy.")

    async def _preview(
        self, interaction: discord.Interaction, data: bytes, found: ImportPlan, *, keep_authors: bool
    ) -> None:
        """Show what would be filed. The file goes with the message, so that a yes can come after a restart."""
        already = await self.services.importing.already(
            guild_of(interaction), found, interaction.user.id, keep_authors=keep_authors
        )
        authors = len({row.author_id for row in found.rows}) if keep_authors else None
        new = len(found.rows) > already
        files = _files_of_skipped(found.skipped)
        if new:
            files.insert(0, discord.File(io.BytesIO(data), f"{_STEM}.{_suffix(data)}"))
        buttons = [ConfirmImport(0)] if new else []
        view = views.preview(found, already, authors, [file.filename for file in files], buttons)
        await interaction.followup.send(view=view, files=files, ephemeral=True)

    async def _carry_out(
        self, interaction: discord.Interaction, running: _Running, found: ImportPlan, *, keep_authors: bool
    ) -> None:
        guild_id = guild_of(interaction)
        drawing = _Drawing(interaction, running)
        try:
            done = await self.services.importing.run(
                guild_id, found, running.user_id, keep_authors=keep_authors, report=drawing.report
            )
        except asyncio.CancelledError:
            await drawing.end(_stopped(running), [])
            raise
        except Exception as error:  # noqa: BLE001  (nobody awaits this task: it reports for itself)
            if plain_words(error) is None:
                await report(interaction, error)
            running.why = plain_words(error) or _("Something went wrong on Pullquote's side.")
            await drawing.end(_stopped(running), [])
        else:
            files = _files_of_skipped(done.skipped)
            buttons = [UndoImport(done.batch)] if done.batch is not None and done.filed else []
            names = [file.filename for file in files]
            await drawing.end(views.imported(done.filed, done.repeats, done.skipped, names, buttons), files)
        finally:
            self._running.pop(guild_id, None)

    async def _stop(self, running: Sequence[_Running], why: str) -> None:
        tasks = [each.task for each in running if each.task is not None]
        for each in running:
            each.why = why
            if each.task is not None:
                each.task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=10)


class _Drawing:
    """Keeps the message of an import up to date, every few seconds at most."""

    def __init__(self, interaction: discord.Interaction, running: _Running) -> None:
        self._interaction = interaction
        self._running = running
        self._began = self._drawn = time.monotonic()

    async def report(self, progress: Progress) -> None:
        """Take note, and draw when it is time again."""
        self._running.latest = progress
        now = time.monotonic()
        if progress.done and now - self._drawn < REDRAW_SECONDS:
            return
        self._drawn = now
        left = (now - self._began) / progress.done * (progress.total - progress.done) if progress.done else None
        await self._draw(views.progress(progress.done, progress.total, progress.filed, left), [])

    async def end(self, view: discord.ui.LayoutView, files: Sequence[discord.File]) -> None:
        """Draw the end of it; after Discord's fifteen minutes, in a message of its own."""
        if await self._draw(view, files):
            return
        latest = self._running.latest
        sentence = _(
            "Your import is over: {done:n} of {total:n} rows done, {filed:n} filed.",
            done=latest.done,
            total=latest.total,
            filed=latest.filed,
        )
        with contextlib.suppress(discord.HTTPException):
            await self._interaction.user.send(sentence)

    async def _draw(self, view: discord.ui.LayoutView, files: Sequence[discord.File]) -> bool:
        try:
            await self._interaction.edit_original_response(view=view, attachments=list(files))
        except discord.HTTPException:
            # The message was closed, or its fifteen minutes are over. The import goes on.
            return False
        return True


def _stopped(running: _Running) -> discord.ui.LayoutView:
    latest = running.latest
    buttons = [UndoImport(latest.batch)] if latest.batch is not None and latest.filed else []
    return views.stopped(latest.done, latest.total, latest.filed, running.why, buttons)


async def _send(interaction: discord.Interaction, chosen: Filters, form: ExportFormat, *, own: bool) -> None:
    """Send an export part by part: one at a time is held, however large the archive is."""
    limit = _file_limit(interaction)
    if form == "letterboxd":
        limit = min(limit, LETTERBOXD_FILE_BYTES)
    left_out: list[str] = []
    reviews = files = 0
    # Moderators' hiding is from others: a member's own export is whole.
    stream = server_of(interaction).stream(chosen, hidden=True, own=interaction.user.id)
    with tempfile.TemporaryDirectory(prefix="pullquote-") as folder:
        async for part in parts(stream, writer(form), limit, left_out=left_out.append):
            if part.reviews:
                reviews, files = reviews + part.reviews, files + 1
                await _send_part(interaction, part, Path(folder))
    if not reviews and not left_out:
        if chosen != (Filters(author_id=interaction.user.id) if own else Filters()):
            raise RefusedError(_NONE_OF_YOURS_LIKE_THAT if own else _NONE_LIKE_THAT)
        raise RefusedError(_NONE_OF_YOURS if own else _NONE)
    await interaction.followup.send(views.exported(reviews, files, left_out), ephemeral=True)


async def _send_part(interaction: discord.Interaction, part: Part, folder: Path) -> None:
    path = folder / part.name
    await asyncio.to_thread(path.write_bytes, part.data)
    sentence = f"`{part.name}`: {count(part.reviews, 'review')}."
    await interaction.followup.send(sentence, file=discord.File(path), ephemeral=True)
    await asyncio.to_thread(path.unlink)


def _file_limit(interaction: discord.Interaction) -> int:
    return min(interaction.filesize_limit or FALLBACK_FILE_BYTES, LARGEST_FILE_BYTES)


def _suffix(data: bytes) -> str:
    form = detect(data)
    return "json" if form == "json" else _SUFFIXES.get(data[:4], "csv")


def _files_of_skipped(skipped: Sequence[Skipped]) -> list[discord.File]:
    data = views.skipped_file(skipped)
    return [discord.File(io.BytesIO(data), views.SKIPPED_FILE)] if data else []


async def _file_of_preview(interaction: discord.Interaction) -> bytes:
    """Read the file that a preview carries. Raises RefusedError when it is not there any more."""
    message = interaction.message
    addresses = [attachment.url for attachment in message.attachments] if message else []
    # Discord need not list what a component shows among the attachments.
    components = message.components if message else []
    addresses += [each.media.url for each in components if isinstance(each, discord.FileComponent)]
    for address in dict.fromkeys(addresses):
        if f"/{_STEM}." in address:
            with contextlib.suppress(discord.HTTPException):
                # discord.py gives such a component no connection of its own to be read by.
                return await interaction.client.http.get_from_cdn(address)
    raise RefusedError("That file is not there any more: run `/archive import` again and upload it once more.")


def _archives_of(interaction: discord.Interaction) -> Archives:
    found = getattr(interaction.client, "cogs", {}).values()
    return next(cog for cog in found if isinstance(cog, Archives))


class ConfirmImport(Act):
    """Imports the file that its message carries."""

    action, label, style = "import", N_("Import"), discord.ButtonStyle.success

    async def press(self, interaction: discord.Interaction) -> None:
        """Read the file again and begin; whoever presses is looked at anew."""
        await acknowledge(interaction)
        await _archives_of(interaction).begin(interaction, await _file_of_preview(interaction))


BUTTONS = (ConfirmImport, UndoImport, ShowYear)
