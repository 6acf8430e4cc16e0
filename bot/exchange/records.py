"""What every reader gives and every writer takes: frozen records, and the error that says why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.archive.types import ArchiveError, Film, Review, ReviewDraft, Source

if TYPE_CHECKING:
    from datetime import datetime

    from bot.analysis.types import Analysis, AspectByHand, Label


class ExchangeError(ArchiveError):
    """A file cannot be read or written as a whole; the message is one plain sentence fit for people."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was not taken, and why."""

    row: int
    """The row as a spreadsheet counts it: the header is row 1, and a cell with line breaks is still one row."""
    reason: str
    """One plain sentence without any of the row's own words."""

    def __str__(self) -> str:
        """Give the line that a preview lists."""
        return f"Row {self.row}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One review read from a file. What the file's format does not carry is None or its default."""

    row: int
    text: str
    written_at: datetime
    """Aware, UTC."""
    film_title: str | None = None
    film_year: int | None = None
    rating_raw: str | None = None
    rating_value: float | None = None
    """0 to 10."""
    origin: str | None = None
    tags: tuple[str, ...] = ()
    watched_on: str | None = None
    """ISO date."""
    rewatch: bool = False
    critic: str | None = None
    label: Label | None = None
    label_by_hand: bool = False
    aspects_by_hand: tuple[AspectByHand, ...] = ()
    source: Source = "import"
    analysis: Analysis | None = None
    """What was read in the text; no file is believed about it, so it is None until the text is read."""
    number: int | None = None
    author_id: int | None = None
    """Whose review it was where it was exported; a Letterboxd file does not say."""
    film_number: int | None = None
    filed_at: datetime | None = None
    edited_at: datetime | None = None
    filer_id: int | None = None
    channel_id: int | None = None
    message_ids: tuple[int, ...] = ()
    card_channel_id: int | None = None
    card_message_id: int | None = None
    hidden_reason: str | None = None
    batch: int | None = None

    @property
    def key(self) -> str:
        """Tell this review from every other one, the same each time its file is read (32 hexadecimal digits)."""
        parts = (self.origin, self.film_title, self.film_year, self.written_at.isoformat(), self.watched_on, self.text)
        return hashlib.blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

    @classmethod
    def of(cls, review: Review, row: int = 0) -> ImportRow:
        """Give the row that a loss-free export of `review` reads back as."""
        return cls(
            row=row,
            text=review.text,
            written_at=review.written_at,
            film_title=review.film.title if review.film else None,
            film_year=review.film.year if review.film else None,
            film_number=review.film.number if review.film else None,
            **{name: getattr(review, name) for name in _SHARED},
        )

    def draft(
        self, analysis: Analysis | None = None, *, author_id: int | None = None, batch: int | None = None
    ) -> ReviewDraft:
        """Make it ready to be filed as part of an import batch.

        With `author_id` it becomes that member's own import. Without, it is filed as what it was, under
        the author in the file: for moving a whole archive. `analysis` stands in where the file carries
        none. Raises ExchangeError when neither gives what is needed.
        """
        read = self.analysis or analysis
        author = self.author_id if author_id is None else author_id
        if read is None or author is None:
            raise ExchangeError(f"Row {self.row} cannot be filed without an author and an analysis.")
        arrived: dict[str, Any] = {"source": "import"}
        if author_id is None:
            moved = ("source", "filer_id", "channel_id", "message_ids", "hidden_reason")
            arrived = {name: getattr(self, name) for name in moved}
        return ReviewDraft(
            author_id=author,
            text=self.text,
            analysis=read,
            written_at=self.written_at,
            film_title=self.film_title,
            film_year=self.film_year,
            rating_raw=self.rating_raw,
            rating_value=self.rating_value,
            label=self.label if self.label_by_hand else None,
            aspects_by_hand=self.aspects_by_hand,
            origin=self.origin,
            tags=self.tags,
            watched_on=self.watched_on,
            rewatch=self.rewatch,
            critic=self.critic,
            batch=batch,
            **arrived,
        )

    def review(self, analysis: Analysis | None = None) -> Review:
        """Give back the very review that our own JSON or CSV was written from, to restore an archive.

        `analysis` stands in where the file carries none. Raises ExchangeError for a row of a format
        that does not carry a whole review (Letterboxd's).
        """
        read = self.analysis or analysis
        if read is None or self.number is None or self.author_id is None or self.filed_at is None:
            raise ExchangeError(f"Row {self.row} does not hold a whole filed review.")
        film = None
        if self.film_number is not None and self.film_title is not None:
            film = Film(self.film_number, self.film_title, self.film_year)
        fields = {name: getattr(self, name) for name in _SHARED}
        fields |= {"analysis": read, "label": self.label or read.sentiment.label}
        return Review(text=self.text, written_at=self.written_at, film=film, **fields)


# The fields that a Review and an ImportRow have under the same name with the same meaning.
_SHARED = (
    "number",
    "author_id",
    "analysis",
    "label",
    "label_by_hand",
    "aspects_by_hand",
    "source",
    "filed_at",
    "edited_at",
    "rating_raw",
    "rating_value",
    "filer_id",
    "channel_id",
    "message_ids",
    "card_channel_id",
    "card_message_id",
    "hidden_reason",
    "origin",
    "tags",
    "watched_on",
    "rewatch",
    "critic",
    "batch",
)


@dataclass(frozen=True, slots=True)
class FilmCount:
    """A film in a file that is about to be imported."""

    title: str
    year: int | None
    reviews: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: shown as the preview, and carried out after a yes."""

    format: str
    """"letterboxd", "json" or "csv"."""
    rows: tuple[ImportRow, ...]
    skipped: tuple[Skipped, ...]
    films: tuple[FilmCount, ...]
    """In the order of their first review; without the reviews that name no film."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export, whole in itself."""

    number: int
    """Counted from 1."""
    name: str
    """`reviews.json`; when there are several, `reviews-1.json`, `reviews-2.json` and so on."""
    data: bytes
    reviews: int
