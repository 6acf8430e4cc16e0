"""From a server's archive to pages: which rows are read, and how few texts.

What makes a page fast on a film with thousands of reviews is kept beside the texts by the archive: each review's
label, rating and score, and its line on each aspect. Only the reviews that are quoted are read whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.analysis.mentions import people
from bot.analysis.types import Aspect
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Review, Verdict
from bot.discussion.critic_types import CriticComparison, CriticPage, ServerCritics, Taste
from bot.discussion.pages.critics import compare_critics, critic_page
from bot.discussion.pages.digest import digest
from bot.discussion.pages.films import (
    CANDIDATES,
    AspectSides,
    aspect_sides,
    fill,
    outermost,
    outline,
    quote_aspect,
    side_by_side,
)
from bot.discussion.pages.persons import by_film, quote_person, somebody
from bot.discussion.pages.points import key_points, quote_point
from bot.discussion.pages.prompts import fill as fill_prompts
from bot.discussion.pages.prompts import plan
from bot.discussion.pages.taste import sides_of, taste
from bot.discussion.pages.versions import changed_minds
from bot.discussion.point_types import KeyPoints, PersonPage
from bot.discussion.quoting import in_turn
from bot.discussion.tally import newest_reviews
from bot.discussion.types import Digest, FilmComparison, FilmPage, KeyPoint, Prompt, SideLines

SIDE_LINES = 6
"""Lines on a page of what is written about one side of a film."""
POINTS = 3
"""Key points on a page: each with up to four lines."""
WRITERS = 10
"""Members named on the page of a server's critics."""


async def texts(server: ServerArchive, numbers: Iterable[int]) -> dict[int, Review]:
    """Read some reviews whole; those that went meanwhile are left out."""
    return {review.number: review for review in await server.numbered(set(numbers))}


@dataclass(frozen=True, slots=True)
class Ends:
    """A film's reviews without their texts, and the most and the least favourable of its voices."""

    lines: list[Verdict]
    spoken: list[Verdict]
    """One for each reviewer."""
    top: tuple[int, ...]
    """Numbers, the most favourable first."""
    bottom: tuple[int, ...]
    """Numbers, the least favourable first."""


async def read_ends(server: ServerArchive, film: Film) -> Ends:
    """Read who says what of a film, and where to look for its best praise and criticism."""
    lines = await server.verdicts(Filters(film=film.number))
    spoken = newest_reviews(lines)
    scores = {voice.number: voice.score for voice in spoken}
    return Ends(lines, spoken, outermost(scores, scores, -1), outermost(scores, scores, 1))


async def load_film_page(server: ServerArchive, film: Film) -> FilmPage:
    """Read a film's page."""
    return await _page(server, film, await read_ends(server, film))


async def _page(server: ServerArchive, film: Film, ends: Ends) -> FilmPage:
    """Count over one film's reviews, and quote from those that are picked."""
    of_film = Filters(film=film.number)
    aspects = await server.leanings(of_film)
    mentioned = [*await server.mentions(of_film), *await server.mentions(of_film, "name")]
    few = len(ends.spoken) <= CANDIDATES
    by_score = ends.top if few else [*ends.top, *reversed(ends.bottom)]
    # Thousands of lines take tens of milliseconds: in a thread, so that nobody else waits.
    planned = await asyncio.to_thread(outline, film, ends.lines, aspects, by_score, mentioned)
    return fill(planned, await texts(server, planned.wanted))


