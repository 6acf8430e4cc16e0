"""`pullquote import` and `pullquote export`: reviews in from files and out to files, on the command line."""

from __future__ import annotations

import asyncio
import glob
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterable
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.archive import Archive, ArchiveError
from bot.archive.types import Filters, Review
from bot.cli.channel import import_channel
from bot.cli.support import existing, plainly
from bot.exchange import LETTERBOXD_FILE_BYTES, ExportFormat, ImportPlan, chunks, detect, parts, plan, writer
from bot.filing import Filing
from bot.importing import Imported, Importing
from bot.importing import Progress as Step
from bot.settings import Settings
from bot.workers import Workers

_FILMS = 10
_NUMBER = re.compile(r"\d[\d,]*")


def import_file(
    settings: Settings, file: Path, server_id: int, member_id: int, *, dry_run: bool = False, keep_authors: bool = False
) -> int:
    """Import a file into a server's archive and say what came of it. Returns the exit status.

    The reviews become the member's own; with `keep_authors` those of a Pullquote export keep theirs.
    """
    return plainly(_import(settings, file, server_id, member_id, dry_run=dry_run, keep_authors=keep_authors))


def undo_import(settings: Settings, number: int, server_id: int, member_id: int) -> int:
    """Erase what an import brought, in the name of a member. Returns the exit status."""
    return plainly(_undo(settings, number, server_id, member_id))


def export_file(
    settings: Settings, server_id: int, form: ExportFormat, out: Path | None = None, member_id: int | None = None
) -> int:
    """Write a server's reviews, hidden ones too, to a file or to standard output. Returns the exit status."""
    return plainly(_export(settings, server_id, form, out, member_id))


async def _import(
    settings: Settings, file: Path, server_id: int, member_id: int, *, dry_run: bool, keep_authors: bool
) -> int:
    if await asyncio.to_thread(detect, file) == "discord":
        return await import_channel(settings, file, server_id, member_id, dry_run=dry_run, keep_authors=keep_authors)
    found = await asyncio.to_thread(plan, file, held=None)
    if keep_authors and found.format == "letterboxd":
        raise ArchiveError("A Letterboxd file names no authors, so there are none to keep; leave --keep-authors out.")
    _print_plan(found)
    if dry_run:
        _print_totals(found)
        _say("Nothing was filed: this was a dry run.")
        return 0
    workers = Workers(settings.workers, settings.analysis_seconds, max(settings.queue, settings.workers))
    try:
        await asyncio.to_thread(workers.start)
        async with await Archive.open(settings.database_url) as archive:
            importing = Importing(Filing(archive, workers), width=settings.workers)
            done = await _carry_out(importing, found, server_id, member_id, keep_authors=keep_authors)
    finally:
        await asyncio.to_thread(workers.close)
    _print_result(done, found, server_id)
    return 0


async def _carry_out(
    importing: Importing, found: ImportPlan, server_id: int, member_id: int, *, keep_authors: bool
) -> Imported:
    with _bar() as bar:
        task = bar.add_task("Importing", total=len(found.rows))

        async def report(step: Step) -> None:
            bar.update(task, completed=step.done)

        return await importing.run(server_id, found, member_id, keep_authors=keep_authors, report=report)


async def _undo(settings: Settings, number: int, server_id: int, member_id: int) -> int:
    async with await Archive.open(existing(settings.database_url)) as archive:
        server = archive.server(server_id)
        if await server.batch_actor(number) is None:
            raise ArchiveError(f"Server {server_id} has no import {number}; it may be undone already.")
        erased = await server.undo_batch(number, member_id)
    _say(f"Import {number} is undone: {_count(erased, 'review')} erased.")
    return 0


async def _export(
    settings: Settings, server_id: int, form: ExportFormat, out: Path | None, member_id: int | None
) -> int:
    await asyncio.to_thread(_refuse_overwriting, out)
    async with await Archive.open(existing(settings.database_url)) as archive:
        server = archive.server(server_id)
        total = await (server.size() if member_id is None else server.count_of(member_id))
        if not total:
            raise ArchiveError(f"There is nothing to export: no review is archived for server {server_id}.")
        stream = server.stream(Filters(author_id=member_id), hidden=True, own=member_id)
        left_out: list[str] = []
        if out is None:
            await _write(stream, form, sys.stdout.buffer, left_out)
        else:
            with _bar() as bar:
                task = bar.add_task("Exporting", total=total)
                await _to_files(_counted(stream, bar, task), form, out, left_out)
    for reason in left_out:
        _say(reason)
    _say(
        f"{_count(total - len(left_out), 'review')} exported" + (f", {len(left_out):,} left out." if left_out else ".")
    )
    return 0


