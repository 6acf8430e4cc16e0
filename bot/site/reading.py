"""What may stand on a server's home page: the shown reviews, in words of their own, of members who agreed to it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from bot.analysis.language.spoilers import pieces
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Review
from bot.discussion import FilmPage, Quoted, best_line, film_page
from bot.views.words import open_name, open_rating

_SLUG = 60
_MARKED = 6
"""Hexadecimal digits that tell members of one name apart."""
Run = tuple[str, bool]
"""Some words, and whether they stay closed until somebody opens them."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who agreed."""

    name: str
    path: str
    """Of their page."""


@dataclass(frozen=True, slots=True)
class SiteFilm:
    """A film as those who agreed wrote of it."""

    name: str
    path: str
    page: FilmPage
    reviews: tuple[SiteReview, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class SiteReview:
    """A review, ready to be drawn."""

    review: Review
    path: str
    author: Member
    film: str
    """The name of its film; empty where there is none."""
    film_path: str
    rating: str
    line: Quoted | None
    """Its best line, where one hides nothing."""
    paragraphs: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A home page, before it is drawn."""

    title: str
    address: str
    """Where it will stand, ending in a slash; empty where nobody said."""
    mark: str
    """What its feeds are known by: of this server, and no number of it."""
    films: tuple[SiteFilm, ...]
    """By name."""
    members: tuple[tuple[Member, tuple[SiteReview, ...]], ...]
    """By name, each with their reviews, the newest first."""
    reviews: tuple[SiteReview, ...]
    """The newest first."""


async def read_site(server: ServerArchive, title: str, address: str = "") -> Site:
    """Read what may stand on a server's home page. Whoever agreed no more, or is hidden, is not read at all."""
    heard = await server.heard()
    names = await heard.published()
    members = {author: _member(server, author, name) for author, name in names.items()}
    found = [review async for review in heard.stream(Filters(critic=False)) if review.author_id in members]
    found.sort(key=lambda review: (review.written_at, review.number), reverse=True)
    reviews = tuple(_review(review, members[review.author_id]) for review in found)
    by_author: dict[Member, list[SiteReview]] = defaultdict(list)
    for each in reviews:
        by_author[each.author].append(each)
    wrote = sorted(by_author.items(), key=lambda item: (item[0].name.casefold(), item[0].path))
    mark = server.fingerprint("site", 0).hex()[:32]
    own = tuple((member, tuple(theirs)) for member, theirs in wrote)
    return Site(title, address, mark, _films(reviews), own, reviews)


def film_path(film: Film) -> str:
    """Give the path of a film's page; its number keeps it the film's own."""
    return f"films/{_named(str(film.number), open_name(film))}.html"


def runs_of(review: Review) -> tuple[tuple[Run, ...], ...]:
    """Cut a review into paragraphs of what is open and what is closed, the words as they are stored."""
    paragraphs: list[list[Run]] = [[]]
    for piece in pieces(review.text, review.analysis.spoilers):
        for place, line in enumerate(review.text[piece.start : piece.end].split("\n")):
            if place and paragraphs[-1]:
                paragraphs.append([])
            if line.strip():
                paragraphs[-1].append((line, piece.hidden))
    return tuple(tuple(runs) for runs in paragraphs if runs)


def _films(reviews: tuple[SiteReview, ...]) -> tuple[SiteFilm, ...]:
    by_film: dict[int, list[SiteReview]] = defaultdict(list)
    for each in reviews:
        if each.review.film is not None:
            by_film[each.review.film.number].append(each)
    films: list[SiteFilm] = []
    for theirs in by_film.values():
        film = theirs[0].review.film
        assert film is not None  # noqa: S101  (they are gathered by it)
        page = film_page(film, [each.review for each in theirs])
        films.append(SiteFilm(open_name(film), film_path(film), page, tuple(theirs)))
    return tuple(sorted(films, key=lambda each: (each.name.casefold(), each.path)))


def _review(review: Review, author: Member) -> SiteReview:
    return SiteReview(
        review=review,
        path=f"reviews/{review.number}.html",
        author=author,
        film=open_name(review.film) if review.film else "",
        film_path=film_path(review.film) if review.film else "",
        rating=open_rating(review.rating_raw),
        line=best_line(review, spoilers=False),
        paragraphs=runs_of(review),
    )


def _member(server: ServerArchive, author: int, name: str) -> Member:
    """Make a member's record; no id of Discord's stands in a path."""
    mark = server.fingerprint("site", author).hex()[:_MARKED]
    return Member(name.strip() or "A member", f"members/{_named(mark, name)}.html")


def _named(mark: str, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-")
    return f"{mark}-{slug}" if slug else mark
