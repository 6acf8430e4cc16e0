"""Lines of many reviews that speak of what a free question asks: found by the archive's index, ranked line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.types import Sentence
from bot.archive.store import ServerArchive
from bot.archive.types import Filters, Review, Verdict
from bot.discussion.language.asked import Asked
from bot.discussion.language.cues import weak_words
from bot.discussion.language.words import stem, vocabulary, words
from bot.discussion.pages.loading import texts
from bot.discussion.quoting import quote
from bot.discussion.ranking.lines import line_scores
from bot.discussion.tally import critics_reviews, newest_reviews, shown
from bot.discussion.types import Quoted

OWN_TERMS = 4
"""Words of the question that are searched for; more would be a search for the question itself."""
SUBJECT_TERMS = 8
"""Other words for the same subject, tried when nobody uses the question's own."""
HITS = 40
"""Reviews whose texts are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best line of each voice that speaks of what is asked, and of each critic whose words were pasted."""

    quotes: tuple[Quoted, ...]
    """Best first, critics last."""
    complete: bool = True
    """False when more reviews hold the words than were looked at: the quotes are then not all there are."""


@dataclass(frozen=True, slots=True)
class Round:
    """Words to search for, any of them, and the stems of which a line must hold one to be an answer."""

    terms: tuple[str, ...]
    stems: frozenset[str]


async def find(
    server: ServerArchive,
    asked: Asked,
    spoken: Sequence[Verdict] | None,
    filters: Filters,
    only: frozenset[str] = frozenset(),
) -> Found:
    """Find the lines that speak of what a question asks.

    `spoken` are the voices that count; without them everything within `filters` does. With `only` (`Question.part`),
    lines must hold one of these stems; other words for the question's subject are then no answer.
    """
    counted = None if spoken is None else {line.number for line in spoken}
    for attempt in rounds(asked, only):
        holding, total = await server.holding(attempt.terms, filters, HITS)
        whole = (await texts(server, holding)).values()
        reviews = [each for each in whole if counted is None or each.number in counted or each.critic is not None]
        # Ranking is the slow part: in a thread, so that nobody else waits.
        quotes = await asyncio.to_thread(rank_reviews, asked, reviews, attempt.stems)
        if quotes:
            return Found(tuple(quotes), total <= HITS)
    return Found(())


def rounds(asked: Asked, only: frozenset[str] = frozenset()) -> list[Round]:
    """Give what to search for: first the question's own words, then other words for the same subject.

    A question about the film as a whole is searched by its adjectives; "is it scary?" and the like by every word that
    answers, in one round: who wrote "terrifying" is not to be left out because somebody else wrote "scary".
    """
    known = vocabulary()
    if asked.quality:
        return [Round(asked.quality.written, asked.quality.stems)]
    wanted = only or asked.own or asked.judging
    own = [word for word in asked.words if word.stem in wanted and (word.text not in known.stop or not asked.own)]
    own = [word.text for word in own if word.text not in weak_words()]
    stems = frozenset(map(stem, own))
    found = [Round(tuple(dict.fromkeys(own))[:OWN_TERMS], wanted & stems)]
    if not only:
        related = [word for name in _subjects(asked) for word in known.written[name] if word not in own]
        found.append(Round(tuple(dict.fromkeys(related))[:SUBJECT_TERMS], asked.subject))
    return [attempt for attempt in found if attempt.terms]


def _subjects(asked: Asked) -> list[str]:
    known = vocabulary()
    return sorted({name for stem in asked.own for name in known.by_stem.get(stem, ()) if name != "film"})


def rank_reviews(asked: Asked, reviews: Sequence[Review], stems: frozenset[str]) -> list[Quoted]:
    """Take the best line that holds one of some stems out of each voice, best first; last those of critics."""
    found: list[tuple[float, Quoted]] = []
    here = shown(reviews)
    for review in (*newest_reviews(here), *critics_reviews(here)):
        best = best_on(asked, review.analysis.sentences, stems)
        if best is not None:
            found.append((best[1], quote(review, best[0])))
    found.sort(key=lambda item: (item[1].critic is not None, item[1].spoiler, -item[0], item[1].review))
    return [line for _, line in found]


def best_on(asked: Asked, lines: Sequence[Sentence], stems: frozenset[str]) -> tuple[Sentence, float] | None:
    """Find the best of the lines that hold one of some stems; None when none does."""
    scores = line_scores(asked, lines)
    scored = [
        (line, score)
        for line, score in zip(lines, scores, strict=True)
        if any(word.stem in stems for word in words(line.text))
    ]
    return max(scored, key=lambda item: item[1], default=None)
