"""`pullquote migrate`, `backup`, `restore` and `doctor`: looking after the archive on the command line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.archive import Archive, ArchiveError, maintenance
from bot.archive.backup import Backup, backup, restore
from bot.archive.database import migrate
from bot.archive.database.engine import Database, parse_url
from bot.archive.maintenance import Check
from bot.backups import LATE, Backups, folder_of, kept, utc_now
from bot.cli.support import archive_file, existing, plainly, shown
from bot.settings import Settings, SettingsError, load_settings

_SAMPLE = (
    "A warm and funny film with a superb cast, although its last act drags on for rather too long for its own good."
)


def run_migrations(settings: Settings, *, show_only: bool = False) -> int:
    """Show every revision of the schema, and run those that are missing. Returns the exit status."""
    return plainly(_migrate(settings.database_url, show_only=show_only))


def write_backup(settings: Settings, file: Path) -> int:
    """Write the whole archive to a new file, read it back, and say how large it is. Returns the exit status."""
    return plainly(_backup(settings.database_url, file))


def keep_backups(settings: Settings, *, repeat: bool) -> int:
    """Back up into the folder for backups and drop the oldest there; with `repeat`, whenever one is due."""
    return plainly(_keep_backing_up(settings) if repeat else _back_up_once(settings))


def restore_backup(settings: Settings, file: Path, erased: Sequence[str] = ()) -> int:
    """Read a backup into the empty archive that the settings name. Returns the exit status.

    `erased`: addresses of archives, or paths of journals, that know what was erased since.
    """
    return plainly(_restore(settings.database_url, file, erased))


def doctor(*, rebuild: bool = False) -> int:
    """Look at everything the bot needs, a line each. Returns 1 when anything failed."""
    return plainly(_doctor(rebuild=rebuild))


async def _migrate(url: str, *, show_only: bool) -> int:
    database = Database(parse_url(existing(url) if show_only else url))
    try:
        before = await migrate.revision(database)
        known = migrate.revisions()
        names = [name for name, _ in known]
        missing = names[names.index(before) + 1 :] if before in names else names
        _say(f"The archive: {shown(url)}")
        if before is not None and before not in names:
            raise ArchiveError(f"The archive's schema, {before}, is newer than this Pullquote; update this program.")
        for name, what in known:
            _say(f"{'to run' if name in missing else 'done':<7}{name}: {what}")
        if not show_only:
            await migrate.migrate(database)
            _say(f"{len(missing)} run; the schema is {migrate.newest()}." if missing else "Nothing was missing.")
        return 0
    finally:
        await database.close()


async def _backup(url: str, file: Path) -> int:
    async with await Archive.open(existing(url)) as archive:
        with _bar() as bar:
            task = bar.add_task("Backing up", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            written = await backup(archive, file, progress)
    _say_written(written)
    return 0


async def _back_up_once(settings: Settings) -> int:
    async with await Archive.open(existing(settings.database_url)) as archive:
        _say_written(await Backups(archive, settings).take())
    return 0


async def _keep_backing_up(settings: Settings) -> int:
    from bot.running import set_up_log, signals  # noqa: PLC0415  (it loads discord.py, which takes a second)

    set_up_log(settings.log_level)
    stop = asyncio.Event()
    async with await Archive.open(settings.database_url) as archive:
        with signals(stop):
            running = asyncio.create_task(Backups(archive, settings).run())
            await stop.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    return 0


def _say_written(written: Backup) -> None:
    _say(f"{written.path}: {written.rows:,} rows in {written.size:,} bytes, read back and found whole.")


async def _restore(url: str, file: Path, erased: Sequence[str]) -> int:
    places = [place if "://" in place else Path(place) for place in erased]
    with _bar() as bar:
        task = bar.add_task("Restoring", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        counts = await restore(file, url, erased=places, progress=progress)
    _say(f"{counts['review']:,} reviews of {counts['server']:,} servers are restored to {shown(url)}.")
    return 0


async def _doctor(*, rebuild: bool) -> int:
    failed = 0
    async for check, note in _checks(rebuild=rebuild):
        failed += bool(check.fault)
        words = check.fault or note
        _say(f"{'failed' if check.fault else 'ok':<8}{check.name}{': ' if words else ''}{words}")
    return 1 if failed else 0


async def _checks(*, rebuild: bool) -> AsyncIterator[tuple[Check, str]]:
    """Give each thing looked at with what is wrong with it, and what there is to say if nothing is."""
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Check("settings", str(error)), ""
        return
    yield Check("settings"), ""
    yield _token(settings), ""
    yield await asyncio.to_thread(_model), ""
    try:
        file = archive_file(settings.database_url)
    except ArchiveError as error:
        yield Check("archive", str(error)), ""
        return
    yield await asyncio.to_thread(_rights, [Path(".env"), *([file] if file is not None else [])]), ""
    if file is not None:
        yield maintenance.disk(file), ""
    yield _backups(settings)
    if file is not None and not file.exists():
        yield Check("archive"), f"there is none yet; the first start makes it at {file}"
        return
    async for each in _archive(settings.database_url, rebuild=rebuild):
        yield each


def _token(settings: Settings) -> Check:
    try:
        settings.token()
    except SettingsError as error:
        return Check("token", str(error))
    return Check("token")


def _model() -> Check:
    from bot.analysis import analyze  # noqa: PLC0415  (a second's work that other commands do without)

    try:
        analyze(_SAMPLE)
    except Exception as error:  # noqa: BLE001  (whatever is wrong with the files, one sentence says so)
        return Check("model", f"it cannot be read ({type(error).__name__}); install Pullquote again.")
    return Check("model")


def _rights(files: Sequence[Path]) -> Check:
    """Look whether only the bot can read its token and its reviews. Windows has no such rights."""
    read_by_all = [] if os.name == "nt" else [file for file in files if file.exists() and file.stat().st_mode & 0o007]
    if not read_by_all:
        return Check("file rights")
    names = " ".join(map(str, read_by_all))
    return Check("file rights", f"every user of this machine can open {names}; run: chmod 600 {names}")


def _backups(settings: Settings) -> tuple[Check, str]:
    """Name the last backup that was taken by itself, and say when it is too old."""
    if not settings.backups:
        return Check("backups"), "none are taken by themselves; PULLQUOTE_BACKUPS names a folder for them"
    folder = folder_of(settings)
    try:
        found = kept(folder)
    except OSError as error:
        return Check("backups", f"{folder} cannot be read: {error.strerror}."), ""
    if not found:
        return Check("backups"), f"there is none in {folder} yet; a running bot takes the first"
    last = found[-1]
    hours = (utc_now() - last.taken_at).total_seconds() / 3600
    words = f"{last.path} is the last of {len(found):,}, {hours:,.1f} hours old, {last.size:,} bytes"
    late = hours > LATE * settings.backup_hours
    return Check("backups", f"{words}; see the bot's log for why there is none since." if late else ""), words


async def _archive(url: str, *, rebuild: bool) -> AsyncIterator[tuple[Check, str]]:
    database: Database | None = None
    try:
        database = Database(parse_url(url))
        at = await migrate.revision(database)
        yield Check("archive"), shown(url)
        schema = maintenance.schema(at)
        yield schema, at or ""
        if schema.fault:
            return
        if rebuild:
            yield Check("search index"), f"made anew from {await maintenance.rebuild_search(database):,} reviews"
        for check in await maintenance.check(database):
            yield check, ""
    except ArchiveError as error:
        yield Check("archive", str(error)), ""
    finally:
        if database is not None:
            await database.close()


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        console=Console(stderr=True),
    )


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201
