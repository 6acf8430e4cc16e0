"""`pullquote import` of a channel that DiscordChatExporter wrote: looked through, or filed as one import."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.archive import Archive, ArchiveError
from bot.archive.types import Backfill
from bot.backfilling import Backfilling, Paste, Stretch, Survey
from bot.cli.support import archive_file
from bot.exchange import ImportRow, Skipped, rows
from bot.filing import Filing, film_of_post
from bot.importing import Importing
from bot.settings import Settings
from bot.workers import Workers

STRETCH = 50
"""Texts that are read from the file at a time; no more are held."""
NOBODYS = (
    "This is a channel with reviews of many members: add --keep-authors to file them under their own authors. They "
    "cannot become one member's own."
)


async def import_channel(
    settings: Settings, file: Path, server_id: int, member_id: int, *, dry_run: bool, keep_authors: bool
) -> int:
    """File a channel's reviews under their own authors. Returns the exit status.

    Raises ArchiveError without `keep_authors`, and when the file cannot be read.
    """
    if not keep_authors:
        raise ArchiveError(NOBODYS)
    source = _File(file)
    async with _opened(settings, dry_run=dry_run) as (archive, backfilling):
        if dry_run:
            _print_survey(await _looked_through(backfilling, server_id, source))
            return 0
        server = archive.server(server_id)
        state = Backfill(await server.begin_batch(member_id, "discord"), 0, datetime.now(UTC))
        done = await _filed(backfilling, server_id, state, source)
    for skipped in source.skipped:
        _say(f"Skipped: {skipped}")
    _say(f"{done.filed:,} reviews filed from {done.read:,} messages, {len(source.skipped):,} rows skipped.")
    if done.filed:
        _say(f"To take it back: pullquote import --undo {state.batch} --server {server_id} --member ID")
    return 0


@asynccontextmanager
async def _opened(settings: Settings, *, dry_run: bool) -> AsyncGenerator[tuple[Archive, Backfilling]]:
    """Open the archive and start the readers; a dry run makes no archive where there is none."""
    workers = Workers(settings.workers, settings.analysis_seconds, max(settings.queue, settings.workers))
    with tempfile.TemporaryDirectory(prefix="pullquote-") as folder:
        known = archive_file(settings.database_url)
        empty = dry_run and known is not None and not known.exists()
        url = f"sqlite:///{Path(folder) / 'empty.db'}" if empty else settings.database_url
        try:
            await asyncio.to_thread(workers.start)
            async with await Archive.open(url) as archive:
                filing = Filing(archive, workers)
                yield archive, Backfilling(filing, Importing(filing, width=settings.workers))
        finally:
            await asyncio.to_thread(workers.close)


class _File:
    """The file as stretches of a past; what of it cannot be read is noted."""

    def __init__(self, file: Path) -> None:
        self._rows = rows(file, "discord")
        self.skipped: list[Skipped] = []

    async def stretches(self) -> AsyncIterator[Stretch]:
        while part := await asyncio.to_thread(_some, self._rows):
            self.skipped += [row for row in part if isinstance(row, Skipped)]
            pastes = [_paste(row) for row in part if isinstance(row, ImportRow)]
            if pastes:
                messages = sum(len(paste.message_ids) for paste in pastes)
                yield Stretch(tuple(pastes), messages, 0, pastes[-1].channel_id, pastes[-1].written_at)


def _some(found: Iterator[ImportRow | Skipped]) -> Sequence[ImportRow | Skipped]:
    return list(islice(found, STRETCH))


def _paste(row: ImportRow) -> Paste:
    return Paste(
        author_id=row.author_id or 0,
        channel_id=row.channel_id or 0,
        message_ids=row.message_ids,
        text=row.text,
        written_at=row.written_at,
        film=film_of_post(row.film_title) if row.film_title else None,
    )


async def _looked_through(backfilling: Backfilling, server_id: int, source: _File) -> Survey:
    with _bar() as bar:
        task = bar.add_task("Looking through")

        async def report(found: Survey) -> None:
            bar.update(task, description=f"{found.messages:,} messages, {found.reviews:,} reviews")

        return await backfilling.survey(server_id, source.stretches(), report)


async def _filed(backfilling: Backfilling, server_id: int, state: Backfill, source: _File) -> Backfill:
    with _bar() as bar:
        task = bar.add_task("Importing")

        async def report(now: Backfill) -> None:
            bar.update(task, description=f"{now.read:,} messages, {now.filed:,} reviews")

        return await backfilling.run(server_id, state, source.stretches(), report, kept=False)


def _print_survey(found: Survey) -> None:
    _say(f"{found.reviews:,} reviews of {found.messages:,} messages would be filed under their own authors.")
    for name, times in found.films.most_common(10):
        _say(f"  {name}: {times:,}")
    for why, number in found.left.most_common():
        if number:
            _say(f"Left alone ({why}): {number:,}")
    _say("Nothing was filed: this was a dry run.")


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True)
    )


def _say(sentence: str) -> None:
    """Speak on standard error, as every import does."""
    print(sentence, file=sys.stderr)  # noqa: T201
