"""A club’s year, or a member’s, in counts: most loved, most split, films by month, who agreed and who thought anew."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import combinations
from typing import Final

from bot.analysis.types import LABELS, Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters
from bot.archive.years import DAY, Written
from bot.discussion.critic_types import ChangedMind
from bot.discussion.pages.digest import line_of_the_week, most_divided, most_praised
from bot.discussion.pages.versions import changed_minds
from bot.discussion.types import DigestFilm, Quoted

COMPARED: Final = 50
"""Members among whom the two who agree most are looked for: those who rated most."""
SHARED: Final = 5
"""Films that two members both rated, from which on it is said that they agree."""
_DOUBT: Final = 2.0
"""Points out of ten that two members are taken to differ by, before anything is known."""
_WEIGHT: Final = 3
"""As many films as that doubt is worth."""
_QUOTABLE: Final = 60
"""Reviews that the line of the year is looked for in: those that take sides most."""
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class AgreedPair:
    """Two members who rated the same films alike."""

    first: int
    second: int
    films: int
    """How many films both rated."""
    apart: float
    """How many points out of ten their ratings differ by, in the mean."""


@dataclass(frozen=True, slots=True)
class RatedFilm:
    """A film with a member's rating of it."""

    film: Film
    rating: float


@dataclass(frozen=True, slots=True)
class Year:
    """What a club wrote in a year, or what a member did. Words of critics are not counted."""

    year: int
    author_id: int | None
    """None for the whole club."""
    reviews: int
    reviewers: int
    films: int
    words: int
    labels: dict[Label, int]
    """Voices by label, every label present."""
    by_month: tuple[tuple[str, int, int], ...]
    """(`2026-01`, reviews, films), the twelve of them."""
    loved: DigestFilm | None = None
    """Of the whole club: the film with the most praise over criticism."""
    split: DigestFilm | None = None
    best: RatedFilm | None = None
    """Of a member: what they rated highest."""
    worst: RatedFilm | None = None
    line: Quoted | None = None
    changed: tuple[ChangedMind, ...] = ()
    """Who changed their mind in that year, the latest first."""
    pair: AgreedPair | None = None
    """The two who agree most; of a member, whom they agree with most."""


@dataclass(frozen=True, slots=True)
class _Film:
    """A film's voices, before its name is known."""

    number: int
    labels: Counter[Label]

    def counted(self, film: Film) -> DigestFilm:
        voices = self.labels
        total = sum(voices.values())
        return DigestFilm(film, film.reviews, voices["positive"], voices["negative"], total)


def span(year: int) -> Filters:
    """Give the filters for a year, UTC."""
    return Filters(since=datetime(year, 1, 1, tzinfo=UTC), until=datetime(year + 1, 1, 1, tzinfo=UTC), critic=False)


def newest(rows: Iterable[Written]) -> list[Written]:
    """Keep the voices, by number, as `newest_reviews` does of reviews; a test compares the two."""
    latest: dict[tuple[int, int] | int, tuple[int, int, int, Written]] = {}
    for row in rows:
        key = row.number if row.film is None else (row.author_id, row.film)
        day = row.written_at // DAY if row.watched_on is None else _day(row.watched_on)
        place = (day, row.written_at, row.number, row)
        known = latest.get(key)
        if known is None or known < place:
            latest[key] = place
    said: set[tuple[int | None, bytes]] = set()
    voices: list[Written] = []
    # Rows begin with their numbers, which no two share.
    for row in sorted(place[3] for place in latest.values()):
        if row.text_print is None:
            voices.append(row)
        elif (words := (row.film, row.text_print)) not in said:
            voices.append(row)
            said.add(words)
    return voices


def sum_up(year: int, rows: Sequence[Written], spoken: Sequence[Written], author_id: int | None = None) -> Year:
    """Count a year's rows and its voices; films are known by their numbers alone, `load_year` names them."""
    own = rows if author_id is None else [row for row in rows if row.author_id == author_id]
    voices = spoken if author_id is None else [row for row in spoken if row.author_id == author_id]
    labels = Counter(voice.label for voice in voices)
    return Year(
        year=year,
        author_id=author_id,
        reviews=len(own),
        reviewers=len({row.author_id for row in own}),
        films=len({row.film for row in own if row.film is not None}),
        words=sum(row.words for row in own),
        labels={label: labels[label] for label in LABELS},
        by_month=_months(year, own),
        pair=agreed_pair(spoken, author_id),
    )


