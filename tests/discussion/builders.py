"""Reviews made of lines, so that every offset is right by construction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.analysis.types import Analysis, AspectOpinion, Quote, Sentence, Sentiment
from bot.archive.types import Film, Review, ReviewDraft

if TYPE_CHECKING:
    from bot.analysis.types import Aspect, Label

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
"""A Wednesday."""
DUNE = Film(1, "Dune", 2021)
ALIEN = Film(2, "Alien", 1979)
SCORES = {"positive": 0.8, "mixed": 0.05, "negative": -0.8, "unsure": 0.1}


@dataclass(frozen=True)
class Line:
    """A sentence to write; with an aspect, the review's opinion on that aspect rests on it."""

    text: str
    polarity: float = 0.0
    aspect: Aspect | None = None
    quote: bool = False
    spoiler: bool = False


def analysed(lines: tuple[Line, ...], label: Label, score: float | None = None) -> tuple[str, Analysis]:
    text, sentences, spoilers = "", [], []
    for line in lines:
        text += " " if text else ""
        written = f"||{line.text}||" if line.spoiler else line.text
        start, text = len(text), text + written
        sentences.append(Sentence(start, len(text), written, 0.9, line.polarity, line.spoiler))
        if line.spoiler:
            spoilers.append((start, len(text)))
    quotes = [
        Quote(one.start, one.end, one.text, one.opinion, one.polarity, one.spoiler)
        for one, line in zip(sentences, lines, strict=True)
        if line.quote
    ]
    aspects = [
        AspectOpinion(line.aspect, line.polarity, one)
        for one, line in zip(sentences, lines, strict=True)
        if line.aspect
    ]
    verdict = Sentiment(label, SCORES[label] if score is None else score, 0.8)
    analysis = Analysis(
        summary=tuple(sentences[:2]),
        quotes=tuple(quotes),
        sentiment=verdict,
        aspects=tuple(aspects),
        film=None,
        rating=None,
        language="en",
        words=len(text.split()),
        sentences=tuple(sentences),
        spoilers=tuple(spoilers),
    )
    return text, analysis


def review(
    number: int,
    author: int,
    *lines: Line,
    film: Film | None = DUNE,
    label: Label = "positive",
    rating: float | None = None,
    minute: int | None = None,
    hidden: bool = False,
    score: float | None = None,
    **more: Any,
) -> Review:
    text, analysis = analysed(lines or (Line("It was seen."),), label, score)
    at = NOON + timedelta(minutes=number if minute is None else minute)
    return Review(
        number=number,
        author_id=author,
        text=text,
        analysis=analysis,
        label=label,
        source="command",
        written_at=at,
        filed_at=at,
        film=film,
        rating_raw=None if rating is None else f"{rating}/10",
        rating_value=rating,
        channel_id=77,
        message_ids=(9_000 + number,),
        hidden_reason="off topic" if hidden else None,
        **more,
    )


def draft(
    author: int,
    *lines: Line,
    film: Film | None = DUNE,
    label: Label = "positive",
    rating: float | None = None,
    minute: int = 0,
    message: int | None = None,
    score: float | None = None,
    **more: Any,
) -> ReviewDraft:
    # Of every author's own: the same words by two people would be one voice.
    text, analysis = analysed((*lines, Line(f"Seen by {author} at {minute}.")), label, score)
    return ReviewDraft(
        author_id=author,
        text=text,
        analysis=analysis,
        source="command",
        written_at=NOON + timedelta(minutes=minute),
        film_title=film.title if film else None,
        film_year=film.year if film else None,
        rating_raw=None if rating is None else f"{rating}/10",
        rating_value=rating,
        channel_id=77 if message else None,
        message_ids=(message,) if message else (),
        **more,
    )
