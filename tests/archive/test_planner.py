from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.archive import Archive
from bot.archive.backup.copies import backup, restore
from bot.archive.database.planner import TYPICAL, written
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD

COUNT = "SELECT count(*) FROM review WHERE guild_id = 1 AND hidden_reason IS NULL AND film_number = 2"


async def test_a_films_reviews_are_found_by_their_index(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    for _ in range(2):  # settling twice changes nothing
        async with await Archive.open(f"sqlite:///{path}"):
            pass
    with closing(sqlite3.connect(path)) as connection:
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {COUNT}").fetchall())
        rows = connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "guild_id=? AND film_number=?" in plan
    assert sorted(rows) == sorted(TYPICAL)
    indexes = {index for _, index, _ in TYPICAL}
    assert all(index in names for index in indexes), "a figure for an index that is not there"


@pytest.mark.postgres
async def test_postgresql_keeps_no_samples_of_what_people_wrote(make_engines) -> None:
    async with await Archive.open(await make_engines("postgres").ready()) as archive:
        await archive.server(GUILD).add_many([make_draft(f"{SLOW} {n}", film_title="Dune") for n in range(50)])
        async with archive.database.writing() as connection:
            await connection.execute(sql("ANALYZE"))
            kept = (await connection.execute(sql("SELECT tablename, attname FROM pg_stats"))).all()
    assert {("review", "film_number"), ("review", "hidden_reason")} <= {tuple(row) for row in kept}, (
        "the planner needs these"
    )
    assert not {*written()} & {tuple(row) for row in kept}
    assert {("body", "text"), ("search_index", "terms"), ("review", "rating_raw")} <= {*written()}


@pytest.mark.postgres
async def test_postgresql_has_counted_what_was_restored(make_engines, tmp_path: Path) -> None:
    async with await Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        await archive.server(GUILD).add_many([make_draft(f"{SLOW} {n}", film_title="Dune") for n in range(50)])
        await backup(archive, tmp_path / "backup")
    url = await make_engines("postgres").ready()
    await restore(tmp_path / "backup", url)
    async with await Archive.open(url) as archive, archive.database.reading() as connection:
        counted = sql("SELECT relname, reltuples FROM pg_class WHERE relname IN ('review', 'search_index', 'body')")
        assert {rows for _, rows in await connection.execute(counted)} == {50}
