"""An Analysis as JSON that other programs can read: named parts, positions in the text, no copy of the text.

The archive's own codec is free to change with the archive; this layout belongs to the exchange format and
changes only with its version. Numbers keep every digit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from bot.analysis.types import (
    ASPECTS,
    LABELS,
    Analysis,
    AspectOpinion,
    FilmTitle,
    Quote,
    Rating,
    Reason,
    Sentence,
    Sentiment,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Line = TypeVar("Line", bound=Sentence)


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
        "rating": rating and [rating.start, rating.end, rating.value],
        "language": analysis.language,
        "words": analysis.words,
        "sentences": _lines(analysis.sentences),
        "reasons": [[each.start, each.end, each.weight, each.note] for each in analysis.reasons],
        "spoilers": [list(span) for span in analysis.spoilers],
        "model": analysis.model,
    }


def from_json(stored: Any, text: str) -> Analysis:
    """Read an analysis of `text` back. Raises ValueError when it is none, or none of this text."""
    try:
        return _Reader(text).analysis(stored)
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError("no analysis of this text") from error


def _lines(sentences: Iterable[Sentence]) -> list[list[Any]]:
    return [_line(sentence) for sentence in sentences]


def _line(sentence: Sentence) -> list[Any]:
    record = [sentence.start, sentence.end, sentence.opinion, sentence.polarity]
    return [*record, True] if sentence.spoiler else record


class _Reader:
    """Reads the parts of one text's analysis, trusting none of them."""

    def __init__(self, text: str) -> None:
        self._text = text

    def analysis(self, stored: Any) -> Analysis:
        """Read the whole."""
        film, rating = stored["film"], stored["rating"]
        return Analysis(
            summary=self._lines(stored["summary"], Sentence),
            quotes=self._lines(stored["quotes"], Quote),
            sentiment=Sentiment(
                _one_of(LABELS, stored["label"]), _number(stored["score"]), _number(stored["confidence"])
            ),
            aspects=tuple(self._aspect(*each) for each in stored["aspects"]),
            film=None if film is None else _film(*film),
            rating=None if rating is None else self._rating(*rating),
            language=_string(stored["language"]),
            words=_whole(stored["words"]),
            sentences=self._lines(stored["sentences"], Sentence),
            reasons=tuple(self._reason(*each) for each in stored["reasons"]),
            spoilers=tuple(self._span(*each) for each in stored["spoilers"]),
            model=_string(stored["model"]),
        )

    def _span(self, start: Any, end: Any) -> tuple[int, int]:
        if not 0 <= _whole(start) <= _whole(end) <= len(self._text):
            raise ValueError("a position outside of the text")
        return start, end

    def _lines(self, records: Any, kind: type[Line]) -> tuple[Line, ...]:
        return tuple(self._line(kind, *record) for record in records)

    def _line(self, kind: type[Line], start: Any, end: Any, opinion: Any, polarity: Any, spoiler: Any = None) -> Line:
        self._span(start, end)
        return kind(start, end, self._text[start:end], _number(opinion), _number(polarity), spoiler is True)

    def _aspect(self, aspect: Any, polarity: Any, line: Any) -> AspectOpinion:
        return AspectOpinion(_one_of(ASPECTS, aspect), _number(polarity), self._line(Sentence, *line))

    def _rating(self, start: Any, end: Any, value: Any) -> Rating:
        self._span(start, end)
        return Rating(self._text[start:end], _number(value), start, end)

    def _reason(self, start: Any, end: Any, weight: Any, note: Any) -> Reason:
        self._span(start, end)
        return Reason(self._text[start:end], _number(weight), start, end, _string(note))


def _film(title: Any, year: Any, confidence: Any) -> FilmTitle:
    return FilmTitle(_string(title), None if year is None else _whole(year), _number(confidence))


def _one_of(names: tuple[Any, ...], value: Any) -> Any:
    if value not in names:
        raise ValueError("an unknown name")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise TypeError
    return float(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
