"""A copy of the whole archive while the bot runs, and the way back from it, to either engine.

SQLite is copied as a SQLite file (VACUUM INTO: one moment of the archive, writers go on).
PostgreSQL is written as lines of JSON, gzipped, from one snapshot. `restore` reads either into an
empty archive of either engine, so backup and restore are also the way from SQLite to PostgreSQL.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
import sqlite3
import tempfile
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, literal, select, tuple_
from sqlalchemy import text as sql

from bot.archive import maintenance
from bot.archive.backup.erasing_again import reapply
from bot.archive.database import journal as _journal
from bot.archive.database import migrate
from bot.archive.database.engine import Database, parse_url
from bot.archive.database.row_json import from_json, to_json
from bot.archive.database.schema import EPOCH, MICROSECOND, counter, erasure, metadata, secret, server
from bot.archive.server.scope import insert_or_ignore, now
from bot.archive.store import Archive
from bot.archive.text import index
from bot.archive.types import ArchiveError, ArchiveTooNewError, ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.engine import RowMapping
    from sqlalchemy.ext.asyncio import AsyncConnection

    Progress = Callable[[int, int], None]

FORMAT = 1
CHUNK = 500
TAKEN = "backup_at"
"""The counter that says when a SQLite backup was taken, in microseconds."""
DAMAGED = "The backup is damaged or was cut short; use another one."


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
    draft = await asyncio.to_thread(_draft_of, path)
    database = archive.database
    write = _write_sqlite if database.sqlite else _write_lines
    try:
        counts = await write(database, draft, progress)
        size = await asyncio.to_thread(_finish, draft, path, counts)
    except OSError:
        raise ArchiveUnavailableError(
            f"The backup cannot be written to {path}; check the folder, its permissions and the free space."
        ) from None
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)
    return Backup(path, sum(counts.values()), size)


def _draft_of(path: Path) -> Path:
    """Name the file that becomes the backup once it has proved good."""
    if path.exists():
        raise ArchiveError(f"{path} is there already; choose another name for the backup.")
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    return draft


def _finish(draft: Path, path: Path, counts: dict[str, int]) -> int:
    _verify(draft, counts)
    draft.chmod(0o600)
    draft.rename(path)
    return path.stat().st_size


async def restore(
    path: Path, url: str, *, erased: Iterable[str | Path] = (), progress: Progress | None = None
) -> dict[str, int]:
    """Read a backup into an empty archive and apply again what was erased since it was taken.

    What was erased is read from the journal beside the archive, and from `erased`: the addresses of
    archives, or paths of journals. Gives the number of rows by table. Raises ArchiveError when the
    archive is not empty or the backup cannot be read; the archive is then as empty as before.
    """
    async with _source(path) as source, await Archive.open(url) as target:
        await _fill(target.database, source, progress)
        # Opened again: the archive's secret came with the backup.
        async with await Archive.open(url) as restored:
            since = await _taken_at(source)
            for each in [*([restored.journal] if restored.journal else []), *erased]:
                known = [erasure for erasure in await _erasures(each) if erasure.at > since]
                await reapply(restored, known)
            async with restored.database.reading() as connection:
                return await _counts(connection)


async def _counts(connection: AsyncConnection) -> dict[str, int]:
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in metadata.sorted_tables
    }


async def _write_sqlite(database: Database, path: Path, progress: Progress | None) -> dict[str, int]:
    async with database.reading() as connection:
        await connection.execute(sql("VACUUM INTO :path"), {"path": str(path)})
    taken = (now() - EPOCH) // MICROSECOND

    def finish() -> dict[str, int]:
        with closing(sqlite3.connect(path)) as copy:
            copy.execute("INSERT OR REPLACE INTO counter(name, value) VALUES (?, ?)", (TAKEN, taken))
            copy.commit()
            return _count_sqlite(copy)

    counts = await asyncio.to_thread(finish)
    if progress:
        progress(sum(counts.values()), sum(counts.values()))
    return counts


def _count_sqlite(copy: sqlite3.Connection) -> dict[str, int]:
    names = [table.name for table in metadata.sorted_tables]
    # The names are the schema's own.
    return {name: copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608


async def _write_lines(database: Database, path: Path, progress: Progress | None) -> dict[str, int]:
    done = 0
    async with database.reading(snapshot=True) as connection:
        counts = await _counts(connection)
        total = sum(counts.values())
        header = {"pullquote": FORMAT, "revision": await connection.run_sync(migrate.current)}
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=5) as file:
            file.write(json.dumps({**header, TAKEN: (now() - EPOCH) // MICROSECOND}) + "\n")
            for table in metadata.sorted_tables:
                async for part in _rows(connection, table):
                    lines = (json.dumps([table.name, to_json(table, row)], ensure_ascii=False) for row in part)
                    file.write("\n".join(lines) + "\n")
                    done += len(part)
                    if progress:
                        progress(done, total)
            file.write(json.dumps({"end": counts}) + "\n")
    return counts


def _verify(path: Path, counts: dict[str, int]) -> None:
    """Read a backup back: whole, sound, and with as many rows as were written."""
    if _is_sqlite(path):
        with closing(sqlite3.connect(path)) as copy:
            sound = copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok" and _count_sqlite(copy) == counts
    else:
        found = dict.fromkeys(counts, 0)
        for name, _ in _lines(path):
            found[name] += 1
        sound = found == counts
    if not sound:
        raise ArchiveError("The backup did not read back as it was written; check the disk and try again.")


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        raise ArchiveError(f"There is no backup to read at {path}; check the name.") from None


def _header(path: Path) -> dict[str, Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            header = json.loads(file.readline())
    except (OSError, EOFError, ValueError):
        raise ArchiveError(f"{path} is not a Pullquote backup.") from None
    if not isinstance(header, dict) or "pullquote" not in header:
        raise ArchiveError(f"{path} is not a Pullquote backup.")
    known = {revision for revision, _ in migrate.revisions()}
    if header["pullquote"] != FORMAT or header.get("revision") not in known:
        raise ArchiveTooNewError("The backup was written by a newer Pullquote; update this program and try again.")
    return header


def _lines(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    """Give (table, row) for each line; ArchiveError when the file ends early."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            file.readline()
            for line in file:
                record = json.loads(line)
                if isinstance(record, dict):
                    return
                yield record[0], record[1]
    except (OSError, EOFError, ValueError):
        raise ArchiveError(DAMAGED) from None
    raise ArchiveError(DAMAGED)


