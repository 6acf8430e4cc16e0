"""One reading of one review: every part of `bot.analysis` in its order."""

from __future__ import annotations

from bot.analysis import aspects, film, opinion, quotes, rating, summary, weights
from bot.analysis import text as texts
from bot.analysis.types import Analysis, Label, Sentence, Sentiment


def analyze(text: str) -> Analysis:
    """Read a review. See `bot.analysis.analyze`."""
    texts.check(text)
    spans = texts.sentences(text)
    spoilers = texts.spoiler_spans(text)
    read = opinion.read(text, spans)
    sentences = tuple(
        Sentence(
            start, end, text[start:end], float(read.opinion[i]), float(read.polarity[i]), _hidden(start, end, spoilers)
        )
        for i, (start, end) in enumerate(spans)
    )
    words = texts.count_words(text)
    worth = [
        sentence.opinion * (0.4 + abs(sentence.polarity)) * _place(i, len(spans))
        for i, sentence in enumerate(sentences)
    ]
    return Analysis(
        summary=summary.summarize(sentences, worth, words),
        quotes=quotes.choose(sentences, worth),
        sentiment=_sentiment(read.review),
        aspects=aspects.opinions(sentences),
        film=film.title(text),
        rating=rating.find(text),
        language="en",
        words=words,
        sentences=sentences,
        spoilers=tuple(spoilers),
        model=weights.load().version,
    )


def score(text: str) -> float:
    """Score a sentence or a review, -1 to 1. See `bot.analysis.score`."""
    texts.check(text)
    spans = texts.sentences(text)
    read = opinion.read(text, spans)
    if len(spans) <= 2 and texts.count_words(text) < 80:
        whole = opinion.read(text, [(0, len(text))])
        return float(whole.polarity[0])
    return 2.0 * read.review - 1.0


def _sentiment(probability: float) -> Sentiment:
    value = 2.0 * probability - 1.0
    label: Label = "mixed" if abs(value) < 0.3 else "positive" if value > 0 else "negative"
    return Sentiment(label, value, max(probability, 1.0 - probability))


def _hidden(start: int, end: int, spoilers: list[texts.Span]) -> bool:
    return any(start < stop and begin < end for begin, stop in spoilers)


def _place(index: int, count: int) -> float:
    """Weigh a sentence by its place: critics say what they think at the beginning and, above all, at the end."""
    from_end = count - 1 - index
    return 1.0 + (0.6 if from_end < 3 else 0.3 if from_end < 8 else 0.0) + (0.2 if index < 2 else 0.0)
