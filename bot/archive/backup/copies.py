"""A copy of the whole archive while the bot runs, and the way back from it, to either engine.

SQLite is copied as a SQLite file, PostgreSQL as lines of JSON. `restore` reads either into an empty
archive of either engine, so backup and restore are also the way from SQLite to PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, literal, select, tuple_
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from bot.archive import maintenance
from bot.archive.backup import json_lines, sqlite_file
from bot.archive.backup.damage import DAMAGED, reading
from bot.archive.backup.erasing_again import erasures_at, erasures_since, reapply
from bot.archive.backup.json_lines import TAKEN
from bot.archive.database import journal as _journal
from bot.archive.database import migrate
from bot.archive.database.columns import EPOCH, MICROSECOND
from bot.archive.database.engine import Database, explain
from bot.archive.database.row_json import from_json, to_json
from bot.archive.database.schema import body, counter, erasure, metadata, review, secret, server
from bot.archive.server.scope import ERASED, now
from bot.archive.store import Archive, begin_counters
from bot.archive.types import ArchiveError, ArchiveTooNewError, ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

    from sqlalchemy import Table
    from sqlalchemy.engine import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.backup.checksums import Tally

    Progress = Callable[[int, int], None]

CHUNK = 500
NOT_READ_BACK = "The backup did not read back as it was written; check the disk and try again."


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read back."""

    path: Path
    rows: int
    size: int
    """Bytes on disk."""


async def backup(archive: Archive, path: Path, progress: Progress | None = None) -> Backup:
    """Write the whole archive to a new file, then read the file back and compare.

    `progress` is told (rows so far, rows in all). Raises ArchiveError when the file is there already
    or cannot be written, or does not read back.
    """
    draft = path.with_name(path.name + ".part")
    write = _write_sqlite if archive.database.sqlite else _write_lines
    try:
        await asyncio.to_thread(_begin, path, draft)
        tally = await write(archive.database, draft, progress)
        size = await asyncio.to_thread(_finish, draft, path, tally)
    except OSError:
        raise ArchiveUnavailableError(
            f"The backup cannot be written to {path}; check the folder, its permissions and the free space."
        ) from None
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)
    return Backup(path, sum(tally.counts.values()), size)


def _begin(path: Path, draft: Path) -> None:
    """Make the file that becomes the backup once it has proved good; nobody else reads it, from the first byte on."""
    if path.exists():
        raise ArchiveError(f"{path} is there already; choose another name for the backup.")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _finish(draft: Path, path: Path, written: Tally) -> int:
    """Read a backup back, whole, sound and as it was written; then give it its name."""
    prove = sqlite_file.prove if sqlite_file.is_one(draft) else json_lines.prove
    try:
        found = prove(draft)
    except ArchiveError:
        raise ArchiveError(NOT_READ_BACK) from None
    if found.checksums != written.checksums:
        raise ArchiveError(NOT_READ_BACK)
    draft.rename(path)
    return path.stat().st_size


async def _write_sqlite(database: Database, path: Path, progress: Progress | None) -> Tally:
    taken = (now() - EPOCH) // MICROSECOND
    async with database.reading() as connection:
        await connection.execute(sql("VACUUM INTO :path"), {"path": str(path)})
    tally = await asyncio.to_thread(sqlite_file.seal, path, taken)
    rows = sum(tally.counts.values())
    if progress:
        progress(rows, rows)
    return tally


async def _write_lines(database: Database, path: Path, progress: Progress | None) -> Tally:
    taken = (now() - EPOCH) // MICROSECOND
    async with database.reading(snapshot=True) as connection:
        total = sum((await _counts(connection)).values())
        revision = await connection.run_sync(migrate.current)
        return await json_lines.write(path, revision, taken, _told(_all_rows(connection), total, progress))


async def _told(
    rows: AsyncGenerator[tuple[Table, Sequence[RowMapping]]], total: int, progress: Progress | None
) -> AsyncGenerator[tuple[Table, Sequence[RowMapping]]]:
    done = 0
    async for table, part in rows:
        yield table, part
        done += len(part)
        if progress:
            progress(done, total)


async def restore(
    path: Path, url: str, *, erased: Iterable[str | Path] = (), progress: Progress | None = None
) -> dict[str, int]:
    """Read a backup into an empty archive and apply again what was erased since it was taken.

    What was erased is read from the journal beside the archive, and from `erased`: the addresses of
    archives, or paths of journals. Gives the number of rows by table. Raises ArchiveError when the
    archive is not empty, the backup cannot be read, or one of `erased` is not there; the archive is
    then as empty as before.
    """
    known = [each for place in erased for each in await erasures_at(place)]
    async with _source(path) as source, await Archive.open(url) as target:
        beside = _journal.read(target.journal) if target.journal and target.journal.exists() else []
        await _fill(target.database, source, progress)
    # Opened again: the archive's secret came with the backup.
    async with await Archive.open(url) as restored:
        await reapply(restored, await erasures_since(restored, [*beside, *known]))
        async with restored.database.reading() as connection:
            return await _counts(connection)


