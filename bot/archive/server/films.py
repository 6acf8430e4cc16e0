"""The films of one server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from bot.archive.database.schema import film, review, thread
from bot.archive.server.scope import chunks, open_to_all, visible
from bot.archive.text.titles import begins_with, fold_title, may_be_one_film
from bot.archive.types import ArchiveError, Film

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.scope import Scope
    from bot.archive.types import Undo

LIKE = 0.75
"""Two titles this alike, 0 to 1, may be the same with a slip of the pen."""
NEAR = 60.0
"""rapidfuzz's score, 0 to 100, from which a title is near enough to what was typed."""
_COUNT = (
    update(film)
    .where(film.c.guild_id == bindparam("guild"), film.c.number == bindparam("film"))
    .values(reviews=film.c.reviews + bindparam("more"))
)


def to_film(row: Row[Any]) -> Film:
    """Read a row of the film table."""
    return Film(row.number, row.title, row.year or None, row.reviews)


@dataclass(frozen=True, slots=True)
class Films:
    """Finding, naming, counting and merging films."""

    scope: Scope

    async def film(self, number: int) -> Film | None:
        """Give the film of that number."""
        async with self.scope.reading() as connection:
            found = await self._film(connection, number)
            return next(iter(await self._left(connection, [found] if found else [])), None)

    async def find_film(self, title: str, year: int | None = None) -> Film | None:
        """Find a film by its title, whatever the case and accents; without a year, the most reviewed one."""
        async with self.scope.reading() as connection:
            rows = await self._same_title(connection, title)
            left = await self._left(connection, [to_film(row) for row in rows])
        return next((found for found in left if year in {None, found.year}), None)

    async def films(self, query: str = "", limit: int = 25) -> list[Film]:
        """List films, most reviewed first; with a query, those whose titles are near it, nearest first."""
        async with self.scope.reading() as connection:
            if not fold_title(query) and not self.scope.silent:
                return [to_film(row) for row in await connection.execute(self._listed().limit(limit))]
            rows = (await connection.execute(self._listed())).all()
            near = [found for found, _ in _nearest(query, rows)] if fold_title(query) else list(map(to_film, rows))
            left = await self._left(connection, near)
        if not fold_title(query):
            left.sort(key=lambda found: (-found.reviews, -found.number))
        return left[:limit]

    async def match_films(self, title: str, limit: int = 5) -> list[tuple[Film, float]]:
        """List the films whose titles are like this one, with how like they are (0 to 1), likest first.

        `Rocky II` is not like `Rocky III`, however few letters they differ in.
        """
        async with self.scope.reading() as connection:
            rows = (await connection.execute(self._listed())).all()
            films = {each.number: each for each in await self._left(connection, list(map(to_film, rows)))}
        folded = fold_title(title)
        found = [
            (films[row.number], fuzz.ratio(folded, row.folded) / 100)
            for row in rows
            if row.number in films and (row.folded == folded or may_be_one_film(title, row.title))
        ]
        near = sorted((pair for pair in found if pair[1] >= NEAR / 100), key=lambda pair: -pair[1])
        return near[:limit]

    async def film_named(self, typed: str, year: int | None = None) -> Film | None:
        """Find the film whose title is most like what was typed, or else the most reviewed that begins with it."""
        near = [film for film, likeness in await self.match_films(typed) if likeness >= LIKE]
        beginning = [film for film in await self.films(typed) if begins_with(film.title, typed)]
        return next((film for film in (*near, *beginning) if year in {None, film.year}), None)

    async def rename_film(self, number: int, title: str, year: int | None, actor_id: int) -> Film:
        """Give a film another title or year. Raises ArchiveError when another film has that name."""
        async with self.scope.writing() as (connection, _):
            rows = await self._same_title(connection, title)
            if any(row.number != number and row.year == (year or 0) for row in rows):
                raise ArchiveError("There is already a film of that name here; merge the two with /film merge.")
            await connection.execute(
                update(film)
                .where(self.scope.own(film), film.c.number == number)
                .values(title=title, year=year or 0, folded=fold_title(title))
            )
            renamed = await self._film(connection, number)
            if renamed is None:
                raise ArchiveError("There is no such film here any more.")
            await self.scope.log(connection, actor_id, "rename film", reason=renamed.name)
            return renamed

    async def merge_films(self, source: int, target: int, actor_id: int) -> Undo:
        """Make every review of `source` a review of `target`; `undo` takes it back within ten minutes."""
        if source == target:
            raise ArchiveError("Choose two different films to merge.")
        async with self.scope.writing() as (connection, _):
            old, new = await self._film(connection, source), await self._film(connection, target)
            if old is None or new is None:
                raise ArchiveError("There is no such film here any more.")
            of_old = (self.scope.own(review), review.c.film_number == source)
            moved = list((await connection.execute(select(review.c.number).where(*of_old))).scalars())
            await connection.execute(update(review).where(*of_old).values(film_number=target))
            of_thread = (self.scope.own(thread), thread.c.film_number == source)
            threads = list((await connection.execute(select(thread.c.thread_id).where(*of_thread))).scalars())
            await connection.execute(update(thread).where(*of_thread).values(film_number=target))
            await self.recount(connection, target, old.reviews)
            await connection.execute(delete(film).where(self.scope.own(film), film.c.number == source))
            await self.scope.log(connection, actor_id, "merge films", reason=f"{old.name} into {new.name}")
            payload = {"number": source, "title": old.title, "year": old.year, "target": target}
            return await self.scope.keep_removed(
                connection, "film", actor_id, None, {**payload, "reviews": moved, "threads": threads}
            )

    async def titles(self, connection: AsyncConnection) -> list[str]:
        """List the titles of the films that this scope shows, the most reviewed first."""
        listed = [to_film(row) for row in await connection.execute(self._listed())]
        return [each.title for each in await self._left(connection, listed)]

    async def unmerge(self, connection: AsyncConnection, payload: dict[str, Any]) -> None:
        """Take a merge back for the reviews that are still where it put them."""
        same = await self._same_title(connection, payload["title"])
        again = next((row.number for row in same if row.year == (payload["year"] or 0)), None)
        number = again or await self._make_film(connection, payload["title"], payload["year"], payload["number"])
        # First of all: a film that loses its last review takes its threads with it.
        moved = (thread.c.film_number == payload["target"], thread.c.thread_id.in_(payload["threads"]))
        await connection.execute(update(thread).where(self.scope.own(thread), *moved).values(film_number=number))
        still = (self.scope.own(review), review.c.film_number == payload["target"])
        for part in chunks(payload["reviews"]):
            chosen = (*still, review.c.number.in_(part))
            shown = select(review.c.number).where(*chosen, *open_to_all())
            count = len((await connection.execute(shown)).all())
            await connection.execute(update(review).where(*chosen).values(film_number=number))
            await self.recount(connection, number, count)
            await self.recount(connection, payload["target"], -count)
        # Without a review left there is nothing to take back, and so no film.
        await self.recount(connection, number, 0)

    async def _left(self, connection: AsyncConnection, films: list[Film]) -> list[Film]:
        """Give films with the reviews of theirs that this scope shows; where everybody reads, one without any goes."""
        if not self.scope.public:
            return films
        fewer: dict[int, int] = {}
        if self.scope.silent:
            passed = (*visible(self.scope.guild_id), review.c.author_id.in_(self.scope.silent))
            counted = select(review.c.film_number, func.count().label("times")).where(*passed)
            statement = counted.where(review.c.film_number.is_not(None)).group_by(review.c.film_number)
            fewer = {row.film_number: row.times for row in await connection.execute(statement)}
        left = [replace(each, reviews=each.reviews - fewer.get(each.number, 0)) for each in films]
        return [each for each in left if each.reviews > 0]

    async def _film(self, connection: AsyncConnection, number: int) -> Film | None:
        statement = select(film).where(self.scope.own(film), film.c.number == number)
        row = (await connection.execute(statement)).one_or_none()
        return None if row is None else to_film(row)

    def _listed(self) -> Any:
        return (
            select(film)
            .where(self.scope.own(film), film.c.reviews > 0)
            .order_by(film.c.reviews.desc(), film.c.number.desc())
        )

    async def _same_title(self, connection: AsyncConnection, title: str) -> Sequence[Row[Any]]:
        statement = select(film).where(self.scope.own(film), film.c.folded == fold_title(title))
        return (await connection.execute(statement.order_by(film.c.reviews.desc(), film.c.number))).all()

    async def settle(self, connection: AsyncConnection, title: str | None, year: int | None) -> int | None:
        """Find the film a review names, or make it. A missing year is filled in by the first that gives one."""
        if not title or not title.strip():
            return None
        rows = await self._same_title(connection, title)
        return (await self.settle_among(connection, rows, title, year)).number

    async def settle_among(
        self, connection: AsyncConnection, rows: Sequence[Row[Any]], title: str, year: int | None
    ) -> Film:
        """Choose among the films of that title, or make one."""
        for row in rows:
            if year is None or row.year == year:
                return to_film(row)
        for row in rows:
            if not row.year:
                await connection.execute(
                    update(film).where(self.scope.own(film), film.c.number == row.number).values(year=year)
                )
                return replace(to_film(row), year=year)
        return Film(await self._make_film(connection, title, year), " ".join(title.split()), year or None)

    async def _make_film(
        self, connection: AsyncConnection, title: str, year: int | None, number: int | None = None
    ) -> int:
        if number is None:
            number = await self.scope.next_number(connection, "film")
        row = {"guild_id": self.scope.guild_id, "number": number, "title": " ".join(title.split()), "year": year or 0}
        await connection.execute(insert(film).values(**row, folded=fold_title(title), reviews=0))
        return number

    async def recount(self, connection: AsyncConnection, number: int | None, count: int) -> None:
        """Change how many reviews a film has; a film that no review is about any more goes."""
        if number is None:
            return
        if count:
            await connection.execute(_COUNT, {"guild": self.scope.guild_id, "film": number, "more": count})
        if count <= 0:
            this = (self.scope.own(film), film.c.number == number)
            about = exists().where(self.scope.own(review), review.c.film_number == number)
            await connection.execute(delete(film).where(*this, film.c.reviews <= 0, ~about))


def _nearest(query: str, rows: Sequence[Row[Any]]) -> list[tuple[Film, float]]:
    """Rank titles by how near they are to what was typed; one that begins with it comes first."""
    folded = fold_title(query)
    titles = [row.folded for row in rows]
    found = process.extract(folded, titles, scorer=fuzz.WRatio, limit=None, score_cutoff=NEAR)
    ranked = sorted(found, key=lambda each: (not titles[each[2]].startswith(folded), -round(each[1]), each[2]))
    return [(to_film(rows[place]), score / 100) for _, score, place in ranked]
