"""The archive's commands on both engines: out, back, moved to the other engine, and examined."""

from __future__ import annotations

import asyncio

import pytest

from bot.archive import Archive, maintenance
from bot.cli import exchange as exchange_cli
from bot.cli import maintenance as maintenance_cli
from bot.exchange import rows
from bot.settings import Settings
from tests.archive.builders import make_draft
from tests.archive.conftest import GUILD


def settings_for(url: str) -> Settings:
    return Settings.model_validate({"PULLQUOTE_DATABASE": url})


async def fill(url: str) -> None:
    async with await Archive.open(url) as archive:
        await archive.server(GUILD).add_many([make_draft(f"A fine film, on night {n}.", 11) for n in range(4)])


@pytest.mark.slow
@pytest.mark.parametrize("other", ["sqlite", "postgres"])
def test_backup_and_restore_move_an_archive_between_engines(url, make_engines, other, tmp_path, capsys) -> None:
    asyncio.run(fill(url))
    file = tmp_path / "backup"
    assert maintenance_cli.write_backup(settings_for(url), file) == 0
    assert "read back and found whole." in capsys.readouterr().out
    there = settings_for(asyncio.run(make_engines(other).empty()))
    assert maintenance_cli.restore_backup(there, file) == 0
    assert "4 reviews of 1 servers are restored" in capsys.readouterr().out
    assert exchange_cli.export_file(there, GUILD, "json", tmp_path / "out.json") == 0
    assert [row.text for row in rows(tmp_path / "out.json")] == [f"A fine film, on night {n}." for n in range(4)]


def test_the_doctor_and_the_migrations_look_at_either_engine(url, capsys, monkeypatch, tmp_path) -> None:
    asyncio.run(fill(url))
    assert maintenance_cli.run_migrations(settings_for(url), show_only=True) == 0
    assert "done   0001_reviews_and_search" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULLQUOTE_DATABASE", url)
    monkeypatch.setenv("DISCORD_TOKEN", f"{'a' * 24}.{'b' * 6}.{'c' * 38}")
    monkeypatch.setattr(maintenance, "LEAST_FREE_BYTES", 1)
    assert maintenance_cli.doctor(rebuild=True) == 0
    said = capsys.readouterr().out
    assert "ok      search index: made anew from 4 reviews" in said
    assert "failed" not in said