def _refuse_overwriting(out: Path | None) -> None:
    """Refuse a name that is taken, by itself or by a numbered part of an earlier export."""
    if out is None:
        return
    parts_there = (each for each in out.parent.glob(f"{glob.escape(out.stem)}-*{glob.escape(out.suffix)}"))
    numbered = (each for each in parts_there if each.stem.removeprefix(f"{out.stem}-").isdecimal())
    taken = out if out.exists() else next(numbered, None)
    if taken is not None:
        raise ArchiveError(f"{taken} is there already; choose another name, or remove it first.")


def _begin(draft: Path) -> None:
    """Make a draft that nobody else can read: everybody's reviews will be in it."""
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


async def _to_files(reviews: AsyncIterable[Review], form: ExportFormat, out: Path, left_out: list[str]) -> None:
    """Write to a draft that takes its name once it is whole; for Letterboxd, as many files as its importer needs."""
    draft = out.with_name(f"{out.name}.part")
    try:
        await asyncio.to_thread(_begin, draft)
        if form == "letterboxd":
            await _letterboxd(reviews, out, draft, left_out)
            return
        with draft.open("wb") as file:
            await _write(reviews, form, file, left_out)
        await asyncio.to_thread(draft.rename, out)
    except OSError as error:
        raise ArchiveError(f"{out} cannot be written: {error.strerror}.") from None
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)


async def _letterboxd(reviews: AsyncIterable[Review], out: Path, draft: Path, left_out: list[str]) -> None:
    written = writer("letterboxd")
    async for part in parts(reviews, written, LETTERBOXD_FILE_BYTES, stem=out.stem, left_out=left_out.append):
        name = out if part.name == f"{out.stem}.{written.suffix}" else out.with_stem(f"{out.stem}-{part.number}")
        await asyncio.to_thread(draft.write_bytes, part.data)
        await asyncio.to_thread(draft.rename, name)
        await asyncio.to_thread(_begin, draft)
        _say(f"{name}: {_count(part.reviews, 'review')}")


async def _write(reviews: AsyncIterable[Review], form: ExportFormat, file: BinaryIO, left_out: list[str]) -> None:
    async for piece in chunks(reviews, writer(form), left_out=left_out.append):
        file.write(piece)
    file.flush()


async def _counted(reviews: AsyncIterable[Review], bar: Progress, task: object) -> AsyncIterable[Review]:
    async for review in reviews:
        bar.advance(task)  # pyright: ignore[reportArgumentType]  (rich's own kind of number)
        yield review


def _print_plan(found: ImportPlan) -> None:
    _say(f"{_count(len(found.rows), 'review')} of {_count(len(found.films), 'film')} in this file.")
    most = sorted(found.films, key=lambda film: -film.reviews)
    for film in most[:_FILMS]:
        year = f" ({film.year})" if film.year else ""
        _say(f"  {film.title}{year}: {_count(film.reviews, 'review')}")
    if len(most) > _FILMS:
        _say(f"  and {_count(len(most) - _FILMS, 'film')} more")
    for skipped in found.skipped:
        _say(f"Skipped: {skipped}")


def _print_totals(found: ImportPlan) -> None:
    """Sum up why rows were not taken: most first, each reason without its numbers."""
    reasons = Counter(_NUMBER.sub("N", skipped.reason) for skipped in found.skipped)
    _say(f"{_count(len(found.rows), 'review')} would be filed, {_count(len(found.skipped), 'row')} skipped.")
    for reason, times in reasons.most_common():
        _say(f"  {times:,} × {reason}")


def _print_result(done: Imported, found: ImportPlan, server_id: int) -> None:
    for skipped in done.skipped:
        if skipped not in found.skipped:
            _say(f"Skipped: {skipped}")
    _say(
        f"{_count(done.filed, 'review')} filed, {done.repeats:,} here already, "
        f"{_count(len(done.skipped), 'row')} skipped."
    )
    if done.batch is not None and done.filed:
        _say(f"To take it back: pullquote import --undo {done.batch} --server {server_id} --member ID")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _say(sentence: str) -> None:
    """Speak on standard error: standard output may be the export itself."""
    print(sentence, file=sys.stderr)  # noqa: T201


def _count(number: int, singular: str) -> str:
    return f"{number:,} {singular if number == 1 else singular + 's'}"
