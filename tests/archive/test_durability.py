from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from bot.archive import Archive, ArchiveError, ArchiveUnavailableError
from bot.archive.backup.copies import backup
from bot.archive.database import sqlite_connections as _sqlite
from bot.archive.database.engine import explain
from tests.archive.builders import make_draft
from tests.archive.conftest import GUILD
from tests.archive.writing_process import draft_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def start(url, first, last, *more):
    command = [sys.executable, "-m", "tests.archive.writing_process", url, str(GUILD), str(first), str(last), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def read(process, lines, wanted):
    """Read what a process says until it has said enough."""
    while len(lines) < wanted and (line := process.stdout.readline()):
        lines.append(line.split())


async def assert_sound(archive, acknowledged, erased):
    server = archive.server(GUILD)
    for take, number in acknowledged.items():
        review = await server.get(number)
        if take in erased:
            assert review is None
            continue
        draft = draft_of(take)
        assert (review.text, review.analysis, review.message_ids) == (draft.text, draft.analysis, draft.message_ids)
        assert review.film.title == draft.film_title
        assert [hit.line.number for hit in (await server.search(f"number{take}")).items] == [number]
    everything = [review async for review in server.stream()]
    assert all(len(review.analysis.aspects) == 3 for review in everything)
    assert sum(film.reviews for film in await server.films()) == len(everything)
    assert len(await server.aspects()) == 3 * len(everything)
    assert [check for check in await archive.check() if check.fault] == []


async def test_what_was_acknowledged_survives_a_kill_at_any_moment(url):
    dice = random.Random(11)  # noqa: S311  (not for secrets)
    acknowledged: dict[int, int] = {}
    erased: set[int] = set()
    for first in range(0, 3_000, 1_000):
        process = start(url, first, first + 1_000, "churn")
        lines: list[list[str]] = []
        await asyncio.to_thread(read, process, lines, dice.randrange(5, 40))
        await asyncio.sleep(dice.random() / 50)
        process.send_signal(signal.SIGKILL)
        # What it had said before it died counts as acknowledged too; a line that the kill cut off was not said.
        rest = (await asyncio.to_thread(process.communicate))[0].splitlines(keepends=True)
        lines.extend(line.split() for line in rest if line.endswith("\n"))
        acknowledged.update((int(take), int(number)) for word, take, number, *_ in lines if word == "filed")
        erased.update(int(take) for word, take, *_ in lines if word == "erased")
        # An erasure may have been kept without having been said.
        last = max(acknowledged)
        async with await Archive.open(url) as archive:
            if last % 4 == 3 and last not in erased and await archive.server(GUILD).get(acknowledged[last]) is None:
                erased.add(last)
            await assert_sound(archive, acknowledged, erased)
    assert len(acknowledged) > 15
    assert len(set(acknowledged.values())) == len(acknowledged)


async def test_two_processes_agree_on_numbers_and_duplicates(url):
    processes = [start(url, 0, 40), start(url, 20, 60)]
    said = [(await asyncio.to_thread(process.communicate))[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    lines = [line.split() for each in said for line in each.splitlines()]
    assert sorted(int(number) for _, _, number, new in lines if new == "new") == list(range(1, 61))
    numbers: dict[str, set[str]] = {}
    for _, take, number, _ in lines:
        numbers.setdefault(take, set()).add(number)
    assert all(len(each) == 1 for each in numbers.values())
    async with await Archive.open(url) as archive:
        await assert_sound(archive, {int(take): int(min(each)) for take, each in numbers.items()}, set())


def plain(error, *secrets):
    """Say whether a message is one plain sentence without anything that is nobody's business."""
    said = str(error)
    assert said.endswith(".")
    assert said[0].isupper()
    assert "\n" not in said
    assert not any(word in said for word in ("sqlalche", "Error", "Traceback", "SELECT", "INSERT", "asyncpg", *secrets))
    return True


async def break_writing(archive, how):
    """Have every connection of an archive fail in a given way, as SQLite itself says it."""
    connections = [archive.database.engine.connect() for _ in range(16)]
    for connection in connections:
        await connection.start()
        await connection.execute(sql(how))
    for connection in connections:
        await connection.close()


@pytest.fixture
async def file_archive(tmp_path, monkeypatch):
    monkeypatch.setattr(_sqlite, "BUSY_SECONDS", 0.1)
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        await archive.server(GUILD).add(make_draft())
        yield archive


@pytest.mark.parametrize(
    ("broken", "mended", "sentence"),
    [
        ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000", "free some space"),
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF", "cannot be written"),
    ],
    ids=["full", "read-only"],
)
async def test_a_file_that_takes_no_writes_is_said_plainly_and_recovers(file_archive, broken, mended, sentence):
    server = file_archive.server(GUILD)
    await break_writing(file_archive, broken)
    with pytest.raises(ArchiveUnavailableError, match=sentence) as raised:
        await server.add(make_draft("word " * 40_000, author_id=2))
    assert plain(raised.value, "word")
    assert [review.number async for review in server.stream()] == [1]
    await break_writing(file_archive, mended)
    assert (await server.add(make_draft(author_id=2))).review.number == 2
    assert [check for check in await file_archive.check() if check.fault] == []


async def test_a_locked_file_is_said_plainly_and_recovers(file_archive):
    server = file_archive.server(GUILD)
    other = sqlite3.connect(file_archive.database.address.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveUnavailableError, match="locked by another program") as raised:
        await server.add(make_draft(author_id=2))
    assert plain(raised.value)
    assert (await server.reviews()).total == 1
    other.execute("ROLLBACK")
    other.close()
    assert (await server.add(make_draft(author_id=2))).review.number == 2


async def test_files_that_cannot_be_archives_are_said_plainly(tmp_path):
    (tmp_path / "garbage.db").write_bytes(b"This is no database, whatever it is called." * 100)
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").write_text("x")
    for url in (
        f"sqlite:///{tmp_path}/garbage.db",
        f"sqlite:///{tmp_path}/folder.db",
        f"sqlite:///{tmp_path}/file/x.db",
    ):
        with pytest.raises(ArchiveUnavailableError) as raised:
            await Archive.open(url)
        assert plain(raised.value)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://root:hunter2@host/x", "postgresql://[x", "://"]
)
async def test_an_address_that_cannot_be_read_is_said_plainly(url):
    with pytest.raises(ArchiveError, match="PULLQUOTE_DATABASE") as raised:
        await Archive.open(url)
    assert plain(raised.value, "hunter2")


@pytest.mark.parametrize(
    "where", ["localhost:1/x", "127.0.0.1:1/x", "/x?host=/nowhere/at/all", "no.such.host.invalid/x"]
)
async def test_a_server_that_is_not_there_is_said_plainly(where):
    with pytest.raises(ArchiveUnavailableError, match="cannot be reached") as raised:
        await Archive.open(f"postgresql://user:hunter2@{where}")
    assert plain(raised.value, "hunter2", "user:")


@pytest.fixture
async def postgres(make_engines):
    engines = make_engines("postgres")
    return engines, await engines.ready()


@pytest.mark.postgres
async def test_a_postgres_without_the_database_is_said_plainly(postgres):
    _, url = postgres
    with pytest.raises(ArchiveUnavailableError, match="no database of that name") as raised:
        await Archive.open(url.replace("ready_", "missing_"))
    assert plain(raised.value)


@pytest.mark.postgres
async def test_a_lost_connection_is_found_again_without_a_restart(postgres):
    engines, url = postgres
    async with await Archive.open(url) as archive:
        server = archive.server(GUILD)
        await server.add(make_draft())
        hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'ready_%'"
        await engines.admin(hang_up)
        assert (await server.add(make_draft(author_id=2))).review.number == 2

        async def lose_it_half_way():
            async with server._scope.writing() as (connection, _):
                await server._scope.next_number(connection, "review")
                await engines.admin(hang_up)
                await connection.execute(sql("SELECT 1"))

        with pytest.raises(ArchiveUnavailableError, match="cannot be reached") as raised:
            await lose_it_half_way()
        assert plain(raised.value)
        assert (await server.add(make_draft(author_id=3))).review.number == 3


@pytest.mark.postgres
async def test_a_postgres_that_takes_no_writes_is_read_and_said_plainly(postgres, tmp_path):
    engines, url = postgres
    async with await Archive.open(url) as archive:
        await archive.server(GUILD).add(make_draft())
    name = url.partition("?")[0].rpartition("/")[2]
    await engines.admin(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    async with await Archive.open(url) as archive:
        assert (await archive.server(GUILD).search("slow")).total == 1
        assert (await backup(archive, tmp_path / "backup")).rows > 5
        with pytest.raises(ArchiveUnavailableError, match="takes no writes") as raised:
            await archive.server(GUILD).add(make_draft(author_id=2))
        assert plain(raised.value)


async def test_a_fault_in_the_middle_leaves_nothing_half_written(archive, server, monkeypatch):
    async def fail(*_):
        raise OSError(28, "No space left on device")

    await server.add(make_draft())
    monkeypatch.setattr("bot.archive.server.reviews.index.put", fail)
    with pytest.raises(ArchiveUnavailableError):
        await server.add(make_draft(author_id=2, film_title="Dune", message_ids=(7,)))
    monkeypatch.undo()
    assert await server.get(2) is None
    assert await server.find_message(7) is None
    assert await server.films() == []
    assert (await server.add(make_draft(author_id=2))).review.number == 2


async def test_an_archive_is_nobody_elses(tmp_path):
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        await archive.server(GUILD).add(make_draft())
        await archive.server(GUILD).forget(1)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes) == {"archive.db", "archive.db-wal", "archive.db-shm", "archive.db.erasures"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Could not decode to UTF-8 column 'text' with text 'the review itself'", "The archive file is damaged"),
        ("vtable constructor failed: search_index", "The search index is damaged"),
    ],
)
def test_a_damaged_file_is_said_without_what_is_in_it(said, sentence):
    found = explain(DBAPIError("SELECT", {}, sqlite3.OperationalError(said)), sqlite=True)
    assert found.startswith(sentence)
    assert "review itself" not in found
