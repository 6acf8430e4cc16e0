"""Answers about the server's films as a whole: how many, the most liked, the best for their music, the scary ones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

from bot.analysis.types import Aspect, Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Verdict
from bot.discussion import wording
from bot.discussion.answers import film as about_film
from bot.discussion.answers.film import MOST_NAMED, MOST_QUOTES, nothing, quote_sides, result
from bot.discussion.pages.films import AspectSides, aspect_sides
from bot.discussion.pages.loading import texts
from bot.discussion.quoting import best_line, in_turn
from bot.discussion.ranking import retrieval
from bot.discussion.tally import newest_reviews, rated
from bot.discussion.types import ENOUGH, Answer, FilmCount, Member, Part, Phrase, Question, Quoted

MOST_FILMS = 5_000
"""Films among which those of a year or a decade are looked for."""
FILMS = 25
"""The most reviewed films are compared when a list names no time."""
LISTED = 10
WRITERS = 5


async def anywhere(server: ServerArchive, question: Question) -> Answer:
    """Answer a free question that names no film: by film where it asks which films are scary, otherwise by lines."""
    return await (_by_quality if question.asked.quality else about_film.free)(server, question)


async def totals(server: ServerArchive, question: Question) -> Answer:
    """Answer how much is filed here, by everybody or by one member, of all time or of a stretch of it."""
    if question.person is not None:
        return await _by_member(server, question, question.person)
    if question.since is None:
        total = await server.totals()
        reviews, films_, people, critics = total.reviews, total.films, total.reviewers, total.critics
    else:
        lines = await _within(server, question)
        critics = sum(line.critic is not None for line in lines)
        reviews, people = len(lines), len({line.author_id for line in lines if line.critic is None})
        films_ = len({line.film.number for line in lines if line.film})
    words = f"{wording.plural(reviews, 'review')} of {wording.plural(films_, 'film')}"
    words += f" by {wording.plural(people, 'reviewer')}"
    counts = f"{words}{' ' if question.period else ''}{question.period}"
    who = (
        await _writers(server) if reviews and question.since is None and "who" in question.bare.lower().split() else ()
    )
    aside = f"; {critics:,} of them in the words of critics" if critics else ""
    return result(question, (counts, *who, f"{aside}."), found=reviews > 0)


async def _by_member(server: ServerArchive, question: Question, author: int) -> Answer:
    """Answer how much a member has filed."""
    asked = Filters(author_id=author, since=question.since, until=question.until)
    lines = [line for line in await server.verdicts(asked) if line.critic is None]
    films_ = len({line.film.number for line in lines if line.film})
    words = f": {wording.plural(len(lines), 'review')} of {wording.plural(films_, 'film')}"
    words += f"{' ' if question.period else ''}{question.period}."
    return result(question, (Member(author), words), found=bool(lines))


async def _writers(server: ServerArchive) -> Phrase:
    """Name who wrote most."""
    named: list[Part] = []
    for author, count in await server.authors(limit=WRITERS):
        named += [", " if named else "; most by ", Member(author), f" ({count:,})"]
    return tuple(named)


async def films(server: ServerArchive, question: Question) -> Answer:
    """List films: the most liked, the least liked, the most divided or the best rated, of a time or of all."""
    if question.kind == "list" and question.asked.quality:
        return await _by_quality(server, question)
    lines = await _read(server, question)
    if question.kind == "list" and question.aspect:
        return await _by_aspect(server, question, lines, question.aspect)
    counted = await asyncio.to_thread(film_counts, lines, 1 if question.kind == "rating" else ENOUGH)
    best = ordered(counted, question)
    if not best:
        return _none_listed(question, lines, any_film=bool(counted))
    counts = f"{_so_many(question, lines)}; {_heading(question)}:"
    quotes = await _one_each(server, best, lines, 1 if question.divided else question.liked)
    if question.divided:
        quotes = in_turn(quotes, await _one_each(server, best, lines, -1))
    answer = result(question, (counts,), quotes)
    return replace(answer, films=tuple(best[:LISTED]))


def _none_listed(question: Question, lines: Sequence[Verdict], *, any_film: bool) -> Answer:
    """Say why a list is empty."""
    if any_film and question.kind == "rating":
        return result(question, (f"{_so_many(question, lines)}; nobody gave a rating.",), found=False)
    if any_film and question.liked:
        one, other = ("positive", "negative") if question.liked > 0 else ("negative", "positive")
        words = f"{_so_many(question, lines)}; no film has more {one} reviews than {other} ones."
        return result(question, (words,), found=False)
    if question.years:
        return result(question, (f"Nobody here has reviewed a film {question.years.name}.",), found=False)
    return nothing(question)


async def _read(server: ServerArchive, question: Question) -> list[Verdict]:
    """Read the reviews of the time or of the years' films that are asked about; else of the most reviewed films."""
    if question.since is not None:
        return await _within(server, question)
    years = question.years
    films_ = await server.films(limit=MOST_FILMS if years else FILMS)
    if years:
        films_ = [film for film in films_ if years.holds(film.year)][:FILMS]
    lines: list[Verdict] = []
    for film in films_:
        lines += await server.verdicts(Filters(film=film.number))
    return lines


