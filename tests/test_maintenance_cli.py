from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive import Archive, maintenance
from bot.cli import main
from bot.cli import maintenance as maintenance_cli
from bot.cli.support import shown
from bot.settings import Settings
from tests.test_exchange_cli import ADA, BEN, address, fill, in_archive

pytestmark = pytest.mark.slow

__all__ = ["address"]

ROOT = Path(__file__).parent.parent
SECONDS = 120
"""Only keeps a hanging program from hanging the tests; nothing is measured by it."""


def test_migrate_shows_what_is_missing_then_runs_it(
    settings: Settings, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert maintenance_cli.run_migrations(settings, show_only=True) == 1
    assert "There is no archive" in capsys.readouterr().err
    sqlite3.connect(tmp_path / "archive.db").close()
    assert maintenance_cli.run_migrations(settings, show_only=True) == 0
    assert "to run 0001_reviews_and_search" in capsys.readouterr().out
    assert maintenance_cli.run_migrations(settings) == 0
    assert "run; the schema is " in capsys.readouterr().out
    assert maintenance_cli.run_migrations(settings) == 0
    said = capsys.readouterr().out
    assert "done   0001_reviews_and_search: The first schema" in said
    assert "Nothing was missing." in said
    assert address in said


def test_a_newer_schema_is_refused_in_one_sentence(
    settings: Settings,
    address: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(address)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
        connection.commit()
    assert maintenance_cli.run_migrations(settings) == 1
    assert "is newer than this Pullquote; update this program." in capsys.readouterr().err
    monkeypatch.setenv("PULLQUOTE_DATABASE", address)
    assert maintenance_cli.doctor() == 1
    assert "failed  schema: 9999_later is newer than this Pullquote" in capsys.readouterr().out


def test_a_backup_is_restored_into_an_empty_archive_alone(
    settings: Settings, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(address)
    file = tmp_path / "backup.db"
    assert maintenance_cli.write_backup(settings, file) == 0
    assert "read back and found whole." in capsys.readouterr().out
    assert maintenance_cli.write_backup(settings, file) == 1
    assert "is there already" in capsys.readouterr().err
    assert maintenance_cli.restore_backup(settings, file) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1] == "That archive is not empty; restore into a new one."

    there = f"sqlite:///{tmp_path / 'there.db'}"
    moved = settings.model_copy(update={"database": there})
    assert maintenance_cli.restore_backup(moved, file) == 0
    assert "4 reviews of 1 servers are restored" in capsys.readouterr().out

    async def texts(server):
        return [review.text async for review in server.stream(hidden=True)]

    assert in_archive(there, texts) == in_archive(address, texts)
    assert maintenance_cli.restore_backup(moved, tmp_path / "none.db") == 1
    assert "There is no backup to read at" in capsys.readouterr().err


def test_what_was_erased_since_the_backup_stays_erased_where_it_is_told(
    settings: Settings, address: str, tmp_path: Path
) -> None:
    fill(address)
    file = tmp_path / "backup.db"
    assert maintenance_cli.write_backup(settings, file) == 0
    in_archive(address, lambda server: server.forget(BEN))
    for name, erased in (("a", [address]), ("b", [f"{tmp_path / 'archive.db'}.erasures"])):
        there = f"sqlite:///{tmp_path / name}.db"
        moved = settings.model_copy(update={"database": there})
        assert maintenance_cli.restore_backup(moved, file, erased) == 0
        assert in_archive(there, lambda server: server.count_of(BEN)) == 0
        assert in_archive(there, lambda server: server.count_of(ADA)) == 3


def test_a_backup_without_a_name_goes_into_the_folder_for_them(
    settings: Settings, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(address)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "pullquote-20260101T000000Z.backup").touch()
    changed = settings.model_copy(update={"backups": str(folder), "backups_kept": 1})
    assert maintenance_cli.keep_backups(changed, repeat=False) == 0
    (made,) = folder.iterdir()
    assert capsys.readouterr().out.startswith(f"{made}: ")
    there = settings.model_copy(update={"database": f"sqlite:///{tmp_path / 'there.db'}"})
    assert maintenance_cli.restore_backup(there, made) == 0
    assert "4 reviews of 1 servers are restored" in capsys.readouterr().out


def test_backups_are_taken_by_a_process_of_their_own_until_it_is_stopped(address: str, tmp_path: Path) -> None:
    fill(address)
    folder = tmp_path / "kept"
    where = {"PULLQUOTE_DATABASE": address, "PULLQUOTE_BACKUPS": str(folder), "PATH": os.environ["PATH"]}
    program = [sys.executable, "-c", "from bot.cli import main; main()", "backup", "--repeat"]
    with subprocess.Popen(program, env={**where, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE) as process:
        try:
            until = time.monotonic() + SECONDS
            while not list(folder.glob("*.backup")) and process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=SECONDS)[1].decode()
        finally:
            process.kill()
    assert process.returncode == 0, said
    assert len(list(folder.iterdir())) == 1
    assert "rows in" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name the file to write, or set PULLQUOTE_BACKUPS to a folder."),
        (["--repeat"], "Name the file to write, or set PULLQUOTE_BACKUPS to a folder."),
        (["a.db", "--repeat"], "Name a file, or --repeat: it goes into the folder PULLQUOTE_BACKUPS."),
    ],
)
def test_a_backup_to_nowhere_is_one_sentence(
    settings: Settings, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["backup", *arguments])
    assert ended.value.code == 1
    assert capsys.readouterr().err.strip() == sentence


