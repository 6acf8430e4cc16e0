"""One reading of one review: every part of `bot.analysis` in its order."""

from __future__ import annotations

from math import tanh
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import detection as language
from bot.analysis.language import lines
from bot.analysis.language import spoilers as hiding
from bot.analysis.language import text as texts
from bot.analysis.parts import aspects, film, quotes, rating, reasons, summary
from bot.analysis.scoring import features, opinion, weights
from bot.analysis.types import Analysis, Label, Sentence, Sentiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats
    from bot.analysis.types import Rating

SHORT = 60
"""A text of fewer words is scored as one sentence, by the sentence model."""
_LABELS: tuple[Label, Label, Label] = ("negative", "mixed", "positive")


def analyze(text: str, known_films: Sequence[str] = ()) -> Analysis:
    """Read a review. See `bot.analysis.analyze`."""
    texts.check(text)
    spans = texts.sentences(text)
    spoilers = hiding.spans(text)
    shown = hiding.masked(text, spoilers)  # a title or a rating behind bars stays there
    read = opinion.read(text, spans)
    known = language.detect(text, [word.norm for word in read.tokens])
    named, rated = film.title(shown, known_films), rating.find(shown)
    sentences = _sentences(read, spoilers)
    words = texts.count_words(text)
    english = known == "en"
    title = named.title if named else ""
    seen = features.of_sentences(read, title)
    judged = quotes.judge(read, title) if english else None
    states = _states(read, rated)
    return Analysis(
        summary=_summary(read, sentences, seen, words, states, english=english),
        quotes=quotes.choose(text, sentences, judged, rated) if judged else (),
        sentiment=_sentiment(read, words) if english else Sentiment("unsure", 0.0, 0.0),
        aspects=aspects.opinions(read, sentences, states, title) if english else (),
        film=named,
        rating=rated,
        language=known,
        words=words,
        sentences=sentences,
        reasons=reasons.explain(read, "sentence" if words < SHORT else "review") if english else (),
        spoilers=tuple(spoilers),
        model=weights.load().version,
    )


def score(text: str) -> float:
    """Score a sentence or a review, -1 to 1. See `bot.analysis.score`."""
    texts.check(text)
    words = texts.count_words(text)
    spans = [(0, len(text))] if words < SHORT else texts.sentences(text)
    return _score(opinion.read(text, spans), words)


def _sentences(read: Reading, spoilers: list[texts.Span]) -> tuple[Sentence, ...]:
    """Make the records of the sentences."""
    about = weights.logistic(read.opinion)
    hidden = _hidden(read.spans, spoilers)
    return tuple(
        Sentence(start, end, read.text[start:end], float(about[i]), tanh(float(read.polarity[i]) / 2.0), hidden[i])
        for i, (start, end) in enumerate(read.spans)
    )


def _hidden(spans: list[texts.Span], spoilers: list[texts.Span]) -> list[bool]:
    """Say which sentences overlap a spoiler; both lists are in order, so one walk does."""
    flags: list[bool] = []
    place = 0
    for start, end in spans:
        while place < len(spoilers) and spoilers[place][1] <= start:
            place += 1
        flags.append(place < len(spoilers) and spoilers[place][0] < end)
    return flags


def _states(read: Reading, rated: Rating | None) -> list[bool]:
    """Say which sentences state something: no questions, headings, credits or ratings."""
    return [
        lines.is_statement(read.text, span, rated) and not lines.is_question(read.text[slice(*span)])
        for span in read.spans
    ]


def _worth(seen: Floats, head: str) -> list[float]:
    """Rate each sentence by one of the small models."""
    return weights.load().heads[head].margins(seen)[:, 0].tolist()


def _summary(
    read: Reading, sentences: tuple[Sentence, ...], seen: Floats, words: int, states: list[bool], *, english: bool
) -> tuple[Sentence, ...]:
    """Summarize: by what carries the verdict in English, by what is said most in any other language."""
    worth = _worth(seen, "summary") if english else summary.frequency(read)
    if any(states):
        worth = [value if ok else value - 50.0 for value, ok in zip(worth, states, strict=True)]
    return summary.summarize(sentences, worth, words)


def _score(read: Reading, words: int) -> float:
    """Score a reading, -1 to 1: twice the probability of a favourable verdict, less one."""
    if words < SHORT:
        whole = {name: np.array([value]) for name, value in read.whole.items()}
        return tanh(float(weights.load().heads["polarity"].margins(opinion.stacked(whole))[0, 0]) / 2.0)
    margin = weights.load().heads["verdict"].margins(features.of_review(read)[None, :])[0, 0]
    return tanh(float(margin) / 2.0)


def _sentiment(read: Reading, words: int) -> Sentiment:
    """Label a reading: the likeliest label, unless it is too unlikely or contradicts the score."""
    model = weights.load()
    value = _score(read, words)
    if words < SHORT:
        confidence = (1.0 + abs(value)) / 2.0
        label: Label = "positive" if value > 0 else "negative"
        return Sentiment(label if confidence >= max(0.6, model.unsure) else "unsure", value, confidence)
    margin = model.heads["label"].margins(features.of_review(read)[None, :])[0]
    power = np.exp(margin - margin.max())
    probability = power / power.sum()
    best = int(probability.argmax())
    confidence = float(probability[best])
    label = _LABELS[best]
    if confidence < model.unsure or (label == "positive" and value < 0) or (label == "negative" and value > 0):
        label = "unsure"
    return Sentiment(label, value, confidence)
