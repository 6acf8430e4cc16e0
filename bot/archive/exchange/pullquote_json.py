"""Our own JSON: everything that the archive knows of each review, its analysis included. See docs/exchange.md."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.analysis.types import ASPECTS, LABELS, Analysis
from bot.archive import codec
from bot.archive.exchange import document
from bot.archive.exchange._fields import FieldError, from_json, to_json
from bot.archive.exchange.records import ImportRow, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.archive.exchange._source import ByteSource
    from bot.archive.types import Review

FORMAT: Final = "pullquote-reviews"
VERSION: Final = 1


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
    fields = json.dumps(to_json(ImportRow.of(review)), ensure_ascii=False, separators=(",", ":"))
    return f'{fields[:-1]},"analysis":{codec.encode(review.analysis)}}}'


def read(source: ByteSource) -> Iterator[ImportRow | Skipped]:
    """Read our own JSON; `row.review()` gives each filed review back.

    An analysis that is missing or does not fit its text is left out of the row, which is kept: the text
    can be analysed again. Raises ExchangeError.
    """
    for number, found in document.read(source, FORMAT, VERSION):
        yield found if isinstance(found, Skipped) else _row(number, found)


def _row(number: int, values: dict[str, Any]) -> ImportRow | Skipped:
    try:
        return from_json(number, values, _analysis(values.get("analysis"), values.get("text")))
    except FieldError as reason:
        return Skipped(number, str(reason))


def _analysis(stored: Any, text: Any) -> Analysis | None:
    if not isinstance(stored, dict) or not isinstance(text, str):
        return None
    try:
        analysis = codec.decode(json.dumps(stored), text)
        return analysis if stored.get("v") == codec.VERSION and _fits(analysis, text) else None
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _fits(analysis: Analysis, text: str) -> bool:
    """Say whether every position lies inside the text, and every number and name is one that analysis gives."""
    verdict = analysis.sentiment
    lines = (*analysis.summary, *analysis.quotes, *analysis.sentences, *(each.sentence for each in analysis.aspects))
    places = [(line.start, line.end) for line in lines] + [*analysis.spoilers]
    places += [(reason.start, reason.end) for reason in analysis.reasons]
    numbers = [verdict.score, verdict.confidence, *(each.polarity for each in analysis.aspects)]
    numbers += [number for line in lines for number in (line.opinion, line.polarity)]
    numbers += [reason.weight for reason in analysis.reasons]
    if analysis.rating is not None:
        places.append((analysis.rating.start, analysis.rating.end))
        numbers.append(analysis.rating.value)
    names = [analysis.language, analysis.model, *(reason.note for reason in analysis.reasons)]
    if analysis.film is not None:
        names.append(analysis.film.title)
        numbers += [analysis.film.confidence, analysis.film.year or 0]
    return (
        verdict.label in LABELS
        and all(each.aspect in ASPECTS for each in analysis.aspects)
        and all(type(start) is int and type(end) is int and 0 <= start <= end <= len(text) for start, end in places)
        and all(type(number) in {int, float} and math.isfinite(number) for number in numbers)
        and all(isinstance(name, str) for name in names)  # pyright: ignore[reportUnnecessaryIsInstance]
        and type(analysis.words) is int
    )