async def _within(server: ServerArchive, question: Question) -> list[Verdict]:
    """Read the reviews of the stretch of time that is asked about; its end is not in it."""
    lines = await server.verdicts(Filters(since=question.since, until=question.until))
    return [line for line in lines if question.until is None or line.written_at < question.until]


def _so_many(question: Question, lines: Iterable[Verdict]) -> str:
    """Say over how many reviews a list is made."""
    named = [line for line in lines if line.film and line.critic is None]
    reviewers = wording.plural(len({line.author_id for line in named}), "reviewer")
    words = f"{wording.plural(len(named), 'review')} by {reviewers}"
    if question.years:
        words = f"{wording.plural(len({line.film.number for line in named if line.film}), 'film')} "
        words += f"{question.years.name}, {wording.plural(len(named), 'review')} by {reviewers}"
    return f"{words}{' ' if question.period else ''}{question.period}"


async def _by_quality(server: ServerArchive, question: Question) -> Answer:
    """Answer which films are scary, and the like: those that most reviewers say it of, with a line of each."""
    filters = Filters(since=question.since, until=question.until)
    found = await retrieval.find(server, question.asked, None, filters)
    by_film: dict[int, list[Quoted]] = {}
    for line in found.quotes:
        if line.film and line.critic is None and (question.years is None or question.years.holds(line.film.year)):
            by_film.setdefault(line.film.number, []).append(line)
    if not by_film:
        return nothing(question)
    most = sorted(by_film.values(), key=lambda lines: -len({line.author_id for line in lines}))
    named: list[Part] = []
    for lines in most[:MOST_NAMED]:
        named += [f"{',' if named else ''} {len(lines):,} on ", lines[0].film or ""]
    more = f" and {wording.plural(len(most) - MOST_NAMED, 'more film')}" if len(most) > MOST_NAMED else ""
    reviews = sum(len(lines) for lines in most)
    words = f"{'' if found.complete else 'At least '}{wording.plural(reviews, 'review')}"
    counts = (f"{words} {'speaks' if reviews == 1 else 'speak'} of that:", *named, f"{more}.")
    return result(question, counts, [lines[0] for lines in most] + [line for lines in most for line in lines[1:]])


