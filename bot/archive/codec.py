"""An Analysis as compact JSON: offsets and numbers, no copy of the review's text.

Numbers are kept to four decimals, which is more than the models are sure of; what is written
out comes back equal once it has been through here. The layout has a version, so that an older
row can still be read after the layout changes.
"""

from __future__ import annotations

import json
from typing import Any

from bot.analysis.types import (
    Analysis,
    AspectOpinion,
    FilmTitle,
    Quote,
    Rating,
    Reason,
    Sentence,
    Sentiment,
)

VERSION = 1
DECIMALS = 4


def encode(analysis: Analysis) -> str:
    """Write an analysis as compact JSON."""
    sentences = [_sentence(sentence) for sentence in analysis.sentences]
    places = {tuple(record): place for place, record in enumerate(sentences)}

    def refer(sentence: Sentence) -> Any:
        record = _sentence(sentence)
        return places.get(tuple(record), record)

    verdict = analysis.sentiment
    record: dict[str, Any] = {
        "v": VERSION,
        "t": [verdict.label, _short(verdict.score), _short(verdict.confidence)],
        "n": sentences,
        "s": [refer(sentence) for sentence in analysis.summary],
        "q": [refer(quote) for quote in analysis.quotes],
        "a": [[a.aspect, _short(a.polarity), refer(a.sentence)] for a in analysis.aspects],
        "r": [[_short(r.weight), r.start, r.end, r.note] for r in analysis.reasons],
        "x": [list(span) for span in analysis.spoilers],
        "l": analysis.language,
        "w": analysis.words,
        "m": analysis.model,
    }
    if analysis.film is not None:
        record["f"] = [analysis.film.title, analysis.film.year, _short(analysis.film.confidence)]
    if analysis.rating is not None:
        record["g"] = [analysis.rating.start, analysis.rating.end, analysis.rating.value]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def decode(stored: str, text: str) -> Analysis:
    """Read an analysis back; `text` is the review that its offsets index."""
    record: dict[str, Any] = json.loads(stored)
    sentences = [_read(each, text, Sentence) for each in record["n"]]

    def find(reference: Any, kind: type[Sentence]) -> Any:
        return _read(record["n"][reference] if isinstance(reference, int) else reference, text, kind)

    title, rating = record.get("f"), record.get("g")
    return Analysis(
        summary=tuple(find(each, Sentence) for each in record["s"]),
        quotes=tuple(find(each, Quote) for each in record["q"]),
        sentiment=Sentiment(*record["t"]),
        aspects=tuple(AspectOpinion(a, polarity, find(line, Sentence)) for a, polarity, line in record["a"]),
        film=None if title is None else FilmTitle(*title),
        rating=None if rating is None else Rating(text[rating[0] : rating[1]], rating[2], rating[0], rating[1]),
        language=record["l"],
        words=record["w"],
        sentences=tuple(sentences),
        reasons=tuple(Reason(text[start:end], weight, start, end, note) for weight, start, end, note in record["r"]),
        spoilers=tuple((start, end) for start, end in record["x"]),
        model=record["m"],
    )


def _short(number: float) -> float:
    short = round(number, DECIMALS)
    return int(short) if short == int(short) else short


def _sentence(sentence: Sentence) -> list[Any]:
    record = [sentence.start, sentence.end, _short(sentence.opinion), _short(sentence.polarity)]
    return [*record, 1] if sentence.spoiler else record


def _read(record: list[Any], text: str, kind: type[Sentence]) -> Sentence:
    start, end, opinion, polarity = record[:4]
    return kind(start, end, text[start:end], opinion, polarity, len(record) > 4)
