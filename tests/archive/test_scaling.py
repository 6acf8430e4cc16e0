"""The statements of docs/scaling.md do what it says, on a real PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.archive import Archive
from bot.archive.schema import server_tables
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD, OTHER

DOCUMENT = Path(__file__).parents[2] / "docs" / "scaling.md"
STATEMENTS = {
    match[1]: match[2]
    for match in re.finditer(r"```sql\n-- ([a-z ]+)\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
}


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


def test_every_servers_table_is_named_wherever_all_are():
    for name in ("partition", "citus"):
        for table in server_tables():
            assert f"'{table.name}'" in STATEMENTS[name], (name, table.name)
        assert "'search_index'" in STATEMENTS[name]
