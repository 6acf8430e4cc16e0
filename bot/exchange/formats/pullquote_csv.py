"""Our own CSV: everything but the analysis, for spreadsheets, in cells that none of them runs as a formula.

A cell that would begin a formula, or that begins with an apostrophe, has an apostrophe before it; the
reader takes that one away. UTF-8 with a byte order mark, because Excel reads nothing else as UTF-8.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from bot.exchange.files import table as _table
from bot.exchange.files.source import ByteSource, lines, opened, pieces
from bot.exchange.formats.fields import FIELDS, FieldError, from_cells, to_cells
from bot.exchange.records import ExchangeError, ImportRow, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.archive.types import Review

HEADER: Final = tuple(field.name for field in FIELDS)
HEADERS: Final = {",".join(HEADER[:width]): width for width in range(len(HEADER) - 2, len(HEADER) + 1)}
"""Every first line that this program has written, and how many columns it names: new ones come last."""

WRONG_HEADER = "This CSV is not one that Pullquote exported: its first line names other columns."


class CsvWriter:
    """One row a review, under a header."""

    name = "csv"
    suffix = "csv"

    def leaves_out(self, review: Review) -> str:
        """Leave nothing out."""
        del review
        return ""

    def head(self) -> bytes:
        """Begin a file."""
        return codecs.BOM_UTF8 + _table.written(HEADER)

    def record(self, review: Review, previous: Review | None) -> bytes:
        """Write one review."""
        del previous
        return _table.written(to_cells(ImportRow.of(review)))

    def foot(self) -> bytes:
        """End a file."""
        return b""


def read(source: ByteSource) -> Iterator[ImportRow | Skipped]:
    """Read our own CSV; `row.review(analysis)` gives each filed review back. Raises ExchangeError."""
    file = opened(source)
    try:
        rows = lines(pieces(file), _table.MAXIMUM_ROW_CHARACTERS)
        width = HEADERS.get(next(rows, "").replace('"', "").strip())
        if width is None:
            raise ExchangeError(WRONG_HEADER)
        for cells in _table.read(rows, width, _begins):
            yield _row(cells)
    finally:
        if file is not source:
            file.close()


def _begins(line: str) -> bool:
    """Know the first line of a row by the review's number in its first cell."""
    first, comma, _ = line.partition(",")
    return bool(comma) and first.strip('"').isdecimal()


def _row(cells: _table.Cells) -> ImportRow | Skipped:
    number = cells.row + 1
    if cells.problem:
        return Skipped(number, cells.problem)
    try:
        return from_cells(number, cells.values)
    except FieldError as reason:
        return Skipped(number, str(reason))
