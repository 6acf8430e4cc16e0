"""Importing a file of reviews: read in the workers, filed in small batches, so that nobody else waits.

Used by `/archive import` and by `pullquote import`. One import a server at a time; all imports
together keep no more than `width` workers busy.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.analysis.types import Analysis
from bot.archive.store import ServerArchive
from bot.archive.types import Filed, ForgottenError, KnownText, OptedOutError, ReviewDraft
from bot.exchange import ImportPlan, ImportRow, Skipped
from bot.filing import MAXIMUM_CRITIC, MAXIMUM_RATING, MAXIMUM_TITLE, Filing, RefusedError, accept, one_line
from bot.workers import BusyError, WorkerError

BATCH = 10
"""Reviews filed in one transaction: a few hundredths of a second, then others have their turn."""
LOOKED_UP = 200
"""Reviews looked up at a time for the preview."""
PATIENCE_SECONDS = 1.0
"""How long an import steps back when members fill the queue."""
MAXIMUM_ORIGIN = 500
MAXIMUM_TAGS = 2_000
MAXIMUM_REASON = 500

OPTED_OUT = "Its author asked not to be archived here."
HIDDEN = "Moderators hide that review here."
FORGOTTEN = "Its author asked to be forgotten here while it was imported."
SOMEBODY_ELSES = "It is somebody else's review; only moderators (Manage Messages) can import those."


class AlreadyImportingError(RefusedError):
    """Another import is running in this server."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is."""

    done: int
    total: int
    filed: int = 0
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    batch: int | None
    """Its number, to undo it by; None when every row was here already or could not be filed."""
    filed: int
    repeats: int
    """Rows that were here already."""
    skipped: tuple[Skipped, ...]
    """The rows that were not filed, those of the plan included, in the file's order."""


Report = Callable[[Progress], Awaitable[None]]
Result = TypeVar("Result")


async def _unheard(progress: Progress) -> None:
    """Report to nobody."""
    del progress


