"""Hand-made analyses and drafts: what reading a review would yield, without the models."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from bot.analysis.types import (
    ASPECTS,
    Analysis,
    AspectOpinion,
    FilmTitle,
    Label,
    Quote,
    Rating,
    Reason,
    Sentence,
    Sentiment,
)
from bot.archive.types import ReviewDraft

WHEN = datetime(2026, 11, 1, 12, 0, 0, 123456, tzinfo=UTC)
SLOW = (
    "The slow burn of the first hour is a marvel. A sailor drowns at the pier. ||The butler did it.|| "
    "Amélie's performances are exceptional, and the score soars! I didn't care for the pacing."
)


def spoiler_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(r"\|\|.+?\|\|", text, re.DOTALL))


def make_sentences(text: str) -> tuple[Sentence, ...]:
    spans = spoiler_spans(text)
    found: list[Sentence] = []
    for place, match in enumerate(re.finditer(r"\S[^.!?\n]*[.!?]*(?:\|\|)?", text)):
        start, end = match.span()
        hidden = any(left < end and start < right for left, right in spans)
        opinion, polarity = round((place * 37 % 100) / 100, 4), round((place * 53 % 200) / 100 - 1, 4)
        found.append(Sentence(start, end, text[start:end], opinion, polarity, hidden))
    return tuple(found)


def make_analysis(text: str, label: Label = "positive", score: float = 0.5, **changes: Any) -> Analysis:
    sentences = make_sentences(text)
    quote = sentences[0]
    values: dict[str, Any] = {
        "summary": sentences[:2],
        "quotes": (Quote(quote.start, quote.end, quote.text, quote.opinion, quote.polarity, quote.spoiler),),
        "sentiment": Sentiment(label, score, 0.75),
        "aspects": tuple(
            AspectOpinion(aspect, sentence.polarity, sentence)
            for aspect, sentence in zip(ASPECTS, sentences, strict=False)
        ),
        "film": FilmTitle("Dune", 2021, 0.9),
        "rating": Rating(text[:3], 8.0, 0, 3),
        "language": "en",
        "words": len(text.split()),
        "sentences": sentences,
        "reasons": (Reason(text[:5], 0.25, 0, 5, "negated"),),
        "spoilers": spoiler_spans(text),
        "model": "test-1",
    }
    return Analysis(**{**values, **changes})


def make_draft(
    text: str = SLOW, author_id: int = 1, label: Label = "positive", score: float = 0.5, **changes: Any
) -> ReviewDraft:
    values: dict[str, Any] = {
        "author_id": author_id,
        "text": text,
        "analysis": make_analysis(text, label, score),
        "source": "command",
        "written_at": WHEN,
    }
    return ReviewDraft(**{**values, **changes})
