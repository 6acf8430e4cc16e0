"""An Analysis as compact JSON: offsets and numbers, no copy of the review's text.

Numbers are kept in thousandths, which is more than the models are sure of; what is written
out comes back equal once it has been through here. A sentence is [gap since the last one, length,
opinion, polarity, 1 if it hides a spoiler]; a line that is one of the sentences is its place
among them. The layout has a version, so that an older
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


def encode(analysis: Analysis) -> str:
    """Write an analysis as compact JSON."""
    sentences = [_line(sentence) for sentence in analysis.sentences]
    places = {tuple(line): place for place, line in enumerate(sentences)}

    def refer(sentence: Sentence) -> Any:
        line = _line(sentence)
        return places.get(tuple(line), line)

    verdict = analysis.sentiment
    record: dict[str, Any] = {
        "v": VERSION,
        "t": [verdict.label, _thousandths(verdict.score), _thousandths(verdict.confidence)],
        "n": _gaps(sentences),
        "s": [refer(sentence) for sentence in analysis.summary],
        "q": [refer(quote) for quote in analysis.quotes],
        "a": [[a.aspect, _thousandths(a.polarity), refer(a.sentence)] for a in analysis.aspects],
        "r": [[_thousandths(r.weight), r.start, r.end, *([r.note] if r.note else [])] for r in analysis.reasons],
        "x": [list(span) for span in analysis.spoilers],
        "l": analysis.language,
        "w": analysis.words,
        "m": analysis.model,
    }
    if analysis.film is not None:
        record["f"] = [analysis.film.title, analysis.film.year, _thousandths(analysis.film.confidence)]
    if analysis.likely_films:
        record["p"] = [[one.title, one.year, _thousandths(one.confidence)] for one in analysis.likely_films]
    if analysis.giveaways:
        record["h"] = [refer(sentence) for sentence in analysis.giveaways]
    if analysis.rating is not None:
        written = analysis.rating
        record["g"] = [written.start, written.end, written.value, *([written.scale] if written.scale else [])]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def decode(stored: str, text: str) -> Analysis:
    """Read an analysis back; `text` is the review that its offsets index."""
    record: dict[str, Any] = json.loads(stored)
    lines = _from_gaps(record["n"])

    def find(reference: Any, kind: type[Sentence]) -> Any:
        return _read(lines[reference] if isinstance(reference, int) else reference, text, kind)

    title, rating, verdict = record.get("f"), record.get("g"), record["t"]
    return Analysis(
        summary=tuple(find(each, Sentence) for each in record["s"]),
        quotes=tuple(find(each, Quote) for each in record["q"]),
        sentiment=Sentiment(verdict[0], verdict[1] / 1000, verdict[2] / 1000),
        aspects=tuple(AspectOpinion(side, leaning / 1000, find(line, Sentence)) for side, leaning, line in record["a"]),
        film=None if title is None else _film(title),
        rating=None if rating is None else _rating(rating, text),
        language=record["l"],
        words=record["w"],
        sentences=tuple(_read(line, text, Sentence) for line in lines),
        reasons=tuple(_reason(each, text) for each in record["r"]),
        spoilers=tuple((start, end) for start, end in record["x"]),
        model=record["m"],
        giveaways=tuple(find(each, Sentence) for each in record.get("h", ())),
        likely_films=tuple(map(_film, record.get("p", ()))),
    )


def _thousandths(number: float) -> int:
    return round(number * 1000)


def _line(sentence: Sentence) -> list[int]:
    line = [sentence.start, sentence.end, _thousandths(sentence.opinion), _thousandths(sentence.polarity)]
    return [*line, 1] if sentence.spoiler else line


def _gaps(lines: list[list[int]]) -> list[list[int]]:
    """Write each sentence's place as the gap since the one before and its length: fewer digits."""
    last, short = 0, list[list[int]]()
    for start, end, *rest in lines:
        short.append([start - last, end - start, *rest])
        last = end
    return short


def _from_gaps(short: list[list[int]]) -> list[list[int]]:
    last, lines = 0, list[list[int]]()
    for gap, length, *rest in short:
        lines.append([last + gap, last + gap + length, *rest])
        last += gap + length
    return lines


def _read(line: list[int], text: str, kind: type[Sentence]) -> Sentence:
    start, end, opinion, polarity = line[:4]
    return kind(start, end, text[start:end], opinion / 1000, polarity / 1000, len(line) > 4)


def _film(record: list[Any]) -> FilmTitle:
    title, year, confidence = record
    return FilmTitle(title, year, confidence / 1000)


def _rating(record: list[Any], text: str) -> Rating:
    start, end, value, *scale = record  # older rows hold no scale
    return Rating(text[start:end], value, start, end, scale[0] if scale else "")


def _reason(record: list[Any], text: str) -> Reason:
    weight, start, end, *note = record
    return Reason(text[start:end], weight / 1000, start, end, note[0] if note else "")
