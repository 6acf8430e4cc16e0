"""Reading a film review: text in, `Analysis` out. Knows neither Discord nor the database.

Importing this package is cheap; numpy, sumy and the weights are loaded by the first
text that is read, which in the bot happens in a worker process. `spoilers` says what a text
hides, for every room that shows one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.analysis.language import spoilers
from bot.analysis.types import (
    ASPECTS,
    LABELS,
    MAXIMUM_CHARACTERS,
    MINIMUM_WORDS,
    OWN_WORDS,
    SHORT_TAKE_WORDS,
    SUMMARY_LENGTHS,
    Analysis,
    Aspect,
    AspectOpinion,
    FilmTitle,
    Label,
    Quote,
    Rating,
    Reason,
    Sentence,
    Sentiment,
    SummaryLength,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "ASPECTS",
    "LABELS",
    "MAXIMUM_CHARACTERS",
    "MINIMUM_WORDS",
    "OWN_WORDS",
    "SHORT_TAKE_WORDS",
    "SUMMARY_LENGTHS",
    "Analysis",
    "Aspect",
    "AspectOpinion",
    "FilmTitle",
    "Label",
    "Quote",
    "Rating",
    "Reason",
    "Sentence",
    "Sentiment",
    "SummaryLength",
    "analyze",
    "clean",
    "films",
    "is_language",
    "looks_like_review",
    "reads_like_review",
    "score",
    "spoilers",
]


def analyze(text: str, known: Sequence[str] = ()) -> Analysis:
    """Read a review: summary, quotes, label, aspects, film, rating and the reasons for them.

    `known` are titles of films that are likelier than others to be meant, as a server's own films are.
    Every offset indexes `text` itself, which is never rewritten: call `clean` first on a paste.
    Raises ValueError with one plain sentence when the text is empty, binary or over 200,000 characters.
    """
    from bot.analysis import pipeline  # noqa: PLC0415 - numpy, sumy and the weights wait for the first text

    return pipeline.analyze(text, known)


def films(text: str, known: Sequence[str] = (), limit: int = 5) -> tuple[FilmTitle, ...]:
    """List the films that a text may be about, likeliest first, each with its probability; `known` as for `analyze`."""
    from bot.analysis.parts import film  # noqa: PLC0415 - as above

    return film.candidates(text, known, limit)


def score(text: str) -> float:
    """Score a sentence or a review from -1 (nothing but criticism) to 1 (nothing but praise).

    Raises ValueError as `analyze` does.
    """
    from bot.analysis import pipeline  # noqa: PLC0415 - as above

    return pipeline.score(text)


def clean(raw: str) -> str:
    """Tidy a paste: one kind of line break, nothing invisible, composed letters, no outer white space. Idempotent."""
    from bot.analysis.language import text  # noqa: PLC0415 - the word lists wait for the first text

    return text.clean(raw)


def looks_like_review(text: str) -> bool:
    """Say whether a message of a watched channel reads like a film review; precise rather than eager."""
    from bot.analysis import chatter  # noqa: PLC0415 - as above

    return chatter.looks_like_review(text)


def reads_like_review(text: str) -> bool:
    """Say whether what somebody hands in may be a review of a film; of real ones one in a hundred is doubted at most.

    A recipe, a joke or a hotel is doubted: then the bot asks before it files.
    """
    from bot.analysis import chatter  # noqa: PLC0415 - as above

    return chatter.reads_like_review(text)


def is_language(text: str) -> bool:
    """Say whether a text is language at all, rather than keys struck at random or filler."""
    from bot.analysis.language import detection  # noqa: PLC0415 - as above

    return detection.is_language(text)
