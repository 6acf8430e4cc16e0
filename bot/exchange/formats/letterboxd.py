"""Letterboxd: its `reviews.csv` or export zip read, and a CSV that its importer takes written.

A review there is dated by day, so `written_at` is that day's midnight UTC. The same film comes several
times when it was seen several times: each is a row. Columns are known by their names, so a file that a
spreadsheet saved again is read too: in another order, with more columns, semicolons, its own way of writing days.
"""

from __future__ import annotations

import csv
import re
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from bot.analysis.language.counting import has_words
from bot.analysis.types import MAXIMUM_CHARACTERS
from bot.exchange.files import archive_zip as _zip
from bot.exchange.files import days
from bot.exchange.files import table as _table
from bot.exchange.files.html import html_to_text, text_to_html
from bot.exchange.files.source import ByteSource, lines, opened, pieces
from bot.exchange.records import ExchangeError, ImportRow, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from bot.archive.types import Review

HEADER: Final = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Review", "Tags", "Watched Date")
MAXIMUM_CSV_BYTES: Final = 64 * 1024 * 1024
"""Thirty thousand reviews of four hundred words; read as a stream all the same."""
MAXIMUM_ROWS: Final = 100_000
MAXIMUM_TITLE: Final = 300

_NEEDED: Final = ("Date", "Name", "Review")
_DELIMITERS: Final = (",", ";", "\t")
_ROW_BEGINS: Final = re.compile(r'"?[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[^",;\t]{0,20}"?[,;\t]')
_RATING: Final = re.compile(r"[0-5](?:[.,][05]0?)?")
_YEAR: Final = re.compile(r"((?:18[7-9]|19[0-9]|20[0-9]|21[0-4])[0-9])(?:[.,]0)?")
_REWATCH: Final = {"": False, "no": False, "false": False, "yes": True, "true": True}
_SIBLINGS: Final[tuple[tuple[str, str], ...]] = (
    ("Watched Date", "diary.csv"),
    ("Rating", "ratings.csv"),
    ("Letterboxd URI", "watched.csv or watchlist.csv"),
)
"""Other files of the export, each with the column that those below it lack."""

WRONG_HEADER = "This is not Letterboxd's reviews.csv: its first line has to name the columns Date, Name and Review."
EMPTY = "This file is empty."
LARGE_CSV = f"This reviews.csv has more than {MAXIMUM_CSV_BYTES // 1024 // 1024} MiB."
MANY_ROWS = f"This reviews.csv has more than {MAXIMUM_ROWS:,} rows."


def sibling(name: str) -> str:
    """Say that this is another file of the export."""
    return f"This is Letterboxd's {name}, which holds no reviews: send reviews.csv or the whole export zip."


class _RowError(Exception):
    """Why one row is not taken."""


def read(source: ByteSource) -> Iterator[ImportRow | Skipped]:
    """Read `reviews.csv` or an export zip row by row, in the file's order.

    Rows that cannot be taken come as Skipped, with their number and the reason. Raises ExchangeError,
    before the first row wherever possible, when the file as a whole cannot be read.
    """
    day_first = _puts_the_day_first(source)
    seen: dict[str, int] = {}
    for number, cells, columns in _table_of(source):
        try:
            row = _row(number, cells, columns, day_first=day_first)
            first = seen.setdefault(row.key, number)
            if first != number:
                raise _RowError(f"It repeats row {first}.")  # noqa: TRY301 - one way out for every reason
        except _RowError as reason:
            yield Skipped(number, str(reason))
        else:
            yield row


def _table_of(source: ByteSource) -> Generator[tuple[int, _table.Cells, dict[str, int]]]:
    """Give each row with its number, and which column is where."""
    file = opened(source)
    try:
        head = file.read(4)
        file.seek(0)
        stream = _zip.reviews(file) if head.startswith(_zip.SIGNATURES) else pieces(file)
        with closing(stream):
            yield from _rows(_limited(stream))
    finally:
        if file is not source:
            file.close()


def _puts_the_day_first(source: ByteSource) -> bool:
    """Say whether 3/1/2024 is the third of January in this file: the first day that leaves no choice tells."""
    with closing(_table_of(source)) as rows:
        for _, cells, columns in rows:
            written = days.parts(cells.values[columns["Date"]]) if cells.values else None
            if written is None or written.settled:
                return False
            if written.first > 12 or written.second > 12:
                return written.first > 12
    return False


def _limited(stream: Iterator[bytes]) -> Iterator[bytes]:
    total = 0
    for piece in stream:
        total += len(piece)
        if total > MAXIMUM_CSV_BYTES:
            raise ExchangeError(LARGE_CSV)
        yield piece


def _rows(stream: Iterator[bytes]) -> Iterator[tuple[int, _table.Cells, dict[str, int]]]:
    source = lines(stream, _table.MAXIMUM_ROW_CHARACTERS)
    # A spreadsheet may leave empty lines above, or a line that says which character it puts between cells.
    blank, header = 0, next(source, "")
    while header and (not header.strip('\r\n\t ;,"') or header.startswith("sep=")):
        blank, header = blank + 1, next(source, "")
    columns, delimiter = _columns(header)
    width = max(columns.values()) + 1
    for cells in _table.read(source, width, _begins(columns, delimiter), delimiter):
        number = cells.row + 1 + blank
        if number > MAXIMUM_ROWS:
            raise ExchangeError(MANY_ROWS)
        yield number, cells, columns


