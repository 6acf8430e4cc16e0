"""Backups of PostgreSQL: lines of JSON, gzipped, written from one moment of the archive.

The first line names the format and the schema's revision, each further line is [table, row], and the last says how
many rows each table has and what they add up to. A reader goes on to the very end of the file, because only there
gzip says whether all of it arrived as it was sent.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from bot.archive.backup.checksums import Tally
from bot.archive.backup.damage import DAMAGED, TOO_NEW, no_backup, reading
from bot.archive.database import migrate
from bot.archive.database.row_json import to_json
from bot.archive.types import ArchiveError, ArchiveTooNewError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Table
    from sqlalchemy.engine import RowMapping

FORMAT = 1
TAKEN = "backup_at"
"""When a backup was taken, in microseconds."""
LONGEST_LINE = 32 * 1024 * 1024
"""A review of 200,000 characters with all that was read in it takes a fifth of that."""


async def write(
    path: Path, revision: str | None, taken: int, rows: AsyncIterable[tuple[Table, Sequence[RowMapping]]]
) -> Tally:
    """Write the rows of an archive's tables; gives what they add up to."""
    tally = Tally()
    with gzip.open(path, "wb", compresslevel=5) as file:
        file.write(_line({"pullquote": FORMAT, "revision": revision, TAKEN: taken}))
        async for table, part in rows:
            for row in part:
                line = _line([table.name, to_json(table, row)])
                tally.add(table.name, line)
                file.write(line)
        file.write(_line({"end": tally.counts, "checksums": tally.checksums}))
    return tally


def header(path: Path) -> dict[str, Any]:
    """Read the first line. Raises ArchiveError for a file that is no backup, and ArchiveTooNewError."""
    try:
        with reading(), gzip.open(path, "rb") as file:
            found = _read(file)
    except ArchiveError:
        raise no_backup(path) from None
    if not isinstance(found, dict) or "pullquote" not in found:
        raise no_backup(path)
    known = [revision for revision, _ in migrate.revisions()]
    if found["pullquote"] != FORMAT or found.get("revision") not in known:
        raise ArchiveTooNewError(TOO_NEW)
    if type(found.get(TAKEN)) is not int or not 0 <= found[TAKEN] < 2**62:
        raise ArchiveError(DAMAGED)
    return found


def prove(path: Path) -> Tally:
    """Read a backup to its end; gives what it adds up to. Raises ArchiveError."""
    tally = Tally()
    for _ in read(path, tally):
        pass
    return tally


def read(path: Path, tally: Tally | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give (table, row) for each line. Raises ArchiveError at the first thing that is not as it was written."""
    tally = tally or Tally()
    with reading(), gzip.open(path, "rb") as file:
        _read(file)
        while True:
            line = _whole_line(file)
            record = json.loads(line.decode())
            if isinstance(record, dict):
                _prove(record, tally)
                if file.read(1):
                    raise ValueError
                return
            name, row = record
            tally.add(_text(name), line)
            yield name, _object(row)


def _prove(end: Mapping[str, Any], tally: Tally) -> None:
    """Compare the last line with what was read; an older program wrote no checksums."""
    if {table: count for table, count in end["end"].items() if count} != tally.counts:
        raise ValueError
    if end.get("checksums", tally.checksums) != tally.checksums:
        raise ValueError


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _read(file: gzip.GzipFile) -> Any:
    return json.loads(_whole_line(file).decode())


def _whole_line(file: gzip.GzipFile) -> bytes:
    line = file.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value
