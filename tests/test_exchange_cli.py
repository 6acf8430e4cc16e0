from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.archive import Archive
from bot.cli import exchange as exchange_cli
from bot.cli.support import INTERRUPTED, plainly
from bot.exchange import ExportFormat, rows
from bot.settings import Settings
from bot.workers import Workers
from tests.archive.builders import make_draft
from tests.archive.exchange_samples import WORDS, letterboxd_csv, letterboxd_row, zipped
from tests.test_cli import pullquote

pytestmark = pytest.mark.slow

GUILD, ADA, BEN = 123_456_789, 11, 22
SHORT = "Row 4: It has no review text."


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """A Letterboxd export with two good rows and a bad one."""
    file = tmp_path / "letterboxd-ada.zip"
    data = letterboxd_csv(
        letterboxd_row(Letterboxd_URI="a"),
        letterboxd_row(Letterboxd_URI="b", Name="Glass Harbour"),
        letterboxd_row(Letterboxd_URI="c", Review="..."),
    )
    file.write_bytes(zipped({"reviews.csv": data}))
    return file


@pytest.fixture
def _shared_workers(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Let imports read in the session's worker: starting one costs more than reading."""
    lent = SimpleNamespace(start=lambda: None, close=lambda: None, read=workers.read)
    monkeypatch.setattr(exchange_cli, "Workers", lambda *_: lent)


def in_archive(address: str, do: Callable) -> object:
    async def work() -> object:
        async with await Archive.open(address) as archive:
            return await do(archive.server(GUILD))

    return asyncio.run(work())


def fill(address: str, count: int = 3) -> None:
    async def add(server):
        drafts = [make_draft(f"{WORDS}, on night {n}.", ADA, film_title="Dune") for n in range(count)]
        await server.add_many(drafts)
        await server.add(make_draft(f"{WORDS}, says somebody else.", BEN))
        await server.hide(1, BEN, "off topic")

    in_archive(address, add)


def test_import_export_and_undo_on_the_real_command_line(tmp_path: Path, address: str, diary: Path) -> None:
    where = {"PULLQUOTE_DATABASE": address, "cwd": tmp_path}
    ids = ("--server", str(GUILD), "--member", str(ADA))
    done = pullquote("import", str(diary), *ids, **where)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "2 reviews of 2 films in this file." in said
    assert f"Skipped: {SHORT}" in said
    assert "2/2" in said, "the progress bar"
    assert "2 reviews filed, 0 here already, 1 row skipped." in said
    assert f"pullquote import --undo 1 --server {GUILD}" in said

    out = pullquote("export", "--server", str(GUILD), **where)
    assert out.returncode == 0
    assert [row.author_id for row in rows(out.stdout)] == [ADA, ADA]
    assert "2 reviews exported." in out.stderr.decode()

    undone = pullquote("import", "--undo", "1", *ids, **where)
    assert "Import 1 is undone: 2 reviews erased." in undone.stderr.decode()
    nothing = pullquote("export", "--server", str(GUILD), **where)
    assert nothing.returncode == 1
    assert nothing.stderr.decode().strip() == f"There is nothing to export: no review is archived for server {GUILD}."


@pytest.mark.usefixtures("_shared_workers")
def test_importing_twice_adds_nothing(
    settings: Settings, address: str, diary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for filed, here in ((2, 0), (0, 2)):
        assert exchange_cli.import_file(settings, diary, GUILD, ADA) == 0
        assert f"{filed} reviews filed, {here} here already, 1 row skipped." in capsys.readouterr().err
    assert in_archive(address, lambda server: server.size()) == 2


def test_a_dry_run_files_nothing_and_makes_no_archive(
    settings: Settings, tmp_path: Path, diary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exchange_cli.import_file(settings, diary, GUILD, ADA, dry_run=True) == 0
    said = capsys.readouterr().err
    assert "Glass Harbour (2019): 1 review" in said
    assert SHORT in said
    assert "2 reviews would be filed, 1 row skipped.\n  1 × It has no review text." in said
    assert "Nothing was filed: this was a dry run." in said
    assert not (tmp_path / "archive.db").exists()


@pytest.mark.usefixtures("_shared_workers")
def test_an_export_is_restored_with_its_authors(settings: Settings, address: str, tmp_path: Path) -> None:
    fill(address)
    file = tmp_path / "all.json"
    assert exchange_cli.export_file(settings, GUILD, "json", file) == 0
    assert exchange_cli.import_file(settings, file, GUILD + 1, BEN, keep_authors=True) == 0
    assert exchange_cli.import_file(settings, file, GUILD + 2, BEN) == 0

    async def look(server):
        archive = await Archive.open(address)
        async with archive:
            kept = [(r.author_id, r.hidden_reason) async for r in archive.server(GUILD + 1).stream(hidden=True)]
            taken = {r.author_id async for r in archive.server(GUILD + 2).stream(hidden=True)}
        return kept, taken

    kept, taken = in_archive(address, look)  # type: ignore[misc]
    assert kept == [(ADA, "off topic"), (ADA, None), (ADA, None), (BEN, None)]
    assert taken == {BEN}


@pytest.mark.usefixtures("_shared_workers")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("missing.csv", None, "The file cannot be opened: No such file or directory."),
        ("cat.png", b"\x89PNG\r\n\x00", "This file is neither Letterboxd's reviews.csv or export zip nor"),
        ("reviews.csv", b"", "This file is empty."),
        ("broken.zip", b"PK\x03\x04", "This zip is damaged: download the export again."),
    ],
)
def test_a_file_that_is_no_export_is_one_sentence(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, sentence: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert exchange_cli.import_file(settings, tmp_path / name, GUILD, ADA) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith(sentence)
    assert "\n" not in said


def test_a_letterboxd_file_has_no_authors_to_keep(
    settings: Settings, diary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exchange_cli.import_file(settings, diary, GUILD, ADA, keep_authors=True) == 1
    assert "leave --keep-authors out" in capsys.readouterr().err


@pytest.mark.usefixtures("_shared_workers")
def test_who_opted_out_is_not_imported(
    settings: Settings, address: str, diary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_archive(address, lambda server: server.opt_out(ADA))
    assert exchange_cli.import_file(settings, diary, GUILD, ADA) == 1
    assert "asked not to be archived" in capsys.readouterr().err
    assert in_archive(address, lambda server: server.size()) == 0


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "letterboxd"])
def test_every_format_is_written_whole_hidden_reviews_too(
    settings: Settings, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    fill(address)
    out = tmp_path / "out.csv"
    assert exchange_cli.export_file(settings, GUILD, form, out) == 0  # type: ignore[arg-type]
    text = out.read_text(encoding="utf-8-sig")
    assert "night 0" in text
    assert "night 2" in text
    said = capsys.readouterr().err
    if form == "letterboxd":
        assert "Review 4 names no film." in said
        assert "3 reviews exported, 1 left out." in said
    else:
        assert "4 reviews exported." in said
    assert not list(tmp_path.glob("*.part"))


def test_a_letterboxd_export_comes_in_as_many_files_as_its_importer_needs(
    settings: Settings, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_cli, "LETTERBOXD_FILE_BYTES", 500)
    fill(address)
    assert exchange_cli.export_file(settings, GUILD, "letterboxd", tmp_path / "mine.csv") == 0
    files = sorted(tmp_path.glob("mine*.csv"))
    assert len(files) > 1
    assert files[0].name == "mine-1.csv"
    assert all(file.stat().st_size <= 500 for file in files)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    # A second export never takes the place of a part of the first.
    for file in files[1:]:
        file.write_text("precious")
    files[0].unlink()
    assert exchange_cli.export_file(settings, GUILD, "letterboxd", tmp_path / "mine.csv") == 1
    assert [file.read_text() for file in sorted(tmp_path.glob("mine*"))] == ["precious"] * (len(files) - 1)


def test_one_members_reviews_alone(settings: Settings, address: str, tmp_path: Path) -> None:
    fill(address)
    assert exchange_cli.export_file(settings, GUILD, "json", tmp_path / "b.json", BEN) == 0
    assert [row.author_id for row in rows(tmp_path / "b.json")] == [BEN]


def test_an_export_writes_over_nothing_and_makes_no_archive(
    settings: Settings, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert exchange_cli.export_file(settings, GUILD, "json", out) == 1
    assert capsys.readouterr().err.strip() == (
        f"There is no archive at {tmp_path / 'archive.db'}; check PULLQUOTE_DATABASE."
    )
    assert not (tmp_path / "archive.db").exists()
    fill(address)
    out.write_text("precious")
    assert exchange_cli.export_file(settings, GUILD, "json", out) == 1
    assert "is there already" in capsys.readouterr().err
    assert out.read_text() == "precious"
    assert exchange_cli.export_file(settings, GUILD, "json", tmp_path / "no" / "where.json") == 1
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


def test_an_import_that_is_not_there_cannot_be_undone(
    settings: Settings, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(address)
    assert exchange_cli.undo_import(settings, 7, GUILD, ADA) == 1
    assert "has no import 7; it may be undone already." in capsys.readouterr().err


def test_ctrl_c_is_one_sentence_and_the_shells_own_status(capsys: pytest.CaptureFixture[str]) -> None:
    async def pressed() -> int:
        raise KeyboardInterrupt

    assert plainly(pressed()) == INTERRUPTED
    assert capsys.readouterr().err.strip() == "Broken off. What was done is whole; run it again to go on."


def test_the_json_on_standard_output_is_nothing_but_the_export(
    settings: Settings, address: str, tmp_path: Path
) -> None:
    fill(address)
    done = pullquote("export", "--server", str(GUILD), cwd=tmp_path, PULLQUOTE_DATABASE=address)
    assert len(json.loads(done.stdout)["items"]) == 4


def test_memory_does_not_grow_with_what_is_exported(
    settings: Settings, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times the reviews take hardly more memory, in one file and in parts."""
    monkeypatch.setattr(exchange_cli, "LETTERBOXD_FILE_BYTES", 5_000)
    monkeypatch.setattr("bot.archive.server.lists.STREAM_CHUNK", 20)
    one = make_draft(WORDS * 6, ADA, film_title="Dune")

    async def add(_: object) -> None:
        async with await Archive.open(address) as archive:
            for guild_id, count in ((GUILD, 80), (GUILD + 1, 240)):
                drafts = [replace(one, text=f"{one.text} {n}") for n in range(count)]
                await archive.server(guild_id).add_many(drafts)

    in_archive(address, add)

    def peak(guild_id: int, form: ExportFormat) -> int:
        tracemalloc.start()
        try:
            assert exchange_cli.export_file(settings, guild_id, form, tmp_path / f"{guild_id}-{form}.csv") == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for form in ("json", "letterboxd"):
        few = peak(GUILD, form)
        assert peak(GUILD + 1, form) < 1.5 * few