def _columns(header: str) -> tuple[dict[str, int], str]:
    """Find which column is where, and what stands between cells. Raises ExchangeError for another file."""
    if not header.strip():
        raise ExchangeError(EMPTY)
    known = {name.casefold(): name for name in HEADER}
    for delimiter in _DELIMITERS:
        names = [cell.strip().casefold() for cell in next(csv.reader([header], delimiter=delimiter))]
        found = {known[name]: place for place, name in enumerate(names) if name in known}
        if all(name in found for name in _NEEDED):
            # The last column counts, be it one of ours or not: rows are as wide as the header.
            return {**found, "": len(names) - 1}, delimiter
        if "Date" in found and "Name" in found:
            raise ExchangeError(next((sibling(name) for column, name in _SIBLINGS if column in found), WRONG_HEADER))
    raise ExchangeError(WRONG_HEADER)


def _begins(columns: dict[str, int], delimiter: str) -> Callable[[str], bool]:
    """Give what knows a line that a row begins with: by its day, or else by being whole in itself."""
    if columns["Date"] == 0:
        return lambda line: _ROW_BEGINS.match(line) is not None
    return lambda line: line.count('"') % 2 == 0 and line.count(delimiter) >= columns[""]


def _row(number: int, cells: _table.Cells, columns: dict[str, int], *, day_first: bool) -> ImportRow:
    if cells.problem:
        raise _RowError(cells.problem)
    cell = {name: cells.values[columns[name]].strip() if name in columns else "" for name in HEADER}
    written = _day(cell["Date"], "date", day_first=day_first)
    name = cell["Name"]
    if not name or len(name) > MAXIMUM_TITLE:
        raise _RowError("It has no film name." if not name else f"Its film name has over {MAXIMUM_TITLE} characters.")
    if cell["Rewatch"].lower() not in _REWATCH:
        raise _RowError("Its rewatch mark is neither Yes nor empty.")
    stars, watched = _stars(cell["Rating"]), cell["Watched Date"]
    return ImportRow(
        row=number,
        text=_text(cell["Review"]),
        written_at=datetime(written.year, written.month, written.day, tzinfo=UTC),
        film_title=" ".join(name.split()),
        film_year=_year(cell["Year"]),
        rating_raw=f"{stars:g}/5" if stars else None,
        rating_value=stars * 2 if stars else None,
        origin=cell["Letterboxd URI"] or None,
        tags=tuple(tag for each in cell["Tags"].split(",") if (tag := each.strip())),
        watched_on=_day(watched, "watched date", day_first=day_first).isoformat() if watched else None,
        rewatch=_REWATCH[cell["Rewatch"].lower()],
    )


def _day(cell: str, name: str, *, day_first: bool) -> date:
    written = days.parts(cell)
    found = written.day(day_first=day_first) if written else None
    if found is None:
        raise _RowError(f"Its {name} is not a day written as 2026-01-31.")
    return found


def _year(cell: str) -> int | None:
    found = _YEAR.fullmatch(cell)
    if cell and not found:
        raise _RowError("Its year is not a year of film.")
    return int(found[1]) if found else None


def _stars(cell: str) -> float | None:
    if not cell:
        return None
    if _RATING.fullmatch(cell) and 0.5 <= (stars := float(cell.replace(",", "."))) <= 5:
        return stars
    raise _RowError("Its rating is not a half or whole number from 0.5 to 5.")


def _text(cell: str) -> str:
    text = html_to_text(cell)
    if not has_words(text):
        raise _RowError("It has no review text.")
    if len(text) > MAXIMUM_CHARACTERS:
        raise _RowError(f"Its review has {len(text):,} characters; {MAXIMUM_CHARACTERS:,} are the most.")
    return text


class LetterboxdWriter:
    """A CSV for Letterboxd's importer (letterboxd.com/about/importing-data).

    A rating becomes the nearest half star, at least half a star. Letterboxd has no spoilers inside a
    review: the bars stay in the text. A review without a film cannot be imported there.
    """

    name = "letterboxd"
    suffix = "csv"
    columns = ("Title", "Year", "Rating", "WatchedDate", "Review", "Tags", "Rewatch")

    def leaves_out(self, review: Review) -> str:
        """Say why a review cannot go to Letterboxd; empty when it can."""
        if review.critic is not None:
            return f"Review {review.number} is in a critic's words, not its member's."
        return "" if review.film else f"Review {review.number} names no film."

    def head(self) -> bytes:
        """Begin a file."""
        return _table.written(self.columns)

    def record(self, review: Review, previous: Review | None) -> bytes:
        """Write one review."""
        del previous
        film = review.film
        cells = (
            _spaced(film.title if film else ""),
            str(film.year) if film and film.year else "",
            _halves(review.rating_value),
            review.watched_on or "",
            text_to_html(review.text),
            _spaced(", ".join(review.tags)),
            "true" if review.rewatch else "false",
        )
        return _table.written(cells)

    def foot(self) -> bytes:
        """End a file."""
        return b""


def _halves(value: float | None) -> str:
    # Rounded half up: Python's round would take 8.5 of 10 down to 4 stars and 9.5 up to 5.
    return "" if value is None else f"{min(10, max(1, int(value + 0.5))) / 2:g}"


def _spaced(cell: str) -> str:
    """Put a space before what a spreadsheet would run as a formula: an apostrophe would not match any film."""
    return f" {cell}" if _table.guard(cell) != cell and not cell.startswith("'") else cell
