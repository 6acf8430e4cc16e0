"""Our own JSON: everything that the archive knows of each review. See docs/exchange.md.

The analysis is written for other programs. A reader passes over it: whatever it says, the text says it too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.exchange.files import document
from bot.exchange.formats.analysis_json import to_json as analysis_to_json
from bot.exchange.formats.fields import FieldError, from_json, to_json
from bot.exchange.records import ImportRow, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.archive.types import Review
    from bot.exchange.files.source import ByteSource

FORMAT: Final = "pullquote-reviews"
VERSION: Final = 1
ANALYSIS: Final = "analysis"


class JsonWriter:
    """Loss-free JSON, one review a line."""

    name = "json"
    suffix = "json"

    def leaves_out(self, review: Review) -> str:
        """Leave nothing out."""
        del review
        return ""

    def head(self) -> bytes:
        """Begin a file."""
        return document.head(FORMAT, VERSION, exported_at=datetime.now(UTC).isoformat(timespec="seconds"))

    def record(self, review: Review, previous: Review | None) -> bytes:
        """Write one review."""
        return document.item(review_to_json(review), first=previous is None)

    def foot(self) -> bytes:
        """End a file."""
        return document.FOOT


def review_to_json(review: Review) -> str:
    """Write one review as a JSON object on one line."""
    # The analysis comes last: a reader that leaves it out stops there.
    fields = to_json(ImportRow.of(review)) | {ANALYSIS: analysis_to_json(review.analysis)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def read(source: ByteSource) -> Iterator[ImportRow | Skipped]:
    """Read our own JSON; `row.review(analysis)` gives each filed review back. Raises ExchangeError."""
    for number, found in document.read(source, FORMAT, VERSION, leave_out=ANALYSIS):
        yield found if isinstance(found, Skipped) else _row(number, found)


def _row(number: int, values: dict[str, Any]) -> ImportRow | Skipped:
    try:
        return from_json(number, values)
    except FieldError as reason:
        return Skipped(number, str(reason))
