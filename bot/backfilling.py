"""A channel's past, filed: looked through first, then read in the background as one import that goes on where it was.

Used by `/archive backfill`, and by `pullquote import` for a channel that DiscordChatExporter wrote. It streams: no more
than a page of messages is held, however old the channel is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.archive.store import ServerArchive
from bot.archive.types import Backfill, ForgottenError, OptedOutError
from bot.filing import Filing, RefusedError, Submission
from bot.importing import Importing
from bot.workers import BusyError, WorkerError

EXAMPLES = 10
FILMS_LOOKED_AT = 100
"""Reviews whose film is found out for the preview; each is read for it."""
Left = Literal["talk", "opted out", "filed", "empty", "unreadable", "bot", "forgotten", "refused"]
"""Why something is left alone: too little to be a review, its author's wish, filed already, no text, a file that
cannot be read, a bot's or a command, written before its author asked to be forgotten, refused by the filing."""


@dataclass(frozen=True, slots=True)
class Paste:
    """Messages of the past that are one text."""

    author_id: int
    channel_id: int
    message_ids: tuple[int, ...]
    text: str
    written_at: datetime
    film: str | None = None
    """The film that the forum post they stand in is about."""
    tags: tuple[str, ...] = ()
    post: bool = False
    """Whether its channel is that post."""
    unreadable: bool = False
    """A text file of it cannot be read."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the past, in its order."""

    pastes: tuple[Paste, ...]
    messages: int
    """How many messages it has, those that are nobody's review too."""
    bots: int
    """How many of them bots wrote, or are commands."""
    place_id: int
    """The channel, thread or post it is from."""
    read_to: datetime
    """Everything before this is done with it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A review that would be filed."""

    author_id: int
    channel_id: int
    message_id: int
    text: str


@dataclass(slots=True)
class Survey:
    """What filing a past would do. It grows while the past is looked through."""

    messages: int = 0
    reviews: int = 0
    examples: list[Example] = field(default_factory=list)
    films: Counter[str] = field(default_factory=Counter)
    films_of: int = 0
    """Reviews whose film was looked for; the others are named when they are filed."""
    left: Counter[Left] = field(default_factory=Counter)


SurveyReport = Callable[[Survey], Awaitable[None]]
Report = Callable[[Backfill], Awaitable[None]]


class GivenUpError(RefusedError):
    """A backfill is wanted no longer: it was undone while it was running."""


class Backfilling:
    """Looks through pasts and files them, for every server."""

    def __init__(self, filing: Filing, importing: Importing) -> None:
        self._filing = filing
        self._importing = importing

    async def survey(self, guild_id: int, past: AsyncIterator[Stretch], report: SurveyReport) -> Survey:
        """Say what filing a past would do; nothing is filed."""
        server = self._filing.archive.server(guild_id)
        found = Survey()
        async for stretch in past:
            found.messages += stretch.messages
            found.left["bot"] += stretch.bots
            known = await server.filed_from([each for paste in stretch.pastes for each in paste.message_ids])
            for paste in stretch.pastes:
                why = await self._left(server, paste, known)
                if why is None:
                    await self._note(guild_id, paste, found)
                else:
                    found.left[why] += 1
            await report(found)
        return found

    async def _note(self, guild_id: int, paste: Paste, found: Survey) -> None:
        found.reviews += 1
        if len(found.examples) < EXAMPLES:
            found.examples.append(Example(paste.author_id, paste.channel_id, paste.message_ids[0], paste.text))
        if paste.film is not None:
            found.films[paste.film] += 1
            found.films_of += 1
        elif found.films_of < FILMS_LOOKED_AT:
            found.films_of += 1
            try:
                film = await self._importing.patiently(lambda: self._filing.film_of(guild_id, paste.text))
            except (RefusedError, WorkerError):
                return
            if film:
                found.films[film] += 1

    async def run(
        self, guild_id: int, state: Backfill, past: AsyncIterator[Stretch], report: Report, *, kept: bool = True
    ) -> Backfill:
        """File a past from where it was, and keep how far it comes after every stretch, if it is `kept` at all.

        Broken off at any moment, it leaves whole reviews only, and goes on from the last stretch: what is filed
        already is not filed again. Raises GivenUpError when it was undone meanwhile, ArchiveError.
        """
        server = self._filing.archive.server(guild_id)
        async for stretch in past:
            filed = 0
            known = await server.filed_from([each for paste in stretch.pastes for each in paste.message_ids])
            for paste in stretch.pastes:
                if await self._left(server, paste, known) is None:
                    filed += await self._file(guild_id, paste, state.batch)
            state = replace(
                state,
                read=state.read + stretch.messages,
                filed=state.filed + filed,
                place_id=stretch.place_id,
                read_to=stretch.read_to,
            )
            if kept and not await server.save_backfill(state):
                raise GivenUpError("It was undone while it was running.")
            await report(state)
        return state

    async def _left(self, server: ServerArchive, paste: Paste, known: set[int]) -> Left | None:
        """Say why a paste is left alone; None for one that is filed."""
        if known & set(paste.message_ids):
            return "filed"
        if await server.is_opted_out(paste.author_id):
            return "opted out"
        if paste.unreadable:
            return "unreadable"
        if not paste.text.strip():
            return "empty"
        try:
            judged = self._importing.patiently(lambda: self._filing.is_review(server.guild_id, paste.text, paste.film))
            return None if await judged else "talk"
        except WorkerError:
            return "refused"

    async def _file(self, guild_id: int, paste: Paste, batch: int) -> bool:
        """File one; says whether it is new. Whoever was forgotten since they wrote it stays forgotten."""
        submission = Submission(
            author_id=paste.author_id,
            text=paste.text,
            source="watched",
            written_at=paste.written_at,
            film=paste.film,
            channel_id=paste.channel_id,
            message_ids=paste.message_ids,
            begun=paste.written_at,
            tags=paste.tags,
            post=paste.post,
            batch=batch,
        )
        try:
            filed = await self._importing.patiently(lambda: self._filing.file(guild_id, submission))
        except BusyError:
            raise
        except (RefusedError, WorkerError, OptedOutError, ForgottenError):
            return False
        return not filed.repeat
