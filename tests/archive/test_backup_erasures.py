"""Whoever asked to be forgotten does not come back with a backup, whatever the clock and the moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.archive import Archive, ArchiveError
from bot.archive.backup import copies, json_lines, sqlite_file
from bot.archive.backup.copies import backup, restore
from bot.archive.database import journal
from bot.archive.server import scope
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD

ADA, BEN = 1, 2


async def fill(server):
    await server.add_many([make_draft(f"{SLOW} Take {n}.", n % 2 + 1, film_title="Dune") for n in range(6)])


@pytest.fixture
async def elsewhere(make_engines):
    return await make_engines("sqlite").empty()


def known(archive):
    """Name what remembers an archive's erasures: its journal, or the archive itself."""
    return [archive.journal or archive.database.address.render_as_string()]


async def authors_in(url):
    async with await Archive.open(url) as restored:
        return set(dict(await restored.server(GUILD).authors()))


async def test_who_is_forgotten_while_a_backup_is_written_stays_forgotten(
    archive, server, elsewhere, tmp_path, monkeypatch
):
    await fill(server)
    module, name = (sqlite_file, "seal") if archive.database.sqlite else (copies, "_finish")
    after, forgotten = getattr(module, name), []

    def later(*arguments):
        # Right after the copy was taken, before anything more is noted in it.
        forgotten.append(True)
        return after(*arguments)

    monkeypatch.setattr(module, name, later)
    writing = json_lines.write

    async def slow(*arguments):
        made = await writing(*arguments)
        await server.forget(ADA)
        return made

    monkeypatch.setattr(json_lines, "write", slow)
    if archive.database.sqlite:
        to_thread = copies.asyncio.to_thread

        async def between(function, *arguments, **more):
            if function is later:
                await server.forget(ADA)
            return await to_thread(function, *arguments, **more)

        monkeypatch.setattr(copies.asyncio, "to_thread", between)
    await backup(archive, tmp_path / "backup")
    monkeypatch.undo()
    assert forgotten
    await restore(tmp_path / "backup", elsewhere, erased=known(archive))
    assert await authors_in(elsewhere) == {BEN}


@pytest.mark.parametrize("hours", [-1, -24 * 365, 0])
async def test_a_clock_that_was_set_back_brings_nobody_back(archive, server, elsewhere, tmp_path, monkeypatch, hours):
    await fill(server)
    undo = await server.delete(1, 9)
    await server.undo(undo.key, 9)
    await server.erase([2])
    await backup(archive, tmp_path / "backup")
    moment = scope.now()
    monkeypatch.setattr(scope, "now", lambda: moment + timedelta(hours=hours))
    await server.forget(ADA)
    monkeypatch.undo()
    await restore(tmp_path / "backup", elsewhere, erased=known(archive))
    assert await authors_in(elsewhere) == {BEN}


async def test_who_came_back_before_the_backup_and_went_again_after_it_stays_away(archive, server, elsewhere, tmp_path):
    await fill(server)
    await server.forget(ADA)
    await server.add(make_draft(f"{SLOW} Back again.", ADA))
    await backup(archive, tmp_path / "backup")
    await server.forget(ADA)
    await restore(tmp_path / "backup", elsewhere, erased=known(archive))
    assert await authors_in(elsewhere) == {BEN}


@pytest.mark.slow
async def test_a_restored_archive_goes_on_counting_from_the_last_erasure(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/archive.db"
    async with await Archive.open(url) as archive:
        await fill(archive.server(GUILD))
        await backup(archive, tmp_path / "first")
        await archive.server(GUILD).forget(ADA)
    (tmp_path / "archive.db").unlink()
    moment = scope.now()
    monkeypatch.setattr(scope, "now", lambda: moment - timedelta(days=1))
    await restore(tmp_path / "first", url)
    async with await Archive.open(url) as archive:
        await archive.server(GUILD).add(make_draft(f"{SLOW} Back again.", ADA))
        await backup(archive, tmp_path / "second")
    (tmp_path / "archive.db").unlink()
    await restore(tmp_path / "second", url)
    assert await authors_in(url) == {ADA, BEN}


async def test_a_place_that_is_not_there_refuses_before_anything_is_written(archive, server, elsewhere, tmp_path):
    await fill(server)
    await backup(archive, tmp_path / "backup")
    (tmp_path / "note").write_text("hello\n")
    for place, why in {
        tmp_path / "typo.erasures": "cannot be read",
        f"sqlite:///{tmp_path}/typo.db": "There is no archive at",
        tmp_path / "note": "no journal of erasures",
        f"sqlite:///{tmp_path}/note": "not a Pullquote archive",
        "mysql://x/y": "unknown database",
    }.items():
        with pytest.raises(ArchiveError, match=why):
            await restore(tmp_path / "backup", elsewhere, erased=[place])
    assert not (tmp_path / "typo.db").exists()
    assert await authors_in(elsewhere) == set()


def test_a_line_that_was_cut_costs_only_itself(tmp_path):
    path = tmp_path / "journal"
    erasures = [journal.Erasure(GUILD, "review", bytes([n]) * 32, scope.now()) for n in range(3)]
    journal.write(path, erasures[:1])
    with path.open("ab") as file:
        file.write(b'{"guild":1,"kind":"rev')
    journal.write(path, erasures[1:])
    assert journal.read(path) == erasures


def test_a_write_that_stops_short_goes_on(tmp_path, monkeypatch):
    write = journal.os.write
    monkeypatch.setattr(journal.os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:50]))
    erasures = [journal.Erasure(GUILD, "review", bytes([n]) * 32, scope.now()) for n in range(3)]
    journal.write(tmp_path / "journal", erasures)
    assert journal.read(tmp_path / "journal") == erasures
