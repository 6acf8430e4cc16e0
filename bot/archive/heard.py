"""A server's archive without the reviews of those who asked not to be archived.

What was filed before they asked stays theirs, to be shown, exported or erased; pages, answers, prompts and digests
speak as if it were not there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from bot.archive.database.schema import review
from bot.archive.server.lists import NO_FILTERS, narrow
from bot.archive.store import ServerArchive

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Sequence

    from bot.archive.types import (
        AspectLine,
        Film,
        Filters,
        Hit,
        Leaning,
        Page,
        Review,
        ReviewLine,
        ServerTotals,
        Sort,
        Verdict,
    )


async def heard(server: ServerArchive) -> ServerArchive:
    """Give the archive as it may be spoken of: the same one, when nobody asked not to be archived."""
    silent = await server.silent()
    return _Heard.of(server, silent) if silent else server


class _Heard(ServerArchive):
    """Passes over what some authors wrote, wherever pages and answers read."""

    _silent: tuple[int, ...] = ()

    @classmethod
    def of(cls, server: ServerArchive, silent: tuple[int, ...]) -> Self:
        """Wrap a server's archive."""
        wrapped = cls(server._database, server._secret, server.guild_id, server._journal)  # noqa: SLF001  (its own kind)
        wrapped._silent = silent
        return wrapped

    def _narrowed(self, filters: Filters) -> Filters:
        return replace(filters, without=(*filters.without, *self._silent))

    async def get(self, number: int) -> Review | None:
        """Give a review."""
        found = await super().get(number)
        return None if found is None or found.author_id in self._silent else found

    async def reviews(
        self, filters: Filters = NO_FILTERS, sort: Sort = "newest", after: str | None = None, limit: int = 10
    ) -> Page[ReviewLine]:
        """Give one page of reviews."""
        return await super().reviews(self._narrowed(filters), sort, after, limit)

    async def stream(self, filters: Filters = NO_FILTERS, *, hidden: bool = False) -> AsyncGenerator[Review]:
        """Give whole reviews one by one."""
        async for each in super().stream(self._narrowed(filters), hidden=hidden):
            yield each

    async def verdicts(self, filters: Filters = NO_FILTERS) -> list[Verdict]:
        """Give reviews as counts need them."""
        return await super().verdicts(self._narrowed(filters))

    async def verdicts_beside(self, filters: Filters) -> list[Verdict]:
        """Give every review of the films that have one within filters."""
        return await super().verdicts_beside(self._narrowed(filters))

    async def leanings(self, filters: Filters = NO_FILTERS) -> list[Leaning]:
        """Give what reviews say of each side of their films."""
        return await super().leanings(self._narrowed(filters))

    async def known_before(self, filters: Filters) -> frozenset[int]:
        """Name the authors who had written here before."""
        return await super().known_before(self._narrowed(filters))

    async def search(
        self, query: str, filters: Filters = NO_FILTERS, after: str | None = None, limit: int = 10
    ) -> Page[Hit]:
        """Find reviews by their words."""
        return await super().search(query, self._narrowed(filters), after, limit)

    async def holding(
        self, any_of: Sequence[str], filters: Filters = NO_FILTERS, limit: int = 10
    ) -> tuple[list[int], int]:
        """Give the numbers of the reviews that hold any of some words."""
        return await super().holding(any_of, self._narrowed(filters), limit)

    async def numbered(self, numbers: Collection[int]) -> list[Review]:
        """Give the reviews of these numbers."""
        return [found for found in await super().numbered(numbers) if found.author_id not in self._silent]

    async def aspects(self, film: int | None = None, author_id: int | None = None) -> list[AspectLine]:
        """List what reviewers say of each side of a film."""
        lines = await super().aspects(film, author_id)
        return [line for line in lines if line.author_id not in self._silent]

    async def authors(self, limit: int = 25) -> list[tuple[int, int]]:
        """List who writes here with how many reviews each has."""
        found = await super().authors(limit + len(self._silent))
        return [pair for pair in found if pair[0] not in self._silent][:limit]

    async def totals(self, filters: Filters = NO_FILTERS) -> ServerTotals:
        """Count the archive."""
        return await super().totals(self._narrowed(filters))

    async def films(self, query: str = "", limit: int = 25) -> list[Film]:
        """List films with the reviews that are left of them; those with none are left out."""
        fewer = await self._passed_over()
        found = await super().films(query, limit + len(fewer))
        left = [replace(film, reviews=film.reviews - fewer.get(film.number, 0)) for film in found]
        kept = [film for film in left if film.reviews > 0]
        if not query.strip():
            kept.sort(key=lambda film: (-film.reviews, -film.number))
        return kept[:limit]

    async def _passed_over(self) -> dict[int, int]:
        """Count the reviews that are passed over, by film."""
        chosen = (*narrow(self.guild_id, NO_FILTERS), review.c.author_id.in_(self._silent))
        counted = select(review.c.film_number, func.count().label("count")).where(*chosen)
        statement = counted.where(review.c.film_number.is_not(None)).group_by(review.c.film_number)
        async with self._reading() as connection:
            return {row.film_number: row.count for row in await connection.execute(statement)}
