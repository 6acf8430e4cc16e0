"""Rows of a CSV file, read so that one broken row costs only itself; and cells no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MAXIMUM_ROW_CHARACTERS = 2_000_000
"""A row longer than this is refused: a review of 200,000 characters with every one of them escaped fits."""

# The csv module's limit is one number for the whole process, and lower than a long review; it is only ever raised.
csv.field_size_limit(max(csv.field_size_limit(), MAXIMUM_ROW_CHARACTERS))

HALF_WRITTEN = "It is half-written or damaged: its quotation marks do not match."
TOO_LONG = f"It is longer than {MAXIMUM_ROW_CHARACTERS:,} characters."

# What spreadsheets take for the beginning of a formula, full-width forms included, and the apostrophe that guards it.
_GUARDED = frozenset("'=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table; `problem` says why it has no cells."""

    row: int
    values: tuple[str, ...] = ()
    problem: str = ""


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run, or that begins with one already."""
    # Some programs trim a cell before they look at it.
    return f"'{cell}" if cell[:1] in _GUARDED or cell.lstrip()[:1] in _GUARDED else cell


def unguard(cell: str) -> str:
    """Take `guard`'s apostrophe away."""
    return cell.removeprefix("'")


def written(cells: Sequence[str]) -> bytes:
    """Write one row: every cell quoted, CRLF at its end."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace")


def read(lines: Iterable[str], columns: int, begins: Callable[[str], bool], delimiter: str = ",") -> Iterator[Cells]:
    """Read rows of `columns` cells; `begins` knows the first line of a row when it sees it.

    A row may span lines inside quotes. A row that breaks off inside quotes swallows what follows it, up to
    the next quote; so when a row turns out wrong, reading goes on at the next line after its first that
    begins a row. A swallowed line is read twice at most: the time is linear.
    """
    waiting: deque[str] = deque()
    source = iter(lines)
    row = 0
    while gathered := _gather(waiting, source):
        row += 1
        found, used = _parse(row, gathered, columns, delimiter)
        if found.problem and (used > 1 or found.problem is TOO_LONG):
            used = next((place for place in range(1, len(gathered)) if begins(gathered[place])), len(gathered))
            if found.problem is TOO_LONG and used == len(gathered):
                _pass_over(waiting, source, begins)
        waiting.extendleft(reversed(gathered[used:]))
        if found.values or found.problem:
            yield found


def _pass_over(waiting: deque[str], source: Iterator[str], begins: Callable[[str], bool]) -> None:
    """Leave out the rest of a row that is too long."""
    for line in source:
        if begins(line):
            waiting.appendleft(line)
            return


def _gather(waiting: deque[str], source: Iterator[str]) -> list[str]:
    """Take lines until every quote is closed, the row is too long or the file ends."""
    gathered: list[str] = []
    quotes = length = 0
    while True:
        line = waiting.popleft() if waiting else next(source, "")
        if not line:
            return gathered
        gathered.append(line)
        quotes += line.count('"')
        length += len(line)
        if quotes % 2 == 0 or length > MAXIMUM_ROW_CHARACTERS:
            return gathered


def _parse(row: int, gathered: list[str], columns: int, delimiter: str) -> tuple[Cells, int]:
    """Read one row from the front of some lines; also how many of them it took."""
    if sum(map(len, gathered)) > MAXIMUM_ROW_CHARACTERS:
        return Cells(row, problem=TOO_LONG), len(gathered)
    reader = csv.reader(gathered, strict=True, delimiter=delimiter)
    try:
        values = next(reader)
    except csv.Error:
        return Cells(row, problem=HALF_WRITTEN), len(gathered)
    if values and len(values) != columns:
        return Cells(
            row, problem=f"It has {len(values)} columns instead of {columns}, so it seems half-written."
        ), reader.line_num
    return Cells(row, tuple(values)), reader.line_num