async def _counts(connection: AsyncConnection) -> dict[str, int]:
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in metadata.sorted_tables
    }


Source = Database | Path


@asynccontextmanager
async def _source(path: Path) -> AsyncGenerator[Source]:
    """Open a backup for reading: a SQLite file as a copy of its own, which is looked through first."""
    if not await asyncio.to_thread(sqlite_file.is_one, path):
        await asyncio.to_thread(json_lines.header, path)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="pullquote-restore-") as folder:
        copy = await asyncio.to_thread(sqlite_file.copied, path, Path(folder))
        await asyncio.to_thread(sqlite_file.prove, copy, path)
        opened = await _opened(copy)
        try:
            yield opened.database
        finally:
            await opened.close()


async def _opened(copy: Path) -> Archive:
    """Open a copy as an archive, which brings an older one up to date."""
    try:
        with reading():
            return await Archive.open(f"sqlite:///{copy}")
    except ArchiveTooNewError:
        raise
    except ArchiveError:
        raise ArchiveError(DAMAGED) from None


async def _fill(target: Database, source: Source, progress: Progress | None) -> None:
    """Put every row of a backup into an empty archive, in one transaction, and index its reviews."""
    async with target.writing() as connection:
        if (await connection.execute(select(server.c.guild_id).limit(1))).first() is not None:
            raise ArchiveError("That archive is not empty; restore into a new one.")
        for table in (secret, counter, erasure):
            await connection.execute(delete(table))
        done = 0
        async for table, rows in _parts(source):
            await _put(connection, table, rows)
            done += len(rows)
            if progress:
                progress(done, 0)
        await _complete(connection, source)
        await maintenance.index_everything(connection)


async def _put(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put rows in, or say that they are no rows of an archive; what ails the archive itself is said elsewhere."""
    try:
        await connection.execute(insert(table), rows)
    except SQLAlchemyError as failure:
        if explain(failure, sqlite=connection.dialect.name == "sqlite"):
            raise
        raise ArchiveError(DAMAGED) from None
    except (ValueError, TypeError, OverflowError):
        raise ArchiveError(DAMAGED) from None


async def _complete(connection: AsyncConnection, source: Source) -> None:
    """Look whether what was put in is an archive, and make what a backup of an older program lacks."""
    counts = await _counts(connection)
    if counts[body.name] != counts[review.name]:
        raise ArchiveError(DAMAGED)
    taken = (await connection.execute(select(counter.c.value).where(counter.c.name == TAKEN))).scalar() or 0
    if isinstance(source, Path):
        taken = json_lines.header(source)[TAKEN]
    await connection.execute(delete(counter).where(counter.c.name == TAKEN))
    known = (await connection.execute(select(counter.c.value).where(counter.c.name == ERASED))).scalar()
    if known is None:
        # It was written before erasures had an order of their own: their time is what there is.
        await connection.execute(insert(counter).values(name=ERASED, value=taken))
    await begin_counters(connection)


async def _parts(source: Source) -> AsyncGenerator[tuple[Table, list[dict[str, Any]]]]:
    """Give the rows of a backup, some at a time, parents before children."""
    with reading():
        if isinstance(source, Database):
            try:
                async with source.reading(snapshot=True) as connection:
                    async for table, part in _all_rows(connection):
                        # Through JSON and back: SQLite itself would keep a word where a number belongs.
                        yield table, [from_json(table, to_json(table, row)) for row in part]
            except ArchiveUnavailableError:
                raise ArchiveError(DAMAGED) from None
            return
        name, rows = "", list[dict[str, Any]]()
        for each, record in json_lines.read(source):
            if rows and (each != name or len(rows) == CHUNK):
                yield metadata.tables[name], rows
                rows = []
            name = each
            rows.append(from_json(metadata.tables[name], record))
        if rows:
            yield metadata.tables[name], rows


async def _all_rows(connection: AsyncConnection) -> AsyncGenerator[tuple[Table, Sequence[RowMapping]]]:
    """Give every table's rows by key, some at a time, so that memory does not grow with the archive."""
    for table in metadata.sorted_tables:
        keys = tuple(table.primary_key.columns)
        statement = select(table).order_by(*keys).limit(CHUNK)
        part = (await connection.execute(statement)).mappings().all()
        while part:
            yield table, part
            last = tuple_(*(literal(part[-1][key.name], key.type) for key in keys))
            part = (await connection.execute(statement.where(tuple_(*keys) > last))).mappings().all()
