"""An Analysis as JSON that other programs can read: named parts, positions in the text, no copy of the text.

The archive's own codec is free to change with the archive; this layout belongs to the exchange format and
changes only with its version. Numbers keep every digit.

It is written and never read back: the text comes with it, so an import reads that anew, and nobody can hand in
what the bot is to have read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.analysis.types import Analysis, Sentence


def to_json(analysis: Analysis) -> dict[str, Any]:
    """Give an analysis as JSON values. A line is [start, end, opinion, polarity, true if it holds a spoiler]."""
    verdict, film, rating = analysis.sentiment, analysis.film, analysis.rating
    return {
        "label": verdict.label,
        "score": verdict.score,
        "confidence": verdict.confidence,
        "summary": _lines(analysis.summary),
        "quotes": _lines(analysis.quotes),
        "aspects": [[each.aspect, each.polarity, _line(each.sentence)] for each in analysis.aspects],
        "film": film and [film.title, film.year, film.confidence],
        "rating": rating and [rating.start, rating.end, rating.value, rating.scale],
        "language": analysis.language,
        "words": analysis.words,
        "sentences": _lines(analysis.sentences),
        "reasons": [[each.start, each.end, each.weight, each.note] for each in analysis.reasons],
        "spoilers": [list(span) for span in analysis.spoilers],
        "model": analysis.model,
    }


def _lines(sentences: Iterable[Sentence]) -> list[list[Any]]:
    return [_line(sentence) for sentence in sentences]


def _line(sentence: Sentence) -> list[Any]:
    record = [sentence.start, sentence.end, sentence.opinion, sentence.polarity]
    return [*record, True] if sentence.spoiler else record
