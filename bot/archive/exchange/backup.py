"""A whole archive as one JSON document: rows of tables, in the order in which they can be put back.

The rows come and go as plain JSON values (`bot.archive.rows` makes them). The last item counts and digests
all the others, so a backup that was cut short or changed is noticed before anything is restored.

    {"format":"pullquote-backup","version":1,"made_at":"…","revision":"0001","items":[
    {"table":"server","row":{…}},
    {"end":{"rows":1,"sha256":"…"}}
    ]}
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.archive.exchange import document
from bot.archive.exchange.records import ExchangeError, Skipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping

    from bot.archive.exchange._source import ByteSource

FORMAT: Final = "pullquote-backup"
VERSION: Final = 1

INCOMPLETE: Final = "This backup is incomplete or damaged, so nothing of it can be trusted: use another one."
NO_REVISION: Final = "This backup does not say which revision of the archive it holds, so it cannot be restored."


@dataclass(slots=True)
class _Seal:
    """Counts and digests items, however a document lays them out."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one item into account."""
        self.rows += 1
        self.digest.update(json.dumps(record, sort_keys=True, separators=(",", ":")).encode())

    def end(self) -> dict[str, Any]:
        """Give the last item's content."""
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


async def write(rows: AsyncIterable[tuple[str, Mapping[str, Any]]], revision: str) -> AsyncIterator[bytes]:
    """Write (table name, row) pairs as a backup, piece by piece; `revision` is the archive's schema."""
    seal = _Seal()
    yield document.head(FORMAT, VERSION, made_at=datetime.now(UTC).isoformat(timespec="seconds"), revision=revision)
    async for table, row in rows:
        record = {"table": table, "row": dict(row)}
        yield _item(record, first=seal.rows == 0)
        seal.add(record)
    yield _item({"end": seal.end()}, first=seal.rows == 0)
    yield document.FOOT


def _item(record: Mapping[str, Any], *, first: bool) -> bytes:
    return document.item(json.dumps(record, ensure_ascii=False, separators=(",", ":")), first=first)


def revision(source: ByteSource) -> str:
    """Say which revision of the schema a backup was made with. Raises ExchangeError when it is none."""
    found = document.fields(source, FORMAT, VERSION).get("revision")
    if not isinstance(found, str):
        raise ExchangeError(NO_REVISION)
    return found


def read(source: ByteSource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a backup's (table name, row) pairs in order, in constant memory.

    Raises ExchangeError at the first damage, and at the end when a row is missing or was changed: so put
    rows into one transaction, or call `verify` before.
    """
    seal = _Seal()
    ended = False
    for _, record in document.read(source, FORMAT, VERSION):
        if isinstance(record, Skipped) or ended:
            raise ExchangeError(INCOMPLETE)
        if "end" in record:
            ended = record["end"] == seal.end()
            continue
        table, row = record.get("table"), record.get("row")
        if not isinstance(table, str) or not isinstance(row, dict):
            raise ExchangeError(INCOMPLETE)
        seal.add(record)
        yield table, row
    if not ended:
        raise ExchangeError(INCOMPLETE)


def verify(source: ByteSource) -> int:
    """Read a backup through and count its rows. Raises ExchangeError unless every one of them is there, unchanged."""
    return sum(1 for _ in read(source))
