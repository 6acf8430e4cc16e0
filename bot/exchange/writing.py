"""Exports as streams: one file as chunks of bytes, or numbered files of a limited size, each whole in itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable
from typing import TYPE_CHECKING, Final, Literal, Protocol

from bot.exchange.formats.letterboxd import LetterboxdWriter
from bot.exchange.formats.pullquote_csv import CsvWriter
from bot.exchange.formats.pullquote_json import JsonWriter
from bot.exchange.formats.pullquote_markdown import MarkdownWriter
from bot.exchange.records import ExchangeError, Part

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.archive.types import Review

Reviews = Iterable["Review"] | AsyncIterable["Review"]
ExportFormat = Literal["csv", "json", "markdown", "letterboxd"]
FORMATS: Final[tuple[ExportFormat, ...]] = ("csv", "json", "markdown", "letterboxd")

LETTERBOXD_FILE_BYTES: Final = 1_000_000
"""Letterboxd's importer takes files of about this size."""
# After so many reviews an export lets other work have its turn.
_TURN: Final = 32


class Writer(Protocol):
    """A format to write. Writers keep nothing between calls: a record depends on itself and the one before it."""

    name: str
    suffix: str

    def leaves_out(self, review: Review) -> str:
        """Say in one sentence why the format cannot hold a review; empty when it can."""
        ...

    def head(self) -> bytes:
        """Begin a file."""
        ...

    def record(self, review: Review, previous: Review | None) -> bytes:
        """Write a review; `previous` is the one before it in the same file, None for the first."""
        ...

    def foot(self) -> bytes:
        """End a file."""
        ...


def writer(name: ExportFormat, name_of: Callable[[int], str] | None = None) -> Writer:
    """Give the writer of a format; `name_of` names reviewers in Markdown. Raises ExchangeError for other names."""
    if name == "markdown":
        return MarkdownWriter(name_of) if name_of else MarkdownWriter()
    plain: dict[str, Callable[[], Writer]] = {"csv": CsvWriter, "json": JsonWriter, "letterboxd": LetterboxdWriter}
    if name not in plain:
        raise ExchangeError(f"There is no such export format; there are {', '.join(FORMATS)}.")
    return plain[name]()


class _Cutter:
    """Collects records and gives a part away whenever the next record would not fit."""

    def __init__(self, form: Writer, limit: int | None, stem: str, left_out: Callable[[str], None]) -> None:
        self._form, self._limit, self._stem, self._left_out = form, limit, stem, left_out
        self._pieces: list[bytes] = []
        self._size = self._reviews = 0
        self._number = 1
        self._previous: Review | None = None

    def add(self, review: Review) -> Part | None:
        """Take a review; give the part that is full without it, if one is."""
        if reason := self._form.leaves_out(review):
            self._left_out(reason)
            return None
        full = None
        record = self._form.record(review, self._previous)
        if self._previous is not None and not self._room(record):
            full = self._part(last=False)
            record = self._form.record(review, None)
        if not self._pieces:
            self._keep(self._form.head())
        if not self._room(record):
            raise ExchangeError(f"Review {review.number} alone is larger than a file may be here.")
        self._keep(record)
        self._reviews += 1
        self._previous = review
        return full

    def finish(self) -> Part:
        """Give the last part; of an export without reviews, a file that says so by being valid and empty."""
        if not self._pieces:
            self._keep(self._form.head())
        return self._part(last=True)

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)

    def _room(self, record: bytes) -> bool:
        return self._limit is None or self._size + len(record) + len(self._form.foot()) <= self._limit

    def _part(self, *, last: bool) -> Part:
        number = self._number
        place = "" if last and number == 1 else f"-{number}"
        data = b"".join((*self._pieces, self._form.foot()))
        part = Part(number, f"{self._stem}{place}.{self._form.suffix}", data, self._reviews)
        self._pieces, self._size, self._reviews, self._previous = [], 0, 0, None
        self._number += 1
        return part


def _ignore(reason: str) -> None:
    """Take a reason for leaving out a review, for callers who do not ask."""
    del reason


async def parts(
    reviews: Reviews,
    form: Writer,
    limit: int,
    *,
    stem: str = "reviews",
    left_out: Callable[[str], None] = _ignore,
) -> AsyncIterator[Part]:
    """Write files of at most `limit` bytes, cut between reviews; one at least, and one in memory at a time.

    `left_out` is told of each review that the format cannot hold. Raises ExchangeError when one review
    alone is over the limit.
    """
    cutter = _Cutter(form, limit, stem, left_out)
    async for review in _turns(reviews):
        if part := cutter.add(review):
            yield part
    yield cutter.finish()


async def chunks(reviews: Reviews, form: Writer, *, left_out: Callable[[str], None] = _ignore) -> AsyncIterator[bytes]:
    """Write one file, piece by piece; no more than one review is in memory."""
    yield form.head()
    previous: Review | None = None
    async for review in _turns(reviews):
        if reason := form.leaves_out(review):
            left_out(reason)
            continue
        yield form.record(review, previous)
        previous = review
    yield form.foot()


async def _turns(reviews: Reviews) -> AsyncIterator[Review]:
    """Go through reviews of either kind, letting other work have its turn now and then."""
    count = 0
    if isinstance(reviews, AsyncIterable):
        async for review in reviews:
            count += 1
            if count % _TURN == 0:
                await asyncio.sleep(0)
            yield review
        return
    for review in reviews:
        count += 1
        if count % _TURN == 0:
            await asyncio.sleep(0)
        yield review
