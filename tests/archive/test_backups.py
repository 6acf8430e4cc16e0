"""Backups by themselves: a day of them on a clock of our own, what is dropped, what goes wrong, and the way back."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot import backups as by_itself
from bot.archive import Archive, ArchiveTooNewError, ArchiveUnavailableError
from bot.archive.backup import restore
from bot.backups import Backups, BackupStatus, kept
from bot.client import build_bot
from bot.running import serve
from bot.settings import Settings
from bot.workers import Workers
from tests.archive.builders import make_draft
from tests.archive.conftest import ENGINES, GUILD
from tests.loopback import Loopback
from tests.test_running import TOKEN

MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
ADA, BEN = 1, 2


OURS = [f"pullquote-2026110{day}T000000Z.backup" for day in (1, 2, 3)]
OTHERS = [
    "pullquote-20261101T000000Z.backup.gz",
    "pullquote-1.backup",
    "notes.txt",
    "pullquote-20261124T235900Z.backup.part",  # another process is writing it
]


class DayOverError(Exception):
    """The clock has run as long as the test wants."""


class Clock:
    """A clock that goes on when somebody sleeps; `at` has things happen on the way."""

    def __init__(self, hours: float, start: datetime = MIDNIGHT) -> None:
        self.time = start
        self.end = start + timedelta(hours=hours)
        self.at: dict[datetime, Callable[[], Awaitable[object]]] = {}

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        for when in sorted(self.at):
            if when <= self.time:
                await self.at.pop(when)()
        if self.time >= self.end:
            raise DayOverError


def made(archive: Archive, folder: Path, clock: Clock, hours: float = 6, number: int = 3) -> Backups:
    settings = Settings.model_validate(
        {"PULLQUOTE_BACKUPS": str(folder), "PULLQUOTE_BACKUP_HOURS": hours, "PULLQUOTE_BACKUPS_KEPT": number}
    )
    return Backups(archive, settings, now=clock.now, sleep=clock.sleep)


async def run(backups: Backups) -> None:
    with pytest.raises(DayOverError):
        await backups.run()


def hours_of(folder: Path) -> list[float]:
    """Say when each backup was taken, in hours after the first midnight."""
    return [round((each.taken_at - MIDNIGHT).total_seconds() / 3600, 2) for each in kept(folder)]


def names_in(folder: Path) -> set[str]:
    """Name everything that lies in a folder."""
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    """Say who may do what with a file."""
    return path.stat().st_mode & 0o777


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "here"


async def test_a_day_of_backups_and_the_way_back_from_it(
    archive: Archive, folder: Path, make_engines, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server, clock = archive.server(GUILD), Clock(hours=24)

    def filing(hour: int):
        async def file() -> None:
            await server.add(make_draft(f"A slow film, filed in hour {hour}.", author_id=(ADA, BEN)[hour % 2]))

        return file

    clock.at = {MIDNIGHT + timedelta(hours=hour, minutes=30): filing(hour) for hour in range(23)}
    clock.at[MIDNIGHT + timedelta(hours=20)] = lambda: server.forget(BEN)
    backups = made(archive, folder, clock)
    await run(backups)
    assert hours_of(folder) == [6, 12, 18], "a backup every six hours, and the three newest kept"
    assert backups.status.fault == ""
    assert backups.status.last == kept(folder)[-1]
    assert backups.status.age(clock.now()) == timedelta(hours=6)

    for kind in (each.values[0] for each in ENGINES[: 1 if archive.database.sqlite else 2]):
        there = await make_engines(str(kind)).empty()
        erased = [archive.journal or archive.database.address.render_as_string(hide_password=False)]
        await restore(kept(folder)[-1].path, there, erased=erased)
        async with await Archive.open(there) as restored:
            texts = {review.text async for review in restored.server(GUILD).stream(hidden=True)}
            assert [check for check in await restored.check() if check.fault] == []
        assert texts == {f"A slow film, filed in hour {hour}." for hour in range(0, 18, 2)}


async def test_after_an_upgrade_that_is_taken_back_the_backup_of_before_is_the_way_back(
    archive: Archive, url: str, folder: Path, make_engines
) -> None:
    server = archive.server(GUILD)
    await server.add(make_draft("A slow film, filed before the upgrade."))
    before = await made(archive, folder, Clock(hours=1)).take()
    # What a newer program would leave behind.
    async with archive.database.writing() as connection:
        await connection.execute(sql("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(ArchiveTooNewError, match="newer"):
        await Archive.open(url)
    there = await make_engines("sqlite" if archive.database.sqlite else "postgres").empty()
    await restore(before.path, there)
    async with await Archive.open(there) as restored:
        texts = [review.text async for review in restored.server(GUILD).stream()]
    assert texts == ["A slow film, filed before the upgrade."]


async def test_a_restart_takes_no_backup_before_its_time_and_catches_up_on_one_that_was_missed(
    archive: Archive, folder: Path
) -> None:
    await run(made(archive, folder, Clock(hours=1)))
    await run(made(archive, folder, Clock(hours=4, start=MIDNIGHT + timedelta(hours=1))))
    assert hours_of(folder) == [0]
    await run(made(archive, folder, Clock(hours=1, start=MIDNIGHT + timedelta(hours=31))))
    assert hours_of(folder) == [0, 31]


async def test_a_backup_that_fails_is_tried_again_soon_and_drops_none(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    backups = made(archive, folder, Clock(hours=1), number=1)
    await run(backups)
    tries: list[datetime] = []
    clock = Clock(hours=6.5, start=MIDNIGHT + timedelta(hours=5))
    backups = made(archive, folder, clock, number=1)
    real = by_itself.backup

    async def full(*_: object) -> None:
        tries.append(clock.now())
        raise ArchiveUnavailableError("The backup cannot be written; check the free space.")

    async def mend() -> None:
        assert backups.status.fault == "The backup cannot be written; check the free space."
        assert hours_of(folder) == [0]
        assert backups.status.last == kept(folder)[0]
        monkeypatch.setattr(by_itself, "backup", real)

    monkeypatch.setattr(by_itself, "backup", full)
    clock.at[MIDNIGHT + timedelta(hours=6, minutes=40)] = mend
    await run(backups)
    assert [round((each - MIDNIGHT).total_seconds() / 60) for each in tries] == [360, 375, 390]
    assert hours_of(folder) == [6.75]
    assert backups.status.fault == ""
    said = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert said == ["There is no new backup. The backup cannot be written; check the free space."] * 3


async def test_a_fault_of_any_kind_stops_neither_the_backups_nor_shows_a_row(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("a row of somebody's review")

    monkeypatch.setattr(by_itself, "backup", broken)
    backups = made(archive, folder, Clock(hours=1))
    await run(backups)
    assert backups.status == BackupStatus(None, "Backing up failed (ValueError).")
    assert backups.status.age(MIDNIGHT) is None
    assert "somebody" not in caplog.text


async def test_a_folder_that_is_none_is_one_sentence(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    backups = made(archive, tmp_path / "file" / "below", Clock(hours=0.1))
    await run(backups)
    assert backups.status.fault == (
        f"The folder for backups, {tmp_path / 'file' / 'below'}, cannot be used: Not a directory."
    )


@pytest.fixture
def untidy(folder: Path) -> Path:
    """A folder that other things lie in, too."""
    folder.mkdir(parents=True)
    for name in (*OURS, "pullquote-20261101T000000Z.backup.part", *OTHERS):
        (folder / name).touch()
    return folder


async def test_only_what_is_ours_is_dropped_and_nobody_else_reads_it(archive: Archive, untidy: Path) -> None:
    await run(made(archive, untidy, Clock(hours=0.1), number=2))
    new = "pullquote-20261125T000000Z.backup"
    assert names_in(untidy) == {*OTHERS, OURS[2], new}
    assert mode(untidy / new) == 0o600


async def test_the_folder_is_made_for_its_owner_alone(archive: Archive, folder: Path) -> None:
    await made(archive, folder, Clock(hours=1)).take()
    assert mode(folder) == 0o700


async def test_the_bot_takes_them_while_it_runs(
    loopback: Loopback, settings: Settings, workers: Workers, folder: Path
) -> None:
    bot = build_bot(settings.model_copy(update={"backups": str(folder)}), workers)
    serving = asyncio.create_task(serve(bot, TOKEN))
    async with asyncio.timeout(60):
        while not kept(folder):  # noqa: ASYNC110  (nobody tells that a backup is there)
            await asyncio.sleep(0.05)
    await asyncio.wait_for(loopback.gateway.ready.wait(), 60)
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    await restore(kept(folder)[-1].path, f"sqlite:///{folder}/again.db")


async def test_of_several_processes_the_first_takes_them(
    loopback: Loopback, settings: Settings, workers: Workers, folder: Path
) -> None:
    changes = {"backups": str(folder), "shards": "1-1/2"}
    bot = build_bot(settings.model_copy(update=changes), workers)
    serving = asyncio.create_task(serve(bot, TOKEN))
    await asyncio.wait_for(loopback.gateway.ready.wait(), 60)
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    assert getattr(bot, "backups") is None  # noqa: B009  (the class is the client's own)