async def load_side(server: ServerArchive, film: Film, aspect: Aspect, page: int = 0) -> SideLines:
    """Read what reviewers of a film wrote about one side of it, a page of lines at a time; `page` is from 0."""
    spoken = newest_reviews(await server.verdicts(Filters(film=film.number)))
    lines = await server.leanings(Filters(film=film.number))
    sides = await asyncio.to_thread(aspect_sides, spoken, lines)
    found = next((one for one in sides if one.aspect == aspect), AspectSides(aspect, (), (), ()))
    ordered = [*in_turn(found.praise, found.criticism), *found.neither]
    pages = max(1, -(-len(ordered) // SIDE_LINES))
    page = max(0, min(page, pages - 1))
    chosen = ordered[page * SIDE_LINES : (page + 1) * SIDE_LINES]
    whole = await texts(server, {line.review for line in chosen})
    quotes = tuple(quote for line in chosen if (quote := quote_aspect(line, whole)))
    others = tuple(one.counted for one in sides if one is not found)
    return SideLines(film, found.counted, others, quotes, page, pages)


async def load_points(server: ServerArchive, film: Film, page: int = 0) -> KeyPoints:
    """Read what most reviewers of a film take a side on, a page of points with their lines at a time."""
    of_film = Filters(film=film.number)
    spoken = newest_reviews(await server.verdicts(of_film))
    lines, mentioned = await server.leanings(of_film), await server.mentions(of_film)
    found = await asyncio.to_thread(key_points, spoken, mentioned, lines)
    pages = max(1, -(-len(found) // POINTS))
    page = max(0, min(page, pages - 1))
    chosen = found[page * POINTS : (page + 1) * POINTS]
    whole = await texts(server, {number for point in chosen for number in point.wanted})
    points = tuple(quote_point(point, whole) for point in chosen)
    return KeyPoints(film, len(spoken), points, page, pages)


async def load_point(server: ServerArchive, film: Film, keys: Sequence[str]) -> tuple[KeyPoint | None, int]:
    """Read the key point of a film on the first facet that has one, and how many reviewers there are."""
    of_film = Filters(film=film.number)
    spoken = newest_reviews(await server.verdicts(of_film))
    lines, mentioned = await server.leanings(of_film), await server.mentions(of_film)
    found = await asyncio.to_thread(key_points, spoken, mentioned, lines)
    point = next((each for key in keys for each in found if each.key == key), None)
    if point is None:
        return None, len(spoken)
    return quote_point(point, await texts(server, point.wanted)), len(spoken)


async def load_person(server: ServerArchive, name: str, film: Film | None = None) -> PersonPage | None:
    """Read what is written about somebody, over all films or of one; None where nobody names them."""
    words = people.folded(name).split()
    if not words:
        return None
    filters = Filters(film=film.number if film else None)
    mentioned = await server.mentions(filters, "name", words[-1])
    if not mentioned:
        return None
    spoken = await asyncio.to_thread(newest_reviews, await server.verdicts(filters))
    found = await asyncio.to_thread(somebody, spoken, mentioned, name)
    if found is None:
        return None
    whole = await texts(server, found.wanted)
    return PersonPage(quote_person(found, whole), tuple(by_film(spoken, mentioned, name)))


async def load_comparison(server: ServerArchive, first: Film, second: Film) -> FilmComparison:
    """Read two films' pages side by side."""
    ours, theirs = await read_ends(server, first), await read_ends(server, second)
    one, other = await _page(server, first, ours), await _page(server, second, theirs)
    return side_by_side(one, other, [*ours.lines, *theirs.lines])


async def load_critic_page(server: ServerArchive, author_id: int) -> CriticPage:
    """Read a member's page, with what the others gave the same films."""
    own = [review async for review in server.stream(Filters(author_id=author_id))]
    return critic_page(author_id, own, await server.verdicts_beside(Filters(author_id=author_id)))


async def load_critics(server: ServerArchive, first_id: int, second_id: int) -> CriticComparison:
    """Read where two members agree and part."""
    reviews = [review async for review in server.stream(Filters(author_id=first_id))]
    reviews += [review async for review in server.stream(Filters(author_id=second_id))]
    return compare_critics(first_id, second_id, reviews)


async def load_taste(server: ServerArchive, member_id: int) -> Taste:
    """Read who agrees with a member most and least; give the archive as everybody may read it."""
    own = Filters(author_id=member_id)
    beside = await server.verdicts_beside(own)
    leanings = await server.leanings_beside(own)
    return await asyncio.to_thread(lambda: taste(member_id, beside, sides_of(leanings)))


async def load_server_critics(server: ServerArchive) -> ServerCritics:
    """Read who writes on a server, and who changed their mind."""
    versions = await server.versions()
    # A server may have thousands of rewatches: in a thread, so that nobody else waits.
    changed = await asyncio.to_thread(changed_minds, versions)
    return ServerCritics(tuple(await server.authors(WRITERS)), changed)


async def load_prompts(server: ServerArchive, film: Film) -> tuple[Prompt, ...]:
    """Draw prompts for a film from its reviews."""
    spoken = newest_reviews(await server.verdicts(Filters(film=film.number)))
    lines = await server.leanings(Filters(film=film.number))
    scores = {voice.number: voice.score for voice in spoken}
    planned = await asyncio.to_thread(plan, film, spoken, lines, scores)
    return fill_prompts(planned, await texts(server, planned.wanted))


async def load_digest(server: ServerArchive, since: datetime, until: datetime) -> Digest | None:
    """Read what was written from `since` up to, not including, `until`; None when it was quiet.

    Films and members cost no query of their own; the week's texts are read by the hundred, for its line.
    """
    within = Filters(since=since, until=until)
    week = [review async for review in server.stream(within)]
    if not week:
        return None
    everybody, earlier = await server.verdicts_beside(within), await server.known_before(within)
    return await asyncio.to_thread(digest, since, until, week, everybody, earlier)
