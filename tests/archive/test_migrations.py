from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy import text as sql

from bot.archive import Archive, ArchiveTooNewError
from bot.archive.database import migrate
from bot.archive.database.engine import Database, parse_url
from bot.archive.database.packing import pack
from bot.archive.database.schema import body, metadata

FIXTURES = Path(__file__).parent / "revisions"
"""One file for each released revision: a small archive as that release kept it, table by table."""


async def at_revision(url, revision):
    """Make a database as the program of that revision left it."""
    database = Database(parse_url(url))
    await migrate.migrate(database, revision)
    records = json.loads((FIXTURES / f"{revision}.json").read_text())
    async with database.writing() as connection:
        for table, rows in records.items():
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                values = ", ".join(_literal(value, sqlite=database.sqlite) for value in row.values())
                await connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({values})')  # noqa: S608
    await database.close()


def _literal(value, *, sqlite):
    """Write a value of a fixture as an engine reads it."""
    if isinstance(value, dict) and "hex" in value:
        return f"X'{value['hex']}'" if sqlite else f"'\\x{value['hex']}'"
    if isinstance(value, dict) and "packed" in value:
        return _literal(value["packed"] if sqlite else {"hex": pack(value["packed"]).hex()}, sqlite=sqlite)
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("revision", [revision for revision, _ in migrate.revisions()])
async def test_every_release_opens_with_its_data_kept(engines, revision):
    url = await engines.empty()
    await at_revision(url, revision)
    async with await Archive.open(url) as archive:
        assert await archive.revision() == migrate.newest()
        assert await archive.rebuild_search() == 2
        here = archive.server(42)
        first, second = [review async for review in here.stream()]
        assert (first.number, first.author_id, first.text) == (1, 7, "It's a slow burn. I loved it.")
        assert first.analysis.sentences[1].text == "I loved it."
        assert (first.film.name, first.rating_raw, first.message_ids) == ("Dune (2021)", "4/5", (100, 101))
        assert (second.label_by_hand, second.film, second.tags) == (True, None, ("a", "b"))
        assert (await here.search("slow")).total == 1
        assert [hit.line.number for hit in (await here.search("tag:A tag:b")).items] == [2]
        assert (await here.settings()).watched_channel_ids == (5, 6)
        assert [line.aspect for line in await here.aspects()] == ["pacing"]


async def test_a_review_of_an_older_release_is_found_by_its_words(engines):
    url = await engines.empty()
    await at_revision(url, "0001_reviews_and_search")
    if engines.kind == "sqlite":
        pytest.skip("its index has not changed since")
    async with await Archive.open(url) as archive:
        assert [hit.line.number for hit in (await archive.server(42).search('"slow burn" lov*')).items] == [1]
        assert [check for check in await archive.check() if check.fault] == []


async def test_the_migrations_make_what_the_schema_says(engines):
    url = await engines.empty()
    await (await Archive.open(url)).close()
    database = Database(parse_url(url))

    def compare(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": include})
        return compare_metadata(context, metadata)

    def include(thing, name, kind, reflected, compared):
        return not (kind == "table" and str(name).startswith(("search_", "alembic")))

    async with database.reading() as connection:
        differences = await connection.run_sync(compare)
    await database.close()
    assert [each for each in differences if "foreign_key" not in str(each)] == []


async def test_a_schema_from_the_future_is_refused_in_a_sentence(url):
    database = Database(parse_url(url))
    async with database.writing() as connection:
        await connection.execute(sql("UPDATE alembic_version SET version_num = '9999_from_tomorrow'"))
    with pytest.raises(ArchiveTooNewError, match=r"newer Pullquote \(schema 9999_from_tomorrow\)") as raised:
        await Archive.open(url)
    assert "\n" not in str(raised.value)
    async with database.writing() as connection:
        await connection.execute(sql("UPDATE alembic_version SET version_num = :newest"), {"newest": migrate.newest()})
    await database.close()
    await (await Archive.open(url)).close()


async def test_processes_that_start_at_once_migrate_once(engines):
    url = await engines.empty()
    archives = await asyncio.gather(*(Archive.open(url) for _ in range(4)))
    assert {await archive.revision() for archive in archives} == {migrate.newest()}
    assert len({archive._key for archive in archives}) == 1
    for archive in archives:
        await archive.close()


async def test_a_migration_that_fails_changes_nothing(engines, monkeypatch):
    url = await engines.empty()

    def fail(connection, target):
        connection.exec_driver_sql("CREATE TABLE half_done (x INTEGER)")
        raise RuntimeError(target)

    monkeypatch.setattr("bot.archive.database.migrate._upgrade", fail)
    with pytest.raises(RuntimeError):
        await Archive.open(url)
    monkeypatch.undo()
    async with await Archive.open(url) as archive, archive.database.reading() as connection:
        with pytest.raises(Exception, match="half_done"):
            await connection.execute(sql("SELECT * FROM half_done"))


async def test_foreign_keys_are_kept(archive):
    row = {"guild_id": 1, "number": 1, "text": "x", "analysis": "{}"}
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        async with archive.database.writing() as connection:
            await connection.execute(insert(body).values(**row))
    async with archive.database.reading() as connection:
        assert (await connection.execute(select(body.c.number))).first() is None


def test_revisions_have_readable_names_and_fixtures():
    names = [revision for revision, _ in migrate.revisions()]
    assert names == sorted(names)
    for number, (name, doc) in enumerate(migrate.revisions(), start=1):
        assert name.startswith(f"{number:04}_")
        assert len(name.split("_")) >= 3
        assert doc
        assert (FIXTURES / f"{name}.json").exists()


def test_a_migration_imports_no_code_that_may_change():
    for path in sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py")):
        assert "from bot" not in path.read_text(), path.name
