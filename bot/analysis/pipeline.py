"""One reading of one review: every part of `bot.analysis` in its order."""

from __future__ import annotations

from dataclasses import dataclass
from math import tanh
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import detection as language
from bot.analysis.language import lines
from bot.analysis.language import spoilers as hiding
from bot.analysis.language import text as texts
from bot.analysis.parts import aspects, film, judging, label, quotes, rating, reasons, spoilers, summary
from bot.analysis.scoring import features, opinion, weights
from bot.analysis.types import OWN_WORDS, Analysis, Sentence, Sentiment, headlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.types import FilmTitle, Quote, Rating, Reason

LIKELY = 0.01
"""A film that is less probable than this is not worth offering."""
OFFERED = 5
SHORT = 60
"""A text of fewer words is scored as one sentence, by the sentence model."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """A review's lines, read and judged: what quotes and summaries are chosen from."""

    read: Reading
    language: str
    films: tuple[FilmTitle, ...]
    """The films that the text may be about, likeliest first; what is hidden is not among them."""
    rating: Rating | None
    spoilers: tuple[texts.Span, ...]
    sentences: tuple[Sentence, ...]
    judged: quotes.Judged | None
    """None where the review is not in English: no model reads it."""
    states: list[bool]
    """Which sentences state something: no questions, headings, credits or ratings."""

    @property
    def film(self) -> FilmTitle | None:
        """The film, where it is sure enough."""
        return film.certain(self.films)

    @property
    def title(self) -> str:
        """The film's title, as far as it is known."""
        return self.film.title if self.film else ""


def analyze(text: str, known_films: Sequence[str] = ()) -> Analysis:
    """Read a review. See `bot.analysis.analyze`."""
    found = _lines(text, known_films)
    read, words = found.read, texts.count_words(text)
    english = found.judged is not None
    quoted = _quotes(found)
    sentiment = _sentiment(found, words) if english else Sentiment("unsure", 0.0, 0.0)
    return Analysis(
        likely_films=() if found.film else _likely(found.films),
        summary=_summary(found, quoted),
        quotes=quoted,
        sentiment=sentiment,
        aspects=aspects.opinions(read, found.sentences, found.states, found.title) if english else (),
        film=found.film,
        rating=found.rating,
        language=found.language,
        words=words,
        sentences=found.sentences,
        reasons=_reasons(found, sentiment, words) if english else (),
        spoilers=found.spoilers,
        giveaways=spoilers.probable(read, found.sentences) if english else (),
        model=weights.load().version,
    )


def _lines(text: str, known_films: Sequence[str]) -> _Lines:
    """Read a review's lines, and judge them where they are English."""
    texts.check(text)
    read = opinion.read(text, texts.sentences(text))
    hidden = tuple(hiding.spans(text))
    shown = hiding.masked(text, hidden)  # a title or a rating behind bars stays there
    known = language.detect(text, read.norms)
    films, rated = film.candidates(shown, known_films, OFFERED), rating.find(shown)
    named = film.certain(films)
    judged = quotes.judge(read, named.title if named else "") if known == "en" else None
    states = lines.stating(text, read.spans, rated)
    return _Lines(read, known, films, rated, hidden, _sentences(read, hidden), judged, states)


def _likely(films: Sequence[FilmTitle]) -> tuple[FilmTitle, ...]:
    """List the films to choose from where none is sure."""
    return tuple(one for one in films if one.confidence >= LIKELY)


def _quotes(found: _Lines) -> tuple[Quote, ...]:
    """Choose what to quote of an English review."""
    if found.judged is None:
        return ()
    short = texts.count_words(found.read.text) < OWN_WORDS
    return quotes.choose(found.sentences, found.judged, found.states, short=short)


def _summary(found: _Lines, quoted: tuple[Quote, ...]) -> tuple[Sentence, ...]:
    """Summarize: by what carries the verdict in English, by what is said most in any other language."""
    if texts.count_words(found.read.text) < OWN_WORDS:
        return ()
    if found.judged is None:
        ranking = summary.by_frequency(found.read, found.states)
    else:
        ranking = summary.by_verdict(found.read, found.judged, found.states)
    return summary.summarize(found.sentences, ranking, headlines(quoted))


def score(text: str) -> float:
    """Score a sentence or a review, -1 to 1. See `bot.analysis.score`."""
    texts.check(text)
    words = texts.count_words(text)
    spans = [(0, len(text))] if words < SHORT else texts.sentences(text)
    return _score(opinion.read(text, spans), words)


def _sentences(read: Reading, spoilers: Sequence[texts.Span]) -> tuple[Sentence, ...]:
    """Make the records of the sentences."""
    about = weights.logistic(read.opinion)
    hidden = _hidden(read.spans, spoilers)
    return tuple(
        Sentence(start, end, read.text[start:end], float(about[i]), tanh(float(read.polarity[i]) / 2.0), hidden[i])
        for i, (start, end) in enumerate(read.spans)
    )


def _hidden(spans: Sequence[texts.Span], spoilers: Sequence[texts.Span]) -> list[bool]:
    """Say which sentences overlap a spoiler; both lists are in order, so one walk does."""
    flags: list[bool] = []
    place = 0
    for start, end in spans:
        while place < len(spoilers) and spoilers[place][1] <= start:
            place += 1
        flags.append(place < len(spoilers) and spoilers[place][0] < end)
    return flags


def _score(read: Reading, words: int) -> float:
    """Score a reading, -1 to 1: twice the probability of a favourable verdict, less one."""
    if words < SHORT:
        whole = {name: np.array([value]) for name, value in read.whole.items()}
        return tanh(float(weights.load().heads["polarity"].margins(opinion.stacked(whole))[0, 0]) / 2.0)
    margin = weights.load().heads["verdict"].margins(features.of_review(read)[None, :])[0, 0]
    return tanh(float(margin) / 2.0)


def _sentiment(found: _Lines, words: int) -> Sentiment:
    """Label a reading, unless it judges no film."""
    rated = found.rating is not None
    judged = judging.judges(found.read, words, rated=rated, titled=judging.titles(found.film))
    return label.verdict(found.read, found.rating, words, judged.film)


def _reasons(found: _Lines, sentiment: Sentiment, words: int) -> tuple[Reason, ...]:
    """Say what decided the label."""
    return reasons.explain(found.read, sentiment.label, words, found.rating, found.title, found.spoilers)
