from __future__ import annotations

import asyncio
import gzip
import sqlite3

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from bot.archive import Archive, ArchiveError, ArchiveTooNewError, ArchiveUnavailableError
from bot.archive.backup.copies import backup, restore
from bot.archive.database import migrate
from bot.archive.database.journal import read
from bot.archive.database.schema import ARCHIVE_TABLES, metadata
from bot.archive.types import ServerSettings
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import ENGINES, GUILD, OTHER


async def fill(archive):
    for guild in (GUILD, OTHER):
        server = archive.server(guild)
        await server.save_settings(ServerSettings((1, 2), retention_days=900, digest_channel_id=2**62))
        batch = await server.begin_batch(3, "letterboxd")
        drafts = [
            make_draft(
                f"{SLOW} ||Entry\r\n{n}|| \\ \u2028 'é' 🎬 {guild}",
                author_id=n % 4 + 1,
                film_title=f"Film {n % 3}",
                batch=batch,
                message_ids=(guild + n, guild + 500 + n),
                tags=("a", "b"),
                rating_raw="4/5",
                rating_value=8.1,
            )
            for n in range(12)
        ]
        await server.add_many(drafts)
        await server.set_card(2, 5, 50)
        await server.hide(3, 9, "x")
        await server.set_thread(77, 1)
        await server.claim_digest("2026-W47")
        await server.opt_out(4)
        await server.delete(5, 9)
        await server.forget(2)


async def contents(archive):
    """Give every row of every table, in order."""
    found = {}
    async with archive.database.reading(snapshot=True) as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table).order_by(*table.primary_key.columns))).all()
            found[table.name] = [tuple(row) for row in rows]
    return found


def without_server_keys(found):
    return {name: rows for name, rows in found.items() if name not in ARCHIVE_TABLES}


@pytest.fixture(params=ENGINES)
async def elsewhere(request, make_engines):
    """The address of an empty archive to restore into."""
    return await make_engines(request.param).empty()


async def test_a_restored_archive_is_the_archive(archive, elsewhere, tmp_path):
    await fill(archive)
    told = []
    made = await backup(archive, tmp_path / "backup", lambda done, total: told.append((done, total)))
    assert told[-1] == (made.rows, made.rows)
    assert made.size == (tmp_path / "backup").stat().st_size
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    counts = await restore(tmp_path / "backup", elsewhere)
    before = await contents(archive)
    assert counts == {name: len(rows) for name, rows in before.items()}
    async with await Archive.open(elsewhere) as restored:
        assert await contents(restored) == before
        assert [check for check in await restored.check() if check.fault] == []
        for guild in (GUILD, OTHER):
            one, other = archive.server(guild), restored.server(guild)
            for query in ("slow burn", '"slow burn" -nothing', "perform*", "entry"):
                assert await other.search(query) == await one.search(query)
            assert await other.is_opted_out(4)
            assert (await other.add(make_draft(author_id=7))).review.number == 13
        assert (await restored.server(5).add(make_draft())).review.number == 1


async def test_what_was_erased_after_the_backup_is_erased_again(archive, elsewhere, tmp_path, engines):
    await fill(archive)
    await backup(archive, tmp_path / "backup")
    server = archive.server(GUILD)
    await server.forget(1)
    await server.erase_messages([GUILD + 3])
    undo = await server.delete(7, 9)
    await server.undo(undo.key, 9)
    await archive.server(OTHER).purge()
    await server.add(make_draft("Filed after the backup was taken, so lost with the old archive."))
    # The old archive's own list of erasures, by its address; for SQLite its journal says the same.
    journal = archive.journal
    assert journal is None or len(read(journal)) >= 3
    await restore(tmp_path / "backup", elsewhere, erased=[journal or archive.database.address.render_as_string()])
    async with await Archive.open(elsewhere) as restored:
        server = restored.server(GUILD)
        numbers = [review.number async for review in server.stream(hidden=True)]
        authors = {review.author_id async for review in server.stream(hidden=True)}
        assert authors == {3, 4}
        assert 4 not in numbers
        assert 7 in numbers
        assert await restored.server(OTHER).size() == 0
        assert (await server.search("entry")).total > 0


