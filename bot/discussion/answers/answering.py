"""Answers to questions: counts first, then up to four quotes; "Nobody here has written about that" when so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters
from bot.discussion.answers import film as about_film
from bot.discussion.answers import films as about_lists
from bot.discussion.answers import members as about_members
from bot.discussion.answers import named as about_named
from bot.discussion.language.people import Person
from bot.discussion.language.words import words
from bot.discussion.questions import context_of, understand
from bot.discussion.types import Answer, Context, Kind, Question

FILMS: Final = 5_000
"""Films whose names are looked for in a question, the most reviewed ones first."""
OFFERED: Final = 25
"""Films offered when the film is unclear: as many as a select shows."""

_ABOUT_SERVER: Final[dict[Kind, Callable[[ServerArchive, Question], Awaitable[Answer]]]] = {
    "list": about_lists.films,
    "rating": about_lists.films,
    "count": about_lists.totals,
    "person": about_members.person,
    "free": about_lists.anywhere,
    "taste": about_named.taste,
    "changed": about_named.changed,
}
_ABOUT_FILM: Final[dict[Kind, Callable[[ServerArchive, Question, Film], Awaitable[Answer]]]] = {
    "aspect": about_film.aspect,
    "verdict": about_film.verdict,
    "disagreement": about_film.disagreement,
    "reasons": about_film.reasons,
    "rating": about_film.rating,
    "count": about_film.count,
    "quotes": about_film.quotes,
    "free": about_film.free,
    "list": about_film.verdict,
    "person": about_members.person,
}


async def answer(
    server: ServerArchive,
    question: str,
    context: Context | None = None,
    *,
    film: Film | None = None,
    other_film: Film | None = None,
    now: datetime | None = None,
    asker: int | None = None,
    people: Sequence[Person] = (),
    person: int | None = None,
) -> Answer:
    """Answer a question from this server's reviews.

    `context` is what `Answer.context` was in the same thread or reply chain. `film` settles the film (an option, the
    card or page replied to, a choice among `candidates`), unless the question names another; `other_film` settles the
    second one of a comparison. `asker` is whom "I" means; `people` are the members with reviews here, by their names;
    `person` settles whom a name means that fits several. Take the bot's own mention out of the question first.
    Raises ArchiveUnavailableError when the archive cannot be read.
    """
    films = await server.films(limit=FILMS)
    context = context or Context()
    if film is not None:
        context = replace(context, film=film.number)
        films = films if any(one.number == film.number for one in films) else [*films, film]
    now = now or datetime.now(UTC)
    asked = await asyncio.to_thread(understand, question, films, context, now=now, asker=asker, people=people)
    if person is not None:
        asked = replace(asked, person=person, people=())
    if other_film is not None:
        asked = replace(asked, kind="comparison", other_film=other_film, candidates=())
    if asked.absent is not None and len(films) == 1 and await _speak_of(server, asked.absent):
        # "Is Bogart any good?": somebody in the only film, since its reviews name them.
        asked = replace(asked, absent=None)
    if asked.film is None and not asked.everything and not _unclear(asked) and len(films) == 1:
        asked = replace(asked, film=films[0])
    found = await _answer(server, asked, films)
    # A list has no film of its own: the conversation goes back to the one it was about.
    kept = found.context.film or context.film
    return replace(found, context=replace(found.context, film=kept))


async def _answer(server: ServerArchive, asked: Question, films: list[Film]) -> Answer:
    if not films:
        return Answer(asked, ("Nothing has been reviewed here yet.",), context=context_of(asked), found=False)
    if asked.people:
        return Answer(asked, ("Which member do you mean?",), context=context_of(asked), found=False, needs_member=True)
    if asked.kind in {"taste", "changed"}:
        return await _ABOUT_SERVER[asked.kind](server, asked)
    person = await about_named.somebody(server, asked, asked.film)
    if person is not None:
        return person
    if asked.absent is not None and not asked.candidates:
        return Answer(asked, ("Nobody here has reviewed ", asked.absent, "."), context=context_of(asked), found=False)
    return await (
        _of_server(server, asked, films) if asked.film is None else _of_film(server, asked, asked.film, films)
    )


async def _of_server(server: ServerArchive, asked: Question, films: list[Film]) -> Answer:
    """Answer a question that settles no film; ask for it where one is needed."""
    known = _ABOUT_SERVER.get(asked.kind)
    # "What is scary here?" names no film and asks for none: every film answers.
    if asked.kind == "aspect" and not asked.candidates and asked.asked.quality:
        return await about_lists.anywhere(server, asked)
    wanted = asked.everything or (asked.kind == "free" and not asked.candidates)
    return await known(server, asked) if known and wanted else unclear(asked, films)


async def _of_film(server: ServerArchive, asked: Question, film: Film, films: list[Film]) -> Answer:
    if asked.kind == "comparison":
        other = asked.other_film
        return await about_members.comparison(server, asked, film, other) if other else unclear(asked, films)
    if asked.kind in {"aspect", "free"} and (asked.part or asked.aspect is None):
        point = await about_named.point(server, asked, film)
        if point is not None:
            return point
    return await _ABOUT_FILM[asked.kind](server, asked, film)


async def _speak_of(server: ServerArchive, absent: Film) -> bool:
    terms = [word.text for word in words(absent.title)]
    return bool(terms) and (await server.holding(terms[-1:], Filters(), 1))[1] > 0


def _unclear(asked: Question) -> bool:
    return bool(asked.candidates or asked.people or asked.absent)


def unclear(asked: Question, films: list[Film]) -> Answer:
    """Ask for the film: those that the question may mean, or the most reviewed ones."""
    offered = asked.candidates or tuple(one for one in films if asked.film is None or one.number != asked.film.number)
    second = asked.film is not None and asked.kind == "comparison"
    asking = "Which film should it be compared with?" if second else "Which film do you mean?"
    return Answer(
        asked, (asking,), context=context_of(asked), found=False, needs_film=True, candidates=tuple(offered[:OFFERED])
    )