class Importing:
    """Carries plans out, for every server."""

    def __init__(self, filing: Filing, width: int = 1) -> None:
        self._filing = filing
        self._width = width
        # Shared by all imports: members' own reviews find the other workers free.
        self._reading = asyncio.Semaphore(width)
        self._servers: set[int] = set()

    def check(self, guild_id: int) -> None:
        """Raise AlreadyImportingError while an import is running in a server."""
        if guild_id in self._servers:
            raise AlreadyImportingError("An import is running on this server already; wait until it is done.")

    async def already(self, guild_id: int, plan: ImportPlan, member_id: int, *, keep_authors: bool = False) -> int:
        """Count the rows of a plan that a server has already."""
        server = self._filing.archive.server(guild_id)
        count = 0
        for rows in _chunks(plan.rows, LOOKED_UP):
            texts = await asyncio.to_thread(_cleaned, rows)
            known = [(row, text) for row, text in zip(rows, texts, strict=True) if isinstance(text, str)]
            found = await _numbers(server, known, None if keep_authors else member_id)
            count += sum(1 for number in found if number is not None)
        return count

    async def run(
        self,
        guild_id: int,
        plan: ImportPlan,
        member_id: int,
        *,
        keep_authors: bool = False,
        report: Report = _unheard,
    ) -> Imported:
        """File a plan's rows as one batch, which `undo_batch` takes back. Running it twice adds nothing.

        The reviews become `member_id`'s own; with `keep_authors`, they are filed as what they were in
        the archive they come from. Broken off (cancelled), it leaves whole reviews only, and running it
        again goes on where it was. Raises AlreadyImportingError, OptedOutError, ArchiveError.
        """
        with self.alone(guild_id):
            server = self._filing.archive.server(guild_id)
            if not keep_authors and await server.is_opted_out(member_id):
                raise OptedOutError("You asked not to be archived here, so nothing was imported; see /privacy.")
            begun = await server.moment()
            work = _Work(self, server, member_id, begun, keep_authors=keep_authors)
            return await work.carry_out(plan, report)

    @contextmanager
    def alone(self, guild_id: int) -> Generator[None]:
        """Keep every other import out of a server. Raises AlreadyImportingError while one is running."""
        self.check(guild_id)
        self._servers.add(guild_id)
        try:
            yield
        finally:
            self._servers.discard(guild_id)

    async def each(
        self, read: Callable[[ImportRow, str], Awaitable[ImportRow | None]], rows: Sequence[tuple[ImportRow, str]]
    ) -> list[ImportRow | None]:
        """Read rows in order; side by side only where more than one worker may be kept busy."""
        if self._width == 1:
            return [await read(row, text) for row, text in rows]
        return list(await asyncio.gather(*(read(row, text) for row, text in rows)))

    async def read(self, text: str) -> tuple[str, Analysis]:
        """Read one review, waiting for its turn however long members keep the workers busy."""
        return await self.patiently(lambda: self._filing.read(text))

    async def patiently(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do what needs a worker beside everybody else's work: few at a time, stepping back from a full queue."""
        async with self._reading:
            while True:
                try:
                    return await work()
                except BusyError:
                    await asyncio.sleep(PATIENCE_SECONDS)


class _Work:
    """One import under way."""

    def __init__(
        self, importing: Importing, server: ServerArchive, member_id: int, begun: datetime, *, keep_authors: bool
    ) -> None:
        self._importing = importing
        self._server = server
        self._begun = begun
        self._batch: int | None = None
        self._member_id = member_id
        self._author_id = None if keep_authors else member_id
        self._skipped: list[Skipped] = []
        self._opted_out: dict[int, bool] = {}
        self._filed = self._repeats = 0

    async def carry_out(self, plan: ImportPlan, report: Report) -> Imported:
        total = len(plan.rows)
        await report(Progress(0, total))
        for number, rows in enumerate(_chunks(plan.rows, BATCH)):
            ready = await self._ready(rows)
            if ready:
                self._batch = self._batch or await self._server.begin_batch(self._member_id, plan.format)
                await self._file(ready)
            await report(Progress(min((number + 1) * BATCH, total), total, self._filed, self._batch))
        skipped = sorted((*plan.skipped, *self._skipped), key=lambda each: each.row)
        return Imported(self._batch, self._filed, self._repeats, tuple(skipped))

    async def _ready(self, rows: Sequence[ImportRow]) -> list[ImportRow]:
        """Clean and read the rows that are new; note why the others are not filed."""
        cleaned = await asyncio.to_thread(_cleaned, rows)
        good: list[tuple[ImportRow, str]] = []
        for row, text in zip(rows, cleaned, strict=True):
            reason = text.reason if isinstance(text, Skipped) else await self._unwelcome(row, text)
            if reason or isinstance(text, Skipped):
                self._skipped.append(Skipped(row.row, reason))
            else:
                good.append((row, text))
        numbers = await _numbers(self._server, good, self._author_id)
        self._repeats += sum(1 for number in numbers if number is not None)
        new = [pair for pair, number in zip(good, numbers, strict=True) if number is None]
        read = await self._importing.each(self._read, new)
        return [row for row in read if row is not None]

    async def _unwelcome(self, row: ImportRow, text: str) -> str:
        """Say why a row may not be filed under its author; empty when it may."""
        if self._author_id is not None:
            return HIDDEN if await self._server.hides(self._author_id, text) else ""
        if row.author_id is None:
            return "It names no author."
        if row.author_id not in self._opted_out:
            self._opted_out[row.author_id] = await self._server.is_opted_out(row.author_id)
        return OPTED_OUT if self._opted_out[row.author_id] else ""

    async def _read(self, row: ImportRow, text: str) -> ImportRow | None:
        try:
            cleaned, analysis = await self._importing.read(text)
        except (RefusedError, WorkerError) as refusal:
            self._skipped.append(Skipped(row.row, str(refusal)))
            return None
        title, critic = one_line(row.film_title or ""), one_line(row.critic or "")
        return replace(row, text=cleaned, analysis=analysis, film_title=title or None, critic=critic or None)

    async def _file(self, rows: Sequence[ImportRow]) -> None:
        """File a batch; when somebody opted out or was forgotten meanwhile, file the others one by one."""
        drafts = [replace(row.draft(author_id=self._author_id, batch=self._batch), begun=self._begun) for row in rows]
        try:
            self._count(rows, await self._server.add_many(drafts))
        except (OptedOutError, ForgottenError):
            if self._author_id is not None:
                raise
            await self._file_each(rows, drafts)

    async def _file_each(self, rows: Sequence[ImportRow], drafts: Sequence[ReviewDraft]) -> None:
        for row, draft in zip(rows, drafts, strict=True):
            try:
                self._count([row], [await self._server.add(draft)])
            except OptedOutError:
                self._skipped.append(Skipped(row.row, OPTED_OUT))
            except ForgottenError:
                self._skipped.append(Skipped(row.row, FORGOTTEN))

    def _count(self, rows: Sequence[ImportRow], filed: Sequence[Filed]) -> None:
        new = sum(1 for each in filed if not each.repeat)
        self._filed += new
        self._repeats += len(rows) - new


def allowed(plan: ImportPlan, member_id: int, *, moderator: bool) -> tuple[ImportPlan, bool]:
    """Narrow a plan to what a member may import; also whether its rows keep their authors.

    A Letterboxd file names nobody: its reviews become the member's. Our own files name the authors:
    a moderator restores everybody's reviews under them, a member their own ones only.
    """
    if plan.format == "letterboxd":
        return plan, False
    if moderator:
        return plan, True
    own = tuple(row for row in plan.rows if row.author_id in {member_id, None})
    others = [Skipped(row.row, SOMEBODY_ELSES) for row in plan.rows if row.author_id not in {member_id, None}]
    skipped = tuple(sorted((*plan.skipped, *others), key=lambda each: each.row))
    left = Counter((row.film_title, row.film_year) for row in own)
    counted = tuple(
        replace(film, reviews=left[film.title, film.year]) for film in plan.films if left[film.title, film.year]
    )
    return replace(plan, rows=own, skipped=skipped, films=counted), False


async def _numbers(
    server: ServerArchive, known: Sequence[tuple[ImportRow, str]], author_id: int | None
) -> list[int | None]:
    """Give the number that each row is filed under here already, or None; `author_id` None keeps the rows' own."""
    return await server.find_texts(
        [
            KnownText(
                author_id if author_id is not None else row.author_id or 0,
                text,
                row.origin,
                row.watched_on,
                row.film_title,
            )
            for row, text in known
        ]
    )


def _cleaned(rows: Iterable[ImportRow]) -> list[str | Skipped]:
    """Give each row's text as it would be filed, or why it cannot be. Work for a thread."""
    cleaned: list[str | Skipped] = []
    for row in rows:
        reason = _unfit(row)
        try:
            cleaned.append(Skipped(row.row, reason) if reason else accept(row.text))
        except RefusedError as refusal:
            cleaned.append(Skipped(row.row, str(refusal)))
    return cleaned


def _unfit(row: ImportRow) -> str:
    """Say which of a row's fields no card could show; empty when none. A review's text is looked at elsewhere."""
    limits = (
        ("film title", row.film_title or "", MAXIMUM_TITLE),
        ("rating", row.rating_raw or "", MAXIMUM_RATING),
        ("address", row.origin or "", MAXIMUM_ORIGIN),
        ("list of tags", ", ".join(row.tags), MAXIMUM_TAGS),
        ("reason for hiding", row.hidden_reason or "", MAXIMUM_REASON),
        ("watched date", row.watched_on or "", len("2026-01-31")),
        ("critic", row.critic or "", MAXIMUM_CRITIC),
    )
    for name, value, limit in limits:
        if len(value) > limit:
            return f"Its {name} has {len(value):,} characters; the limit is {limit:,}."
        if "\x00" in value:
            return f"Its {name} holds NUL characters, so it is not text."
    return ""


def _chunks(rows: Sequence[ImportRow], size: int) -> Iterator[Sequence[ImportRow]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