@pytest.mark.slow
async def test_a_journal_beside_the_file_is_read_unasked(tmp_path):
    url = f"sqlite:///{tmp_path}/archive.db"
    async with await Archive.open(url) as archive:
        await fill(archive)
        await backup(archive, tmp_path / "backup")
        await archive.server(GUILD).forget(1)
    (tmp_path / "archive.db").unlink()
    await restore(tmp_path / "backup", url)
    async with await Archive.open(url) as restored:
        assert 1 not in dict(await restored.server(GUILD).authors())
        assert 1 in dict(await restored.server(OTHER).authors())


async def test_an_erasure_that_the_backup_knows_is_not_done_twice(tmp_path):
    url = f"sqlite:///{tmp_path}/archive.db"
    async with await Archive.open(url) as archive:
        server = archive.server(GUILD)
        await server.add(make_draft())
        await server.forget(1)
        await server.add(make_draft())
        await backup(archive, tmp_path / "backup")
    (tmp_path / "archive.db").unlink()
    await restore(tmp_path / "backup", url)
    async with await Archive.open(url) as restored:
        assert dict(await restored.server(GUILD).authors()) == {1: 1}


async def test_a_backup_is_one_moment_while_others_write(archive, elsewhere, tmp_path):
    await fill(archive)
    server = archive.server(GUILD)

    async def write():
        for n in range(15):
            await server.add(make_draft(f"{SLOW} Meanwhile {n}.", author_id=50, film_title="Meanwhile"))

    await asyncio.gather(write(), backup(archive, tmp_path / "backup"))
    await restore(tmp_path / "backup", elsewhere)
    async with await Archive.open(elsewhere) as restored:
        assert [check for check in await restored.check() if check.fault] == []
        here = restored.server(GUILD)
        everything = [review async for review in here.stream(hidden=True)]
        shown = [review for review in everything if review.hidden_reason is None]
        assert sum(film.reviews for film in await here.films()) == len(shown)
        assert len(await here.aspects()) == sum(len(review.analysis.aspects) for review in shown)


async def test_a_backup_never_overwrites_and_leaves_no_half_file(archive, tmp_path):
    (tmp_path / "there").write_text("precious")
    with pytest.raises(ArchiveError, match="there already"):
        await backup(archive, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"
    with pytest.raises(ArchiveUnavailableError):
        await backup(archive, tmp_path / "no" / "such" / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]


async def test_a_backup_goes_into_an_empty_archive_only(archive, elsewhere, tmp_path):
    await fill(archive)
    await backup(archive, tmp_path / "backup")
    async with await Archive.open(elsewhere) as other:
        await other.server(GUILD).add(make_draft())
    with pytest.raises(ArchiveError, match="not empty"):
        await restore(tmp_path / "backup", elsewhere)


async def test_a_damaged_backup_is_refused_and_fills_nothing(archive, elsewhere, tmp_path):
    await fill(archive)
    path = (await backup(archive, tmp_path / "backup")).path
    whole = path.read_bytes()
    cases = {"short": whole[: len(whole) // 2], "empty": b"", "text": b"hello", "zip": gzip.compress(b"{}")}
    for name, damaged in cases.items():
        (tmp_path / name).write_bytes(damaged)
        with pytest.raises(ArchiveError) as raised:
            await restore(tmp_path / name, elsewhere)
        assert str(raised.value).endswith(".")
    with pytest.raises(ArchiveError, match="no backup to read"):
        await restore(tmp_path / "missing", elsewhere)
    async with await Archive.open(elsewhere) as other:
        assert (await contents(other))["server"] == []
    assert await restore(path, elsewhere)


async def test_a_backup_of_a_newer_program_is_refused(archive, elsewhere, tmp_path):
    path = (await backup(archive, tmp_path / "backup")).path
    if archive.database.sqlite:
        with sqlite3.connect(path) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999_from_tomorrow'")
        raw.close()
    else:
        lines = gzip.decompress(path.read_bytes()).replace(migrate.newest().encode(), b"9999_from_tomorrow", 1)
        path.write_bytes(gzip.compress(lines))
    with pytest.raises(ArchiveTooNewError, match="newer"):
        await restore(path, elsewhere)


async def test_a_backup_of_sqlite_is_a_sqlite_file(tmp_path):
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        await fill(archive)
        path = (await backup(archive, tmp_path / "backup.db")).path
        expected = await contents(archive)
    async with await Archive.open(f"sqlite:///{path}") as copy:
        assert without_server_keys(await contents(copy)) == without_server_keys(expected)
        async with copy.database.reading() as connection:
            assert (await connection.execute(sql("PRAGMA integrity_check"))).scalar() == "ok"
