"""Backups by itself: the whole archive into a folder every so often, each read back, the oldest dropped.

What a backup is called says when it was begun, so that a restart neither forgets the last one nor takes another too
early, and whoever looks after the folder sees it without opening anything.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.archive import Archive, ArchiveError
from bot.archive.backup import Backup, backup
from bot.figures import BACKED_UP, BACKUP_AGE, BACKUPS_FAILED, SILENT, Figures
from bot.settings import Settings

log = logging.getLogger(__name__)

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"pullquote-(\d{8}T\d{6}Z)\.backup", re.ASCII)
_DRAFT: Final = re.compile(r"pullquote-(\d{8}T\d{6}Z)\.backup\.part", re.ASCII)
AGAIN: Final = timedelta(minutes=15)
"""How soon a backup that failed is tried again."""
LOOK: Final = timedelta(minutes=1)
"""How often the clock is looked at: a machine that slept knows it soon after it woke."""
LATE: Final = 2
"""After so many times the time between backups, the last one is too old."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that stands in the folder; it was read back before it got its name."""

    path: Path
    taken_at: datetime
    size: int
    """Bytes on disk."""


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """How the backups stand, for whoever watches them."""

    last: Kept | None = None
    fault: str = ""
    """Why the last try failed; empty when it did not."""

    def age(self, at: datetime) -> timedelta | None:
        """Give how old the last backup is; None while there is none."""
        return None if self.last is None else at - self.last.taken_at


def kept(folder: Path) -> list[Kept]:
    """List the backups of a folder, oldest first; whatever else lies there is left alone."""
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.iterdir()] if folder.is_dir() else []
    made = [Kept(path, _time(name[1]), path.stat().st_size) for path, name in found if name]
    return sorted(made, key=lambda each: each.taken_at)


def folder_of(settings: Settings) -> Path:
    """Give the folder that backups go to."""
    return Path(settings.backups).expanduser()


def utc_now() -> datetime:
    """Give the time of this machine's clock."""
    return datetime.now(UTC)


class Backups:
    """Takes backups of one archive into one folder. One process does so for all that share the archive."""

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        figures: Figures = SILENT,
        *,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._archive = archive
        self._figures = figures
        self._folder = folder_of(settings)
        self._every = timedelta(hours=settings.backup_hours)
        self._number = settings.backups_kept
        self._now = now
        self._sleep = sleep
        self.status = BackupStatus()

    async def run(self) -> None:
        """Take a backup whenever one is due, for ever. What goes wrong is logged, and tried again."""
        tried: datetime | None = None
        while True:
            due = await self._due(tried)
            if due is None or self._now() >= due:
                tried = self._now()
                await self._try()
            await self._sleep(LOOK.total_seconds())

    async def take(self) -> Backup:
        """Take a backup now, then drop what is more than the number to keep.

        Raises ArchiveError when it cannot be written or does not read back; the older ones then all stay.
        """
        try:
            await asyncio.to_thread(self._prepare)
            written = await backup(self._archive, self._folder / f"pullquote-{self._now():{_STAMP}}.backup")
            await asyncio.to_thread(self._drop_oldest)
        except OSError as error:
            raise ArchiveError(f"The folder for backups, {self._folder}, cannot be used: {error.strerror}.") from None
        return written

    async def _try(self) -> None:
        fault = ""
        try:
            written = await self.take()
            log.info("Backed up: %s, %d rows in %d bytes", written.path, written.rows, written.size)
            self._figures.add(BACKED_UP)
        except ArchiveError as error:
            fault = str(error)
            log.error("There is no new backup. %s", fault)  # noqa: TRY400  (the sentence says it all)
        except Exception as error:  # noqa: BLE001  (whatever it is, the next one is still to be taken)
            # Neither its words nor its traceback: either may hold a row.
            fault = f"Backing up failed ({type(error).__name__})."
            log.error("There is no new backup. %s", fault)  # noqa: TRY400  (as above)
        if fault:
            self._figures.add(BACKUPS_FAILED)
        self.status = BackupStatus(await self._last(), fault)

    async def _due(self, tried: datetime | None) -> datetime | None:
        """Give when the next backup is due: by the last one that stands, or soon after a try that failed; None: now."""
        last = await self._last()
        self.status = BackupStatus(last, self.status.fault)
        if last is not None:
            self._figures.set(BACKUP_AGE, (self._now() - last.taken_at).total_seconds())
        if self.status.fault and tried is not None:
            return tried + min(AGAIN, self._every)
        return None if last is None else last.taken_at + self._every

    async def _last(self) -> Kept | None:
        try:
            found = await asyncio.to_thread(kept, self._folder)
        except OSError:
            return self.status.last  # the folder is out of reach for now; the next try says so
        return found[-1] if found else None

    def _prepare(self) -> None:
        """Make the folder, for its owner alone, and clear what a try that was broken off left there."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            begun = _DRAFT.fullmatch(path.name)
            # Another process may be writing one just now.
            if begun and _time(begun[1]) < self._now() - self._every:
                path.unlink(missing_ok=True)

    def _drop_oldest(self) -> None:
        for old in kept(self._folder)[: -self._number]:
            old.path.unlink(missing_ok=True)


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