def agreed_pair(voices: Iterable[Written], author_id: int | None = None) -> AgreedPair | None:
    """Find the two members whose ratings of the films that both rated differ least; None where too few are shared.

    A mean over few films is drawn towards doubt, so that five films alike do not beat fifty nearly so.
    """
    rated = [voice for voice in voices if voice.rating is not None and voice.film is not None]
    most = Counter(voice.author_id for voice in rated).most_common(COMPARED)
    compared = {author for author, _ in most} | ({author_id} if author_id is not None else set())
    by_film: dict[int | None, list[tuple[int, float]]] = defaultdict(list)
    for voice in rated:
        if voice.author_id in compared and voice.rating is not None:
            by_film[voice.film].append((voice.author_id, voice.rating))
    apart: dict[tuple[int, int], list[float]] = defaultdict(list)
    for given in by_film.values():
        for (one, first), (other, second) in combinations(sorted(given), 2):
            if author_id is None or author_id in {one, other}:
                apart[one, other].append(abs(first - second))
    enough = [(pair, differences) for pair, differences in apart.items() if len(differences) >= SHARED]
    best = min(enough, key=lambda each: (_doubted(each[1]), each[0]), default=None)
    return None if best is None else AgreedPair(*best[0], len(best[1]), sum(best[1]) / len(best[1]))


async def load_year(server: ServerArchive, year: int, author_id: int | None = None) -> Year | None:
    """Read a year; None when nothing was written in it. Counting is done in a thread, so that nobody else waits."""
    rows = await server.written(span(year))
    if not any(author_id in {None, row.author_id} for row in rows):
        return None
    voices = await asyncio.to_thread(newest, rows)
    found = await asyncio.to_thread(sum_up, year, rows, voices, author_id)
    mine = [voice for voice in voices if author_id in {None, voice.author_id}]
    changed = await asyncio.to_thread(changed_minds, await server.versions())
    found = replace(
        found,
        line=await _line(server, mine),
        changed=tuple(each for each in changed if each.day[:4] == f"{year:04}" and author_id in {None, each.author_id}),
    )
    return await (_with_films(server, found, mine) if author_id is None else _with_ends(server, found, mine))


async def _with_films(server: ServerArchive, found: Year, voices: Iterable[Written]) -> Year:
    """Name the most loved film and the most split one."""
    counted: dict[int, Counter[Label]] = defaultdict(Counter)
    for voice in voices:
        if voice.film is not None:
            counted[voice.film][voice.label] += 1
    unnamed = [_Film(number, labels).counted(Film(number, "", None)) for number, labels in counted.items()]
    loved = most_praised(unnamed)
    # A film that most loved and some did not is told of once.
    split = most_divided([one for one in unnamed if loved is None or one.film != loved.film])
    return replace(found, loved=await _named(server, loved), split=await _named(server, split))


async def _with_ends(server: ServerArchive, found: Year, voices: Iterable[Written]) -> Year:
    """Name what a member rated highest and lowest."""
    rated = sorted(
        ((voice.rating, -voice.number, voice.film) for voice in voices if voice.rating is not None and voice.film),
    )
    if not rated:
        return found
    best = await _rated(server, rated[-1])
    worst = await _rated(server, rated[0]) if rated[0][0] < rated[-1][0] else None
    return replace(found, best=best, worst=worst)


async def _rated(server: ServerArchive, given: tuple[float, int, int]) -> RatedFilm | None:
    film = await server.film(given[2])
    return None if film is None else RatedFilm(film, given[0])


async def _named(server: ServerArchive, counted: DigestFilm | None) -> DigestFilm | None:
    film = await server.film(counted.film.number) if counted is not None else None
    return None if film is None or counted is None else replace(counted, film=film, reviews=film.reviews)


async def _line(server: ServerArchive, voices: Collection[Written]) -> Quoted | None:
    strongest = sorted(voices, key=lambda voice: (-abs(voice.score), voice.number))[:_QUOTABLE]
    reviews = await server.numbered([voice.number for voice in strongest])
    return await asyncio.to_thread(line_of_the_week, reviews)


def _months(year: int, rows: Iterable[Written]) -> tuple[tuple[str, int, int], ...]:
    starts = [(date(year, month, 1).toordinal() - _EPOCH) * DAY for month in range(1, 13)]
    reviews, films = Counter[int](), defaultdict[int, set[int]](set)
    for row in rows:
        month = bisect_right(starts, row.written_at)
        reviews[month] += 1
        if row.film is not None:
            films[month].add(row.film)
    return tuple((f"{year:04}-{month:02}", reviews[month], len(films[month])) for month in range(1, 13))


def _doubted(differences: Sequence[float]) -> float:
    return (sum(differences) + _DOUBT * _WEIGHT) / (len(differences) + _WEIGHT)


@lru_cache(maxsize=4_000)
def _day(iso: str) -> int:
    """Count the days from 1970 to an ISO date."""
    return date.fromisoformat(iso).toordinal() - _EPOCH
