"""Imports: which format a file has, its rows, and the plan that people see before anything is filed."""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from bot.exchange.files import archive_zip as _zip
from bot.exchange.files import document
from bot.exchange.files.source import NOT_UTF_8, ByteSource, opened
from bot.exchange.formats import discord_chat_exporter, letterboxd, pullquote_csv, pullquote_json
from bot.exchange.records import ExchangeError, FilmCount, ImportPlan, ImportRow, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

ImportFormat = Literal["letterboxd", "json", "csv", "discord"]

MAXIMUM_IMPORT_BYTES: Final = 64 * 1024 * 1024
"""What a member may upload; a larger file is refused before it is downloaded. The command line has no such limit."""
TOO_LARGE: Final = f"This file is too large: an import may have up to {MAXIMUM_IMPORT_BYTES // 1024 // 1024} MiB."
MAXIMUM_SKIPPED: Final = 10_000
"""A file with more bad rows than this is no export at all."""
TOO_MANY_SKIPPED: Final = f"More than {MAXIMUM_SKIPPED:,} rows of this file cannot be read: send the export unchanged."
MAXIMUM_HELD_BYTES: Final = 64 * 1024 * 1024
"""What the rows of a plan may take up in memory: a zip, or a text with one picture in it, grows as it is read."""
TOO_MUCH: Final = (
    "This file holds more than an import may at once: cut it into parts, or have the bot's owner import it."
)
_ROW_BYTES: Final = 1_024
"""A row without its text, roughly."""
UNKNOWN: Final = (
    "This file is neither Letterboxd's reviews.csv or export zip nor a JSON or CSV file that Pullquote exported."
)

A_CHANNEL: Final = (
    "This is a channel that DiscordChatExporter wrote: `/archive backfill` reads the channel itself, and the bot's "
    "owner can import the file with `pullquote import --keep-authors`."
)

_READERS: Final = {
    "letterboxd": letterboxd.read,
    "json": pullquote_json.read,
    "csv": pullquote_csv.read,
    "discord": discord_chat_exporter.read,
}


def detect(source: ByteSource) -> ImportFormat:
    """Tell the format of a file by its first bytes. Raises ExchangeError for any other file."""
    file = opened(source)
    try:
        head = file.read(512)
        file.seek(0)
    finally:
        if file is not source:
            file.close()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExchangeError(NOT_UTF_8)
    if head.startswith(_zip.SIGNATURES):
        return "letterboxd"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n\t ;,")
    if not start:
        raise ExchangeError(letterboxd.EMPTY)
    if start.startswith(b"{"):
        return "discord" if discord_chat_exporter.BEGINS.match(start) else "json"
    if start.startswith(b"["):
        raise ExchangeError(document.NOT_JSON)
    line = start.partition(b"\n")[0]
    if line.replace(b'"', b"").startswith(",".join(pullquote_csv.HEADER[:3]).encode()):
        return "csv"
    # Whatever names Letterboxd's columns gets Letterboxd's own sentence about what is wrong with it.
    if any(each in line for each in (b",", b";", b"\t")) and b"\x00" not in head:
        return "letterboxd"
    raise ExchangeError(UNKNOWN)


def rows(source: ByteSource, form: ImportFormat | None = None) -> Iterator[ImportRow | Skipped]:
    """Read a file row by row; `form` says its format, which is otherwise told by its first bytes.

    Reading is work for a thread, not for the event loop. Raises ExchangeError for the file as a whole.
    """
    return _READERS[form or detect(source)](source)


def plan(source: ByteSource, form: ImportFormat | None = None, *, held: int | None = MAXIMUM_HELD_BYTES) -> ImportPlan:
    """Read a whole file: what would be filed, what not and why, and which films it is about.

    `held` is how many bytes its rows may take up in memory, None for any number. Reading is work for a
    thread, not for the event loop. Raises ExchangeError for the file as a whole.
    """
    found = form or detect(source)
    if found == "discord":
        # Most of a channel is talk: what of it is a review is found out while it is filed.
        raise ExchangeError(A_CHANNEL)
    kept: list[ImportRow] = []
    skipped: list[Skipped] = []
    size = 0
    for row in rows(source, found):
        if isinstance(row, ImportRow):
            kept.append(row)
            size += _size(row)
            if held is not None and size > held:
                raise ExchangeError(TOO_MUCH)
            continue
        skipped.append(row)
        if len(skipped) > MAXIMUM_SKIPPED:
            raise ExchangeError(TOO_MANY_SKIPPED)
    films = Counter((row.film_title, row.film_year) for row in kept if row.film_title)
    counted = tuple(FilmCount(title, year, count) for (title, year), count in films.items() if title)
    return ImportPlan(found, tuple(kept), tuple(skipped), counted)


def _size(row: ImportRow) -> int:
    """Say roughly how many bytes of memory a row takes."""
    texts = (row.text, *row.tags, *(each or "" for each in (row.film_title, row.rating_raw, row.origin)))
    return _ROW_BYTES + sum(map(sys.getsizeof, texts)) + sys.getsizeof(row.message_ids) * 4