Source = Database | Path


@asynccontextmanager
async def _source(path: Path) -> AsyncGenerator[Source]:
    """Open a backup for reading. A SQLite file is copied first, since an older one has to be migrated."""
    if not await asyncio.to_thread(_is_sqlite, path):
        await asyncio.to_thread(_header, path)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="pullquote-restore-") as folder:
        copy = Path(folder) / "backup.db"
        await asyncio.to_thread(shutil.copyfile, path, copy)
        async with await Archive.open(f"sqlite:///{copy}") as opened:
            yield opened.database


async def _taken_at(source: Source) -> datetime:
    if isinstance(source, Path):
        return EPOCH + _header(source)[TAKEN] * MICROSECOND
    async with source.reading() as connection:
        statement = select(counter.c.value).where(counter.c.name == TAKEN)
        return EPOCH + ((await connection.execute(statement)).scalar() or 0) * MICROSECOND


async def _fill(target: Database, source: Source, progress: Progress | None) -> None:
    """Put every row of a backup into an empty archive, in one transaction, and index its reviews."""
    async with target.writing() as connection:
        if (await connection.execute(select(server.c.guild_id).limit(1))).first() is not None:
            raise ArchiveError("That archive is not empty; restore into a new one.")
        for table in (secret, counter, erasure):
            await connection.execute(delete(table))
        done = 0
        async for table, rows in _parts(source):
            await connection.execute(insert(table), rows)
            done += len(rows)
            if progress:
                progress(done, 0)
        await connection.execute(delete(counter).where(counter.c.name == TAKEN))
        needed = [{"name": "server_key", "value": 0}, {"name": index.SCRUB, "value": 0}]
        await connection.execute(insert_or_ignore(connection, counter), needed)
        await maintenance.index_everything(connection)


async def _parts(source: Source) -> AsyncGenerator[tuple[Table, list[dict[str, Any]]]]:
    """Give the rows of a backup, some at a time, parents before children."""
    if isinstance(source, Path):
        name, rows = "", list[dict[str, Any]]()
        for each, record in _lines(source):
            if rows and (each != name or len(rows) == CHUNK):
                yield metadata.tables[name], rows
                rows = []
            name = each
            rows.append(from_json(metadata.tables[name], record))
        if rows:
            yield metadata.tables[name], rows
        return
    async with source.reading(snapshot=True) as connection:
        for table in metadata.sorted_tables:
            async for part in _rows(connection, table):
                yield table, [dict(row) for row in part]


async def _rows(connection: AsyncConnection, table: Table) -> AsyncGenerator[Sequence[RowMapping]]:
    """Give a table's rows by key, some at a time, so that memory does not grow with the archive."""
    keys = tuple(table.primary_key.columns)
    statement = select(table).order_by(*keys).limit(CHUNK)
    part = (await connection.execute(statement)).mappings().all()
    while part:
        yield part
        last = tuple_(*(literal(part[-1][key.name], key.type) for key in keys))
        part = (await connection.execute(statement.where(tuple_(*keys) > last))).mappings().all()


async def _erasures(place: str | Path) -> list[_journal.Erasure]:
    """Read what was erased, from a journal or from the archive at an address."""
    if isinstance(place, Path):
        return await asyncio.to_thread(_journal.read, place)
    database = Database(parse_url(place))
    try:
        async with database.reading() as connection:
            rows = (await connection.execute(select(erasure))).all()
        return [_journal.Erasure(row.guild_id, row.kind, row.subject, row.at) for row in rows]
    finally:
        await database.close()