async def _by_aspect(server: ServerArchive, question: Question, lines: Sequence[Verdict], aspect: Aspect) -> Answer:
    """List the films by what reviewers say of one side of them; praise and criticism are then of that side."""
    question = question if question.liked or question.divided else replace(question, liked=1)
    by_film = await asyncio.to_thread(_by_film, lines)
    most = sorted(by_film.values(), key=lambda spoken: -len(spoken))[:FILMS]
    sides: dict[int, AspectSides] = {}
    counted: list[FilmCount] = []
    for spoken in most:
        film = spoken[0].film
        one = await _side(server, film, spoken, aspect) if film else None
        if film and one:
            sides[film.number] = one
            counted.append(FilmCount(film, one.lines, len(one.praise), len(one.criticism), None))
    best = ordered(counted, question)
    if not best:
        return nothing(question)
    said = {1: "most praised for", -1: "most criticised for", 0: "most divided on"}
    counts = f"{_so_many(question, lines)}; {said[0 if question.divided else question.liked]} "
    quotes = [
        line for each in best for line in (await quote_sides(server, sides[each.film.number], question.liked))[:1]
    ]
    answer = result(question, (f"{counts}the {wording.aspect_name(aspect)}:",), quotes[:MOST_QUOTES])
    return replace(answer, films=tuple(best[:LISTED]))


async def _side(server: ServerArchive, film: Film, spoken: Sequence[Verdict], aspect: Aspect) -> AspectSides | None:
    sides = aspect_sides(spoken, await server.leanings(Filters(film=film.number)))
    return next((one for one in sides if one.aspect == aspect), None)


def _heading(question: Question) -> str:
    if question.divided:
        return "most divided"
    if question.kind == "rating":
        return "worst rated" if question.liked < 0 else "best rated"
    return {1: "most liked", -1: "least liked", 0: "by reviewers"}[question.liked]


def film_counts(lines: Iterable[Verdict], enough: int = ENOUGH) -> list[FilmCount]:
    """Count the voices on each film; its ratings have a mean from so many on."""
    return [_film_count(spoken, enough) for spoken in _by_film(lines).values()]


def _by_film(lines: Iterable[Verdict]) -> dict[int, list[Verdict]]:
    by_film: dict[int, list[Verdict]] = {}
    for voice in newest_reviews(lines):
        if voice.film:
            by_film.setdefault(voice.film.number, []).append(voice)
    return by_film


def _film_count(spoken: Sequence[Verdict], enough: int) -> FilmCount:
    film = spoken[0].film
    if film is None:
        raise ValueError("A film is counted over its own reviews.")
    values = rated(spoken)
    labels = [voice.label for voice in spoken]
    mean = fmean(values) if len(values) >= enough else None
    return FilmCount(film, len(spoken), labels.count("positive"), labels.count("negative"), mean, len(values))


def ordered(counted: Iterable[FilmCount], question: Question) -> list[FilmCount]:
    """Put films in the order that is asked for, leaving out those that do not fit it."""

    def lean(count: FilmCount) -> int:
        return count.positive - count.negative

    kept = [count for count in counted if _fits(count, question)]
    if question.divided:
        return sorted(kept, key=lambda one: (-min(one.positive, one.negative), -one.reviewers, one.film.number))
    if question.kind == "rating":
        sign = 1 if question.liked < 0 else -1
        return sorted(kept, key=lambda one: (sign * (one.mean or 0.0), -one.rated, one.film.number))
    if question.liked:
        return sorted(kept, key=lambda one: (-question.liked * lean(one), -one.reviewers, one.film.number))
    return sorted(kept, key=lambda one: (-one.reviewers, -lean(one), one.film.number))


def _fits(count: FilmCount, question: Question) -> bool:
    if question.divided:
        return min(count.positive, count.negative) > 0
    if question.kind == "rating":
        return count.mean is not None
    return not question.liked or question.liked * (count.positive - count.negative) > 0


async def _one_each(
    server: ServerArchive, counted: Sequence[FilmCount], lines: Iterable[Verdict], liked: int
) -> list[Quoted]:
    """Quote one line of each of the first films, on the side that is asked for."""
    chosen: list[int] = []
    wanted: dict[int, Label | None] = {1: "positive", -1: "negative", 0: None}
    by_film = _by_film(lines)
    for count in counted[:MOST_QUOTES]:
        fitting = [voice for voice in by_film[count.film.number] if wanted[liked] in {None, voice.label}]
        chosen += [voice.number for voice in fitting[-1:]]
    found = await texts(server, chosen)
    return [line for number in chosen if number in found for line in (best_line(found[number], liked),) if line]
