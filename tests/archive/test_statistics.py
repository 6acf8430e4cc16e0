from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.archive import Archive
from bot.archive.statistics import TYPICAL

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
    assert "review_of_film" in plan
    assert sorted(rows) == sorted(TYPICAL)
    indexes = {index for _, index, _ in TYPICAL}
    assert all(index in names for index in indexes), "a figure for an index that is not there"