@pytest.fixture
def sick(monkeypatch: pytest.MonkeyPatch, address: str, settings: Settings) -> pytest.MonkeyPatch:
    """A machine on which all is well, for a test to spoil."""
    monkeypatch.setenv("PULLQUOTE_DATABASE", address)
    monkeypatch.setenv("DISCORD_TOKEN", f"{'a' * 24}.{'b' * 6}.{'c' * 38}")
    monkeypatch.setattr(maintenance, "LEAST_FREE_BYTES", 1)
    monkeypatch.setattr(maintenance_cli, "_model", lambda: maintenance_cli.Check("model"))
    fill(address)
    return monkeypatch


def examined(capsys: pytest.CaptureFixture[str], *, rebuild: bool = False) -> tuple[int, list[str]]:
    status = maintenance_cli.doctor(rebuild=rebuild)
    return status, capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("sick")
def test_a_healthy_bot_is_told_so_line_by_line(capsys: pytest.CaptureFixture[str], address: str) -> None:
    async def looked_at(_: object) -> list[str]:
        async with await Archive.open(address) as archive:
            return [check.name for check in await archive.check()]

    status, lines = examined(capsys)
    assert status == 0
    names = [
        "settings",
        "token",
        "model",
        "file rights",
        "disk",
        "backups",
        "archive",
        "schema",
        *in_archive(address, looked_at),
    ]
    assert [line.split(":")[0] for line in lines] == [f"ok      {name}" for name in names]
    assert "search index" in names


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("DISCORD_TOKEN", "", "failed  token: There is no bot token"),
        ("DISCORD_TOKEN", "nonsense", "failed  token: DISCORD_TOKEN does not look like a bot token"),
        ("PULLQUOTE_WORKERS", "none", "failed  settings: PULLQUOTE_WORKERS is not usable"),
        ("PULLQUOTE_DATABASE", "mysql://x/y", "failed  archive: PULLQUOTE_DATABASE names an unknown database"),
        ("PULLQUOTE_DATABASE", "postgresql://nobody@127.0.0.1:1/none", "failed  archive: PostgreSQL cannot be reached"),
    ],
)
def test_a_wrong_setting_is_named(
    sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str, line: str
) -> None:
    sick.setenv(variable, value)
    status, lines = examined(capsys)
    assert status == 1
    assert next(each for each in lines if each.startswith("failed")).startswith(line)


def test_a_damaged_search_index_is_named_and_made_anew(
    sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("INSERT INTO search_index(search_index) VALUES ('delete-all')")
        connection.commit()
    status, lines = examined(capsys)
    assert status == 1
    assert "failed  search index: it holds 0 of 4 reviews; rebuild it" in lines
    status, lines = examined(capsys, rebuild=True)
    assert status == 0
    assert "ok      search index: made anew from 4 reviews" in lines


def test_a_full_disk_is_named(sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    sick.setattr(maintenance, "LEAST_FREE_BYTES", 2**62)
    status, lines = examined(capsys)
    assert any(line.startswith("failed  disk: only ") for line in lines)
    assert status == 1


def test_the_last_backup_is_named_and_one_that_is_too_old_is_a_fault(
    sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    _, lines = examined(capsys)
    assert "ok      backups: none are taken by themselves; PULLQUOTE_BACKUPS names a folder for them" in lines
    sick.setenv("PULLQUOTE_BACKUPS", str(folder))
    _, lines = examined(capsys)
    assert f"ok      backups: there is none in {folder} yet; a running bot takes the first" in lines
    folder.mkdir()
    last = folder / "pullquote-20261125T120000Z.backup"
    for name in ("pullquote-20261124T120000Z.backup", last.name):
        (folder / name).write_bytes(b"x" * 2_000)
    for hours, outcome, end in ((47.5, "ok", ""), (48.5, "failed", "; see the bot's log for why there is none since.")):
        at = datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(hours=hours)
        sick.setattr(maintenance_cli, "utc_now", lambda at=at: at)
        status, lines = examined(capsys)
        assert f"{outcome:<8}backups: {last} is the last of 2, {hours} hours old, 2,000 bytes{end}" in lines
        assert status == (outcome == "failed")


def test_a_model_that_cannot_be_read_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise OSError(text)

    monkeypatch.setattr("bot.analysis.analyze", broken)
    assert maintenance_cli._model().fault == "it cannot be read (OSError); install Pullquote again."
    monkeypatch.undo()
    assert maintenance_cli._model().fault == ""


def test_before_the_first_start_there_is_no_archive_and_none_is_made(
    sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "deep" / "down" / "archive.db"
    sick.setenv("PULLQUOTE_DATABASE", f"sqlite:///{file}")
    status, lines = examined(capsys)
    assert status == 0
    assert lines[-1] == f"ok      archive: there is none yet; the first start makes it at {file}"
    assert not file.parent.exists()


def test_a_file_that_is_no_archive_is_named(
    sick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "letter.db").write_bytes(b"Dear diary, " * 500)
    sick.setenv("PULLQUOTE_DATABASE", f"sqlite:///{tmp_path / 'letter.db'}")
    status, lines = examined(capsys)
    assert status == 1
    assert any("is not a Pullquote archive" in line for line in lines)


def test_a_password_is_never_shown() -> None:
    assert shown("postgresql://bot:hunter2@db.example/reviews") == "postgresql://bot:***@db.example/reviews"


def test_the_doctor_names_files_that_everybody_can_open(tmp_path: Path) -> None:
    closed, opened = tmp_path / "closed", tmp_path / "opened"
    for file, mode in ((closed, 0o600), (opened, 0o644)):
        file.touch()
        file.chmod(mode)
    assert maintenance_cli._rights([closed, tmp_path / "none"]).fault == ""
    assert maintenance_cli._rights([closed, opened]).fault == (
        f"every user of this machine can open {opened}; run: chmod 600 {opened}"
    )
