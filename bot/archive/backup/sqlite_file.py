"""Backups of SQLite: a SQLite file (VACUUM INTO: one moment of the archive, writers go on) with its checksums in it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.archive.backup.checksums import Tally
from bot.archive.backup.damage import DAMAGED, TOO_NEW, no_backup, reading
from bot.archive.backup.json_lines import TAKEN
from bot.archive.database import migrate
from bot.archive.database.schema import metadata
from bot.archive.server.scope import ERASED
from bot.archive.types import ArchiveError, ArchiveTooNewError, ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNATURE = b"SQLite format 3\x00"
_SUMS = "CREATE TABLE backup_checksum (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, digest TEXT NOT NULL)"
_NAME = re.compile(r"\w+", re.ASCII)
_OURS = {"alembic_version", "server", "review", "body", "counter", "erasure"}


def is_one(path: Path) -> bool:
    """Say whether a file is SQLite's. Raises ArchiveError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SIGNATURE)) == _SIGNATURE
    except OSError:
        raise ArchiveError(f"There is no backup to read at {path}; check the name.") from None


def seal(path: Path, taken: int) -> Tally:
    """Note in a fresh copy when it was taken, which erasures it knows of, and what its tables add up to."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("INSERT OR REPLACE INTO counter(name, value) VALUES (?, ?)", (TAKEN, taken))
        last = "SELECT ?, coalesce(max(at), 0) FROM erasure"
        copy.execute(f"INSERT OR IGNORE INTO counter(name, value) {last}", (ERASED,))
        tally = _tally(copy, [table.name for table in metadata.sorted_tables])
        copy.execute(_SUMS)
        sums = [(name, count, tally.checksums[name]) for name, count in tally.counts.items()]
        copy.executemany("INSERT INTO backup_checksum VALUES (?, ?, ?)", sums)
        copy.commit()
    return tally


def prove(path: Path, name: Path | None = None) -> Tally:
    """Look whether a copy is whole: SQLite's own check, then the checksums of its tables.

    A copy of an older program has none, and is looked at by SQLite alone. Raises ArchiveError, which
    speaks of the backup by its `name`.
    """
    with reading(), closing(sqlite3.connect(path)) as copy:
        if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise ValueError
        tables = _tables(copy)
        if not tables >= _OURS:
            raise no_backup(name or path)
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        if revision not in [known for known, _ in migrate.revisions()]:
            raise ArchiveTooNewError(TOO_NEW)
        if "backup_checksum" not in tables:
            return Tally()
        sums = copy.execute("SELECT name, rows, digest FROM backup_checksum").fetchall()
        tally = _tally(copy, tables - {"backup_checksum", "alembic_version"})
        if {(table, count, tally.checksums[table]) for table, count in tally.counts.items()} != set(sums):
            raise ValueError
        return tally


def copied(path: Path, folder: Path) -> Path:
    """Copy a backup, since an older one has to be migrated; a log beside it belongs to it."""
    copy = folder / "backup.db"
    try:
        shutil.copyfile(path, copy)
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            shutil.copyfile(log, folder / "backup.db-wal")
    except OSError as error:
        raise ArchiveUnavailableError(f"The backup cannot be copied to {folder}: {error.strerror}.") from None
    return copy


def _tables(copy: sqlite3.Connection) -> set[str]:
    """Name the tables that hold rows of ours: not SQLite's own, not the search index's."""
    names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name for name in names if not name.startswith(("sqlite_", "search_"))}


def _tally(copy: sqlite3.Connection, tables: Iterable[str]) -> Tally:
    tally = Tally()
    # No text is decoded here, so a damaged one cannot stop the check; a bracket tells it from a blob.
    copy.text_factory = _undecoded
    for name in tables:
        for row in _rows(copy, name):
            tally.add(name, repr(row).encode())
    copy.text_factory = str
    return tally


def _undecoded(raw: bytes) -> tuple[bytes]:
    return (raw,)


def _rows(copy: sqlite3.Connection, table: str) -> Iterable[Any]:
    if not _NAME.fullmatch(table):
        raise ArchiveError(DAMAGED)
    columns = copy.execute(f"PRAGMA table_info({table})").fetchall()
    keys = sorted((place, name) for _, name, _, _, _, place in columns if place)
    order = ", ".join(f'"{_plain(name)}"' for _, name in keys)
    return copy.execute(f"SELECT * FROM {table}" + (f" ORDER BY {order}" if order else ""))  # noqa: S608  (names alone)


def _plain(name: Any) -> str:
    text = name[0].decode() if isinstance(name, tuple) else name
    if not _NAME.fullmatch(text):
        raise ArchiveError(DAMAGED)
    return text
