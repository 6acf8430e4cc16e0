"""A real archive in a SQLite file."""

from __future__ import annotations

import shutil

import pytest

from bot.archive import Archive

GUILD = 100


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """An archive's file with its tables and nothing in them."""
    return tmp_path_factory.mktemp("archive") / "blank.db"


@pytest.fixture
async def archive(blank, tmp_path):
    if not blank.exists():
        await (await Archive.open(f"sqlite:///{blank}")).close()
    path = tmp_path / "archive.db"
    shutil.copy(blank, path)
    async with await Archive.open(f"sqlite:///{path}") as opened:
        yield opened


@pytest.fixture
def server(archive):
    return archive.server(GUILD)
